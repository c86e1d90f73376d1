"""A notice in its receiver's language, as the place it goes to takes it."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from heedful.act.notifications import slack, telegram
from heedful.act.notifications.buttons import BUTTONS
from heedful.act.notifications.events import said
from heedful.act.notifications.models import Channel, Notice
from heedful.people.models import Workspace


def body_of(notice: Notice, channel: Channel, *, pressed_by: str = "") -> bytes:
    """The request's body for a channel. `pressed_by`: somebody did what the button does, which is said instead."""
    with translation.override(channel.workspace.language):
        told, href = said(notice.event, notice.words), address_of(notice.href)
        if channel.kind == Channel.Kind.TELEGRAM:
            done = _done(notice, pressed_by)
            told = replace(told, lines=(*told.lines, done)) if done else told
            buttons = [] if done or not channel.signing_secret else _presses(notice)
            return telegram.message(told, chat=channel.chat, href=href, opens=_("Open it"), presses=buttons)
        foot = _foot(notice, channel.workspace, pressed_by)
        presses = [] if pressed_by or not channel.signing_secret else _presses(notice)
        return slack.message(told, href=href, opens=_("Open it"), presses=presses, foot=foot)


def address_of(href: str) -> str:
    """A path of this install, as somebody elsewhere reaches it."""
    return settings.PUBLIC_URL.rstrip("/") + href if href else ""


def wall_time(notice: Notice, workspace: Workspace) -> str:
    local = timezone.localtime(notice.created_at, timezone.zoneinfo.ZoneInfo(workspace.time_zone))
    return formats.date_format(local, "DATETIME_FORMAT")


def _presses(notice: Notice) -> list[tuple[str, str, str]]:
    button = BUTTONS.get(notice.event)
    return [(button.name, str(notice.pk), str(button.label))] if button else []


def _done(notice: Notice, pressed_by: str) -> str:
    return str(BUTTONS[notice.event].pressed) % {"who": pressed_by} if pressed_by else ""


def _foot(notice: Notice, workspace: Workspace, pressed_by: str) -> str:
    return " · ".join(filter(None, (_done(notice, pressed_by), workspace.name, wall_time(notice, workspace))))
