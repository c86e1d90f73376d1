"""What people in the log did: counted, their conversations, and one person's story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from weakref import WeakKeyDictionary

import narwhals as nw

from heedful.interactions.customers import Frame, among, rows_at
from heedful.interactions.remembered import Remembered
from heedful.interactions.schema import KINDS
from heedful.interactions.store import Store

SCORED: Final = ("answer", "review")
TALKS: Final = ("message", "case")
MOST_THREADS: Final = 200


@dataclass(frozen=True, slots=True)
class Fact:
    """What one person did of one kind at one place: how often, from when to when, how much.

    `score` is the newest on the `scale`, of the moment `scored_at`. `name` (of a question or an event), `orders` and
    `sessions` (different ones) are known where it was looked at closely.
    """

    customer: str
    kind: str
    location: str | None
    currency: str | None
    scale: str | None
    name: str | None
    first_at: datetime
    last_at: datetime
    n: int
    total: float | None
    score: float | None
    scored_at: datetime | None
    orders: int = 0
    sessions: int = 0


@dataclass(frozen=True, slots=True)
class ThreadStep:
    """When a step of this name last happened in a conversation or case."""

    thread: str
    kind: str
    name: str | None
    last_at: datetime


_facts: WeakKeyDictionary[Store, Remembered[list[Fact]]] = WeakKeyDictionary()
_threads: WeakKeyDictionary[Store, Remembered[list[ThreadStep]]] = WeakKeyDictionary()


def facts_of(
    store: Store,
    workspace: str,
    customers: Sequence[str],
    *,
    locations: tuple[str, ...] | None = None,
    closely: bool = False,
) -> list[Fact]:
    """What these people did, counted by kind, place, currency and scale; `closely` by question and event, too."""
    if not customers:
        return []
    key = (workspace, store.version(workspace), tuple(customers), locations, closely)
    return _facts.setdefault(store, Remembered()).get(key, lambda: _counted(store, workspace, key))


def _counted(
    store: Store, workspace: str, key: tuple[str, int, tuple[str, ...], tuple[str, ...] | None, bool]
) -> list[Fact]:
    _, _, customers, locations, closely = key
    rows = rows_at(store, workspace, KINDS, locations).filter(among("customer", customers))
    is_score = nw.col("kind").is_in(SCORED) & ~nw.col("value").is_null() & ~nw.col("scale").is_null()
    told = rows.with_columns(scored_at=nw.when(is_score).then(nw.col("occurred_at")))
    by = ["customer", "kind", "location", "currency", "scale"]
    more = {}
    if closely:
        by.append("what")
        told = _told_closely(told, is_score)
        more = {"orders": nw.col("order").n_unique(), "sessions": nw.col("visit").n_unique()}
    is_newest = nw.col("scored_at") == nw.col("newest_at")
    counted = (
        told.with_columns(newest_at=nw.col("scored_at").max().over(*by))
        .group_by(*by)
        .agg(
            first_at=nw.col("occurred_at").min(),
            last_at=nw.col("occurred_at").max(),
            n=nw.len(),
            total=nw.col("value").sum(),
            scored_at=nw.col("scored_at").max(),
            score=nw.when(is_newest).then(nw.col("value")).max(),
            **more,
        )
    )
    found = [dict(row) for row in counted.collect(backend="pyarrow").iter_rows(named=True)]
    return [Fact(name=row.pop("what", None), **row) for row in found]


def _told_closely(rows: Frame, is_score: nw.Expr) -> Frame:
    """With the question or event; the order that a line is part of; the visit to the website."""
    thread, session = nw.col("thread"), nw.col("session")
    return rows.with_columns(
        what=nw.when(is_score | (nw.col("kind") == "event")).then(nw.col("name")),
        order=nw.when(~thread.is_null()).then(thread).otherwise(nw.col("id")),
        visit=nw.when(~session.is_null()).then(session).otherwise(nw.col("visitor")),
    )


def threads_of(
    store: Store, workspace: str, customer: str, *, locations: tuple[str, ...] | None = None
) -> list[ThreadStep]:
    """The latest steps of each conversation and case of a person, also those that nobody said were theirs.

    Whether one is settled counts wherever it was; `locations` says only which of them are looked at.
    """
    key = (workspace, store.version(workspace, TALKS), customer, locations)
    return _threads.setdefault(store, Remembered()).get(key, lambda: _steps(store, workspace, customer, locations))


def _steps(store: Store, workspace: str, customer: str, locations: tuple[str, ...] | None) -> list[ThreadStep]:
    talks = rows_at(store, workspace, TALKS, None).filter(~nw.col("thread").is_null())
    of_customer = rows_at(store, workspace, TALKS, locations).filter(nw.col("customer") == customer)
    theirs = of_customer.filter(~nw.col("thread").is_null()).select("thread").unique()
    steps = talks.filter((nw.col("customer") == customer) | nw.col("customer").is_null())
    grouped = (
        steps.join(theirs, on="thread", how="semi")
        .group_by("thread", "kind", "name")
        .agg(last_at=nw.col("occurred_at").max())
    )
    newest = grouped.sort("last_at", "thread", "kind", "name", descending=[True, False, False, False])
    rows = newest.head(20 * MOST_THREADS).collect(backend="pyarrow").iter_rows(named=True)
    return [ThreadStep(**row) for row in rows]


Mark = tuple[datetime, datetime, str]  # occurred_at, received_at, id: the order of a customer's rows


@dataclass(frozen=True, slots=True)
class Story:
    """Which part of one person's rows: `threads` brings what was said in them without naming the customer."""

    workspace: str
    customer: str
    kinds: tuple[str, ...] = KINDS
    locations: tuple[str, ...] | None = None
    threads: tuple[str, ...] = ()
    behind: Mark | None = None
    backwards: bool = False
    size: int = 100


def story_of(store: Store, story: Story) -> list[dict[str, Any]]:
    """At most `size + 1` of the rows, newest first (oldest first when read backwards)."""
    customer = nw.col("customer")
    is_theirs = customer == story.customer
    if story.threads and set(TALKS) & set(story.kinds):
        in_talk = among("thread", story.threads[:MOST_THREADS]) & nw.col("kind").is_in(TALKS)
        is_theirs = is_theirs | (customer.is_null() & in_talk)
    frame = rows_at(store, story.workspace, story.kinds, story.locations).filter(is_theirs)
    if story.behind is not None:
        frame = frame.filter(_behind(("occurred_at", "received_at", "id"), story.behind, newer=story.backwards))
    down = not story.backwards
    page = frame.sort("occurred_at", "received_at", "id", descending=down).head(story.size + 1)
    return list(page.collect(backend="pyarrow").iter_rows(named=True))


def whose(
    store: Store, workspace: str, aliases: Sequence[str], *, locations: tuple[str, ...] | None = None
) -> str | None:
    """Whose the rows of these aliases are today; None where there are none."""
    rows = rows_at(store, workspace, KINDS, locations).filter(among("alias", aliases))
    found = rows.filter(~nw.col("customer").is_null()).select("customer").head(1).collect(backend="pyarrow")
    return next(iter(found["customer"].to_list()), None)


def _behind(columns: Sequence[str], mark: Mark, *, newer: bool) -> nw.Expr:
    first, *rest = columns
    value, *values = mark
    beyond = nw.col(first) > value if newer else nw.col(first) < value
    if not rest:
        return beyond
    return beyond | ((nw.col(first) == value) & _behind(rest, values, newer=newer))  # type: ignore[arg-type]
