"""Somebody presses "I am on it" in Telegram: believed with the bot's own secret, of a member who is linked."""

import json

import pytest

from heedful.act.models import Firing, Rule, TelegramSeat
from heedful.act.notifications.channels import add_channel
from heedful.config.worker import TaskQueue
from tests.act.notifications.conftest import NOW, send, tell

ADDRESS = "/act/telegram/updates/"


@pytest.fixture
def chat(workspace, telegram, alice, settings, monkeypatch):
    """With buttons: Telegram reaches us."""
    settings.PUBLIC_URL = "https://cx.example.org"
    monkeypatch.setattr("heedful.act.notifications.press_views.timezone.now", lambda: NOW)
    monkeypatch.setattr("heedful.act.notifications.views.timezone.now", lambda: NOW)
    made = {"kind": "telegram", "name": "Nord", "secret": telegram.token, "chat": "-4512"}
    chat = add_channel(workspace, **made, by=alice, now=NOW)
    TaskQueue().run_ready()
    chat.refresh_from_db()
    return chat


@pytest.fixture
def firing(workspace):
    rule = Rule.objects.create(workspace=workspace, name="Unhappy", about="item", condition={}, created_at=NOW)
    return Firing.objects.create(rule=rule, workspace=workspace, location="nord", began_at=NOW, last_at=NOW)


@pytest.fixture
def data(workspace, chat, telegram, firing):
    tell(workspace, subject=f"firing:{firing.pk}", channels=[chat], location="nord")
    send(chat)
    return telegram.button()


@pytest.fixture
def hears(client, telegram):
    def hears(update, secret=None):
        secret = telegram.webhook["secret_token"] if secret is None else secret
        answer = client.post(ADDRESS, update if isinstance(update, bytes) else json.dumps(update),
                             content_type="application/json", HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN=secret)  # fmt: skip
        return answer.status_code, json.loads(answer.content) if answer.content else {}

    return hears


def linked(client, member, chat, hears, telegram, by=777):
    client.force_login(member.user)
    page = client.post(f"/act/notifications/telegram/{chat.pk}/", follow=True).content.decode()
    code = page[page.index("/link ") :].split()[1]
    client.logout()
    return hears(telegram.written(f"/link {code}", by=by)), code


def test_telegram_is_asked_to_tell_us_with_a_secret_of_the_bots_own(chat, telegram):
    assert telegram.webhook["url"] == f"https://cx.example.org{ADDRESS}"
    assert telegram.webhook["allowed_updates"] == ["callback_query", "message"]
    assert telegram.token not in telegram.webhook["secret_token"]


def test_a_linked_member_is_on_it_and_the_others_there_see_who(
    client, workspace, alice, chat, firing, data, hears, telegram
):
    (status, said), _code = linked(client, alice, chat, hears, telegram)
    assert (status, said["method"]) == (200, "sendMessage")
    assert [hears(telegram.pressed(data))[1]["text"] for _ in range(2)] == ["You are on it."] * 2
    firing.refresh_from_db()
    assert (firing.acknowledged_by, firing.acknowledged_name) == (alice, alice.user.username)
    TaskQueue().run_ready()
    assert f"{alice.user.username} is on it" in telegram.changed[0]["text"]
    assert "callback_data" not in str(telegram.changed[0])


def test_who_is_not_linked_changes_nothing_and_is_told_how(chat, firing, data, hears, telegram):
    status, said = hears(telegram.pressed(data))
    assert (status, said["method"]) == (200, "answerCallbackQuery")
    assert "Only members who are linked" in said["text"]
    firing.refresh_from_db()
    assert firing.acknowledged_at is None


def test_who_may_not_or_is_here_no_more_or_unlinked_presses_in_vain(
    client, alice, bob, chat, firing, data, hears, telegram
):
    client.force_login(bob.user)
    assert client.post(f"/act/notifications/telegram/{chat.pk}/").status_code == 403
    TelegramSeat.objects.create(channel=chat, member=bob, asked_at=NOW, linked_at=NOW, number=888)
    hears(telegram.pressed(data, by=888))
    linked(client, alice, chat, hears, telegram)
    client.force_login(alice.user)
    client.post(f"/act/notifications/telegram/{chat.pk}/", {"leave": "on"})
    client.logout()
    hears(telegram.pressed(data))
    firing.refresh_from_db()
    assert firing.acknowledged_at is None


def test_a_press_in_another_chat_does_nothing(client, alice, chat, firing, data, hears, telegram):
    linked(client, alice, chat, hears, telegram)
    assert hears(telegram.pressed(data, chat=-9)) == (200, {})
    firing.refresh_from_db()
    assert firing.acknowledged_at is None


def test_a_code_is_good_once_and_for_an_hour(client, alice, chat, hears, telegram):
    _answer, code = linked(client, alice, chat, hears, telegram)
    assert "wrong" in hears(telegram.written(f"/link {code}", by=999))[1]["text"]
    assert TelegramSeat.objects.get().number == 777
    TelegramSeat.objects.update(asked_at=NOW.replace(day=4))
    assert "wrong" in hears(telegram.written("/link"))[1]["text"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"{}", b"\xff", b'{"callback_query": {"data": "acknowledge:9"}}'])
def test_what_does_not_come_from_the_bot_is_refused(chat, hears, body):
    assert hears(body, secret="guessed")[0] == 401


def test_without_an_https_address_there_is_no_button(workspace, telegram, alice, settings):
    settings.PUBLIC_URL = "http://localhost:8000"
    made = {"kind": "telegram", "name": "Nord", "secret": telegram.token, "chat": "-4512"}
    chat = add_channel(workspace, **made, by=alice, now=NOW)
    TaskQueue().run_ready()
    tell(workspace, channels=[chat])
    send(chat)
    assert (telegram.webhook, telegram.button()) == ({}, "")


def test_another_workspace_links_nobody_to_this_chat(client, charlie, chat):
    client.force_login(charlie.user)
    assert client.post(f"/act/notifications/telegram/{chat.pk}/").status_code == 404
