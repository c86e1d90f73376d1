"""What the log has of the last weeks, as the strategy's steps need it: where something was heard, and how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import narwhals as nw

from heedful.interactions.schema import KINDS
from heedful.interactions.store import Store
from heedful.people.members.queries import visible_locations
from heedful.people.models import Member
from heedful.understand.metrics.rows import Memo, day_after, naive_utc, narrowed, remembered, within

LATELY: Final = timedelta(days=90)
JUST_NOW: Final = timedelta(days=28)
SAID: Final = ("answer", "review", "mention", "message")  # what customers say; the rest is what they do
COLUMNS: Final = ("kind", "touchpoint", "location", "source")


@dataclass(frozen=True, slots=True)
class Heard:
    """Rows of the last 90 days, by touchpoint, source and place; `said`: only what customers said."""

    touchpoints: Mapping[str, int]
    said_at: Mapping[str, int]
    sources: Mapping[str, int]
    places: Mapping[str, int]  # what was said in the last 28 days
    customers: int  # different ones who said something


def heard_lately(member: Member, *, store: Store, now: datetime, memo: Memo) -> Heard:
    """Of what the member may see; counted anew only after something is heard, or on another day."""
    seen = visible_locations(member)
    where = () if seen is None else (("location", seen),)
    end = day_after(naive_utc(now))

    def read(frame: nw.LazyFrame[Any]) -> Heard:
        return _read(narrowed(within(frame, end - LATELY, end), where), end)

    found: Heard = remembered(store, member.workspace.key, KINDS, memo, ("strategy", where, end), read)
    return found


def _read(frame: nw.LazyFrame[Any], end: datetime) -> Heard:
    groups = frame.group_by(*COLUMNS).agg(
        n=nw.len(), lately=(nw.col("occurred_at") >= end - JUST_NOW).cast(nw.Int64).sum()
    )
    rows = groups.collect(backend="pyarrow").rows(named=True)
    said = [row for row in rows if row["kind"] in SAID]
    who = frame.filter(nw.col("kind").is_in(SAID), ~nw.col("customer").is_null()).select("customer").unique()
    return Heard(
        touchpoints=_summed(rows, "touchpoint", "n"),
        said_at=_summed(said, "touchpoint", "n"),
        sources=_summed(said, "source", "n"),
        places=_summed(said, "location", "lately"),
        customers=len(who.collect(backend="pyarrow")),
    )


def _summed(rows: Iterable[Mapping[str, Any]], column: str, count: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        if row[column] and row[count]:
            found[row[column]] = found.get(row[column], 0) + row[count]
    return found
