"""What a tablet in the shop loads, and what becomes of what it sends."""

import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heedful.interactions.models import Rejected
from heedful.listen.answering import limits
from heedful.listen.channels.actions import close_link, create_link
from heedful.listen.responses.models import Response
from heedful.listen.surveys.actions import change_draft, create_survey, publish_survey
from heedful.listen.surveys.document import parse_document
from heedful.listen.surveys.queries import current_step, published_document
from tests.listen.channels.conftest import NOW

LATE = timedelta(minutes=3)
NPS = {"type": "nps", "key": "n", "title": {"en": "?"}}
CLOCKS = [(timedelta(days=-3), timedelta(0)), (timedelta(days=90), timedelta(days=14))]


@pytest.fixture(autouse=True)
def _forget():
    limits.forget()


@pytest.fixture
def kiosk(survey, alice):
    nord = alice.workspace.locations.get(key="nord")
    about = {"employee": "Ann", "product": "Pass", "location": nord}
    return create_link(survey, kind="kiosk", name="Tablet at Nord", by=alice, now=NOW, **about)


def response(link, *, ago=LATE, finished=True, answers=None, **more):
    document, at = published_document(link.survey.published), (timezone.now() - ago).timestamp() * 1000
    given = answers if answers is not None else {document.questions[0].key: 5}
    made = {"key": str(uuid.uuid4()), "version": link.survey.published_id, "language": "lt", "answers": given}
    return made | {"begun_at": at - 20_000, "answered_at": at, "finished": finished} | more


def send(link, *responses, body=None, client=None, kind="application/json"):
    sent = body if body is not None else json.dumps({"responses": responses})
    return (client or Client()).post(f"/s/{link.code}/kiosk/answers", sent, content_type=kind)


def test_an_answer_that_waited_two_days_counts_at_its_own_time_for_its_own_shop(kiosk):
    brought = response(kiosk, ago=timedelta(days=2))

    answer = send(kiosk, brought)

    kept = Response.objects.get()
    assert answer.status_code == 200
    assert answer.json()["settled"] == [brought["key"]]
    assert (kept.channel, kept.location.key, kept.employee, kept.product) == ("kiosk", "nord", "Ann", "Pass")
    assert kept.language == "lt"
    assert abs(kept.updated_at.timestamp() * 1000 - brought["answered_at"]) < 1000
    assert kept.finished_at == kept.updated_at


def test_the_same_response_sent_five_times_is_one(kiosk):
    brought = response(kiosk)
    assert {send(kiosk, brought).status_code for _ in range(5)} == {200}
    assert Response.objects.count() == 1


@pytest.mark.parametrize(("ago", "kept_ago"), CLOCKS)
def test_a_tablet_whose_clock_is_wrong_is_believed_within_limits(kiosk, ago, kept_ago):
    send(kiosk, response(kiosk, ago=ago))

    assert abs(Response.objects.get().updated_at - (timezone.now() - kept_ago)) < timedelta(minutes=1)


def test_what_was_answered_before_the_new_version_came_belongs_to_the_old_one(kiosk, survey, alice):
    old, brought = survey.published, response(kiosk)
    document = parse_document({"title": {"en": "New"}, "questions": [NPS], "thanks": {"en": "Thanks"}})
    step = current_step(survey).number
    change_draft(survey, document, says="new", by=alice, now=NOW, expected_step=step)
    survey.refresh_from_db()
    publish_survey(survey, by=alice, now=NOW)

    answer = send(kiosk, brought)

    survey.refresh_from_db()
    assert Response.objects.get().version == old
    assert answer.json()["version"] == survey.published_id != old.pk


def test_who_walked_away_is_kept_as_far_as_they_came(kiosk):
    send(kiosk, response(kiosk, finished=False))

    assert Response.objects.get().finished_at is None


def test_an_answer_off_the_scale_is_kept_apart_with_its_reason_and_the_rest_counts(kiosk):
    first, *_ = published_document(kiosk.survey.published).questions
    brought = response(kiosk, answers={first.key: 77, "nothing": "x"})

    answers = [send(kiosk, brought) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].json()["settled"] == [brought["key"]]
    assert set(answers[0].json()["refused"][brought["key"]]) == {first.key, "nothing"}
    kept = Rejected.objects.get()
    assert (kept.source, kept.field) == (f"kiosk:{kiosk.code}", first.key)
    assert json.loads(kept.raw)["answers"][first.key] == 77
    assert not Response.objects.filter(finished_at__isnull=False).exists()


def test_the_links_page_says_what_was_kept_apart(client, alice, kiosk):
    send(kiosk, response(kiosk, answers={"nothing": 1}))
    client.force_login(alice.user)

    page = client.get(reverse("listen:link", args=[kiosk.pk])).content.decode()

    assert "1 response from this kiosk held an answer that could not be taken." in page


@pytest.mark.parametrize("wrong", [{"version": 999_999}, {"key": "no uuid"}, {"answers": [1]}, {"answered_at": "now"}])
def test_a_response_that_makes_no_sense_is_refused_alone(kiosk, wrong):
    good = response(kiosk)

    answer = send(kiosk, response(kiosk) | wrong, good)

    assert answer.status_code == 422
    assert good["key"] in answer.json()["settled"] and len(answer.json()["settled"]) == 2
    assert Response.objects.count() == 1 and Rejected.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ('{"responses": {}}', "application/json", 400),
        (json.dumps({"responses": [1] * 51}), "application/json", 413),
        (json.dumps({"responses": ["x" * 600_000]}), "application/json", 413),
        ("responses=1", "application/x-www-form-urlencoded", 415),
    ],
)
def test_what_no_tablet_would_send_is_turned_away(kiosk, body, kind, status):
    assert send(kiosk, body=body, kind=kind).status_code == status
    assert not Rejected.objects.exists()


def test_what_was_answered_before_the_kiosk_was_closed_still_counts_and_what_came_after_does_not(kiosk, alice):
    before = response(kiosk, ago=timedelta(hours=2))
    close_link(kiosk, by=alice, now=timezone.now() - timedelta(hours=1))

    answer = send(kiosk, before, response(kiosk))

    assert answer.status_code == 422
    assert [str(each.key) for each in Response.objects.all()] == [before["key"]]
    page = Client().get(f"/s/{kiosk.code}/kiosk/")
    assert page.status_code == 410
    assert b"kiosk-queue.js" in page.content  # what waits on the tablet is still sent


def test_two_hundred_people_behind_one_address_are_all_heard(kiosk):
    crowd = [response(kiosk) for _ in range(200)]

    statuses = {send(kiosk, *crowd[start : start + 10]).status_code for start in range(0, 200, 10)}

    assert statuses == {200}
    assert Response.objects.count() == 200


def test_a_flood_is_asked_to_come_later_and_loses_nothing(kiosk, monkeypatch):
    monkeypatch.setattr(limits, "BEGUN_AN_ADDRESS", 3)
    crowd = [response(kiosk) for _ in range(5)]

    first = send(kiosk, *crowd)
    later = send(kiosk, *crowd[3:])

    assert (first.status_code, len(first.json()["settled"])) == (200, 3)
    assert (later.status_code, later["Retry-After"]) == (429, "60")


def test_of_an_anonymous_survey_neither_the_minute_nor_the_words_to_reach_somebody_are_kept(alice):
    document = parse_document({"anonymous": True, "title": {"en": "T"}, "questions": [NPS], "thanks": {"en": "Ta"}})
    made = create_survey(alice.workspace, name="Quiet", document=document, by=alice, now=NOW)
    publish_survey(made, by=alice, now=NOW)
    link = create_link(made, kind="kiosk", name="Quiet", by=alice, now=NOW)

    send(link, response(link, answers={"n": 3, "x": 1}, reach="ann@example.org"))

    kept = Response.objects.get()
    assert (kept.updated_at.hour, kept.updated_at.minute, kept.wants_help) == (12, 0, False)
    assert "answered_at" not in json.loads(Rejected.objects.get().raw)


def test_help_is_asked_for_with_the_response(kiosk):
    send(kiosk, response(kiosk, reach="ann@example.org"))

    kept = Response.objects.get()
    assert (kept.wants_help, kept.properties["reach"]) == (True, "ann@example.org")


def test_only_a_kiosk_has_a_kiosks_page(link):
    for path in ("", "answers", "worker.js", "kiosk.webmanifest"):
        method = Client().post if path == "answers" else Client().get
        assert method(f"/s/{link.code}/kiosk/{path}", content_type="application/json").status_code == 404
    assert Client().get("/s/lnobody234/kiosk/").status_code == 404


def test_the_page_holds_the_survey_in_all_its_languages_and_nothing_unsafe(kiosk):
    page = Client().get(f"/s/{kiosk.code}/kiosk/")
    words = page.content.decode()

    told = json.loads(words.split('<script id="kiosk" type="application/json">')[1].split("</script>")[0])
    assert told["version"] == kiosk.survey.published_id
    assert list(told["words"]) == ["en", "ru", "uk", "lt"]
    assert told["words"]["en"]["faults"][told["survey"]["questions"][0]["key"]]
    assert all(f'<template id="page-{language}">' in words for language in told["words"])
    assert "unsafe" not in page["Content-Security-Policy"]
    assert not page.cookies
    assert page["X-Frame-Options"] == "DENY"


def test_the_worker_keeps_the_page_and_all_that_it_is_drawn_with(kiosk):
    home = f"/s/{kiosk.code}/kiosk/"
    worker = Client().get(f"{home}worker.js")
    kept = json.loads(worker.content.decode().split("const KEPT = ")[1].split(";\n")[0])
    page = Client().get(home).content.decode()

    drawn_with = {part.split('"')[0] for part in page.replace('src="', 'href="').split('href="')[1:]}
    assert {each for each in drawn_with if each.startswith("/")} - set(kept) == set()
    assert home in kept
    assert worker["Content-Type"].startswith("text/javascript")


def test_alice_says_when_it_begins_anew_and_is_told_what_is_no_number_of_seconds(client, alice, kiosk):
    client.force_login(alice.user)
    address = reverse("listen:link-settings", args=[kiosk.pk])

    wrong = client.post(address, {"thanks_seconds": "1", "idle_seconds": "x"})
    right = client.post(address, {"thanks_seconds": "5", "idle_seconds": "45"})

    kiosk.refresh_from_db()
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert b'id="field-thanks_seconds"' in wrong.content and wrong.content.count(b"field-wrong") == 2
    assert kiosk.settings == {"thanks_seconds": 5, "idle_seconds": 45}
    assert '"thanks": 5' in Client().get(f"/s/{kiosk.code}/kiosk/").content.decode()
