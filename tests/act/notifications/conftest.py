"""A team that is told in Slack and Telegram: both stand on this machine, and answer as the real ones do."""

from datetime import UTC, datetime

import pytest

from heedful.act.notifications.actions import notify
from heedful.act.notifications.channels import add_channel
from heedful.act.notifications.models import Notice
from heedful.act.notifications.sending import serve
from tests.fakes import slack as slacks
from tests.fakes import telegram as telegrams

NOW = datetime(2026, 5, 5, 9, tzinfo=UTC)
FIRED = {"rule": "Unhappy at the desk", "place": "Nord", "count": 3, "quotes": ["The lockers are broken & <cold>"]}


def tell(workspace, *, key="alert.fired:1", event="alert.fired", words=FIRED, now=NOW, **more) -> int:
    given = {"subject": "firing:1", "href": "/act/alerts/firings/1/"} | more
    return notify(workspace, event, key=key, words=words, now=now, **given)


def send(channel, now=NOW) -> int:
    return serve(channel.pk, clock=lambda: now)


def states(channel) -> list[str]:
    return list(Notice.objects.filter(channel=channel).order_by("pk").values_list("state", flat=True))


@pytest.fixture
def slack(settings):
    settings.PRIVATE_HOSTS = ("127.0.0.1",)
    with slacks.Open() as opened:
        settings.SLACK_URL = opened.base
        yield opened


@pytest.fixture
def telegram(settings):
    settings.PRIVATE_HOSTS = ("127.0.0.1",)
    with telegrams.Open() as opened:
        settings.TELEGRAM_URL = opened.base
        yield opened


@pytest.fixture
def channel(workspace, slack, alice):
    made = {"kind": "slack", "name": "#nord", "secret": slack.webhook, "signing_secret": slack.signing_secret}
    return add_channel(workspace, **made, by=alice, now=NOW)


@pytest.fixture
def chat(workspace, telegram, alice):
    made = {"kind": "telegram", "name": "Nord", "secret": telegram.token, "chat": "-4512"}
    return add_channel(workspace, **made, by=alice, now=NOW)
