"""Who would rather not be asked presses one button, or lets the mail program do it; a look alone changes nothing."""

from types import SimpleNamespace

import pytest
from django.test import Client

from heedful.listen.invitations import reasons
from heedful.listen.invitations.delivery import deliver_due
from heedful.listen.invitations.messages import reference
from heedful.listen.invitations.models import Invitation, Suppression
from heedful.listen.invitations.returns import take_event
from heedful.listen.invitations.unsubscribing import (
    AlreadySuppressedError,
    lift_suppression,
    suppress_by_hand,
)
from heedful.people.traces.models import Trace
from tests.listen.invitations.conftest import NOON, make_person, make_sending
from tests.listen.invitations.test_states import fresh, make_invitation

State = Invitation.State


@pytest.fixture
def invitation(sending, workspace) -> Invitation:
    return make_invitation(sending, make_person(workspace), state=State.SENT, sent_at=NOON)


@pytest.fixture
def page(invitation) -> str:
    return f"/s/{invitation.token}/unsubscribe/"


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_look_changes_nothing(client, page, invitation, method):
    answer = getattr(client, method)(page)

    assert answer.status_code == 200
    assert fresh(invitation).state == State.SENT
    assert not Suppression.objects.exists()


def test_the_page_has_one_button_and_says_whose_questions(client, page):
    html = client.get(page).content.decode()

    assert html.count("<button") == 1
    assert "Clubs will send no more questions to ann@example.org" in html
    assert "noindex" in html


def test_the_button_stops_all_questions(client, page, invitation):
    answer = client.post(page, {"List-Unsubscribe": "One-Click"})

    assert "Clubs sends no more questions to ann@example.org" in answer.content.decode()
    assert fresh(invitation).state == State.UNSUBSCRIBED
    assert Suppression.objects.get().why == "unsubscribed"


def test_a_mail_program_does_it_with_one_post_and_no_cookie(page, invitation):
    """RFC 8058: no cookies, no other information than the address and this body."""
    program = Client(enforce_csrf_checks=True)

    answer = program.post(page, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 200
    assert not answer.cookies
    assert fresh(invitation).state == State.UNSUBSCRIBED


def test_once_more_changes_nothing(client, page):
    client.post(page)
    client.post(page)

    assert Suppression.objects.count() == 1


def test_what_still_waited_for_them_is_not_sent(client, page, survey, invitation, post_office):
    other = make_invitation(make_sending(survey), invitation.customer, token="iother")
    client.post(page)

    deliver_due(NOON)

    assert (fresh(other).state, fresh(other).reason) == (State.DROPPED, reasons.SUPPRESSED)
    assert post_office.receivers == []


def test_who_has_answered_stays_among_those_who_did(client, page, invitation):
    Invitation.objects.update(state=State.ANSWERED, answered_at=NOON)
    client.post(page)

    assert fresh(invitation).state == State.ANSWERED
    assert Suppression.objects.count() == 1


def test_a_link_that_is_nobodys_says_so(client, db):
    assert client.get("/s/inobody/unsubscribe/").status_code == 404
    assert client.post("/s/inobody/unsubscribe/").status_code == 404
    assert client.put("/s/inobody/unsubscribe/").status_code == 405


def test_it_stops_one_company_and_no_other(client, page, charlie):
    client.post(page)

    assert not Suppression.objects.filter(workspace=charlie.workspace).exists()


def test_by_hand_leaves_a_trace_that_names_nobody(alice):
    kept = suppress_by_hand(alice.workspace, kind="email", address=" Ann@Example.org ", by=alice, now=NOON)
    assert (kept.address, kept.why, kept.by) == ("ann@example.org", "by-hand", alice)
    with pytest.raises(AlreadySuppressedError):
        suppress_by_hand(alice.workspace, kind="email", address="ann@example.org", by=alice, now=NOON)

    lift_suppression(kept, by=alice, now=NOON)

    assert not Suppression.objects.exists()
    traces = list(Trace.objects.values_list("what", flat=True))
    assert sorted(traces) == ["address suppressed", "suppression lifted"]
    assert not any("ann" in str(trace.details) for trace in Trace.objects.all())


class TestProvidersWord:
    @pytest.fixture
    def told(self, invitation):
        def tell(kind, **more):
            given = {"metadata": {"invitation": reference(invitation.pk)}, "message_id": None, "mta_response": ""}
            given |= {"event_type": kind, "description": "", "reject_reason": ""} | more
            return take_event(SimpleNamespace(**given), now=NOON)

        return tell

    @pytest.mark.parametrize(
        ("kind", "said", "state", "why"),
        [
            ("bounced", "550 5.1.1 No such user", State.BOUNCED, "bounced"),
            ("bounced", "552 5.2.2 Full", State.BOUNCED, None),
            ("rejected", "", State.BOUNCED, None),
            ("complained", "", State.UNSUBSCRIBED, "complained"),
            ("unsubscribed", "", State.UNSUBSCRIBED, "unsubscribed"),
            ("opened", "", State.SENT, None),
            ("clicked", "", State.SENT, None),
            ("delivered", "", State.SENT, None),
        ],
    )
    def test_each_leads_to_what_it_means(self, invitation, told, kind, said, state, why):
        assert told(kind, mta_response=said) == invitation

        assert fresh(invitation).state == state
        assert list(Suppression.objects.values_list("why", flat=True)) == ([why] if why else [])

    def test_of_a_mail_that_is_none_of_ours_nothing_follows(self, invitation, told):
        assert told("bounced", metadata={"invitation": f"heedful.{invitation.pk}.{'0' * 24}"}) is None
        assert told("bounced", metadata={}) is None
        assert fresh(invitation).state == State.SENT
