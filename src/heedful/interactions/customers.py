"""What the log knows of the people in it: who was heard last, what each did, and one person's story.

Everything is grouped in the log's engine, in one query each, on both stores.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, Final, Generic, TypeVar
from weakref import WeakKeyDictionary

import narwhals as nw

from heedful.interactions.schema import KINDS
from heedful.interactions.store import Store
from heedful.measures import lazy

ORDERS: Final = ("heard", "value", "number")
MONEY: Final = ("order", "refund")
SCORED: Final = ("answer", "review")
TALKS: Final = ("message", "case")
NEWEST: Final = 5_000  # rows: the people in them are found without looking at the rest
MOST_THREADS: Final = 200
BEGINNING: Final = datetime(1970, 1, 1)  # noqa: DTZ001 -- naive UTC, as in the log
MICROSECOND: Final = timedelta(microseconds=1)

Frame = nw.LazyFrame[Any]
Rank = datetime | float
Ranked = tuple[str, Rank]
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people, in which order. `keys`, where given, and `beginnings` of ids narrow to those: either suffices.

    `locations`: only what happened there counts; None for everywhere. `behind`: the last of the page before.
    """

    workspace: str
    order: str = "heard"
    locations: tuple[str, ...] | None = None
    currency: str | None = None
    keys: tuple[str, ...] | None = None
    beginnings: tuple[str, ...] = ()
    behind: Ranked | None = None
    backwards: bool = False
    size: int = 50


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


@dataclass(frozen=True, slots=True)
class Dimensions:
    locations: tuple[str, ...]
    currencies: tuple[str, ...]


class Remembered(Generic[Thing]):
    """The most recently used things; the key holds the version of the rows that each rests on."""

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._things: OrderedDict[Hashable, Thing] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        made = make()
        with self._lock:
            self._things[key] = made
            while len(self._things) > self._most:
                self._things.popitem(last=False)
        return made


@dataclass(frozen=True, slots=True)
class Head:
    """The people in the newest rows; `is_all` where there are no other rows."""

    people: Sequence[Ranked]
    is_all: bool


_heads: WeakKeyDictionary[Store, Remembered[Head]] = WeakKeyDictionary()
_rankings: WeakKeyDictionary[Store, Remembered[list[Ranked]]] = WeakKeyDictionary()
_facts: WeakKeyDictionary[Store, Remembered[list[Fact]]] = WeakKeyDictionary()
_threads: WeakKeyDictionary[Store, Remembered[list[ThreadStep]]] = WeakKeyDictionary()
_dimensions: WeakKeyDictionary[Store, Remembered[Dimensions]] = WeakKeyDictionary()


def ranked_customers(store: Store, wanted: Wanted) -> list[Ranked]:
    """At most `size + 1` people from the place on, with what they are ranked by; read anew after the log changed."""
    kinds = MONEY if wanted.order == "value" else KINDS
    version = store.version(wanted.workspace, kinds)
    if wanted.order == "heard" and wanted.keys is None:
        head_of = replace(wanted, behind=None, backwards=False, size=0)
        head = _heads.setdefault(store, Remembered(most=32)).get((version, head_of), lambda: _newest(store, head_of))
        page = _slice(head, wanted)
        if page is not None:
            return page
    return _rankings.setdefault(store, Remembered()).get((version, wanted), lambda: _ranking(store, wanted, kinds))


def dimensions(store: Store, workspace: str, *, now: datetime) -> Dimensions:
    """The places where anything was heard, and the currencies of orders; as they were within a quarter of an hour."""

    def read() -> Dimensions:
        rows = lazy(store.frame(workspace)).select("kind", "location", "currency").unique()
        found = list(rows.collect(backend="pyarrow").iter_rows())
        locations = {location for _, location, _ in found if location is not None}
        currencies = {currency for kind, _, currency in found if kind in MONEY and currency is not None}
        return Dimensions(tuple(sorted(locations)), tuple(sorted(currencies)))

    quarter = int(now.timestamp()) // 900
    anything = store.version(workspace) > 0
    return _dimensions.setdefault(store, Remembered()).get((workspace, quarter, anything), read)


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
    rows = _rows(store, workspace, KINDS, locations).filter(_among("customer", customers))
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
    talks = _rows(store, workspace, TALKS, None).filter(~nw.col("thread").is_null())
    of_customer = _rows(store, workspace, TALKS, locations).filter(nw.col("customer") == customer)
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
        in_talk = _among("thread", story.threads[:MOST_THREADS]) & nw.col("kind").is_in(TALKS)
        is_theirs = is_theirs | (customer.is_null() & in_talk)
    frame = _rows(store, story.workspace, story.kinds, story.locations).filter(is_theirs)
    if story.behind is not None:
        frame = frame.filter(_behind(("occurred_at", "received_at", "id"), story.behind, newer=story.backwards))
    down = not story.backwards
    page = frame.sort("occurred_at", "received_at", "id", descending=down).head(story.size + 1)
    return list(page.collect(backend="pyarrow").iter_rows(named=True))


def whose(
    store: Store, workspace: str, aliases: Sequence[str], *, locations: tuple[str, ...] | None = None
) -> str | None:
    """Whose the rows of these aliases are today; None where there are none."""
    rows = _rows(store, workspace, KINDS, locations).filter(_among("alias", aliases))
    found = rows.filter(~nw.col("customer").is_null()).select("customer").head(1).collect(backend="pyarrow")
    return next(iter(found["customer"].to_list()), None)


def _rows(store: Store, workspace: str, kinds: Sequence[str], locations: tuple[str, ...] | None) -> Frame:
    frame = lazy(store.frame(workspace, kinds=kinds))
    if locations is None:
        return frame
    return frame.filter(_among("location", locations)) if locations else frame.filter(nw.col("kind").is_null())


def _among(column: str, values: Sequence[str]) -> nw.Expr:
    """One value is compared plainly: engines skip blocks of rows by it."""
    return nw.col(column) == values[0] if len(values) == 1 else nw.col(column).is_in(list(values))


def _newest(store: Store, wanted: Wanted) -> Head:
    """The people in the newest rows, each once, in their order."""
    rows = _people(store, wanted, KINDS).select("customer", "occurred_at")
    newest = rows.sort("occurred_at", "customer", descending=[True, False]).head(NEWEST)
    grouped = newest.group_by("customer").agg(rank=nw.col("occurred_at").max(), n=nw.len())
    found = grouped.collect(backend="pyarrow")
    return Head(_in_order(found.select("customer", "rank").iter_rows()), sum(found["n"].to_list()) < NEWEST)


def _ranking(store: Store, wanted: Wanted, kinds: Sequence[str]) -> list[Ranked]:
    rows = _people(store, wanted, kinds)
    if wanted.order == "value":
        rows = rows.filter(nw.col("currency") == wanted.currency) if wanted.currency else rows
        is_refund = nw.col("kind") == "refund"
        rows = rows.with_columns(net=nw.when(is_refund).then(-nw.col("value")).otherwise(nw.col("value")))
        rank = nw.col("net").sum().round(2)  # the same on every page: parallel sums differ in their last digits
    else:
        rank = nw.len() if wanted.order == "number" else nw.col("occurred_at").max()
    ranking = rows.group_by("customer").agg(rank=rank)
    if wanted.behind is not None:
        ranking = ranking.filter(_is_behind(wanted.behind, wanted.backwards))
    down = [not wanted.backwards, wanted.backwards]
    page = ranking.sort("rank", "customer", descending=down).head(wanted.size + 1)
    found = page.select("customer", "rank").collect(backend="pyarrow").iter_rows()
    return _in_order(found, backwards=wanted.backwards)


def _people(store: Store, wanted: Wanted, kinds: Sequence[str]) -> Frame:
    rows = _rows(store, wanted.workspace, kinds, wanted.locations).filter(~nw.col("customer").is_null())
    if wanted.keys is None:
        return rows
    found = [_among(column, wanted.keys) for column in ("customer", "alias")] if wanted.keys else []
    for beginning in wanted.beginnings:
        found += [nw.col(column).str.starts_with(beginning) for column in ("customer", "alias")]
    return rows.filter(reduce(or_, found)) if found else rows.filter(nw.col("kind").is_null())


def _in_order(found: Iterable[Any], *, backwards: bool = False) -> list[Ranked]:
    ranked: list[Ranked] = sorted(found)  # by customer, then, steadily, by rank
    ranked.sort(key=lambda each: each[1], reverse=True)
    return ranked[::-1] if backwards else ranked


def _slice(head: Head, wanted: Wanted) -> list[Ranked] | None:
    """The page among the newest people; None where they do not reach so far back."""
    place = 0
    if wanted.behind is not None:
        ranks = [_sortable(each) for each in head.people]
        place = (bisect_left if wanted.backwards else bisect_right)(ranks, _sortable(wanted.behind))
    if wanted.backwards:
        is_within = head.is_all or place < len(head.people)
        return list(reversed(head.people[max(0, place - 1 - wanted.size) : place])) if is_within else None
    page = list(head.people[place : place + 1 + wanted.size])
    return page if head.is_all or len(page) > wanted.size else None


def _sortable(ranked: Ranked) -> tuple[float, str]:
    """So that the newest comes first, and who is as new by key."""
    customer, rank = ranked
    return (-(rank - BEGINNING) / MICROSECOND if isinstance(rank, datetime) else -rank), customer


def _is_behind(place: Ranked, backwards: bool) -> nw.Expr:
    customer, rank = place
    same = nw.col("rank") == rank
    if backwards:
        return (nw.col("rank") > rank) | (same & (nw.col("customer") < customer))
    return (nw.col("rank") < rank) | (same & (nw.col("customer") > customer))


def _behind(columns: Sequence[str], mark: Mark, *, newer: bool) -> nw.Expr:
    first, *rest = columns
    value, *values = mark
    beyond = nw.col(first) > value if newer else nw.col(first) < value
    if not rest:
        return beyond
    return beyond | ((nw.col(first) == value) & _behind(rest, values, newer=newer))  # type: ignore[arg-type]
