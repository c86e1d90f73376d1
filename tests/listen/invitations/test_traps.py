"""A scanner gives itself away; a person, however quick, does not."""

from datetime import timedelta

import pytest
from django.test import RequestFactory

from heedful.listen.invitations import states, traps
from heedful.listen.invitations.traps import Facts, facts_of, why_filtered
from tests.listen.invitations.conftest import NOON, make_person
from tests.listen.invitations.test_states import make_invitation

HOUR = timedelta(hours=1)


@pytest.fixture
def invitation(sending, workspace):
    return make_invitation(sending, make_person(workspace), sent_at=NOON - HOUR)


def why(invitation, method="GET", *, now=NOON, **facts) -> str | None:
    return why_filtered(invitation, facts=Facts(method, **facts), now=now)


def test_a_person_opens_the_page_and_answers_it(invitation):
    assert why(invitation) is None
    assert why(invitation, "POST", shown_at=NOON - timedelta(seconds=4)) is None


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_who_follows_a_link_that_nobody_sees_is_no_person(invitation, method):
    assert why(invitation, method, followed_trap=True) == "trap"


def test_a_look_without_a_page_is_no_persons(invitation):
    assert why(invitation, "HEAD") == "method"
    assert why(invitation, "GET", is_ahead=True) == "method"


@pytest.mark.parametrize(("seconds", "expected"), [(0, "too-fast"), (0.9, "too-fast"), (1, None), (60, None)])
def test_nobody_answers_a_page_before_they_have_read_it(invitation, seconds, expected):
    assert why(invitation, "POST", shown_at=NOON - timedelta(seconds=seconds)) == expected


@pytest.mark.parametrize(("seconds", "expected"), [(1, "too-fast"), (2.9, "too-fast"), (3, None)])
def test_nobody_answers_a_mail_in_the_moment_it_is_handed_over(sending, workspace, seconds, expected):
    invitation = make_invitation(sending, make_person(workspace), sent_at=NOON - timedelta(seconds=seconds))

    assert why(invitation, "POST") == expected


def test_who_followed_the_hidden_link_votes_for_nobody_but_their_person_later_does(invitation):
    states.note_filtered(invitation, traps.TRAP, agent="Scanner/1", now=NOON)
    soon, shown = NOON + timedelta(seconds=30), NOON

    assert why(invitation, "POST", now=soon, shown_at=shown, agent="Scanner/1") == "trap"
    assert why(invitation, "POST", now=soon, shown_at=shown, agent="Firefox") is None
    assert why(invitation, "POST", now=NOON + HOUR, shown_at=shown, agent="Scanner/1") is None


@pytest.mark.parametrize(
    "headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}]
)
def test_a_browser_that_asks_ahead_is_known_by_its_headers(headers):
    request = RequestFactory().get("/s/iabc/?score=9", headers=headers)

    assert facts_of(request).is_ahead
    assert not facts_of(RequestFactory().get("/s/iabc/?score=9")).is_ahead


def test_the_hidden_link_is_known_by_its_address():
    facts = facts_of(RequestFactory().get("/s/iabc/?trap=1", headers={"User-Agent": "S" * 999}))

    assert facts.followed_trap
    assert len(facts.agent) == 200
