"""Channels come, go, and are turned off and on again: by an owner, or because nothing arrives there."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from heedful.act.notifications.actions import notify
from heedful.act.notifications.events import CHANNEL_OFF, TEST
from heedful.act.notifications.models import Channel, Notice
from heedful.act.notifications.waking import send_soon
from heedful.people.members.models import Member, Role
from heedful.people.models import Trace, Workspace
from heedful.people.sign_in.sealing import seal
from heedful.people.traces.actions import leave_trace

SEALED_FOR: Final = "notifications"


@transaction.atomic
def add_channel(
    workspace: Workspace,
    *,
    kind: str,
    name: str,
    secret: str,
    signing_secret: str = "",
    chat: str = "",
    by: Member | None,
    now: datetime,
) -> Channel:
    """What opens it is sealed at once, and shown to nobody again."""
    channel = Channel.objects.create(
        workspace=workspace,
        kind=kind,
        name=name,
        secret=seal(secret, SEALED_FOR),
        signing_secret=seal(signing_secret, SEALED_FOR) if signing_secret else "",
        chat=chat,
        created_by=by,
        created_at=now,
    )
    _trace(Trace.What.CHANNEL_ADDED, channel, by, now)
    _hear_of_presses(channel)
    return channel


@transaction.atomic
def change_channel(
    channel: Channel, *, name: str, secret: str = "", signing_secret: str = "", chat: str = "", by: Member | None,
    now: datetime,
) -> None:  # fmt: skip
    """A secret that is not given stays as it is."""
    channel.name, channel.chat = name, chat
    channel.secret = seal(secret, SEALED_FOR) if secret else channel.secret
    channel.signing_secret = seal(signing_secret, SEALED_FOR) if signing_secret else channel.signing_secret
    channel.save(update_fields=["name", "chat", "secret", "signing_secret"])
    _trace(Trace.What.CHANNEL_CHANGED, channel, by, now)
    _hear_of_presses(channel)


@transaction.atomic
def turn_off(channel: Channel, *, why: str = Channel.WhyOff.BY_HAND, by: Member | None, now: datetime) -> bool:
    """Nothing more is sent there; unless somebody did it by hand, the owners are told. False where it is off."""
    if not Channel.objects.filter(pk=channel.pk, off_at=None).update(off_at=now, off_why=why):
        return False
    channel.off_at, channel.off_why = now, why
    _trace(Trace.What.CHANNEL_CHANGED, channel, by, now, off=why)
    if why != Channel.WhyOff.BY_HAND:
        _tell_owners(channel, now)
    return True


@transaction.atomic
def turn_on(channel: Channel, *, by: Member | None, now: datetime) -> None:
    """It is told again, and at once of what waited for it and is still news."""
    if channel.off_at is None:
        return
    channel.off_at, channel.off_why, channel.failures, channel.rests_until = None, "", 0, None
    channel.save(update_fields=["off_at", "off_why", "failures", "rests_until"])
    Notice.objects.filter(channel=channel, state=Notice.State.WAITING, due_at__lte=now).update(next_attempt_at=now)
    _trace(Trace.What.CHANNEL_CHANGED, channel, by, now, on=True)
    send_soon()


@transaction.atomic
def remove_channel(channel: Channel, *, by: Member | None, now: datetime) -> None:
    """Gone, with what was told there and what was still to be told."""
    _trace(Trace.What.CHANNEL_REMOVED, channel, by, now)
    channel.delete()


def try_channel(channel: Channel, *, by: str, now: datetime) -> Notice:
    """Something harmless, to see whether it arrives."""
    key = f"test:{channel.pk}:{now.timestamp()}"
    words = {"who": by}
    made = Notice.objects.create(
        workspace=channel.workspace, key=key, event=TEST, channel=channel, way=channel.kind, words=words,
        href=reverse("act:channel", args=[channel.pk]), created_at=now, due_at=now, next_attempt_at=now,
    )  # fmt: skip
    send_soon()
    return made


def _hear_of_presses(channel: Channel) -> None:
    """Telegram tells of pressed buttons where it can reach us, which is by https alone."""
    from heedful.act.notifications.tasks import hear_of_presses

    if channel.kind == Channel.Kind.TELEGRAM and settings.PUBLIC_URL.startswith("https://"):
        hear_of_presses.enqueue(channel.pk)


def _tell_owners(channel: Channel, now: datetime) -> None:
    owners = Member.objects.filter(workspace=channel.workspace_id, role=Role.OWNER)
    notify(
        channel.workspace,
        CHANNEL_OFF,
        subject=f"channel:{channel.pk}",
        key=f"{CHANNEL_OFF}:{channel.pk}:{now.isoformat()}",
        words={"channel": channel.name, "why": channel.off_why},
        href=reverse("act:channel", args=[channel.pk]),
        members=owners.select_related("workspace"),
        now=now,
    )


def _trace(what: Trace.What, channel: Channel, by: Member | None, now: datetime, **more: Any) -> None:
    about = {"subject": f"channel:{channel.pk}", "channel": channel.name, "kind": channel.kind}
    leave_trace(channel.workspace, what, by=by, now=now, **about, **more)
