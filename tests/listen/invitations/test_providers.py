"""Providers of mail are handed the same mail by their own interfaces, and believed where they know the secret."""

import json
from base64 import b64encode
from urllib.parse import unquote_plus

import pytest

from heedful.config.environment import MailServer
from heedful.listen.invitations import reasons
from heedful.listen.invitations.delivery import deliver_due
from heedful.listen.invitations.messages import reference
from heedful.listen.invitations.models import Invitation, Suppression
from tests.fakes.gateways import Open
from tests.listen.invitations.conftest import NOON, make_person
from tests.listen.invitations.test_states import fresh, make_invitation

State = Invitation.State
TAKEN = {
    "postmark": {"To": "ann@example.org", "MessageID": "pm-1", "ErrorCode": 0, "Message": "OK", "SubmittedAt": "2026"},
    "mailgun": {"id": "<mg-1@mg.example>", "message": "Queued. Thank you."},
    "brevo": {"messageId": "<brevo-1@smtp-relay.example>"},
    "mailjet": {"Messages": [{"Status": "success", "To": [{"Email": "ann@example.org", "MessageID": 42}]}]},
}
STATUS = {"brevo": 201}
KEPT = {"postmark": "pm-1", "mailgun": "<mg-1@mg.example>", "brevo": "<brevo-1@smtp-relay.example>", "mailjet": "42"}


@pytest.fixture
def provided(settings):
    """`provided("postmark", counter)`: an install that hands its mail to this provider."""

    def use(provider, counter):
        query = "sender_domain=mg.example" if provider == "mailgun" else ""
        server = MailServer("127.0.0.1", counter.port, "key", "secret", f"{provider}+http", "/v3", query)
        settings.MAIL_SERVER, settings.MAIL_IS_SENT, settings.EMAIL_BACKEND = server, True, server.backend
        settings.ANYMAIL = server.provider_settings() | {
            "IGNORE_UNSUPPORTED_FEATURES": True,
            "WEBHOOK_SECRET": "them:secret",
        }
        settings.DEFAULT_FROM_EMAIL = "Heedful <heedful@clubs.example>"
        settings.PUBLIC_URL = "https://cx.clubs.example"
        settings.MAIL_EVENTS_SECRET = "them:secret"

    return use


@pytest.fixture
def invitation(sending, workspace) -> Invitation:
    return make_invitation(sending, make_person(workspace))


@pytest.mark.parametrize("provider", sorted(TAKEN))
def test_the_mail_goes_out_by_each_of_them(provided, invitation, provider):
    with Open((STATUS.get(provider, 200), TAKEN[provider])) as counter:
        provided(provider, counter)
        deliver_due(NOON)

    assert fresh(invitation).state == State.SENT
    (asked,) = counter.asked
    sent = unquote_plus(asked.body.decode())
    for piece in ("ann@example.org", "heedful@clubs.example", "List-Unsubscribe=One-Click", "?score=10"):
        assert piece in sent
    assert reference(invitation.pk) in sent
    assert fresh(invitation).message_id == KEPT.get(provider, fresh(invitation).message_id)


@pytest.mark.parametrize(
    ("answers", "state", "reason"),
    [
        ((422, {"ErrorCode": 300, "Message": "Bad"}), State.FAILED, reasons.NOT_TAKEN),
        ((401, {"ErrorCode": 10, "Message": "Bad token"}), State.QUEUED, ""),
        ((503, {"Message": "Later"}), State.QUEUED, ""),
        ((504, {"Message": "Who knows"}), State.FAILED, reasons.NOT_KNOWN),
        ("hang", State.FAILED, reasons.NOT_KNOWN),
    ],
)
def test_each_no_leads_to_what_it_means(provided, invitation, answers, state, reason):
    with Open(answers) as counter:
        provided("postmark", counter)
        deliver_due(NOON)

    assert (fresh(invitation).state, fresh(invitation).reason) == (state, reason)


def test_an_address_that_the_provider_will_not_have_is_a_bounce(provided, invitation):
    refused = {
        "ErrorCode": 406,
        "Message": "You tried to send to recipient(s) that have been marked as inactive. "
        "Found inactive addresses: ann@example.org. Inactive recipients are ones that have generated a hard bounce.",
    }
    with Open((422, refused)) as counter:
        provided("postmark", counter)
        deliver_due(NOON)

    assert fresh(invitation).state == State.BOUNCED


def test_a_provider_that_is_away_costs_nobody_their_mail(provided, invitation):
    with Open() as counter:
        provided("postmark", counter)
    deliver_due(NOON)

    assert fresh(invitation).state == State.QUEUED


class TestWhatTheyTell:
    EVENT = {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "TypeCode": 1,
        "MessageID": "pm-1",
        "Email": "ann@example.org",
        "Details": "smtp;550 5.1.1 No such user",
        "BouncedAt": "2026-05-05T09:00:00Z",
    }

    def tell(self, client, provider="postmark", secret="them:secret"):
        headers = {"Authorization": f"Basic {b64encode(secret.encode()).decode()}"} if secret else {}
        path = f"/s/-/mail/{provider}/"
        return client.post(path, json.dumps(self.EVENT), content_type="application/json", headers=headers)

    @pytest.fixture
    def sent(self, provided, invitation):
        with Open((200, TAKEN["postmark"])) as counter:
            provided("postmark", counter)
            deliver_due(NOON)
        return invitation

    def test_a_bounce_is_taken_with_the_secret(self, client, sent):
        assert self.tell(client).status_code == 200

        assert (fresh(sent).state, fresh(sent).reason) == (State.BOUNCED, reasons.UNREACHABLE)
        assert Suppression.objects.get().address == "ann@example.org"

    @pytest.mark.parametrize("secret", ["", "them:guessed"])
    def test_without_it_nothing_is(self, client, sent, secret):
        assert self.tell(client, secret=secret).status_code == 400

        assert fresh(sent).state == State.SENT

    def test_nobody_else_is_listened_to(self, client, sent, settings):
        assert self.tell(client, provider="brevo").status_code == 404
        assert self.tell(client, provider="nobody").status_code == 404
        assert client.get("/s/-/mail/postmark/").status_code == 405
        settings.MAIL_EVENTS_SECRET = ""
        assert self.tell(client).status_code == 404
