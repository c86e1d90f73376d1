from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from heedful.act.notifications.models import Channel, Notice, QuietHours, TelegramSeat, Wish
from heedful.people.members.queries import visible_locations
from heedful.people.models import Member

MOST_SHOWN: Final = 99
Way = Notice.Way


def visible_notices(member: Member) -> QuerySet[Notice]:
    """What the member was told here; nothing of a place that they may not see (any more)."""
    notices = Notice.objects.filter(member=member, way=Way.HERE)
    places = visible_locations(member)
    return notices if places is None else notices.filter(location__in=["", *places])


def unread_notices() -> Subquery:
    """How many a seat has not read: asked together with the seat, by an index of unread ones alone."""
    unread = Notice.objects.filter(member=OuterRef("pk"), way=Way.HERE, read_at=None).order_by()
    return Subquery(unread.values("member").annotate(n=Count("pk")).values("n"))


def unread_count(member: Member) -> str:
    """As the navigation shows it; "" where there is nothing to read."""
    unread = getattr(member, "unread_notices", 0) or 0
    return "" if not unread else str(unread) if unread <= MOST_SHOWN else f"{MOST_SHOWN}+"


def visible_channels(member: Member) -> QuerySet[Channel]:
    """By name, for whoever may choose whom a rule tells; what opens them is shown to nobody."""
    return Channel.objects.filter(workspace=member.workspace_id).select_related("workspace")


def chats_of(member: Member) -> QuerySet[Channel]:
    """The chats of Telegram in which something can be done by a button, for whoever may do it."""
    chats = Channel.objects.filter(workspace=member.workspace_id, kind=Channel.Kind.TELEGRAM, off_at=None)
    return chats.exclude(signing_secret="")


def seats_of(member: Member) -> QuerySet[Channel]:
    """The same, each with whether the member is linked there."""
    linked = TelegramSeat.objects.filter(channel=OuterRef("pk"), member=member, linked_at__isnull=False)
    return chats_of(member).annotate(linked=Exists(linked))


def sent_to(channel: Channel) -> QuerySet[Notice]:
    return Notice.objects.filter(channel=channel)


def wishes_of(member: Member) -> dict[str, Any]:
    return dict(Wish.objects.filter(member=member).values_list("event", "how"))


def quiet_hours_of(member: Member) -> str:
    return QuietHours.objects.filter(member=member).values_list("hours", flat=True).first() or ""
