"""Mail is written once, survives a mail server that is away, and is read by nobody whom it does not concern."""

from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from heedful.config import environment
from heedful.people.mail.actions import PAUSES, send, write_letter
from heedful.people.mail.models import Letter
from heedful.people.mail.queries import visible_letters, waiting_letters
from heedful.people.mail.tasks import send_letter
from tests.fakes.smtp import Mailbox

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def letter_to(email="dora@example.org", *, kind="password_reset_key", workspace=None, now=NOW, language="en") -> Letter:
    words = {"password_reset_url": "https://cx.example.org/people/password/1-a/"}
    return write_letter(kind, to=email, language=language, words=words, workspace=workspace, now=now)


def test_it_goes_over_the_wire_as_text_and_as_a_page(db, mail_server):
    letter = letter_to()

    send_letter.call(letter.pk)

    (delivery,) = mail_server.deliveries
    assert (delivery.sender, delivery.receivers) == ("heedful@clubs.example", ["dora@example.org"])
    message = delivery.message
    assert message["Subject"] == "Choose a new password for Heedful"
    assert message["From"] == "Heedful <heedful@clubs.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    text, page = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "https://cx.example.org/people/password/1-a/" in text
    assert '<a href="https://cx.example.org/people/password/1-a/"' in page
    assert '<html lang="en">' in page


def test_what_is_sent_is_forgotten_and_never_sent_twice(db, mail_server):
    letter = letter_to()

    send_letter.call(letter.pk)
    send_letter.call(letter.pk)

    letter.refresh_from_db()
    assert len(mail_server.deliveries) == 1
    assert (letter.text, letter.problem, letter.attempts) == ("", "", 1)
    assert letter.sent_at is not None


def test_writing_puts_the_sending_off_only_where_there_is_a_mail_server(db, mail_server, settings):
    letter_to()
    assert DBTaskResult.objects.count() == 1

    settings.MAIL_IS_SENT = False
    letter_to()
    assert DBTaskResult.objects.count() == 1
    assert waiting_letters().count() == 2


def test_a_mail_server_that_turns_it_away_is_asked_again_later_and_then_no_more(db, mail_server):
    mail_server.refusing = "451 4.3.0 Come back later"
    letter = letter_to()

    pauses = [send(letter, now=NOW) for _ in range(6)]

    assert pauses == [*PAUSES, None]
    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)]
    assert "Come back later" in letter.problem
    assert letter.text

    mail_server.refusing = ""
    assert send(letter, now=NOW) is None
    assert letter.sent_at == NOW


def test_the_next_attempt_is_put_off_by_the_pause(db, mail_server):
    mail_server.refusing = "451 4.3.0 Come back later"
    letter = letter_to()
    DBTaskResult.objects.all().delete()

    send_letter.call(letter.pk)

    again = DBTaskResult.objects.get()
    assert again.args_kwargs["args"] == [letter.pk]
    assert timedelta(0) < again.run_after - datetime.now(UTC) <= PAUSES[0]


def test_a_wrong_password_of_ours_is_said(db, mail_server, settings):
    settings.EMAIL_HOST_PASSWORD = "another"
    letter = letter_to()

    assert send(letter, now=NOW) == PAUSES[0]

    assert "535" in letter.problem
    assert mail_server.deliveries == []


def test_a_mail_server_that_is_away_is_said(db, mail_server, settings):
    settings.EMAIL_PORT = 1
    letter = letter_to()

    assert send(letter, now=NOW) == PAUSES[0]

    assert "ConnectionRefusedError" in letter.problem


def test_a_line_that_begins_with_a_dot_arrives_whole(db, mail_server):
    letter = letter_to()
    Letter.objects.filter(pk=letter.pk).update(text="First\n.second\n..third\n")

    send_letter.call(letter.pk)

    text = mail_server.deliveries[0].message.get_body(("plain",)).get_content()
    assert text.splitlines() == ["First", ".second", "..third"]


def test_a_name_with_a_line_break_or_markup_does_no_harm(db, workspace, alice, mail_server):
    from heedful.people.invitations.actions import invite

    workspace.name = "Clubs\nBcc: all@example.org <script>"
    invite(workspace, "dora@example.org", role="viewer", language="en", by=alice, now=NOW, link_to=str)

    send_letter.call(Letter.objects.get().pk)

    (delivery,) = mail_server.deliveries
    assert delivery.receivers == ["dora@example.org"]
    assert delivery.message["Bcc"] is None
    assert "<script>" not in delivery.message.get_body(("html",)).get_content()


def test_a_letter_is_kept_for_thirty_days(db):
    letter_to(now=NOW - timedelta(days=31))
    letter_to("ema@example.org", now=NOW - timedelta(days=29))

    letter_to("finn@example.org")

    assert {letter.to for letter in Letter.objects.all()} == {"ema@example.org", "finn@example.org"}


def test_an_owner_reads_the_invitations_of_their_own_workspace_and_no_link_into_an_account(alice, bob, charlie):
    theirs = letter_to(kind="invitation", workspace=alice.workspace)
    letter_to(kind="invitation", workspace=charlie.workspace)
    letter_to(kind="password_reset_key", workspace=alice.workspace)
    letter_to(kind="password_reset_key")

    assert [*visible_letters(alice)] == [theirs]
    assert not visible_letters(bob).exists()


@pytest.mark.parametrize("letters", [1, 3])
def test_the_outbox_shows_what_was_written(client, alice, letters, asks_the_room):
    for number in range(letters):
        letter_to(f"d{number}@example.org", kind="invitation", workspace=alice.workspace)
    client.force_login(alice.user)

    with asks_the_room(5):
        page = client.get("/people/outbox/").content.decode()

    assert page.count('<article class="card">') == letters
    assert "This server sends no mail yet" in page


def test_an_empty_outbox_says_what_to_do(client, alice):
    client.force_login(alice.user)

    assert "Invite somebody" in client.get("/people/outbox/").content.decode()


def test_the_outbox_is_for_who_manages_members(client, bob):
    client.force_login(bob.user)

    assert client.get("/people/outbox/").status_code == 403
    assert client.post("/people/outbox/").status_code == 405


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 25, "", "", "smtp")),
        ("smtps://ona:p%40ss@mail.example.org", ("mail.example.org", 465, "ona", "p@ss", "smtps")),
        ("smtp+starttls://ona:x@mail.example.org:2525", ("mail.example.org", 2525, "ona", "x", "smtp+starttls")),
    ],
)
def test_the_address_of_the_mail_server_is_read(monkeypatch, url, found):
    monkeypatch.setenv("HEEDFUL_MAIL_URL", url)

    assert environment.mail_server("heedful@example.org")[:5] == found


@pytest.mark.parametrize(
    ("url", "sender", "says"),
    [
        ("mail.example.org", "heedful@example.org", "HEEDFUL_MAIL_URL: say smtps"),
        ("https://mail.example.org", "heedful@example.org", "HEEDFUL_MAIL_URL: say smtps"),
        ("smtp://mail.example.org", "", "HEEDFUL_MAIL_FROM: say from whom"),
    ],
)
def test_an_address_that_is_none_is_refused_at_start(monkeypatch, url, sender, says):
    monkeypatch.setenv("HEEDFUL_MAIL_URL", url)

    with pytest.raises(ValueError, match=says):
        environment.mail_server(sender)


@pytest.mark.parametrize(
    ("url", "backend", "known"),
    [
        ("postmark+https://token@", "postmark", {"POSTMARK_SERVER_TOKEN": "token"}),
        (
            "brevo+http://key@localhost:8025",
            "brevo",
            {"BREVO_API_KEY": "key", "BREVO_API_URL": "http://localhost:8025/"},
        ),
        ("mailjet+https://key:se%40cret@", "mailjet", {"MAILJET_API_KEY": "key", "MAILJET_SECRET_KEY": "se@cret"}),
        (
            "mailgun+https://key@api.eu.mailgun.net/v3?sender_domain=mg.example.org",
            "mailgun",
            {
                "MAILGUN_API_KEY": "key",
                "MAILGUN_API_URL": "https://api.eu.mailgun.net/v3/",
                "MAILGUN_SENDER_DOMAIN": "mg.example.org",
            },
        ),
    ],
)
def test_a_provider_is_named_by_its_address(monkeypatch, url, backend, known):
    monkeypatch.setenv("HEEDFUL_MAIL_URL", url)

    server = environment.mail_server("heedful@example.org")

    assert server.backend == f"anymail.backends.{backend}.EmailBackend"
    assert server.provider_settings() == known


@pytest.mark.parametrize(
    ("said", "hosts", "https", "expected"),
    [
        ("https://cx.example.org/", ["localhost"], False, "https://cx.example.org"),
        ("", ["localhost", ".example.org", "cx.example.org"], True, "https://cx.example.org"),
        ("", ["localhost", "127.0.0.1", "[::1]"], False, "http://localhost:8000"),
    ],
)
def test_where_people_reach_the_server_is_said_or_follows_from_its_names(monkeypatch, said, hosts, https, expected):
    monkeypatch.setenv("HEEDFUL_URL", said)
    monkeypatch.delenv("HEEDFUL_PORT", raising=False)

    assert environment.public_url(hosts, https=https) == expected


@pytest.mark.parametrize("said", ["cx.example.org", "ftp://cx.example.org", "https://cx.example.org/heedful"])
def test_a_public_address_that_is_none_is_refused_at_start(monkeypatch, said):
    monkeypatch.setenv("HEEDFUL_URL", said)

    with pytest.raises(ValueError, match="HEEDFUL_URL: say where"):
        environment.public_url([], https=False)


def test_the_mailbox_of_bounces_is_read(monkeypatch):
    monkeypatch.setenv("HEEDFUL_BOUNCE_URL", "imaps://back:p%40ss@mail.example.org/Bounced%20mail")
    assert environment.bounce_mailbox() == ("mail.example.org", 993, "back", "p@ss", "Bounced mail", True)

    monkeypatch.setenv("HEEDFUL_BOUNCE_URL", "pop3://mail.example.org")
    with pytest.raises(ValueError, match="HEEDFUL_BOUNCE_URL: say imaps"):
        environment.bounce_mailbox()


def test_without_an_address_mail_waits(monkeypatch):
    monkeypatch.delenv("HEEDFUL_MAIL_URL", raising=False)

    assert environment.mail_server("") is None


def test_the_fake_asks_for_the_password_as_a_real_one_does(mail_server, settings):
    from django.core.mail import send_mail

    settings.EMAIL_HOST_USER = ""

    with pytest.raises(Exception, match="Authentication required"):
        send_mail("x", "y", None, ["d@example.org"])
    assert isinstance(mail_server, Mailbox)
