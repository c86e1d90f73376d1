"""Whatever keeps somebody from answering is said in plain words, in their language, and loses nothing."""

from datetime import timedelta

import pytest

from heedful.listen.answering import limits
from heedful.listen.responses.models import Response
from tests.listen.answering.conftest import NOW, PULSE, Respondent

LATER, BEFORE = NOW + timedelta(hours=1), NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [
        ({"closed_at": BEFORE}, 410, "This survey is closed"),
        ({"closes_at": BEFORE}, 410, "This survey is closed"),
        ({"archived_at": BEFORE}, 410, "This survey is closed"),
        ({"opens_at": LATER}, 403, "This survey has not opened yet"),
    ],
)
def test_a_survey_that_is_not_open_says_so(survey_of, link_to, fields, status, says):
    ann = Respondent(link_to(survey_of(PULSE, **fields)).code)

    assert (ann.status, ann.title) == (status, says)


def test_a_survey_without_a_version_and_a_closed_link_say_so(pulse, link_to):
    closed = Respondent(link_to(pulse, closed_at=BEFORE).code)
    pulse.published = None
    pulse.save()
    unpublished = Respondent(link_to(pulse, "lsud234567").code)

    assert (closed.status, unpublished.status, unpublished.title) == (410, 403, "This survey is not ready yet")


def test_what_was_answered_before_the_survey_closed_is_kept_and_no_more_taken(poster, pulse):
    ann = Respondent(poster.code)
    ann.send(recommend="9")
    pulse.closed_at = NOW
    pulse.save()
    ann.send(why="Too late")

    assert ann.status == 410 and "kept" in ann.html
    assert Response.objects.get().answers == {"recommend": 9}


@pytest.mark.parametrize("code", ["lnobody234", "inobodynobodynobodynob", "x", "l" * 400, "%00", "l%27--"])
def test_a_code_that_stands_for_nothing_is_a_clear_page(db, code):
    ann = Respondent(code)

    assert ann.status == 404
    assert "survey at this address" in ann.html or len(code) > 300 or "%" in code


def test_who_tries_codes_one_after_another_has_to_wait(db, monkeypatch, clock):
    monkeypatch.setattr(limits, "UNKNOWN_AN_ADDRESS", 3)

    assert [Respondent(f"lnobody23{n}").status for n in range(5)] == [404, 404, 404, 429, 429]
    assert Respondent("lnobody239", address="10.9.9.9").status == 404


def test_a_forged_or_foreign_pass_is_a_clear_page_and_records_nothing(poster, pulse, link_to):
    other = link_to(pulse, "lsud234567")
    ann = Respondent(poster.code)
    form, own = ann.form(recommend="9"), ann.action.split("?")[0]
    changed = own[:-5] + ("A" if own[-5] != "A" else "B") + own[-4:]
    for ann.action in (
        changed,
        own.replace(poster.code, other.code),
        f"/s/{poster.code}/AAAA/",
        f"/s/{poster.code}/ü/",
    ):
        ann.post(form)
        assert (ann.status, ann.title) == (403, "This page does not belong to this survey")

    assert not Response.objects.exists()


def test_a_pass_of_another_surveys_version_is_none(poster, survey_of, link_to):
    other = survey_of(PULSE, key="other")
    from heedful.listen.answering.passes import new_pass, sealed

    ann = Respondent(poster.code)
    ann.action = f"/s/{poster.code}/{sealed(new_pass(other.published.pk, now=NOW), poster.code)}/"
    ann.post({"asked": "recommend", "a-recommend": "9", "go": "on"})

    assert ann.status == 403 and not Response.objects.exists()


def test_the_page_speaks_the_browsers_language(pulse, poster):
    pulse.closed_at = NOW
    pulse.save()
    ann = Respondent(poster.code, **{"Accept-Language": "lt,en;q=0.5"})

    assert '<html lang="lt"' in ann.html


QUOTA = {
    **PULSE,
    "quotas": [
        {
            "key": "unhappy",
            "most": 1,
            "says": {"en": "Enough unhappy people"},
            "when": {"checks": [{"subject": "recommend", "verb": "between", "values": [0, 6]}]},
        }
    ],
}


def test_a_full_quota_thanks_and_does_not_count(survey_of, link_to):
    door = link_to(survey_of(QUOTA))
    ann, bea, joe = Respondent(door.code), Respondent(door.code), Respondent(door.code)
    for each in (ann, bea):
        each.send(recommend="2")
        each.send(why_low="")
    ann.send(why="")
    bea.send(why="Too late for the quota")
    joe.send(recommend="10")
    joe.send(why="")

    assert ann.title == "We are sorry" and joe.title == "We are glad"
    assert "Enough unhappy people" in bea.html
    kept = Response.objects.get(properties__quota="unhappy")
    assert kept.answers["why"] == "Too late for the quota"
    assert (kept.finished_at, kept.settles_at, kept.told) == (None, None, [])
    late = Respondent(door.code)
    late.send(recommend="0")
    assert "Enough unhappy people" in late.html
    late.go(late.path)
    assert "Enough unhappy people" in late.html


def test_two_hundred_people_behind_one_address_are_all_heard(poster, clock):
    for _ in range(200):
        Respondent(poster.code).send(recommend="9")

    assert Response.objects.count() == 200


def test_a_flood_from_one_address_waits_and_another_address_is_heard(poster, monkeypatch, clock):
    monkeypatch.setattr(limits, "BEGUN_AN_ADDRESS", 3)
    people = [Respondent(poster.code) for _ in range(5)]
    for each in people:
        each.send(recommend="9")

    assert [each.status for each in people] == [200, 200, 200, 429, 429]
    assert people[-1].answer["Retry-After"] == "60"
    people[0].send(why="Who has begun goes on")
    stranger = Respondent(poster.code, address="10.9.9.9")
    stranger.send(recommend="9")
    assert (people[0].status, stranger.status) == (200, 200)


def test_one_response_cannot_be_sent_without_end(poster, monkeypatch, clock):
    monkeypatch.setattr(limits, "STEPS_A_RESPONSE", 4)
    ann = Respondent(poster.code)
    form = ann.form(recommend="9")
    statuses = [ann.client.post(ann.action, form).status_code for _ in range(6)]

    assert statuses == [303] * 4 + [429] * 2
