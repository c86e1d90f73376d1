"""What comes back is read from the shapes in which servers really say it, and followed."""

from datetime import timedelta
from pathlib import Path

import pytest

from heedful.config.environment import BounceMailbox
from heedful.listen.invitations import reasons
from heedful.listen.invitations.bounces import read_bounce
from heedful.listen.invitations.messages import reference
from heedful.listen.invitations.models import Invitation, Suppression
from heedful.listen.invitations.returns import EVERY_SECONDS, read_returned_due, take_returned
from tests.fakes.mailbox import MailboxServer
from tests.listen.invitations.conftest import NOON, make_person
from tests.listen.invitations.test_states import fresh, make_invitation

RETURNED = Path(__file__).with_name("returned")
State = Invitation.State


def returned(name: str, *, about: str = "<abc@clubs.example>") -> bytes:
    return (RETURNED / f"{name}.eml").read_bytes().replace(b": ID", f": {about}".encode())


@pytest.fixture
def invitation(sending, workspace) -> Invitation:
    return make_invitation(sending, make_person(workspace), state=State.SENT, sent_at=NOON)


def about(invitation) -> str:
    return f"<{reference(invitation.pk)}.0@clubs.example>"


@pytest.mark.parametrize(
    ("name", "status", "says"),
    [
        ("postfix", "5.1.1", "User unknown in virtual mailbox table"),
        ("exim", "5.0.0", "550 No such recipient here"),
        ("exim-plain", "5.1.1", "unknown user"),
        ("exchange", "5.1.10", "RESOLVER.ADR.RecipientNotFound"),
        ("gmail", "5.1.1", "does not exist"),
        ("gmail-full", "5.2.2", "out of storage space"),
        ("yandex", "5.7.1", "No such user!"),
        ("qmail", "5.1.1", "no mailbox here by that name"),
    ],
)
def test_each_server_says_who_could_not_be_reached_and_why(name, status, says):
    bounce = read_bounce(returned(name))

    assert (bounce.kind, bounce.permanent) == ("bounced", True)
    assert bounce.address == "ann@example.org"
    assert "<abc@clubs.example>" in bounce.message_ids
    assert bounce.status == status
    assert says in bounce.said


def test_late_is_not_lost(invitation):
    bounce = read_bounce(returned("postfix-delayed"))
    assert (bounce.kind, bounce.permanent, bounce.status) == ("delayed", False, "4.4.1")

    assert take_returned(returned("postfix-delayed", about=about(invitation)), now=NOON) is None
    assert fresh(invitation).state == State.SENT


@pytest.mark.parametrize("name", ["absent", "answer"])
def test_what_people_write_back_is_no_bounce(name):
    assert read_bounce(returned(name)) is None


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"Content-Type: multipart/report; boundary=x\r\n\r\n--x", b"a" * 5000]
)
def test_what_is_no_mail_is_no_bounce(raw):
    assert read_bounce(raw) is None


@pytest.mark.parametrize("cut", range(200, 2400, 200))
def test_a_mail_that_is_cut_off_anywhere_breaks_nothing(cut):
    bounce = read_bounce(returned("postfix")[:cut])

    assert bounce is None or bounce.kind == "bounced"


@pytest.mark.parametrize(
    ("name", "reason", "is_listed"),
    [
        ("postfix", reasons.UNREACHABLE, True),
        ("exim", reasons.UNREACHABLE, True),
        ("exchange", reasons.UNREACHABLE, True),
        ("gmail", reasons.UNREACHABLE, True),
        ("gmail-full", reasons.REFUSED, False),
        ("yandex", reasons.REFUSED, False),
        ("qmail", reasons.UNREACHABLE, True),
    ],
)
def test_an_address_where_nobody_is_is_not_written_to_again(invitation, name, reason, is_listed):
    assert take_returned(returned(name, about=about(invitation)), now=NOON) == invitation

    kept = fresh(invitation)
    assert (kept.state, kept.reason) == (State.BOUNCED, reason)
    assert kept.said
    assert Suppression.objects.filter(address="ann@example.org", why="bounced").exists() is is_listed


def test_the_same_bounce_again_changes_nothing(invitation):
    for _ in range(2):
        take_returned(returned("postfix", about=about(invitation)), now=NOON)

    assert Suppression.objects.count() == 1


def test_who_called_it_spam_is_not_asked_again(invitation):
    take_returned(returned("complaint", about=about(invitation)), now=NOON)

    assert fresh(invitation).state == State.UNSUBSCRIBED
    assert Suppression.objects.get().why == "complained"


def test_a_bounce_of_a_mail_that_is_none_of_ours_changes_nothing(invitation):
    forged = about(invitation).replace("heedful.", "heedful.1", 1)

    assert take_returned(returned("postfix", about=forged), now=NOON) is None
    assert take_returned(returned("postfix"), now=NOON) is None
    assert fresh(invitation).state == State.SENT


def test_a_bounce_that_names_no_mail_is_about_the_last_one_to_that_address(invitation):
    raw = returned("qmail").split(b"--- Below")[0]

    assert take_returned(raw, now=NOON + timedelta(days=30)) is None
    assert take_returned(raw, now=NOON + timedelta(days=1)) == invitation


class TestMailbox:
    @pytest.fixture
    def mailbox(self, settings):
        with MailboxServer(user="back", password="p@ss") as server:
            box = BounceMailbox("127.0.0.1", server.port, "back", "p@ss", "INBOX", False)
            settings.BOUNCE_MAILBOX = box
            yield server

    def test_what_came_back_is_read_once(self, invitation, mailbox):
        mailbox.put(returned("absent"), returned("postfix", about=about(invitation)))

        assert read_returned_due(NOON) == 2

        assert fresh(invitation).state == State.BOUNCED
        assert mailbox.seen == [True, True]

    def test_it_is_read_every_few_minutes_only(self, invitation, mailbox):
        assert EVERY_SECONDS == 300
        read_returned_due(NOON)
        read_returned_due(NOON)

        assert mailbox.logins == 1

    def test_a_wrong_password_is_told_and_tried_again_later(self, db, mailbox, settings, caplog):
        settings.BOUNCE_MAILBOX = settings.BOUNCE_MAILBOX._replace(password="wrong")

        assert read_returned_due(NOON) == 0
        assert "mailbox-of-bounces takes nothing" in caplog.text

    def test_a_mailbox_that_is_away_is_told(self, db, settings, caplog):
        settings.BOUNCE_MAILBOX = BounceMailbox("127.0.0.1", 1, "back", "x", "INBOX", False)

        assert read_returned_due(NOON) == 0
        assert "ConnectionRefused" in caplog.text

    def test_without_a_mailbox_nothing_is_read(self, db, settings):
        settings.BOUNCE_MAILBOX = None

        assert read_returned_due(NOON) == 0
