"""What was answered, question by question: the same numbers whichever way they are counted."""

from itertools import count

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heedful.listen.channels.models import Link
from heedful.listen.invitations.models import Invitation, Sending
from heedful.listen.responses.forms import Wanted
from heedful.listen.responses.heard import scale_of
from heedful.listen.responses.measured import measured_of
from heedful.listen.responses.models import Response
from heedful.listen.responses.summary import summary_of
from heedful.listen.responses.tallies import chosen_in, titles_of
from heedful.listen.surveys.document import parse_document
from heedful.people.members.models import Role
from heedful.understand.metrics.catalogue import METRICS
from tests.factories import make_customer, make_location, make_member
from tests.listen.responses.conftest import (
    EVERYTHING,
    NOON,
    QUESTIONS,
    make_response,
    make_survey,
    publish,
    words_of,
)


@pytest.fixture
def summed(survey, alice, store, load):
    def read(member=alice, of=survey, **wanted):
        load()
        return summary_of(of, member, Wanted(survey=of.pk, **wanted), store=store, now=NOON)

    return read


def asked(summary, key):
    return next(each for each in summary.questions if each.question.key == key)


def given_to(summary) -> dict:
    """Every number that a question shows."""
    return {
        each.question.key: (
            each.drawn.n,
            each.drawn.estimate,
            [(part.title, part.n) for part in each.drawn.parts],
            [(row.title, row.n, row.estimate) for row in each.drawn.rows],
            each.drawn.chart and [(answer.name, answer.n) for answer in each.drawn.chart.answers],
        )
        for each in summary.questions
    }


def test_a_score_has_its_interval_and_what_it_rests_on(survey, summed):
    for score in [10] * 5 + [8] * 3 + [2] * 2:
        make_response(survey, {"nps": score})

    nps = asked(summed(), "nps").drawn

    assert (nps.n, nps.estimate.value, nps.estimate.n) == (10, pytest.approx(30.0), 10)
    assert -30 < nps.estimate.low < 30 < nps.estimate.high < 90
    assert {answer.name: answer.n for answer in nps.chart.answers if answer.n} == {"10": 5, "8": 3, "2": 2}


def test_skipped_and_not_shown_are_apart_and_in_no_share(summed, workspace):
    only = {"checks": [{"subject": "score", "verb": "between", "values": [1, 2]}]}
    survey = make_survey(
        workspace,
        "short",
        document={
            "questions": [
                {"type": "csat", "key": "score", "title": {"en": "Score"}},
                {"type": "csat", "key": "why", "title": {"en": "Why"}, "shown_if": only},
            ]
        },
    )
    make_response(survey, {"score": 5})
    make_response(survey, {"score": 1, "why": 1})
    make_response(survey, {"score": 1})

    why = asked(summed(of=survey), "why")

    assert (why.drawn.n, why.skipped, why.not_shown) == (1, 1, 1)
    assert why.drawn.estimate.n == 1


def test_where_people_left_and_how_long_they_took_is_told(survey, summed):
    make_response(survey, {"nps": 9}, finished=False)
    make_response(survey, {"nps": 9, "staff": 3}, finished=False, seconds={"nps": 4, "staff": 9})
    make_response(survey, EVERYTHING)

    summary = summed()

    assert (summary.begun, summary.finished, summary.partial) == (3, 1, 2)
    staff, easy = asked(summary, "staff"), asked(summary, "easy")
    assert (staff.left, staff.came, easy.left, easy.came) == (1, 3, 1, 2)
    assert asked(summary, "nps").seconds == 2.0
    assert easy.leaving.value == 0.5 and easy.leaving.n == 2


def test_the_share_that_finished_stands_by_channel_with_its_interval(survey, summed):
    for channel, finished in [("qr", True), ("qr", False), ("link", True), ("link", True), ("link", True)]:
        make_response(survey, channel=channel, finished=finished)

    channels = summed().channels

    assert [(each.channel, each.begun, each.finished) for each in channels] == [("link", 3, 3), ("qr", 2, 1)]
    assert channels[1].rate.value == 0.5 and channels[1].rate.low < 0.5 < channels[1].rate.high


def test_of_those_who_were_asked_so_many_opened_and_answered(survey, summed, workspace):
    sending = Sending.objects.create(
        workspace=workspace, survey=survey, name="S", kind="once", channel="email", created_at=NOON
    )
    for n in range(10):
        Invitation.objects.create(
            workspace=workspace, sending=sending, survey=survey, customer=make_customer(workspace, f"c{n}"),
            channel="email", language="en", token=f"i{n}", occasion="once", due_at=NOON, created_at=NOON,
            sent_at=NOON if n < 8 else None, opened_at=NOON if n < 4 else None, answered_at=NOON if n < 2 else None,
        )  # fmt: skip
    make_response(survey)

    (email,) = summed().invited

    assert (email.sent, email.opened, email.answered) == (8, 4, 2)
    assert (email.of_sent.value, email.of_opened.value) == (0.25, 0.5)
    assert summed(language="en").invited is None


def test_an_answer_on_another_scale_is_not_mixed_in(summed, workspace):
    survey = make_survey(
        workspace, "scales", document={"questions": [{"type": "csat", "key": "s", "title": {"en": "S"}}]}
    )
    make_response(survey, {"s": 5})
    publish(survey, {"questions": [{"type": "csat", "key": "s", "title": {"en": "S"}, "points": 10}]})
    make_response(survey, {"s": 3})

    for wanted in ({}, {"language": "en"}):
        s = asked(summed(of=survey, **wanted), "s").drawn
        assert (s.n, s.estimate.value) == (1, 0.0)


def test_an_option_that_was_renamed_is_one_option(summed, workspace):
    question = {"type": "choice", "key": "c", "title": {"en": "C"}, "many": True, "other": True}
    survey = make_survey(
        workspace,
        "names",
        document={"questions": [question | {"options": [{"key": "a", "title": {"en": "Old; one"}}]}]},
    )
    make_response(survey, {"c": {"chosen": ["a"], "other": "Old"}})
    publish(survey, {"questions": [question | {"options": [{"key": "a", "title": {"en": "New"}}]}]})
    make_response(survey, {"c": {"chosen": ["a"]}})

    for wanted in ({}, {"language": "en"}):
        parts = asked(summed(of=survey, **wanted), "c").drawn.parts
        assert [(part.title, part.n, part.of) for part in parts] == [
            ("New", 2, 2),
            ("Something else, in their own words", 1, 2),
        ]


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "nps": st.integers(0, 10),
        "staff": st.integers(1, 5),
        "easy": st.integers(1, 7),
        "why": st.builds(
            lambda chosen, other: {"chosen": chosen} | ({"other": other} if other or not chosen else {}),
            st.lists(st.sampled_from(["price", "clean", "music"]), unique=True).map(
                lambda some: [key for key in ("price", "clean", "music") if key in some]
            ),
            st.sampled_from(["", "cold; dark", "x"]),
        ).filter(lambda answer: answer["chosen"] or answer.get("other")),
        "which": st.sampled_from([{"chosen": ["gym"]}, {"chosen": ["bar"]}, {"chosen": [], "other": "the pool"}]),
        "rooms": st.fixed_dictionaries({"light": st.integers(1, 5)}, optional={"air": st.integers(1, 5)}),
        "visits": st.integers(-3, 3),
        "news": st.booleans(),
        "words": st.just("words"),
    },
)


PLACES = count()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=10)
@given(people=st.lists(ANSWERS, min_size=1, max_size=8))
def test_counted_in_the_log_or_one_by_one_the_numbers_are_the_same(survey, summed, people):
    Response.objects.all().delete()
    language = f"x{len(people)}"
    place = make_location(survey.workspace, f"place{next(PLACES)}")  # the log of the examples before stays
    for answers in people:
        make_response(survey, answers, language=language[:8], place=place.key)

    in_log = given_to(summed(place=place.pk))
    one_by_one = given_to(summed(place=place.pk, language=language))

    in_log.pop("who"), one_by_one.pop("who")
    assert in_log == one_by_one


def test_filters_of_time_place_and_channel_reach_the_log(survey, summed):
    make_response(survey, {"nps": 10}, channel="qr")
    make_response(survey, {"nps": 0}, place="sud", minutes=60 * 24 * 3)
    nord = Response.objects.get(channel="qr").location_id

    def score(**wanted):
        return asked(summed(**wanted), "nps").drawn.estimate.value

    assert score() == 0.0
    assert score(place=nord) == score(channel="qr") == score(end=NOON.date()) == 100.0
    assert score(begin=NOON.date().replace(day=16)) == -100.0


def test_whoever_sees_one_place_has_its_numbers(survey, summed, workspace):
    make_response(survey, {"nps": 10})
    make_response(survey, {"nps": 0}, place="sud")
    dora = make_member(workspace, "dora", Role.AGENT, limited_to=("nord",))

    summary = summed(member=dora)

    assert (summary.begun, asked(summary, "nps").drawn.estimate.value) == (1, 100.0)
    assert summary.invited is None


def test_a_summary_is_remembered_for_a_minute_and_made_anew_when_the_log_changes(survey, summed):
    make_response(survey, {"nps": 10})
    first = summed()
    assert summed() is first

    make_response(survey, {"nps": 0})
    assert asked(summed(), "nps").drawn.n == 2


def test_of_thirty_responses_it_asks_no_more_often_than_of_one(
    survey, alice, store, workspace, load, django_assert_num_queries
):
    only = {"checks": [{"subject": "score", "verb": "between", "values": [1, 2]}]}
    asks = [{"type": "csat", "key": key, "title": {"en": key}} for key in ("score", "why")]
    branching = make_survey(workspace, "short", document={"questions": [asks[0], asks[1] | {"shown_if": only}]})
    link = Link.objects.create(workspace=workspace, survey=branching, code="l1", kind="qr", created_at=NOON)
    for n, times in ((1, 14), (29, 12)):  # the first time it also reads what the survey asks
        for _ in range(n):
            make_response(branching, {"score": 1}, link=link, channel="qr")
        load()
        with django_assert_num_queries(times):
            summary = summary_of(branching, alice, Wanted(survey=branching.pk), store=store, now=NOON)
    assert (summary.begun, asked(summary, "why").skipped, asked(summary, "score").drawn.n) == (30, 30, 30)


def test_the_page_shows_all_of_it_and_asks_for_a_survey_first(desk, survey, load):
    assert "Which survey?" in words_of(desk.get(reverse("listen:responses-summary")))
    make_response(survey, EVERYTHING)
    load()

    said = words_of(desk.get(reverse("listen:responses-summary"), {"survey": survey.pk}))

    for words in (
        "Would you recommend us?",
        "1 answer",
        "The gym; with pool",
        "The newest words",
        "persirengimo",
        "Left here",
    ):
        assert words in said, words
    fragment = desk.get(reverse("listen:responses-summary"), {"survey": survey.pk}, headers={"HX-Request": "true"})
    assert words_of(fragment).startswith('<div id="summary"')


def test_charlie_and_an_unknown_survey_have_no_summary(client, charlie, survey, store):
    make_response(survey)
    client.force_login(charlie.user)

    said = words_of(client.get(reverse("listen:responses-summary"), {"survey": survey.pk}))

    assert "There is no survey yet" in said


def test_titles_that_hold_the_sign_between_titles_are_read_whole():
    document = parse_document({"questions": QUESTIONS})

    assert chosen_in("The gym; with pool", titles_of("which", [document])) == ["gym"]
    assert chosen_in("Price; Music; none; of these", titles_of("why", [document])) == ["price", "music", "other"]


def test_each_score_leads_to_its_measure_with_the_same_answers(client, alice, survey, load):
    for score in [10] * 12 + [2] * 8:
        make_response(survey, {"nps": score, "words": "x"})
    load()
    client.force_login(alice.user)
    summary = client.get(reverse("listen:responses-summary"), {"survey": survey.pk}).context["summary"]
    scored, written = asked(summary, "nps"), asked(summary, "words")

    page = client.get(f"{reverse('understand:metric', args=[scored.measured.key])}?{scored.measured.query}")

    assert page.context["front"].told == scored.drawn.estimate
    assert page.context["look"].inquiry.filter.value_of("source") == "survey:visit"
    assert written.measured is None


def test_the_way_to_a_measure_keeps_the_filters_that_it_knows(survey, summed):
    place = make_response(survey, channel="qr").location

    query = asked(summed(place=place.pk, channel="qr", begin=NOON.date()), "nps").measured.query

    assert query == "source=survey%3Avisit&method=0-10&from=2026-03-14&channel=qr&location=nord"


@pytest.mark.parametrize(
    "question",
    [{"type": "nps", "scale": scale} for scale in ("0-10", "1-10")]
    + [{"type": "csat", "points": points} for points in (3, 5, 10)]
    + [{"type": "ces", "points": points} for points in (5, 7)],
)
def test_each_scale_leads_to_the_method_that_reads_it(question):
    (asks,) = parse_document({"questions": [{"key": "k", "title": {"en": "?"}} | question]}).questions

    measured = measured_of(asks, "visit", Wanted(), ())

    method = METRICS[measured.key].methods[QueryDict(measured.query)["method"]]
    assert scale_of(asks) in method.scales
