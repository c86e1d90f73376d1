"""Slack and Telegram are told once, whatever they answer; a place that is gone is told no more, and the owners are."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from heedful.act.notifications import sending
from heedful.act.notifications.channels import turn_on
from heedful.act.notifications.models import Channel, Notice
from heedful.act.notifications.sending import receivers_due, tidy
from tests.act.notifications.conftest import FIRED, NOW, send, states, tell

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_slack_shows_what_happened_word_for_word_and_as_no_markup(workspace, channel, slack):
    tell(workspace, channels=[channel])
    assert receivers_due(NOW) == [channel.pk]
    assert send(channel) == 1
    (message,) = slack.messages
    texts = [block["text"]["text"] for block in message["blocks"] if block["type"] == "section"]
    assert texts == ["*Alert: Unhappy at the desk · Nord*\n3 items", "> The lockers are broken &amp; &lt;cold&gt;"]
    assert slack.buttons()["open"]["url"].endswith("/act/alerts/firings/1/")
    assert (states(channel), receivers_due(NOW)) == (["sent"], [])


def test_it_is_told_in_the_language_of_the_workspace(workspace, channel, slack):
    workspace.language = "lt"
    workspace.save()
    tell(workspace, channels=[channel])
    send(channel)
    assert "2026 m. gegužės 5 d." in slack.messages[0]["blocks"][-1]["elements"][0]["text"]


def test_what_is_told_can_be_long(workspace, channel, slack):
    tell(workspace, channels=[channel], words=FIRED | {"rule": "x" * 5000, "quotes": ["y" * 3000] * 3})
    send(channel)
    assert states(channel) == ["sent"]


def test_slack_answers_500_for_an_hour_and_nothing_is_lost_or_told_twice(workspace, channel, slack):
    slack.says = (500, "rollup_error", {})
    now = NOW
    for number in range(3):
        tell(workspace, key=f"alert.fired:{number}", channels=[channel])
    while now < NOW + HOUR:
        if channel.pk in receivers_due(now):
            send(channel, now)
        now += timedelta(seconds=20)
    assert (slack.messages, states(channel)) == ([], ["waiting"] * 3)
    assert slack.asked < 25  # it rests longer and longer, at most five minutes
    slack.says = None
    send(channel, now + 5 * MINUTE)
    assert (len(slack.messages), states(channel)) == (3, ["sent"] * 3)


def test_slack_says_when_it_may_be_asked_again(workspace, channel, slack):
    slack.says = (429, "rate_limited", {"Retry-After": "30"})
    tell(workspace, channels=[channel])
    send(channel)
    slack.says = None
    assert receivers_due(NOW + timedelta(seconds=29)) == []
    assert receivers_due(NOW + timedelta(seconds=30)) == [channel.pk]


@pytest.mark.parametrize(
    ("status", "text"),
    [(403, "invalid_token"), (404, "channel_not_found"), (404, "no_service"), (410, "channel_is_archived")],
)
def test_a_place_that_is_gone_is_turned_off_and_the_owners_are_told(workspace, channel, slack, alice, status, text):
    slack.says = (status, text, {})
    tell(workspace, channels=[channel])
    send(channel)
    channel.refresh_from_db()
    assert channel.off_why == "refused"
    assert set(Notice.objects.filter(member=alice, event="channel.off").values_list("way", flat=True)) == {
        "here",
        "mail",
    }
    assert receivers_due(NOW + HOUR) == [sending.MAIL]
    assert tell(workspace, key="alert.fired:2", channels=[channel]) == 0


def test_what_waited_is_told_when_it_is_on_again_if_it_is_still_news(workspace, channel, slack, alice):
    slack.says = (404, "channel_not_found", {})
    tell(workspace, key="old", channels=[channel], now=NOW - 25 * HOUR)
    send(channel, NOW - 25 * HOUR)
    Channel.objects.update(off_at=None)
    tell(workspace, key="new", channels=[channel])
    Channel.objects.update(off_at=NOW)
    slack.says = None
    channel.refresh_from_db()
    turn_on(channel, by=alice, now=NOW)
    send(channel)
    assert (states(channel), len(slack.messages)) == (["failed", "sent"], 1)


def test_where_nothing_arrives_for_a_day_the_channel_is_turned_off(workspace, channel, slack):
    slack.says = (503, "", {})
    tell(workspace, channels=[channel])
    for hours in (0, 12, 25):
        send(channel, NOW + hours * HOUR)
    channel.refresh_from_db()
    assert (channel.off_why, states(channel)) == ("failing", ["failed"])


def test_a_message_that_it_cannot_read_keeps_no_other_back(workspace, channel, slack):
    tell(workspace, key="a", channels=[channel])
    tell(workspace, key="b", channels=[channel])
    slack.says = (400, "invalid_blocks", {})
    assert send(channel) == 2
    assert states(channel) == ["failed", "failed"]


def test_one_that_redirects_is_not_followed_and_a_private_address_not_spoken_to(workspace, channel, slack, settings):
    slack.says = (302, "", {"Location": "http://127.0.0.1:1/"})
    tell(workspace, channels=[channel])
    send(channel)
    assert slack.asked == 1
    settings.PRIVATE_HOSTS = ()
    send(channel, NOW + HOUR)
    assert slack.asked == 1
    assert states(channel) == ["waiting"]
    assert "private network" in Notice.objects.get(channel=channel).problem


def test_one_that_hangs_is_let_go(workspace, channel, slack, monkeypatch):
    monkeypatch.setattr("heedful.listen.outgoing.TIMEOUT_SECONDS", 0.3)
    slack.hangs = True
    tell(workspace, channels=[channel])
    assert send(channel) == 1
    slack.let_go.set()
    assert states(channel) == ["waiting"]


def test_what_died_on_the_way_is_sent_again_and_what_was_held_is_not_sent_meanwhile(workspace, channel, slack):
    tell(workspace, channels=[channel])
    sending._held(channel.pk, NOW)  # and then the process is killed
    assert send(channel, NOW + MINUTE) == 0
    assert send(channel, NOW + 2 * MINUTE) == 1
    assert len(slack.messages) == 1


def test_telegram_gets_html_and_a_button_where_it_takes_one(workspace, chat, telegram, settings):
    settings.PUBLIC_URL = "https://cx.example.org"
    tell(workspace, channels=[chat])
    send(chat)
    (message,) = telegram.messages
    assert message["text"].splitlines() == [
        "<b>Alert: Unhappy at the desk · Nord</b>",
        "3 items",
        "<blockquote>The lockers are broken &amp; &lt;cold&gt;</blockquote>",
    ]
    assert message["reply_markup"]["inline_keyboard"][0][0]["url"].startswith("https://cx.example.org/act/")
    settings.PUBLIC_URL = "http://localhost:8000"
    tell(workspace, key="b", channels=[chat])
    send(chat)
    assert "http://localhost:8000/act/" in telegram.messages[-1]["text"]


def test_telegram_says_how_long_to_wait(workspace, chat, telegram):
    telegram.wait = 35
    tell(workspace, channels=[chat])
    send(chat)
    assert receivers_due(NOW + timedelta(seconds=34)) == []
    assert send(chat, NOW + timedelta(seconds=35)) == 1
    assert len(telegram.messages) == 1


def test_a_group_that_became_a_supergroup_is_followed(workspace, chat, telegram):
    telegram.moved = {"-4512": -1001234567890}
    telegram.chats = {"-1001234567890"}
    tell(workspace, channels=[chat])
    send(chat)
    chat.refresh_from_db()
    assert (chat.chat, len(telegram.messages), states(chat)) == ("-1001234567890", 1, ["sent"])


@pytest.mark.parametrize("wrong", ["token", "chat", "kicked"])
def test_a_bot_that_may_not_write_is_turned_off(workspace, chat, telegram, wrong):
    if wrong == "token":
        telegram.token = "1:other"
    telegram.chats = set() if wrong == "chat" else telegram.chats
    telegram.kicked = wrong == "kicked"
    tell(workspace, channels=[chat])
    send(chat)
    chat.refresh_from_db()
    assert chat.off_why == "refused"


def test_what_opens_a_channel_stands_nowhere(workspace, chat, channel, telegram, slack, settings, caplog):
    settings.PRIVATE_HOSTS = ()  # an error that names the address
    tell(workspace, channels=[chat, channel])
    send(chat)
    send(channel)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM act_channel JOIN act_notice ON act_notice.channel_id = act_channel.id")
        kept = json.dumps([[str(value) for value in row] for row in cursor.fetchall()])
    for secret in (telegram.token, telegram.token.split(":")[1], slack.webhook, "XXXXXXXX", slack.signing_secret):
        assert secret not in kept + caplog.text


def test_what_was_told_long_ago_goes_and_what_waits_stays(workspace, channel, alice):
    tell(workspace, members=[alice])
    Notice.objects.filter(way="mail").update(due_at=NOW)
    assert tidy(NOW + timedelta(days=89)) == 0
    assert tidy(NOW + timedelta(days=91)) == 1
    assert Notice.objects.get().way == "mail"
