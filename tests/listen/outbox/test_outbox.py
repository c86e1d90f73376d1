"""The pages of sending: what waits, from whom it comes, through whom short messages go, who is not written to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from heedful.listen.channels.models import Gateway
from heedful.listen.invitations.models import Invitation, SendingHours, Suppression
from heedful.listen.invitations.resting import rest
from heedful.listen.invitations.sms import secret_of
from heedful.people.members.models import Role
from heedful.people.traces.models import Trace
from heedful.ui import navigation
from tests.factories import make_member
from tests.fakes import gateways, post_office
from tests.listen.invitations.conftest import make_person, make_sending, make_survey
from tests.listen.invitations.test_states import make_invitation

OUTBOX, SENDER, GATEWAY, LIST = (f"/listen/outbox/{page}/" for page in ("waiting", "sender", "gateway", "suppressions"))
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def owner(client, alice):
    client.force_login(alice.user)
    return client


@pytest.fixture
def asks_the_room(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(navigation, "_lists", {})
    return django_assert_num_queries


@pytest.fixture
def waits(workspace):
    """`waits("ann")`: she is to be asked, and was not yet."""
    survey = make_survey(workspace)
    sendings = {channel: make_sending(survey, channel=channel) for channel in ("email", "sms")}

    def wait(name, channel="email", *, due_in=-AN_HOUR) -> Invitation:
        person = make_person(workspace, name)
        return make_invitation(sendings[channel], person, due_at=timezone.now() + due_in)

    return wait


def suppress(workspace, address="ann@example.org", why="unsubscribed") -> Suppression:
    return Suppression.objects.create(workspace=workspace, kind="email", address=address, why=why, at=timezone.now())


class TestOutbox:
    @pytest.mark.parametrize("people", [1, 3])
    def test_what_waits_costs_the_same_however_much_it_is(self, owner, waits, people, asks_the_room):
        for number in range(people):
            waits(f"person{number}")

        with asks_the_room(5):
            page = owner.get(OUTBOX).content.decode()

        assert page.count('<th scope="row">') == people

    def test_what_is_due_later_is_not_in_it(self, owner, waits):
        waits("ann", due_in=AN_HOUR)

        assert "Nothing waits" in owner.get(OUTBOX).content.decode()

    def test_it_says_why_nothing_goes_out(self, owner, settings):
        settings.MAIL_IS_SENT = False
        assert "HEEDFUL_MAIL_URL" in owner.get(OUTBOX).content.decode()

        settings.MAIL_IS_SENT, settings.PUBLIC_URL = True, "https://cx.clubs.example"
        rest("mail", "550 Not from <you>", timezone.now())
        page = owner.get(OUTBOX).content.decode()
        assert "550 Not from &lt;you&gt;" in page
        assert "HEEDFUL_URL" not in page

    def test_a_long_list_goes_on(self, owner, waits):
        for number in range(27):
            waits(f"person{number}")

        first = owner.get(OUTBOX)
        second = owner.get(f"{OUTBOX}?{first.context['page'].later}")

        assert len(second.context["page"].rows) == 2

    def test_a_mail_can_be_read_and_its_links_opened(self, owner, waits):
        invitation = waits("ann")

        page = owner.get(f"{OUTBOX}{invitation.pk}/").content.decode()

        assert "How was it?" in page
        assert f"/s/{invitation.token}/?score=9" in page

    def test_it_can_be_seen_as_a_mail_program_shows_it(self, owner, waits):
        answer = owner.get(f"{OUTBOX}{waits('ann').pk}/mail/")

        assert b'style="display:inline-block' in answer.content
        policy = answer["Content-Security-Policy"]
        assert "style-src 'unsafe-inline'" in policy
        assert "script-src 'none'" in policy

    def test_a_short_message_says_how_many_parts_it_has(self, owner, waits):
        invitation = waits("ann", "sms")

        page = owner.get(f"{OUTBOX}{invitation.pk}/").content.decode()

        assert "characters (GSM-7), sent as one part" in page
        assert owner.get(f"{OUTBOX}{invitation.pk}/mail/").status_code == 404


class TestSender:
    def test_the_name_and_the_address_for_answers_are_kept(self, owner, workspace):
        answer = owner.post(SENDER, {"sender_name": "Clubs\r\nof Vilnius", "reply_to": "hello@clubs.example"})

        assert answer["Location"] == SENDER
        kept = SendingHours.objects.get(workspace=workspace)
        assert (kept.sender_name, kept.reply_to) == ("Clubs of Vilnius", "hello@clubs.example")
        assert Trace.objects.get().what == "sending rules changed"
        assert 'value="Clubs of Vilnius"' in owner.get(SENDER).content.decode()

    def test_hours_that_were_set_stay(self, owner, workspace):
        SendingHours.objects.create(workspace=workspace, begins="10:00", ends="12:00", daily_cap=5)
        owner.post(SENDER, {"sender_name": "Clubs", "reply_to": ""})

        assert SendingHours.objects.get().daily_cap == 5

    def test_an_address_that_is_none_is_said_beside_the_field(self, owner):
        answer = owner.post(SENDER, {"sender_name": "", "reply_to": "hello@"})

        assert answer.status_code == 422
        assert b'id="id_reply_to_error"' in answer.content

    def test_a_test_goes_to_ones_own_address(self, owner, settings):
        with post_office.Open() as office:
            settings.MAIL_IS_SENT, settings.DEFAULT_FROM_EMAIL = True, "Heedful <heedful@clubs.example>"
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
            page = owner.post(f"{SENDER}test/", follow=True).content.decode()

        assert office.receivers == ["alice@example.org"]
        assert office.message()["From"] == "Clubs <heedful@clubs.example>"
        assert "The mail server took a test to alice@example.org." in page

    def test_a_test_that_is_not_taken_says_why(self, owner, settings):
        settings.MAIL_IS_SENT = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

        assert "ConnectionRefusedError" in owner.post(f"{SENDER}test/", follow=True).content.decode()

    def test_without_a_mail_server_there_is_nothing_to_try(self, owner, settings):
        settings.MAIL_IS_SENT = False

        assert "sends no mail yet" in owner.post(f"{SENDER}test/", follow=True).content.decode()


class TestGateway:
    GIVEN = {"base_url": "http://127.0.0.1:9/", "account": "AC1", "secret": "s3cret", "sender": "+37060000000"}

    @pytest.fixture
    def kept(self, owner, settings) -> Gateway:
        settings.PRIVATE_HOSTS = ["127.0.0.1"]
        assert owner.post(GATEWAY, self.GIVEN)["Location"] == GATEWAY
        return Gateway.objects.get()

    def test_its_secret_is_kept_sealed_and_never_shown(self, owner, kept):
        assert secret_of(kept) == "s3cret"
        assert b"s3cret" not in bytes(kept.secret)
        page = owner.get(GATEWAY).content.decode()
        assert "s3cret" not in page
        assert f"/s/-/sms/{kept.pk}/" in page
        assert "s3cret" not in str(Trace.objects.values_list("details", flat=True))

    def test_without_a_new_secret_the_one_before_stays(self, owner, kept):
        owner.post(GATEWAY, self.GIVEN | {"secret": "", "sender": "Clubs"})

        assert (Gateway.objects.get().sender, secret_of(Gateway.objects.get())) == ("Clubs", "s3cret")

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"secret": ""}, "secret"),
            ({"base_url": "http://10.0.0.1/"}, "base_url"),
            ({"base_url": "nonsense"}, "base_url"),
            ({"account": ""}, "account"),
        ],
    )
    def test_bad_input_is_said_beside_the_field(self, owner, settings, wrong, field):
        settings.PRIVATE_HOSTS = ["127.0.0.1"]
        answer = owner.post(GATEWAY, self.GIVEN | wrong)

        assert answer.status_code == 422
        assert f'id="id_{field}_error"' in answer.content.decode()
        assert not Gateway.objects.exists()

    def test_a_test_goes_to_the_number_that_was_typed(self, owner, kept):
        with gateways.Open((201, {"sid": "SM1"})) as counter:
            Gateway.objects.update(base_url=counter.url)
            page = owner.post(f"{GATEWAY}test/", {"to": "+370 612 34567"}, follow=True).content.decode()

        assert counter.asked[0].form["To"] == "+37061234567"
        assert "The gateway took a test to +37061234567." in page

    def test_a_number_that_is_none_is_said_beside_the_field(self, owner, kept):
        answer = owner.post(f"{GATEWAY}test/", {"to": "861234567"})

        assert answer.status_code == 422
        assert b'id="id_to_error"' in answer.content

    def test_it_can_be_removed(self, owner, kept):
        assert owner.post(f"{GATEWAY}removal/")["Location"] == GATEWAY

        assert not Gateway.objects.exists()
        assert owner.post(f"{GATEWAY}test/", {"to": "+37061234567"}).status_code == 404


class TestSuppressions:
    @pytest.mark.parametrize("people", [1, 3])
    def test_the_list_costs_the_same_however_long_it_is(self, owner, workspace, people, asks_the_room):
        for number in range(people):
            suppress(workspace, f"person{number}@example.org")

        with asks_the_room(5):
            page = owner.get(LIST).content.decode()

        assert page.count('<th scope="row">') == people

    def test_somebody_is_found_by_how_the_address_begins(self, owner, workspace):
        suppress(workspace)
        suppress(workspace, "ben@example.org")

        page = owner.get(LIST, {"q": "Ann"}).content.decode()
        assert "ann@example.org" in page
        assert "ben@example.org" not in page
        assert "No address begins with &lt;x&gt;" in owner.get(LIST, {"q": "<x>"}).content.decode()

    def test_by_hand(self, owner, workspace, alice):
        assert owner.post(LIST, {"kind": "phone", "address": "+370 612 34567"})["Location"] == LIST

        kept = Suppression.objects.get()
        assert (kept.kind, kept.address, kept.why, kept.by) == ("phone", "+37061234567", "by-hand", alice)
        assert "Put here by Alice." in owner.get(LIST).content.decode()

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"kind": "email", "address": "ann@"}, "Enter a valid email address"),
            ({"kind": "phone", "address": "861234567"}, "with a plus"),
            ({"kind": "email", "address": "Ann@example.org"}, "on the list already"),
        ],
    )
    def test_bad_input_is_said_beside_the_field(self, owner, workspace, given, says):
        suppress(workspace)
        answer = owner.post(LIST, given)

        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert b'id="id_address_error"' in answer.content

    def test_lifting_one_leaves_a_trace(self, owner, workspace):
        kept = suppress(workspace)

        assert owner.post(f"{LIST}{kept.pk}/removal/")["Location"] == LIST

        assert not Suppression.objects.exists()
        assert Trace.objects.get().what == "suppression lifted"

    def test_of_somebody_erased_only_that_is_shown(self, owner, workspace):
        suppress(workspace, f"sha256:{'0' * 64}")

        assert "somebody who was erased" in owner.get(LIST).content.decode()


PAGES = [OUTBOX, SENDER, GATEWAY, LIST]
DOORS = [f"{SENDER}test/", f"{GATEWAY}removal/", f"{GATEWAY}test/"]


@pytest.mark.parametrize("path", PAGES)
def test_one_who_may_only_look_may_not_see_it(client, bob, path):
    client.force_login(bob.user)

    assert client.get(path).status_code == 403
    assert client.put(path).status_code == 405


@pytest.mark.parametrize("path", DOORS)
def test_what_changes_something_is_posted_by_those_who_may(client, bob, path):
    client.force_login(bob.user)

    assert client.post(path).status_code == 403
    assert client.get(path).status_code == 405


def test_one_who_sees_one_place_sends_nothing(client, workspace):
    client.force_login(make_member(workspace, "dora", Role.MANAGER, limited_to=("nord",)).user)

    assert client.get(OUTBOX).status_code == 403
    assert client.get(LIST).status_code == 403


def test_charlie_finds_none_of_alices(client, charlie, waits, workspace):
    invitation, kept = waits("ann"), suppress(workspace)
    client.force_login(charlie.user)

    assert client.get(f"{OUTBOX}{invitation.pk}/").status_code == 404
    assert client.get(f"{OUTBOX}{invitation.pk}/mail/").status_code == 404
    assert client.post(f"{LIST}{kept.pk}/removal/").status_code == 404
    assert "ann@" not in client.get(OUTBOX).content.decode() + client.get(LIST).content.decode()
    assert Suppression.objects.exists()
