"""Somebody invited answers once, whatever they open, send twice or leave; what was promised to be anonymous is."""

from datetime import timedelta

import pytest

from heedful.interactions.models import SpoolEntry
from heedful.listen.invitations.models import Filtered, Invitation
from heedful.listen.responses.models import Response
from heedful.listen.responses.settling import settle_due
from tests.listen.answering.conftest import NOW, PULSE, Respondent
from tests.listen.answering.test_way import heard


@pytest.fixture
def ann(pulse, invite):
    return invite(pulse)


def state(invitation):
    invitation.refresh_from_db()
    return invitation.state


def test_each_step_is_noted_with_the_invitation(ann, in_no_hurry):
    page = Respondent(ann.token)
    assert state(ann) == "opened"
    page.send(recommend="9")
    assert state(ann) == "scored"
    page.send(why="Good")
    assert state(ann) == "answered"

    response = Response.objects.get()
    assert (response.invitation, response.customer.key, response.channel) == (ann, "ann", "email")
    assert response.location.key == "nord"
    assert {row["alias"] for row in heard()} == {"ann"}


def test_the_invitation_resumes_the_response(ann, in_no_hurry):
    Respondent(ann.token).send(recommend="9")
    again = Respondent(ann.token)

    assert again.asked() == ["why"]
    again.send(why="Good")
    assert Response.objects.get().answers == {"recommend": 9, "why": "Good"}
    third = Respondent(ann.token)
    assert third.title == "We are glad" and not third.asked()


def test_two_tabs_make_one_response_and_the_later_answer_counts(ann, in_no_hurry):
    first, second = Respondent(ann.token), Respondent(ann.token)
    first.send(recommend="3")
    second.send(recommend="9")
    second.send(why="In the second tab")
    first.send(why_low="In the first")

    response = Response.objects.get()
    assert response.answers["recommend"] == 9 and response.told == ["recommend", "why"]
    assert len(heard()) == 2


def test_a_scanner_that_follows_the_hidden_link_opens_nothing(ann):
    page = Respondent(ann.token, "?trap=1", **{"User-Agent": "scanner"})
    assert page.status == 200 and state(ann) == "sent"
    page.send(recommend="0")

    assert not Response.objects.exists() and state(ann) == "sent"
    assert set(Filtered.objects.values_list("why", flat=True)) >= {"trap"}


def test_who_is_faster_than_anybody_presses_once_more(ann, clock):
    page = Respondent(ann.token)
    page.send(recommend="9")
    assert "press the button once more" in page.html and not Response.objects.exists()
    assert page.chosen == {"a-recommend": "9"}

    clock.now = NOW + timedelta(seconds=5)
    page.send(recommend="9")
    assert Response.objects.get().answers == {"recommend": 9}


@pytest.fixture
def secret(survey_of, invite):
    return invite(survey_of({**PULSE, "anonymous": True}))


def test_an_anonymous_response_keeps_no_link_to_anybody_and_only_the_day(secret, in_no_hurry, clock):
    page = Respondent(secret.token, "?order=A-17")
    page.send(recommend="3")
    page.send(why_low="Cold")
    page.send(why="Very")

    response, midday = Response.objects.get(), NOW.replace(hour=12, minute=0, second=0)
    assert (response.invitation, response.customer, response.seconds) == (None, None, {})
    assert "order" not in response.properties and "plan" not in str(response.properties)
    assert {response.started_at, response.updated_at, response.finished_at, response.settled_at} == {midday}
    assert {(row["alias"], row["occurred_at"], row["received_at"]) for row in heard()} == {
        (None, midday.replace(tzinfo=None), midday.replace(tzinfo=None))
    }
    secret.refresh_from_db()
    assert (secret.state, secret.answered_at) == ("answered", midday)
    assert secret.opened_at == midday
    assert "get in touch" not in page.html
    page.post({"go": "help", "reach": "ann@example.org"})
    assert not Response.objects.get().wants_help


def test_an_anonymous_invitation_is_used_with_the_first_step_and_goes_on_by_its_own_address(secret, in_no_hurry):
    page, tab = Respondent(secret.token), Respondent(secret.token)
    page.send(recommend="9")

    assert Respondent(secret.token).title == "You have answered already"
    tab.send(recommend="1")
    assert tab.title == "You have answered already"
    page.send(why="Good")
    assert Response.objects.get().answers == {"recommend": 9, "why": "Good"}


def test_an_unfinished_anonymous_response_waits_for_the_end_of_the_day(secret, in_no_hurry, clock):
    Respondent(secret.token).send(recommend="9")

    assert Response.objects.get().settles_at == NOW.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    assert settle_due(NOW + timedelta(days=1, hours=1)) == 1
    assert SpoolEntry.objects.get().items == 1


def test_an_invitation_of_another_company_leads_nowhere_else(ann, charlie):
    assert Invitation.objects.get().workspace != charlie.workspace
    page = Respondent(ann.token)

    assert "bakery" not in page.html.lower()
