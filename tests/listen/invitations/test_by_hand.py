"""One person asked by hand: oneself at once, to try it; others by the rules that hold for everybody."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from heedful.listen.answering.doors import door_of
from heedful.listen.audiences.models import Audience
from heedful.listen.invitations.actions import SendingsError
from heedful.listen.invitations.by_hand import ask_by_hand
from heedful.listen.invitations.models import Invitation, Sending, Suppression
from heedful.listen.invitations.rounds import plan_due
from heedful.listen.responses.actions import save_step
from heedful.listen.surveys.models import DraftStep
from heedful.people.customers.models import Customer
from heedful.people.members.models import Role
from tests.factories import make_member
from tests.listen.invitations.conftest import NOON, make_person, make_survey

pytestmark = pytest.mark.usefixtures("store")
NIGHT = NOON + timedelta(hours=14)


@pytest.fixture
def own(alice) -> str:
    alice.user.username = "alice@clubs.example"
    alice.user.save()
    return alice.user.username


def page(survey) -> str:
    return reverse("listen:survey-ask-one", args=[survey.pk])


def said(answer) -> str:
    (message,) = list(get_messages(answer.wsgi_request))[-1:]
    return message.message


class TestOneself:
    def test_it_arrives_in_this_moment_at_any_hour_as_often_as_one_likes(self, survey, alice, own, post_office):
        first = ask_by_hand(survey, own, by=alice, now=NIGHT)
        again = ask_by_hand(survey, own.upper(), by=alice, now=NIGHT + timedelta(minutes=1))
        assert [first.state, again.state] == ["sent", "sent"]
        assert post_office.receivers == [own, own]
        assert f"/s/{again.token}/?score=10" in post_office.message().get_body(("plain",)).get_content()
        assert first.customer == again.customer
        assert Sending.objects.count() == Audience.objects.count() == 1

    def test_nobody_else_is_asked_by_that(self, survey, alice, own, workspace, post_office):
        make_person(workspace)
        ask_by_hand(survey, own, by=alice, now=NOON)
        plan_due(NOON + timedelta(days=1))
        assert Invitation.objects.count() == 1

    def test_without_a_mail_server_the_mail_itself_is_shown(self, client, survey, alice, own, settings):
        settings.MAIL_IS_SENT = False
        client.force_login(alice.user)
        answer = client.post(page(survey), {"address": own}, follow=True)
        assert answer.redirect_chain[0][0] == reverse("listen:outbox-waiting", args=[Invitation.objects.get().pk])
        assert "This is what they would read." in answer.content.decode()

    def test_a_server_that_is_away_is_said_and_tried_again(self, client, survey, alice, own, post_office, settings):
        settings.EMAIL_PORT = 1
        client.force_login(alice.user)
        answer = client.post(page(survey), {"address": own})
        assert said(answer).startswith("It was not taken yet, and is tried again: ")
        assert Invitation.objects.get().state == "queued"


class TestOthers:
    def test_they_are_asked_at_the_companys_hours(self, survey, alice, own, post_office):
        asked = ask_by_hand(survey, "ann@example.org", by=alice, now=NIGHT)
        assert asked.state == "queued"
        assert asked.due_at > NIGHT
        assert not post_office.kept
        assert Customer.objects.get().key == "ann@example.org"

    def test_not_again_so_soon_and_why_is_said(self, client, survey, alice, own, post_office):
        client.force_login(alice.user)
        client.post(page(survey), {"address": "ann@example.org"})
        again = client.post(page(survey), {"address": "ann@example.org"})
        assert said(again) == "ann@example.org was not asked: They were asked something not long ago."

    def test_it_goes_to_the_address_that_was_typed(self, survey, alice, own, workspace):
        ann = make_person(workspace)
        ann.identities.create(workspace=workspace, kind="email", value="ann@work.example")
        asked = ask_by_hand(survey, "ann@work.example", by=alice, now=NOON)
        assert (asked.customer, asked.address) == (ann, "ann@work.example")

    def test_who_wants_no_mail_gets_none(self, survey, alice, own, workspace, post_office):
        Suppression.objects.create(workspace=workspace, kind="email", address=own, why="by-hand", at=NOON)
        asked = ask_by_hand(survey, own, by=alice, now=NOON)
        assert (asked.state, asked.reason) == ("dropped", "suppressed")
        assert not post_office.kept


class TestDoors:
    def test_the_page_offers_ones_own_address(self, client, survey, alice, own):
        client.force_login(alice.user)
        assert f'value="{own}"' in client.get(page(survey)).content.decode()

    def test_what_is_no_address_is_said_beside_the_field(self, client, survey, alice):
        client.force_login(alice.user)
        answer = client.post(page(survey), {"address": "ann"})
        assert answer.status_code == 422
        assert "Enter a valid email address." in answer.content.decode()

    def test_a_closed_survey_asks_nobody(self, client, survey, alice, own):
        survey.closes_at = timezone.now() - timedelta(days=1)
        survey.save()
        client.force_login(alice.user)
        assert client.post(page(survey), {"address": own}).status_code == 422
        with pytest.raises(SendingsError):
            ask_by_hand(survey, own, by=alice, now=timezone.now())
        assert not Invitation.objects.exists()

    def test_who_may_not_send_does_not(self, client, survey, bob, charlie, workspace):
        client.force_login(bob.user)
        assert client.post(page(survey), {"address": "ann@example.org"}).status_code == 403
        client.force_login(make_member(workspace, "nora", "manager", limited_to=("nord",)).user)
        assert client.post(page(survey), {"address": "ann@example.org"}).status_code == 403
        client.force_login(charlie.user)
        assert client.post(page(survey), {"address": "ann@example.org"}).status_code == 404
        client.force_login(charlie.user)
        assert client.get(page(make_survey(charlie.workspace))).status_code == 200
        assert client.put(page(survey)).status_code == 405


class TestWhatBecameOfIt:
    @pytest.fixture
    def publication(self, client, survey, alice, own):
        client.force_login(alice.user)
        survey.draft = DraftStep.objects.create(survey=survey, number=1, document=survey.published.document, at=NOON)
        survey.save()
        address = reverse("listen:survey-publication", args=[survey.pk])
        return lambda **headers: client.get(address, headers=headers).content.decode()

    def test_nothing_is_said_before_it_was_sent(self, publication):
        assert 'id="own-trial"' not in publication()

    def test_the_page_looks_again_until_the_answer_has_come(self, publication, survey, alice, own, post_office):
        asked = ask_by_hand(survey, own, by=alice, now=timezone.now())
        assert "Open the mail on a phone" in publication()
        assert "every 3s" in publication(hx_request="true")

        save_step(
            door_of(asked.token),
            key=uuid4(),
            version=survey.published,
            answers={"nps": 9},
            finished=True,
            language="en",
            now=timezone.now(),
        )
        part = publication(hx_request="true")
        assert "<strong>9</strong> of 10" in part
        assert reverse("listen:response", args=[asked.response.pk]) in part
        assert reverse("understand:metric", args=["nps"]) in part
        assert "every 3s" not in part
        assert "<html" not in part

    def test_it_is_nobody_elses(self, publication, survey, alice, own, client, workspace, post_office):
        ask_by_hand(survey, own, by=alice, now=timezone.now())
        client.force_login(make_member(workspace, "mike", Role.MANAGER).user)
        assert 'id="own-trial"' not in publication()

    def test_why_it_could_not_be_sent_is_said(self, publication, survey, alice, own, post_office):
        asked = ask_by_hand(survey, own, by=alice, now=timezone.now())
        Invitation.objects.filter(pk=asked.pk).update(state="bounced", reason="no-such-address")
        assert "There is nobody at this address." in publication()
