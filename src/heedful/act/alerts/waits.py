"""Customers who wrote and whom nobody here has answered for long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, Final

import narwhals as nw

from heedful.act.alerts.conditions import Unanswered
from heedful.act.alerts.gathering import Hit
from heedful.act.alerts.models import Rule
from heedful.interactions.store import Store
from heedful.measures import lazy

FORGOTTEN: Final = timedelta(days=14)  # a wait that began before that is not looked for any more
ASKS: Final = "inbound"
ENDS: Final = ("human_reply", "resolved")
COLUMNS: Final = ("id", "kind", "name", "thread", "occurred_at", "received_at", "location", "touchpoint", "text")


def waits_too_long(rule: Rule, condition: Unanswered, since: datetime, *, store: Store, now: datetime) -> list[Hit]:
    """Whose patience ran out between `since` and `now`: the message that was not answered in time, one a wait."""
    patience = timedelta(minutes=condition.minutes)
    at = nw.col("occurred_at")
    frame = lazy(store.frame(rule.workspace.key, kinds=["message", "case"])).filter(
        at >= _naive(since - patience - FORGOTTEN), at <= _naive(now), nw.col("name").is_in([ASKS, *ENDS])
    )
    rows = frame.filter(~nw.col("thread").is_null()).select(*COLUMNS)
    events = rows.sort("thread", "occurred_at", "received_at", "id").collect(backend="pyarrow").to_native().to_pylist()
    found = []
    for _thread, its in groupby(events, key=lambda event: event["thread"]):
        for asked, answered_at in _waits(its):
            runs_out = asked["occurred_at"].replace(tzinfo=UTC) + patience
            in_time = answered_at is not None and answered_at.replace(tzinfo=UTC) < runs_out
            if since < runs_out <= now and not in_time and _fits(asked, rule, condition):
                found.append(_hit(asked))
    return sorted(found, key=lambda hit: (hit.at, hit.id))


def _waits(events: Iterator[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], datetime | None]]:
    """Each first message that waited, and when it was answered; None: it waits still."""
    asked = None
    for event in events:
        if event["name"] == ASKS:
            asked = asked or event
        elif asked is not None:
            yield asked, event["occurred_at"]
            asked = None
    if asked is not None:
        yield asked, None


def _fits(asked: dict[str, Any], rule: Rule, condition: Unanswered) -> bool:
    is_there = not rule.locations or asked["location"] in rule.locations
    return is_there and (not condition.touchpoint or asked["touchpoint"] == condition.touchpoint)


def _hit(asked: dict[str, Any]) -> Hit:
    return Hit(
        id=asked["id"],
        kind=asked["kind"],
        at=asked["occurred_at"].replace(tzinfo=UTC),
        location=asked["location"] or "",
        thread=asked["thread"],
        touchpoint=asked["touchpoint"] or "",
        text=asked["text"] or "",
    )


def _naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)
