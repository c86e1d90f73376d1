"""A chain of six fitness clubs on its first install: a clock that the story sets, a mail server, and Slack."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from heedful import flow
from heedful.act.notifications.sending import receivers_due, serve
from heedful.config.timed import run_due
from heedful.config.worker import TaskQueue
from heedful.interactions import loader
from heedful.listen.answering import limits
from heedful.listen.surveys.queries import forget_published
from heedful.people.members.models import Role
from heedful.understand.voices.labelling import label_quickly
from tests.api.test_surveys import Program
from tests.factories import make_location, make_member
from tests.fakes import post_office as post_offices
from tests.fakes import slack as slacks
from tests.story.customers import CLUBS

BEGINNING = datetime(2026, 4, 6, 8, tzinfo=UTC)  # a Monday, 11:00 in Vilnius
PUBLIC = "https://cx.clubs.example"


class House:
    """What runs in an install, step by step, and who comes to it."""

    now = BEGINNING

    def __init__(self, workspace, store, post, slack):
        self.workspace, self.store, self.post, self.slack = workspace, store, post, slack
        self.surveys: dict[str, str] = {}  # their keys, by what they are for

    def at(self, *day: int, hour: int = 9) -> None:
        """It is then, at noon in Vilnius unless said otherwise; the story never goes back."""
        moment = datetime(*day, hour, tzinfo=UTC)
        assert moment >= self.now
        self.now = moment
        cache.clear()  # what was kept for an hour is gone by then

    def listens(self) -> None:
        """The loader takes what was heard into the log; texts are read by their words."""
        loader.load(self.store, now=self.now)
        label_quickly(self.store, self.workspace.key, self.now)

    def goes_on(self) -> None:
        """What falls due by the clock is done, and what was put off; mail and messages go out."""
        run_due(self.now)
        TaskQueue().run_ready()
        for receiver in receivers_due(self.now):
            serve(receiver, clock=lambda: self.now)
        TaskQueue().run_ready()

    def mail_to(self, address: str) -> list[str]:
        """The letters that somebody has got, the oldest first: the subject, then the text."""
        letters = [self.post.message(place) for place, to in enumerate(self.post.receivers) if to == address]
        return [f"{each['Subject']}\n{each.get_body(('plain',)).get_content()}" for each in letters]


@pytest.fixture
def house(workspace, store, settings, monkeypatch):
    limits.forget()
    forget_published()
    for key in CLUBS[2:]:
        make_location(workspace, key)
    with post_offices.Open() as post, slacks.Open() as slack:
        settings.MAIL_IS_SENT, settings.PUBLIC_URL = True, PUBLIC
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        settings.DEFAULT_FROM_EMAIL = "Heedful <heedful@clubs.example>"
        settings.PRIVATE_HOSTS, settings.SLACK_URL = ("127.0.0.1",), slack.base
        opened = House(workspace, store, post, slack)
        monkeypatch.setattr(timezone, "now", lambda: opened.now)
        flow.begin()
        yield opened


@pytest.fixture
def program(house):
    """The clubs' own system at the turnstiles, with a key of its own."""
    return Program(Client(), house.workspace)


@pytest.fixture
def seated(house):
    """`seated(member)`: their browser."""

    def signed_in(member) -> Client:
        client = Client()
        client.force_login(member.user)
        return client

    return signed_in


@pytest.fixture
def mira(house):
    """Answers for how customers fare at all of the clubs."""
    return make_member(house.workspace, "mira", Role.MANAGER)


@pytest.fixture
def nora(house):
    """Leads Nord, and sees nothing else."""
    return make_member(house.workspace, "nora", Role.MANAGER, limited_to=("nord",))
