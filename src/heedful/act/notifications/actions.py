"""Telling: a notice is a row first, in the transaction in which it was decided; it is sent until it arrives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from heedful.act.notifications.events import EVENTS, NUMBERS, How
from heedful.act.notifications.hours import when_not_quiet
from heedful.act.notifications.models import Channel, Notice, QuietHours, Wish
from heedful.act.notifications.receivers import who_may_see
from heedful.act.notifications.waking import send_soon
from heedful.people.models import Member, Workspace
from heedful.text.harshness import is_harsh

LONGEST_QUOTE: Final = 500
QUOTES: Final = 3
CUSTOMERS_WORDS: Final = ("title", "quotes")
State, Way = Notice.State, Notice.Way


@transaction.atomic
def notify(
    workspace: Workspace,
    event: str,
    *,
    subject: str,
    key: str,
    words: Mapping[str, Any],
    href: str,
    members: Iterable[Member] = (),
    channels: Iterable[Channel] = (),
    now: datetime,
    due_at: datetime | None = None,
    location: str = "",
) -> int:
    """Tell these members, each as they wish, and these channels; how many notices are new.

    `key` says what happened: nobody is told of the same key twice, however often this is called. `href` is a path of
    this install. `location` is the place it is at: who is limited to others is told nothing, now or when it is due.
    """
    kept = kept_words(words)
    about = {"workspace": workspace, "event": event, "subject": subject, "location": location, "words": kept,
             "href": href, "created_at": now}  # fmt: skip
    due = max(due_at or now, now)
    able = who_may_see(members, location) if location else list(members)
    notices = [*_to_members(able, about, key, due), *_to_channels(channels, about, key, due)]
    known = set(
        Notice.objects.filter(workspace=workspace, key__in=[each.key for each in notices]).values_list("key", flat=True)
    )
    new = [each for each in notices if each.key not in known]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        send_soon()
    return len(new)


def take_back(workspace: Workspace, subject: str) -> int:
    """What was told, or was to be told, of it goes: it is erased, or was never so."""
    return Notice.objects.filter(workspace=workspace, subject=subject).delete()[0]


def kept_words(words: Mapping[str, Any]) -> dict[str, Any]:
    """What customers said is cut short, and what insults or threatens is left out: nobody asked to be sent that."""
    kept = dict(words)
    if "quotes" in kept:
        kept["quotes"] = [text[:LONGEST_QUOTE] for text in kept["quotes"] if not is_harsh(text, "")][:QUOTES]
    if kept.get("title") and is_harsh(kept["title"], ""):
        kept["title"] = ""
    return kept


def _to_members(members: Iterable[Member], about: dict[str, Any], key: str, due: datetime) -> Iterator[Notice]:
    able = list(members)
    wishes = dict(Wish.objects.filter(member__in=able, event=about["event"]).values_list("member", "how"))
    quiet = dict(QuietHours.objects.filter(member__in=able).values_list("member", "hours"))
    usual = EVENTS[about["event"]].how
    for member in able:
        how = wishes.get(member.pk, usual)
        if how == How.NOT:
            continue
        yield _notice(about, f"{key}:m{member.pk}", Way.HERE, due, member=member)
        if how == How.AT_ONCE:
            written_at = when_not_quiet(due, quiet.get(member.pk, ""), member.workspace.time_zone)
            yield _notice(about, f"{key}:m{member.pk}:mail", Way.MAIL, written_at, member=member)


def _to_channels(channels: Iterable[Channel], about: dict[str, Any], key: str, due: datetime) -> Iterator[Notice]:
    for channel in channels:
        if channel.off_at is None:
            yield _notice(about, f"{key}:c{channel.pk}", Way(channel.kind), due, channel=channel)


def _notice(about: dict[str, Any], key: str, way: str, due: datetime, **to: Any) -> Notice:
    here = way == Way.HERE
    state, at = (State.SENT, about["created_at"]) if here else (State.WAITING, None)
    return Notice(
        **about, **to, key=key, way=way, due_at=due, state=state, sent_at=at, next_attempt_at=None if here else due
    )


@transaction.atomic
def read_notices(notices: QuerySet[Notice], *, now: datetime) -> int:
    """They are no news any more."""
    return notices.filter(read_at=None).update(read_at=now)


@transaction.atomic
def set_wishes(member: Member, wishes: Mapping[str, str], quiet: str) -> None:
    """From now on. What is as usual needs no row: it moves with what is usual."""
    usual = {event.name: event.how for event in EVENTS.values()} | {NUMBERS: How.NOT}
    Wish.objects.filter(member=member, event__in=wishes).delete()
    Wish.objects.bulk_create(
        Wish(member=member, event=event, how=how) for event, how in wishes.items() if how != usual[event]
    )
    QuietHours.objects.filter(member=member).delete()
    if quiet:
        QuietHours.objects.create(member=member, hours=quiet)
