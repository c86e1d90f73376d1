"""The first screen: every measure the data allow, each with its interval and n, for members only."""

import re
from datetime import UTC, datetime

import pytest

from heedful.people.members.models import Role
from tests.factories import make_member
from tests.understand.conftest import nps

ADDRESS = "/understand/metrics/"


@pytest.fixture
def page(client, alice, store):
    def seen(member=alice) -> str:
        client.force_login(member.user)
        answer = client.get(ADDRESS)
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", answer.content.decode())

    return seen


def test_an_empty_log_says_how_to_begin(page):
    shown = page()

    assert 'href="/listen/imports/new/"' in shown
    assert 'href="/listen/start/"' in shown
    assert "metric-card" not in shown.replace("understand/metrics.css", "")


def test_a_measure_stands_with_its_name_question_value_interval_and_n(page, heard):
    heard(nps(*[10] * 30, *[3] * 10))

    card = re.search(r'id="metric-card-nps".*?</article>', page()).group()

    assert "Net Promoter Score" in card
    assert "Would they recommend us?" in card
    assert "+50.0" in card
    assert re.search(r"between \+\d+\.\d and \+\d+\.\d", card)
    assert "40 answers" in card
    assert "/api/v1/metrics/nps?method=0-10" in card


def test_too_few_answers_are_said_and_kept_back(page, heard):
    heard(nps(10, 10, 10))

    card = re.search(r'id="metric-card-nps".*?</article>', page()).group()

    assert "7 answers more" in card
    assert "+100" not in card


def test_what_is_waited_for_is_named(page, heard):
    heard(nps(10))

    shown = page()

    waiting = shown[shown.index("Waiting for data") :]
    assert "Customer satisfaction" in waiting
    assert "Net Promoter Score" not in waiting


def test_a_log_that_fell_silent_years_ago_is_shown_up_to_its_last_day(page, heard):
    heard(nps(*[10] * 12, occurred_at=datetime(2011, 12, 9, 12, tzinfo=UTC)))

    shown = page()

    assert "12 answers" in shown
    assert "9 Dec 2011" in shown


def test_a_member_of_one_club_sees_that_clubs_numbers(page, heard, workspace):
    heard(nps(*[10] * 12, location="nord") + nps(*[0] * 12, location="sud"))

    assert "12 answers" in page(make_member(workspace, "ema", Role.AGENT, limited_to=("sud",)))
    assert "24 answers" in page()


def test_charlie_sees_nothing_of_it(page, heard, charlie):
    heard(nps(*[10] * 12))

    assert "Nothing was heard yet" in page(charlie)


def test_a_viewer_may_look_and_a_stranger_is_asked_to_sign_in(client, page, bob, heard):
    heard(nps(*[10] * 12))

    assert "12 answers" in page(bob)
    client.logout()
    assert client.get(ADDRESS).status_code == 302
    assert client.get("/").headers["Location"].startswith(("/understand/metrics/", "/people/sign-in/"))


def test_it_is_there_to_be_read_only(client, alice, store):
    client.force_login(alice.user)

    assert client.post(ADDRESS).status_code == 405
    assert client.head(ADDRESS).status_code == 200


def test_it_costs_as_many_queries_with_one_measure_as_with_three(client, alice, heard, django_assert_num_queries):
    client.force_login(alice.user)
    heard(nps(10))
    client.get(ADDRESS)
    with django_assert_num_queries(QUERIES):
        client.get(ADDRESS)

    heard([{"name": "q", "scale": "csat:1-5", "value": 5.0}, {"kind": "review", "value": 5.0}])

    with django_assert_num_queries(QUERIES):
        client.get(ADDRESS)


QUERIES = 9


@pytest.mark.parametrize("language", ["en", "ru", "uk", "lt"])
def test_it_is_there_in_every_language(client, alice, heard, language):
    heard(nps(*[10] * 12))
    client.force_login(alice.user)

    answer = client.get(ADDRESS, headers={"Accept-Language": language})

    assert f'<html lang="{language}">' in answer.content.decode()
