"""The team finds a response among all of them, and nobody sees those of others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heedful.listen.responses.forms import Wanted
from heedful.listen.responses.models import Tag
from heedful.listen.responses.queries import wanted_responses
from heedful.people.members.models import Role
from tests.factories import make_customer, make_member
from tests.listen.responses.conftest import make_response, make_survey, words_of

LIST = "listen:responses"
QUERIES = 14


def shown(client, **asked) -> str:
    return words_of(client.get(reverse(LIST), asked))


def numbers(client, **asked) -> list[int]:
    page = client.get(reverse(LIST), asked).context["page"]
    return [response.pk for response in page.rows]


def test_an_empty_list_says_what_to_do(desk):
    assert "Nobody has answered yet" in shown(desk)


def test_a_response_stands_with_its_score_its_words_and_where_it_came_from(desk, survey, workspace):
    anna = make_customer(workspace, "anna", name="Anna")
    make_response(survey, {"nps": 3, "words": "The showers\nwere cold"}, customer=anna, channel="qr", finished=False)

    said = shown(desk)

    assert "<strong>3</strong>" in said and "Detractors" in said
    assert "The showers were cold" in said
    assert "Anna" in said and "Poster" in said and "Nord" in said and "Not finished" in said
    assert "1 response" in said


def test_the_newest_stands_first_and_pages_lead_on_and_back(desk, survey):
    made = [make_response(survey, minutes=n % 7).pk for n in range(53)]
    in_order = sorted(range(53), key=lambda n: (n % 7, made[n]), reverse=True)

    first = desk.get(reverse(LIST)).context["page"]
    second = desk.get(f"{reverse(LIST)}?{first.later}").context["page"]
    back = desk.get(f"{reverse(LIST)}?{second.earlier}").context["page"]

    assert [each.pk for each in [*first.rows, *second.rows]] == [made[n] for n in in_order]
    assert [each.pk for each in back.rows] == [each.pk for each in first.rows]
    assert not second.later and not first.earlier


@pytest.mark.parametrize("place", ["after=x", "after=WyJub25lIiwxXQ", "before=WzEsMl0", "after=WyIyMDI2LTAzLTE0IiwxXQ"])
def test_an_address_that_was_tampered_with_shows_the_beginning(desk, survey, place):
    made = make_response(survey)

    page = desk.get(f"{reverse(LIST)}?{place}").context["page"]

    assert [each.pk for each in page.rows] == [made.pk]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"band": "good"}, "b"),
        ({"band": "poor"}, "a"),
        ({"channel": "qr"}, "b"),
        ({"language": "lt"}, "b"),
        ({"state": "partial"}, "a"),
        ({"state": "finished"}, "b"),
        ({"has_words": "on"}, "a"),
        ({"wants_help": "on"}, "a"),
        ({"tag": "cold"}, "a"),
        ({"suspicion": "25"}, "ba"),
        ({"suspicion": "50"}, "a"),
        ({"suspicion": "75"}, ""),
        ({"begin": "2026-03-15"}, "b"),
        ({"end": "2026-03-14"}, "a"),
        ({"q": "show"}, "a"),
        ({}, "ba"),
    ],
)
def test_each_filter_leaves_what_it_says(desk, survey, asked, found):
    made = {
        "a": make_response(survey, {"nps": 2, "words": "Showers"}, finished=False, wants_help=True, suspicion=65),
        "b": make_response(
            survey, {"nps": 10}, channel="qr", language="lt", place="sud", minutes=60 * 24, suspicion=25
        ),
    }
    Tag.objects.create(response=made["a"], name="cold")

    assert numbers(desk, **asked) == [made[name].pk for name in found]


def test_a_place_and_a_survey_are_chosen_from_those_there_are(desk, survey, workspace):
    other = make_survey(workspace, "other")
    here, there = make_response(survey), make_response(other, place="sud")

    assert numbers(desk, survey=other.pk) == [there.pk]
    assert numbers(desk, place=here.location_id) == [here.pk]
    assert "Select a valid choice" in shown(desk, place="999999")


def test_a_day_that_is_none_is_said_beside_its_field(desk, survey):
    make_response(survey)

    said = shown(desk, begin="yesterday", end="2026-01-01", band="great")

    assert "This is not a date like 2026-01-31." in said and "great is not one of" in said
    assert "The period ends before it starts." in shown(desk, begin="2026-02-01", end="2026-01-01")


def test_a_score_is_good_by_the_scale_it_was_given_on(desk, workspace):
    five = make_survey(workspace, "five", document={"questions": [{"type": "csat", "key": "s", "title": {"en": "S"}}]})
    ten = make_survey(workspace, "ten", document={"questions": [{"type": "nps", "key": "n", "title": {"en": "N"}}]})
    good, poor = make_response(five, {"s": 5}), make_response(ten, {"n": 5})

    assert numbers(desk, band="good") == [good.pk]
    assert numbers(desk, band="poor") == [poor.pk]


def test_a_fragment_is_the_list_alone(desk, survey):
    make_response(survey)

    said = words_of(desk.get(reverse(LIST), headers={"HX-Request": "true"}))

    assert said.startswith('<section id="responses"') and "<h1>" not in said


@pytest.mark.parametrize("n", [1, 3])
def test_a_page_asks_the_same_however_many_there_are(desk, survey, n):
    for number in range(n):
        Tag.objects.create(response=make_response(survey, minutes=number), name="a")
    desk.get(reverse(LIST))

    with CaptureQueriesContext(connection) as asked:
        desk.get(reverse(LIST))

    assert len(asked) == QUERIES


@pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite looks for them")
@pytest.mark.parametrize(
    "wanted",
    [
        {"channel": "sms"},
        {"language": "uk"},
        {"place": 1, "band": "poor"},
        {"wants_help": True},
        {"tag": "x"},
        {"suspicion": 75},
        {"repeats": True},
    ],
)
def test_where_few_are_meant_the_others_are_not_read(alice, survey, wanted):
    for asked in (Wanted(**wanted), Wanted(survey=survey.pk, **wanted)):
        in_time = wanted_responses(alice, asked).order_by("-started_at", "-pk")

        assert "USING COVERING INDEX responses_" in in_time.values("pk")[:51].explain()
        assert "_in_time" in in_time[:51].explain()


def test_what_looks_like_no_real_answer_says_so_in_the_list(desk, survey):
    make_response(survey, suspicion=40)
    assert '<span class="tag">Looks like no real answer</span>' not in shown(desk)

    make_response(survey, suspicion=50)
    assert '<span class="tag">Looks like no real answer</span>' in shown(desk)


def test_a_suspicion_that_is_none_is_said_beside_its_box(desk, survey):
    make_response(survey)

    assert "Select a valid choice. 33 is not one of the available choices." in shown(desk, suspicion="33")


def test_whoever_sees_one_place_sees_what_was_answered_there(client, workspace, survey, store):
    nord = make_response(survey)
    make_response(survey, place="sud")
    make_response(survey, place="")
    dora = make_member(workspace, "dora", Role.AGENT, limited_to=("nord",))
    client.force_login(dora.user)

    assert numbers(client) == [nord.pk]


def test_charlie_of_another_company_sees_none_of_it(client, charlie, survey, store):
    made = make_response(survey)
    client.force_login(charlie.user)

    assert numbers(client) == []
    assert client.get(reverse("listen:response", args=[made.pk])).status_code == 404


def test_the_wrong_method_is_refused(desk):
    assert desk.post(reverse(LIST)).status_code == 405
    assert desk.get(reverse("listen:responses-set-aside")).status_code == 405
