"""Who a person in a chat of Telegram is here: proved by a code from their own page, written where the bot reads it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac

from heedful.act.notifications.models import Channel, TelegramSeat
from heedful.act.notifications.receivers import who_may_see
from heedful.people.members.rights import may
from heedful.people.models import Member

GOOD_FOR: Final = timedelta(hours=1)
ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another
LETTERS: Final = 10


@transaction.atomic
def ask_for_seat(channel: Channel, member: Member, *, now: datetime) -> str:
    """The code to write there, good for an hour; one that was asked for before is good no more."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    about = {"code": _digest(code), "asked_at": now}
    TelegramSeat.objects.update_or_create(channel=channel, member=member, defaults=about)
    return code


@transaction.atomic
def take_seat(channels: list[Channel], code: str, number: int, *, now: datetime) -> TelegramSeat | None:
    """Whoever wrote the code is that member from now on, in that chat; None where it is none, or too old."""
    asked = TelegramSeat.objects.filter(channel__in=channels, code=_digest(code), asked_at__gt=now - GOOD_FOR)
    seat = asked.select_related("member__user", "channel").select_for_update(of=("self",)).first()
    if seat is None:
        return None
    TelegramSeat.objects.filter(channel=seat.channel_id, number=number).exclude(pk=seat.pk).delete()
    seat.code, seat.number, seat.linked_at = "", number, now
    seat.save(update_fields=["code", "number", "linked_at"])
    return seat


def leave_seat(channel: Channel, member: Member) -> None:
    TelegramSeat.objects.filter(channel=channel, member=member).delete()


def who_is(channel: Channel, number: int, location: str) -> Member | None:
    """The member who may say so of something at this place; None: nobody whom we know, or who may not."""
    seat = TelegramSeat.objects.filter(channel=channel, number=number, member__user__is_active=True)
    members = [each.member for each in seat.select_related("member__user", "member__workspace")]
    able = [member for member in members if may(member, "handle_cases")]
    return next(iter(who_may_see(able, location) if location else able), None)


def _digest(code: str) -> str:
    return salted_hmac("telegram seat", code.strip().upper(), algorithm="sha256").hexdigest()
