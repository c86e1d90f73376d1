"""Who is in the log: those heard last, those who bought most, those found by an id; what each did stands in stories.

Everything is grouped in the log's engine, in one query each, on both stores.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, Final
from weakref import WeakKeyDictionary

import narwhals as nw

from heedful.interactions.remembered import Remembered
from heedful.interactions.schema import KINDS
from heedful.interactions.store import Store
from heedful.measures import lazy

ORDERS: Final = ("heard", "value", "number")
MONEY: Final = ("order", "refund")
NEWEST: Final = 5_000  # rows: the people in them are found without looking at the rest
BEGINNING: Final = datetime(1970, 1, 1)  # noqa: DTZ001 -- naive UTC, as in the log
MICROSECOND: Final = timedelta(microseconds=1)

Frame = nw.LazyFrame[Any]
Rank = datetime | float
Ranked = tuple[str, Rank]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people, in which order.

    `locations`: only what happened there counts; None for everywhere. `behind`: the last of the page before.
    """

    workspace: str
    order: str = "heard"
    locations: tuple[str, ...] | None = None
    currency: str | None = None
    behind: Ranked | None = None
    backwards: bool = False
    size: int = 50


@dataclass(frozen=True, slots=True)
class Dimensions:
    locations: tuple[str, ...]
    currencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class People:
    """The people in the newest rows; `is_all` where there are no other rows."""

    people: Sequence[Ranked]
    is_all: bool


_heads: WeakKeyDictionary[Store, Remembered[People]] = WeakKeyDictionary()
_rankings: WeakKeyDictionary[Store, Remembered[list[Ranked]]] = WeakKeyDictionary()
_beginnings: WeakKeyDictionary[Store, Remembered[list[str]]] = WeakKeyDictionary()
_dimensions: WeakKeyDictionary[Store, Remembered[Dimensions]] = WeakKeyDictionary()


def ranked_customers(store: Store, wanted: Wanted) -> list[Ranked]:
    """At most `size + 1` people from the place on, with what they are ranked by; read anew after the log changed."""
    kinds = MONEY if wanted.order == "value" else KINDS
    version = store.version(wanted.workspace, kinds)
    if wanted.order == "heard":
        head_of = replace(wanted, behind=None, backwards=False, size=0)
        head = _heads.setdefault(store, Remembered(most=32)).get((version, head_of), lambda: _newest(store, head_of))
        page = page_among(head, wanted)
        if page is not None:
            return page
    return _rankings.setdefault(store, Remembered()).get((version, wanted), lambda: _ranking(store, wanted, kinds))


def customers_beginning(
    store: Store, workspace: str, beginnings: Sequence[str], *, locations: tuple[str, ...] | None = None, most: int
) -> list[str]:
    """Those whose id, or an alias of theirs, begins so, the newest first."""

    def read() -> list[str]:
        tests = [nw.col(column).str.starts_with(each) for each in beginnings for column in ("customer", "alias")]
        rows = rows_at(store, workspace, KINDS, locations).filter(reduce(or_, tests))
        people = rows.filter(~nw.col("customer").is_null()).group_by("customer")
        ranking = people.agg(rank=nw.col("occurred_at").max()).sort("rank", "customer", descending=[True, False])
        return list(ranking.head(most).collect(backend="pyarrow")["customer"].to_list())

    if not beginnings:
        return []
    key = (workspace, store.version(workspace), tuple(beginnings), locations, most)
    return _beginnings.setdefault(store, Remembered()).get(key, read)


def dimensions(store: Store, workspace: str, *, now: datetime) -> Dimensions:
    """The places where anything was heard, and the currencies of orders; as they were within a quarter of an hour."""

    def read() -> Dimensions:
        money = nw.when(nw.col("kind").is_in(MONEY)).then(nw.col("currency"))
        pairs = lazy(store.frame(workspace)).select("location", currency=money).unique().collect(backend="pyarrow")
        locations, currencies = ({each for each in pairs[column].to_list() if each} for column in pairs.columns)
        return Dimensions(tuple(sorted(locations)), tuple(sorted(currencies)))

    quarter = int(now.timestamp()) // 900
    anything = store.version(workspace) > 0
    return _dimensions.setdefault(store, Remembered()).get((workspace, quarter, anything), read)


def rows_at(store: Store, workspace: str, kinds: Sequence[str], locations: tuple[str, ...] | None) -> Frame:
    frame = lazy(store.frame(workspace, kinds=kinds))
    if locations is None:
        return frame
    return frame.filter(among("location", locations)) if locations else frame.filter(nw.col("kind").is_null())


def among(column: str, values: Sequence[str]) -> nw.Expr:
    """One value is compared plainly: engines skip blocks of rows by it."""
    return nw.col(column) == values[0] if len(values) == 1 else nw.col(column).is_in(list(values))


def _newest(store: Store, wanted: Wanted) -> People:
    """The people in the newest rows, each once, in their order."""
    rows = _people(store, wanted, KINDS).select("customer", "occurred_at")
    newest = rows.sort("occurred_at", "customer", descending=[True, False]).head(NEWEST)
    grouped = newest.group_by("customer").agg(rank=nw.col("occurred_at").max(), n=nw.len())
    found = grouped.collect(backend="pyarrow")
    return People(in_order(found.select("customer", "rank").iter_rows()), sum(found["n"].to_list()) < NEWEST)


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
    return in_order(found, backwards=wanted.backwards)


def _people(store: Store, wanted: Wanted, kinds: Sequence[str]) -> Frame:
    return rows_at(store, wanted.workspace, kinds, wanted.locations).filter(~nw.col("customer").is_null())


def in_order(found: Iterable[Any], *, backwards: bool = False) -> list[Ranked]:
    ranked: list[Ranked] = sorted(found)  # by customer, then, steadily, by rank
    ranked.sort(key=lambda each: each[1], reverse=True)
    return ranked[::-1] if backwards else ranked


def page_among(head: People, wanted: Wanted) -> list[Ranked] | None:
    """The page among these people, who stand in their order; None where they do not reach so far."""
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
