"""How the log is: what waits, what is in it, what was turned away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import narwhals as nw
from django.core.cache import cache
from django.db.models import Count, Max, Min, QuerySet, Sum

from heedful.interactions.labels import VERSIONED, VOICED
from heedful.interactions.models import Rejected, SpoolEntry
from heedful.interactions.schema import KINDS
from heedful.interactions.store import Store
from heedful.listen.health.models import Discard
from heedful.measures.frames import lazy
from heedful.people.members.models import Member

LAG_IS_LONG = timedelta(minutes=1)
MOST_REASONS = 50
DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Waiting:
    """What was acknowledged and is not yet in the log."""

    items: int
    oldest_at: datetime | None

    def is_long(self, now: datetime) -> bool:
        return self.oldest_at is not None and now - self.oldest_at > LAG_IS_LONG


@dataclass(frozen=True)
class KindInLog:
    kind: str
    rows: int
    last_heard_at: datetime | None
    last_happened_at: datetime | None


def waiting(member: Member) -> Waiting:
    entries = SpoolEntry.objects.filter(workspace=member.workspace.key)
    found = entries.aggregate(items=Sum("items"), oldest=Min("received_at"))
    return Waiting(found["items"] or 0, found["oldest"])


def kinds_in_log(member: Member, store: Store) -> list[KindInLog]:
    """Rows by kind. A kind is counted again only after it changed: the log says so by its version."""
    key = member.workspace.key
    found = []
    for kind in KINDS:
        version = store.version(key, [kind])
        if not version:
            continue
        place = f"health:{key}:{kind}:{version}"
        counted = cache.get(place)
        if counted is None:
            counted = _counted(store, key, kind)
            cache.set(place, counted, DAY_SECONDS)
        found.append(KindInLog(kind, *counted))
    return sorted((each for each in found if each.rows), key=lambda each: -each.rows)


def _counted(store: Store, key: str, kind: str) -> tuple[int, Any, Any]:
    frame = lazy(store.frame(key, kinds=[kind])).select(
        rows=nw.len(), heard=nw.col("received_at").max(), happened=nw.col("occurred_at").max()
    )
    row = frame.collect().rows()[0]
    return int(row[0]), _aware(row[1]), _aware(row[2])


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None


@dataclass(frozen=True)
class Texts:
    """What customers said: how many texts, how many nobody has read yet, how many only by their words."""

    texts: int
    unread: int
    by_words: int


def texts_read(member: Member, store: Store) -> Texts:
    """Counted again only after something was heard or read."""
    key = member.workspace.key
    place = f"texts:{key}:{store.version(key, [VERSIONED, *VOICED])}"
    counted = cache.get(place)
    if counted is None:
        tier = nw.col("tier")
        unread, by_words = tier.is_null().cast(nw.Int64), (tier == "quick").cast(nw.Int64)
        frame = lazy(store.voices(key)).select(texts=nw.len(), unread=unread.sum(), by_words=by_words.sum())
        counted = tuple(int(each or 0) for each in frame.collect().rows()[0])
        cache.set(place, counted, DAY_SECONDS)
    return Texts(*counted)


def visible_rejected(member: Member) -> QuerySet[Rejected]:
    return Rejected.objects.filter(workspace=member.workspace.key).order_by("-id")


def rejected_reasons(member: Member) -> list[dict[str, Any]]:
    """Why, how many, and when the last of each came."""
    found = visible_rejected(member).order_by().values("reason").annotate(items=Count("id"), last_at=Max("rejected_at"))
    return list(found.order_by("-items", "reason")[:MOST_REASONS])


def visible_discards(member: Member) -> QuerySet[Discard]:
    return Discard.objects.filter(workspace=member.workspace_id).select_related("by__user")
