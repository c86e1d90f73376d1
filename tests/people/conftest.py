import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from heedful.interactions import loader, spool
from heedful.interactions.schema import Heard
from heedful.people.mail.models import Letter
from heedful.people.members.models import Member, Role
from heedful.ui import navigation
from tests.factories import make_member
from tests.fakes.smtp import Mailbox, MailServer
from tests.people.looking import NOW

SECRET = "quiet-harbour-42"


@pytest.fixture
def signs_in(client):
    """`signs_in(alice)`: with her password, as a person does; what a session needs to know is known then."""

    def sign_in(member, browser=None):
        browser = browser or client
        if not member.user.has_usable_password():
            member.user.set_password(SECRET)
            member.user.save()
        answer = browser.post("/people/sign-in/", {"email": member.user.username, "password": SECRET})
        assert answer.status_code == 302
        return browser

    return sign_in


@pytest.fixture
def link_in_letter():
    """The path of the link in the newest letter."""

    def find() -> str:
        return re.search(r"https?://[^/]+(/\S+)", Letter.objects.first().text)[1]

    return find


@pytest.fixture
def mail_server(settings):
    """A mail server, and an install that hands its mail to it."""
    mailbox = Mailbox(user="heedful", password="p@ss word")
    with MailServer(mailbox):
        settings.MAIL_IS_SENT = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = mailbox.user, mailbox.password
        settings.DEFAULT_FROM_EMAIL = "Heedful <heedful@clubs.example>"
        yield mailbox


ON = "/people/account/two-step/on/"


def code_of(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def confirm(client):
    answer = client.post("/people/account/confirm/", {"password": SECRET})
    assert answer.status_code == 302


@pytest.fixture
def two_step(client, alice, signs_in, django_capture_on_commit_callbacks):
    """Alice, signed in, with two-step sign-in on; its secret."""
    signs_in(alice)
    confirm(client)
    secret = re.search(r'class="secret">(\w+)<', client.get(ON).content.decode())[1]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(ON, {"code": code_of(secret)})
    assert answer["Location"] == "/people/account/recovery-codes/"
    return secret


@pytest.fixture
def asks_the_room(monkeypatch, django_assert_num_queries):
    """`with asks_the_room(5):` so many queries, without those of the lists that other rooms put into the navigation."""
    monkeypatch.setattr(navigation, "_lists", {})
    return django_assert_num_queries


@pytest.fixture
def hear(store, workspace):
    """Put rows into the log, each told by what is peculiar about it; an order at Nord a day ago otherwise."""

    def heard(*rows: dict, of=workspace) -> None:
        items = [
            Heard(
                **{
                    "id": f"{of.key}-{len(seen) + place}",
                    "occurred_at": NOW - timedelta(days=1),
                    "received_at": NOW,
                    "kind": "order",
                    "location": "nord",
                }
                | row
            )
            for place, row in enumerate(rows)
        ]
        seen.extend(items)
        spool.hear(of.key, items)
        loader.load(store, now=NOW)

    seen: list[Heard] = []
    return heard


@pytest.fixture
def reads_of_the_log(monkeypatch):
    """How often rows were fetched from the log's engine."""
    import narwhals as nw

    fetched = []
    collect = nw.LazyFrame.collect

    def counted(frame, *args, **kwargs):
        fetched.append(frame)
        return collect(frame, *args, **kwargs)

    monkeypatch.setattr(nw.LazyFrame, "collect", counted)
    return lambda: len(fetched)


@pytest.fixture
def dora(workspace) -> Member:
    """She runs the club Nord and sees nothing else, although she is a manager."""
    return make_member(workspace, "dora", Role.MANAGER, limited_to=("nord",))
