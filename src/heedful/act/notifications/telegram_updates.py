"""What Telegram tells of its chats: a pressed button, and a code by which a member proves who they are there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from heedful.act.notifications.buttons import BUTTONS
from heedful.act.notifications.channels import SEALED_FOR
from heedful.act.notifications.models import Channel, Notice
from heedful.act.notifications.presses import NotGenuine
from heedful.act.notifications.telegram_seats import take_seat, who_is
from heedful.people.models import Member
from heedful.people.sign_in.sealing import unseal

ASKS: Final = "/link"
Answer = dict[str, Any]  # a method of the Bot API that Telegram carries out in answer to what it told


def secret_of(token: str) -> str:
    """What Telegram sends with all that it tells of this bot."""
    return salted_hmac("telegram updates", token, algorithm="sha256").hexdigest()


def take_update(body: bytes, secret: str, *, now: datetime) -> Answer | None:
    """Do what a person there asked for; what Telegram is to answer. Raises NotGenuine.

    The chat or the code says which bot it is of, and that bot's own secret has to come with it.
    """
    told = _read(body)
    if isinstance(query := told.get("callback_query"), dict):
        return _pressed(query, secret, now)
    if isinstance(message := told.get("message"), dict) and str(message.get("text", "")).startswith(ASKS):
        return _linked(message, secret, now)
    _of_bot(Channel.objects.filter(kind=Channel.Kind.TELEGRAM), secret)
    return None


def _pressed(query: Mapping[str, Any], secret: str, now: datetime) -> Answer | None:
    name, _colon, number = str(query.get("data", "")).partition(":")
    message, chat = _part(query, "message"), _part(_part(query, "message"), "chat")
    notice = _notice(number)
    if notice is None or not (channels := _of_bot(Channel.objects.filter(pk=notice.channel_id), secret)):
        raise NotGenuine
    channel, button = channels[0], BUTTONS.get(notice.event)
    is_there = channel.chat in (str(chat.get("id")), f"@{chat.get('username')}")
    if button is None or button.name != name or not is_there:
        return None
    with translation.override(channel.workspace.language):
        member = who_is(channel, _whole(_part(query, "from").get("id")), notice.location)
        if member is None:
            how = _("Only members who are linked to this chat can. Link yourself in Heedful, under Notifications.")
            return _says(query, how)
        if not button.press(notice.workspace, notice.subject, member.user.username, now, member):
            return _says(query, _("It is there no more."))
        _say_to_all(notice, _whole(message.get("message_id")), member)
        return _says(query, _("You are on it."))


def _linked(message: Mapping[str, Any], secret: str, now: datetime) -> Answer:
    channels = _of_bot(Channel.objects.filter(kind=Channel.Kind.TELEGRAM), secret)
    code = str(message.get("text", ""))[len(ASKS) :].partition(" ")[2]
    seat = take_seat(channels, code, _whole(_part(message, "from").get("id")), now=now)
    answer = {"method": "sendMessage", "chat_id": _part(message, "chat").get("id")}
    with translation.override(channels[0].workspace.language):
        if seat is None:
            return answer | {"text": _("This code is wrong or older than an hour. Take a new one in Heedful.")}
        names = {"who": seat.member.user.username, "chat": seat.channel.name}
        return answer | {"text": _("You are %(who)s in “%(chat)s” now.") % names}


def _say_to_all(notice: Notice, message: int, member: Member) -> None:
    from heedful.act.notifications.tasks import say_who_pressed_in_telegram

    say_who_pressed_in_telegram.enqueue(notice.pk, message, member.user.username)


def _of_bot(channels: Any, secret: str) -> list[Channel]:
    """Those of them whose bot has this secret; raises NotGenuine where there is none."""
    known = channels.filter(~Q(signing_secret="")).select_related("workspace")
    found = [each for each in known if constant_time_compare(secret, secret_of(unseal(each.secret, SEALED_FOR)))]
    if not found:
        raise NotGenuine
    return found


def _says(query: Mapping[str, Any], text: str) -> Answer:
    return {"method": "answerCallbackQuery", "callback_query_id": str(query.get("id", "")), "text": text[:200]}


def _read(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotGenuine from error
    if not isinstance(told, dict):
        raise NotGenuine
    return told


def _notice(number: str) -> Notice | None:
    if not number.isdecimal() or len(number) > 18:
        return None
    return Notice.objects.filter(pk=int(number), channel__isnull=False).select_related("workspace").first()


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _whole(value: object) -> int:
    return value if isinstance(value, int) and abs(value) < 2**62 else 0
