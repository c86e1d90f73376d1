"""Who seems to have answered twice is shown so, with the reason, and counts all the same until the team decides."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heedful import flow
from heedful.interactions import loader
from heedful.listen.answering.doors import door_of
from heedful.listen.channels.models import Link
from heedful.listen.invitations.models import Invitation, Sending
from heedful.listen.responses import repeats
from heedful.listen.responses.actions import Signs, save_step
from heedful.listen.responses.erasing import forget_responses
from heedful.listen.responses.models import Repeat, Response
from heedful.listen.responses.repeats import flag_repeats, likeness_of
from heedful.listen.responses.setting_aside import set_aside
from heedful.measures import lazy
from heedful.people.members.models import Role
from heedful.people.models import Location
from tests.factories import make_customer, make_member
from tests.listen.responses.conftest import make_response, make_survey, words_of

NOW = datetime(2026, 5, 4, 14, 2, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
QUESTIONS = [
    {"type": "nps", "key": "nps", "title": {"en": "?"}},
    {"type": "text", "key": "why", "title": {"en": "Why?"}},
    {"type": "contact", "key": "who", "title": {"en": "Who?"}, "fields": ["email"]},
]
WORDS = "The showers were cold again"
ANN, BEN = {"who": {"email": "ann@example.org"}}, {"who": {"email": "ben@example.org"}}


@pytest.fixture
def asked(workspace):
    flow.begin()
    return _made(workspace, "pulse")


def _made(workspace, key, **document):
    survey = make_survey(workspace, key, document={"languages": ["en"], "questions": QUESTIONS} | document)
    Link.objects.create(workspace=workspace, survey=survey, kind="link", code=f"l{key}", name="L", created_at=NOW)
    return survey


@pytest.fixture
def answer(asked, store):
    """Somebody answers through the link, and the log hears of it."""

    def answered(answers, *, after=timedelta(), survey=asked, finished=True, loaded=True, **more) -> Response:
        door = replace(door_of(f"l{survey.key}"), **{k: more.pop(k) for k in ("location", "invitation") if k in more})
        given = {"version": survey.published, "language": "en", "now": NOW + after, "key": uuid4()} | more
        made = save_step(door, answers=answers, finished=finished, **given)
        if loaded:
            loader.load(store, now=NOW + after)
        return made

    return answered


def signs() -> list[tuple[int, int, str]]:
    return [(each.response_id, each.earlier_id, each.why) for each in Repeat.objects.order_by("response")]


def test_the_same_person_who_answers_again_within_a_day_is_shown_with_the_earlier_one(answer):
    first = answer({"nps": 9} | ANN)
    second = answer({"nps": 2} | ANN, after=20 * MINUTE)
    third = answer({"nps": 5} | ANN, after=40 * MINUTE)

    assert signs() == [(second.pk, first.pk, "person"), (third.pk, first.pk, "person")]


def test_somebody_else_or_a_day_later_is_no_repeat(answer):
    answer({"nps": 9} | ANN)
    answer({"nps": 9} | BEN, after=MINUTE)
    answer({"nps": 9}, after=MINUTE)
    answer({"nps": 9} | ANN, after=DAY + MINUTE)

    assert signs() == []


def test_another_version_or_another_survey_is_no_repeat(answer, asked, workspace):
    answer({"nps": 9} | ANN)
    other = _made(workspace, "other")
    answer({"nps": 9} | ANN, survey=other)

    assert signs() == []


def test_two_visits_to_different_places_are_two_occasions(answer, workspace):
    nord, sud = Location.objects.order_by("key")
    answer({"nps": 9} | ANN, location=nord)
    answer({"nps": 9} | ANN, location=sud, after=MINUTE)
    answer({"nps": 9} | ANN, location=sud, after=2 * MINUTE, signs=Signs(properties={"order": "1"}))
    answer({"nps": 9} | ANN, location=sud, after=3 * MINUTE, signs=Signs(properties={"order": "2"}))

    flagged = Response.objects.filter(repeat__isnull=False).order_by("pk").values_list("updated_at", flat=True)
    assert list(flagged) == [NOW + 2 * MINUTE, NOW + 3 * MINUTE]
    assert {each.earlier.updated_at for each in Repeat.objects.all()} == {NOW + MINUTE}


def test_who_was_asked_twice_may_answer_twice_but_not_once_more_through_the_link(answer, asked, workspace):
    ann = make_customer(workspace, "ann")
    about = {"workspace": workspace, "survey": asked, "created_at": NOW}
    sending = Sending.objects.create(**about, name="S", channel="email", kind="once")
    invited = [
        Invitation.objects.create(
            **about, sending=sending, customer=ann, token=f"i{n}", occasion=f"{n}", due_at=NOW, channel="email"
        )
        for n in range(2)
    ]
    first = answer({"nps": 9}, invitation=invited[0])
    answer({"nps": 9}, invitation=invited[1], after=MINUTE)
    assert signs() == []

    Response.objects.filter(pk=first.pk).update(invitation=None)
    third = answer({"nps": 1}, after=2 * MINUTE, loaded=False)
    Response.objects.filter(pk=third.pk).update(customer=ann)
    again = answer({"nps": 1}, after=3 * MINUTE)
    assert signs() == [(third.pk, first.pk, "person")] and again.pk > third.pk


def test_the_same_words_and_scores_within_minutes_are_shown_whoever_it_was(answer):
    first = answer({"nps": 2, "why": WORDS})
    second = answer({"nps": 2, "why": WORDS}, after=3 * MINUTE)

    assert signs() == [(second.pk, first.pk, "answers")]


@pytest.mark.parametrize(
    ("answers", "after"),
    [
        ({"nps": 3, "why": WORDS}, MINUTE),  # another score
        ({"nps": 2, "why": f"{WORDS}!!"}, MINUTE),  # not word for word
        ({"nps": 2, "why": WORDS}, 11 * MINUTE),  # too late to be the same hand
    ],
)
def test_what_only_resembles_it_is_no_repeat(answer, answers, after):
    answer({"nps": 2, "why": WORDS})
    answer(answers, after=after)

    assert signs() == []


def test_many_who_say_the_same_in_few_words_are_many(answer):
    for n in range(3):
        answer({"nps": 10, "why": "Very good, thanks"}, after=n * MINUTE)
        answer({"nps": 10}, after=n * MINUTE)

    assert signs() == []


def test_two_people_who_are_known_are_two_even_in_the_same_words(answer):
    answer({"nps": 2, "why": WORDS} | ANN)
    answer({"nps": 2, "why": WORDS} | BEN, after=MINUTE)

    assert signs() == []


def test_of_an_anonymous_survey_nothing_is_kept_that_could_tell(answer, workspace):
    survey = _made(workspace, "hush", anonymous=True)
    for n in range(2):
        answer({"nps": 2, "why": WORDS}, survey=survey, after=n * MINUTE)

    assert Response.objects.filter(likeness=None, customer=None).count() == 2
    assert signs() == []


def test_a_step_sent_again_and_going_on_is_one_response_and_no_repeat(answer):
    key = uuid4()
    answer({"nps": 2}, key=key, finished=False)
    for _ in range(2):
        answer({"why": WORDS} | ANN, key=key)

    assert Response.objects.count() == 1 and signs() == []


def test_what_was_left_half_way_and_begun_anew_is_a_repeat_once_both_count(answer):
    half = answer({"nps": 2} | ANN, finished=False)
    whole = answer({"nps": 2, "why": "Cold"} | ANN, after=MINUTE)

    assert signs() == [(whole.pk, half.pk, "person")]


def test_what_is_set_aside_was_no_first_time(answer, alice):
    tried = answer({"nps": 9} | ANN)
    set_aside(Response.objects.filter(pk=tried.pk), why="try", by=alice, now=NOW)
    answer({"nps": 2} | ANN, after=MINUTE)

    assert signs() == []


def test_it_counts_in_every_measure_until_it_is_set_aside(answer, store, alice):
    answer({"nps": 9} | ANN)
    second = answer({"nps": 2} | ANN, after=MINUTE)

    def threads() -> int:
        return len(set(lazy(store.frame("clubs", kinds=["answer"])).collect(backend="pyarrow")["thread"].to_list()))

    assert signs() and threads() == 2
    set_aside(Response.objects.filter(pk=second.pk), why="duplicate", by=alice, now=NOW)
    loader.load(store, now=NOW)
    assert threads() == 1 and Repeat.objects.count() == 1


def test_the_same_round_told_twice_is_one_sign(answer, store):
    answer({"nps": 9} | ANN, loaded=False)
    answer({"nps": 2} | ANN, after=MINUTE, loaded=False)
    loader.load(store, now=NOW)
    loader.load(store, now=NOW)

    assert len(signs()) == 1


def test_a_customer_who_is_erased_takes_the_signs_along(answer, workspace):
    answer({"nps": 9} | ANN)
    second = answer({"nps": 2} | ANN, after=MINUTE)

    forget_responses(workspace, [second.customer.key])

    assert not Repeat.objects.exists() and not Response.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite looks for them")
def test_a_look_for_earlier_ones_is_a_look_into_an_index(answer):
    made = answer({"nps": 2, "why": WORDS} | ANN)
    near = Response.objects.filter(updated_at__gte=NOW).order_by("-pk")

    assert "responses_of_a_customer (customer_id=?)" in near.filter(customer__in=[made.customer_id, 2])[:9].explain()
    alike = near.filter(likeness__in=[likeness_of(made), 2])[:9].explain()
    assert "responses_alike (likeness=? AND updated_at>?)" in alike


@pytest.mark.parametrize("n", [1, 40])
def test_a_round_costs_the_same_however_many_it_holds(answer, store, n, monkeypatch):
    for at in range(n):
        answer({"nps": 2, "why": f"{WORDS} {at}"} | ANN, after=at * MINUTE, loaded=False)
    counted = []

    def counting(heard):
        with CaptureQueriesContext(connection) as asked:
            flag_repeats(heard)
        counted.append(len([each for each in asked.captured_queries if each["sql"].startswith("SELECT")]))

    monkeypatch.setattr(repeats, "flag_repeats", counting)
    loader.load(store, now=NOW)

    assert counted == [4 if n == 1 else 5]
    assert len(signs()) == n - 1


def test_the_pages_say_it_in_words_lead_to_the_earlier_one_and_filter_by_it(answer, desk):
    first = answer({"nps": 9} | ANN)
    second = answer({"nps": 2} | ANN, after=MINUTE)
    desk.post("/language/", {"language": "en"})

    said = words_of(desk.get(reverse("listen:response", args=[second.pk])))
    assert "Perhaps answered twice: the same person also answered on 4 May 2026" in said
    assert reverse("listen:response", args=[first.pk]) in said and "Both count until one is set aside." in said
    assert "Perhaps answered twice:" not in words_of(desk.get(reverse("listen:response", args=[first.pk])))

    listed = desk.get(reverse("listen:responses"), {"repeats": "on"})
    assert [each.pk for each in listed.context["page"].rows] == [second.pk]
    assert '<option value="duplicate" selected>' in words_of(listed)


def test_the_earlier_one_of_a_place_that_they_may_not_see_is_not_told(answer, client, workspace):
    nord, sud = Location.objects.order_by("key")
    first = answer({"nps": 2, "why": WORDS}, location=nord)
    second = answer({"nps": 2, "why": WORDS}, after=MINUTE, location=nord)
    Response.objects.filter(pk=first.pk).update(location=sud)
    client.force_login(make_member(workspace, "dora", Role.AGENT, limited_to=("nord",)).user)

    assert signs() == [(second.pk, first.pk, "answers")]
    said = words_of(client.get(reverse("listen:response", args=[second.pk])))
    assert reverse("listen:response", args=[first.pk]) not in said


def test_bob_reads_it_and_charlie_finds_nothing(answer, client, bob, charlie):
    answer({"nps": 9} | ANN)
    second = answer({"nps": 2} | ANN, after=MINUTE)

    client.force_login(bob.user)
    said = words_of(client.get(reverse("listen:responses"), {"repeats": "on"}))
    assert "Perhaps answered twice" in said and "on this page" not in said
    assert "also answered on" in words_of(client.get(reverse("listen:response", args=[second.pk])))

    client.force_login(charlie.user)
    assert not client.get(reverse("listen:responses"), {"repeats": "on"}).context["page"].rows
    assert client.get(reverse("listen:response", args=[second.pk])).status_code == 404


def test_what_was_read_back_from_an_export_is_looked_at_the_same(asked, store, workspace):
    ann = make_customer(workspace, "ann")
    first, second = (make_response(asked, {"nps": 9}, customer=ann, minutes=n) for n in range(2))
    loader.load(store, now=NOW)

    assert signs() == [(second.pk, first.pk, "person")]
