"""Short messages go out through a gateway that speaks as Twilio does, and what it tells back is believed if signed."""

import httpx
import pytest

from heedful.listen import outgoing
from heedful.listen.channels.models import Gateway
from heedful.listen.invitations import reasons
from heedful.listen.invitations.carriers import Kind
from heedful.listen.invitations.delivery import deliver_due
from heedful.listen.invitations.letters import Asking
from heedful.listen.invitations.models import Invitation, Sending, Suppression
from heedful.listen.invitations.sms import parts_of, sealed_secret, send_text, signature_of, text_of
from heedful.listen.invitations.unsubscribing import suppress_by_hand
from heedful.listen.outgoing import NotReachable, is_public
from tests.fakes.gateways import Open
from tests.listen.invitations.conftest import NOON, make_person, make_sending
from tests.listen.invitations.test_states import fresh, make_invitation

State = Invitation.State
SECRET = "the gateway's own"


@pytest.fixture
def counter(settings):
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    settings.PUBLIC_URL = "https://cx.clubs.example"
    with Open((201, {"sid": "SM1", "status": "queued"})) as counter:
        yield counter


@pytest.fixture
def gateway(workspace, counter) -> Gateway:
    secret = sealed_secret(SECRET)
    return Gateway.objects.create(
        workspace=workspace, base_url=counter.url, account="AC1", secret=secret, sender="+37060000000"
    )


@pytest.fixture
def invitation(survey, workspace, gateway) -> Invitation:
    invitation = make_invitation(make_sending(survey, channel="sms"), make_person(workspace))
    Invitation.objects.update(address="+37061234567")
    return fresh(invitation)


def test_it_is_asked_for_as_the_gateway_wants_it(invitation, gateway, counter):
    deliver_due(NOON)

    (asked,) = counter.asked
    assert asked.path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert asked.user == ("AC1", SECRET)
    assert asked.form == {
        "From": "+37060000000",
        "To": "+37061234567",
        "Body": f"Clubs: How was it? https://cx.clubs.example/s/{invitation.token}/",
        "StatusCallback": f"https://cx.clubs.example/s/-/sms/{gateway.pk}/",
    }
    assert (fresh(invitation).state, fresh(invitation).message_id) == (State.SENT, "SM1")


@pytest.mark.parametrize(
    ("answer", "state", "reason", "why"),
    [
        ((400, {"code": 21211, "message": "Invalid 'To'"}), State.BOUNCED, reasons.UNREACHABLE, "bounced"),
        ((400, {"code": 21610, "message": "Unsubscribed"}), State.UNSUBSCRIBED, "", "unsubscribed"),
        ((400, {"code": 21617, "message": "Too long"}), State.FAILED, reasons.NOT_TAKEN, None),
        ((401, {"code": 20003, "message": "Authenticate"}), State.QUEUED, "", None),
        ((429, {"code": 20429, "message": "Too many"}), State.QUEUED, "", None),
        ((500, {}), State.QUEUED, "", None),
        ("hang", State.FAILED, reasons.NOT_KNOWN, None),
    ],
)
def test_each_no_of_the_gateways_leads_to_what_it_means(invitation, counter, answer, state, reason, why):
    counter.answers = answer

    deliver_due(NOON)

    assert (fresh(invitation).state, fresh(invitation).reason) == (state, reason)
    assert list(Suppression.objects.values_list("kind", "address", "why")) == (
        [("phone", "+37061234567", why)] if why else []
    )


def test_a_gateway_that_is_away_costs_nobody_their_message(invitation, gateway):
    Gateway.objects.update(base_url="http://127.0.0.1:1")

    deliver_due(NOON)

    assert fresh(invitation).state == State.QUEUED


def test_a_secret_that_another_install_sealed_is_told_and_nothing_is_sent(invitation, counter):
    Gateway.objects.update(secret=b"not ours")

    deliver_due(NOON)

    assert counter.asked == []
    assert "InvalidToken" in fresh(invitation).said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 160, ("GSM-7", 160, 1)),
        ("a" * 161, ("GSM-7", 161, 2)),
        ("€" * 80, ("GSM-7", 160, 1)),
        ("€" * 81, ("GSM-7", 162, 2)),
        ("я" * 70, ("UCS-2", 70, 1)),
        ("я" * 71, ("UCS-2", 71, 2)),
        ("я" * 135, ("UCS-2", 135, 3)),
        ("🙂", ("UCS-2", 2, 1)),
    ],
)
def test_parts_are_counted_as_they_are_paid_for(text, expected):
    """GSM 03.38: 160 septets alone and 153 joined; 70 and 67 of two bytes as soon as one letter is foreign."""
    parts = parts_of(text)

    assert (parts.alphabet, parts.characters, parts.count) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Hi {{person:name}}: {{link}} Reply STOP", "Hi Ann: LINK Reply STOP"),
        ("How was it?", "How was it? LINK"),
    ],
)
def test_the_link_stands_where_the_words_put_it_else_at_the_end(invitation, words, expected):
    Sending.objects.update(words={"en": {"sms": words}})
    asking = Asking(fresh(invitation))

    assert text_of(asking) == expected.replace("LINK", asking.link)


def test_a_text_that_no_gateway_takes_is_not_handed_over(gateway, counter):
    assert send_text(gateway, to="+37061234567", text="x" * 1601).kind == Kind.TURNED_AWAY
    assert counter.asked == []


class TestWhatTheGatewayTells:
    @pytest.fixture
    def tells(self, client, gateway):
        """`tells({...})`: with the gateway's signature, or another."""

        def tell(said, secret=SECRET, **more):
            path = f"/s/-/sms/{gateway.pk}/"
            given = {name: [value] for name, value in said.items()}
            signed = signature_of(f"https://cx.clubs.example{path}", given, secret)
            return client.post(path, said, headers={"X-Twilio-Signature": signed} | more)

        return tell

    def test_the_signature_is_the_one_that_the_gateway_makes(self):
        """The example in Twilio's own documentation of request validation."""
        given = {
            "CallSid": ["CA1234567890ABCDE"],
            "Caller": ["+14158675309"],
            "Digits": ["1234"],
            "From": ["+14158675309"],
            "To": ["+18005551212"],
        }
        url = "https://mycompany.com/myapp.php?foo=1&bar=2"

        assert signature_of(url, given, "12345") == "RSOYDt4T1cUTdK1PDd93/VVr8B8="

    def test_a_number_where_nobody_is_is_not_written_to_again(self, invitation, tells):
        deliver_due(NOON)
        said = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30005", "To": "+37061234567"}

        assert tells(said).status_code == 200

        assert (fresh(invitation).state, fresh(invitation).reason) == (State.BOUNCED, reasons.UNREACHABLE)
        assert Suppression.objects.get().why == "bounced"

    def test_a_phone_that_is_off_is_no_reason_never_to_write_again(self, invitation, tells):
        deliver_due(NOON)
        tells({"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30008"})

        assert fresh(invitation).state == State.BOUNCED
        assert not Suppression.objects.exists()

    def test_that_it_arrived_changes_nothing(self, invitation, tells):
        deliver_due(NOON)
        tells({"MessageSid": "SM1", "MessageStatus": "delivered"})

        assert fresh(invitation).state == State.SENT

    @pytest.mark.parametrize("body", ["STOP", " stop ", "Stop.", "СТОП", "Unsubscribe"])
    def test_who_answers_stop_is_not_written_to_again(self, invitation, tells, body):
        deliver_due(NOON)

        answer = tells({"From": "+37061234567", "To": "+37060000000", "Body": body})

        assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml")
        assert Suppression.objects.get().address == "+37061234567"
        assert fresh(invitation).state == State.UNSUBSCRIBED

    @pytest.mark.parametrize("said", [{"Body": " Start."}, {"Body": "СТАРТ"}, {"Body": "ok", "OptOutType": "START"}])
    def test_who_takes_the_stop_back_is_written_to_again(self, invitation, tells, said):
        tells({"From": "+37061234567", "Body": "STOP"})

        tells({"From": "+37061234567", **said})

        assert not Suppression.objects.exists()

    def test_nobody_takes_back_what_the_team_said(self, invitation, tells, workspace):
        suppress_by_hand(workspace, kind="phone", address="+37061234567", by=None, now=NOON)

        tells({"From": "+37061234567", "Body": "START"})

        assert Suppression.objects.get().why == "by-hand"

    def test_who_answers_something_else_is(self, invitation, tells):
        tells({"From": "+37061234567", "Body": "Please do not stop the yoga"})

        assert not Suppression.objects.exists()

    def test_what_is_not_signed_is_not_believed(self, invitation, tells, client, gateway):
        stop = {"From": "+37061234567", "Body": "STOP"}

        assert tells(stop, secret="another").status_code == 404
        assert client.post(f"/s/-/sms/{gateway.pk}/", stop).status_code == 404
        assert client.post("/s/-/sms/999/", stop).status_code == 404
        assert client.get(f"/s/-/sms/{gateway.pk}/").status_code == 405
        assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1", "0.0.0.0"],
)
def test_a_gateway_on_a_private_network_is_not_spoken_to(address):
    assert not is_public(address)


def test_an_address_of_the_open_internet_is():
    assert is_public("1.1.1.1")
    assert is_public("2606:4700:4700::1111")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://localhost/", "http://[::1]/", "ftp://example.org/"])
def test_nothing_is_sent_into_our_own_network(url, settings):
    settings.PRIVATE_HOSTS = []

    with pytest.raises(NotReachable):
        outgoing.post(url)


def test_a_redirect_is_not_followed(counter):
    counter.answers = (302, {})

    assert outgoing.post(f"{counter.url}/x", data={"a": "b"}).status_code == 302
    assert counter.asked[0].headers["Host"] == f"127.0.0.1:{counter.port}"
    assert isinstance(outgoing.post(counter.url), httpx.Response)
