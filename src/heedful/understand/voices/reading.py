"""A page of texts, the newest first, found without looking at all there are.

The keys come first, from few columns and from the newest texts backwards, further and further until the page is full.
Only then are the texts of these keys read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from weakref import WeakKeyDictionary

import narwhals as nw

from heedful.interactions.labels import VOICED, VOICES, Between
from heedful.interactions.remembered import Remembered
from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.text.folding import places, wanted
from heedful.text.labels import Span
from heedful.understand.metrics.rows import narrowed, within

Frame = nw.LazyFrame[Any]
Row = dict[str, Any]
Where = tuple[tuple[str, tuple[str, ...]], ...]
Key = tuple[datetime, str]
Pace = tuple[datetime, timedelta, int]

ROUGHLY: Final = 8  # pages of texts are looked through first
AT_LEAST: Final = 3_000  # texts: fewer are not looked through sooner
WIDER: Final = 32  # times as many next
SHOWN: Final = tuple(
    name
    for name in VOICES.names
    if name not in {"received_at", "alias", "visitor", "session", "currency", "language_confidence", "folded"}
)
"""What a page has no use for costs as much to fetch from all over the log as what it shows."""
READ_OFF_FILTERS: Final = ("feeling", "intent", "language")
_paces: WeakKeyDictionary[Store, Remembered[Pace | None]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class VoicesFilter:
    """Which texts; empty is no condition. `where` holds what the reader may see, too: no values, nothing may be.

    `first` and `last` are naive UTC, `last` itself is left out; `lowest` and `highest` bound the text's own score.
    `harsh` is ``only``, ``all``, or empty: insults and threats are left out.
    """

    words: str = ""
    feeling: str = ""
    intent: str = ""
    language: str = ""
    theme: str = ""
    kind: str = ""
    harsh: str = ""
    lowest: float | None = None
    highest: float | None = None
    first: datetime | None = None
    last: datetime | None = None
    where: Where = ()

    @property
    def is_read_off(self) -> bool:
        """A text that is not labelled yet cannot be among these."""
        asked = (self.feeling, self.intent, self.language, self.theme, wanted(self.words), self.harsh == "only")
        return any(asked)


def texts_found(store: Store, workspace: str, filters: VoicesFilter, between: Between | None = None) -> Frame:
    """The texts that pass, lazily, without what was written in them where only labels are asked about."""
    if filters.is_read_off:
        texts = lazy(store.labelled(workspace, wanted(filters.words), theme=filters.theme, between=between))
    else:
        texts = lazy(store.voices(workspace, between=between))
    for condition in _conditions(filters):
        texts = texts.filter(condition)
    return within(narrowed(texts, filters.where), filters.first, filters.last)


def texts_page(
    store: Store,
    workspace: str,
    filters: VoicesFilter,
    *,
    after: Key | None = None,
    backwards: bool = False,
    limit: int = 50,
) -> list[Row]:
    """At most so many texts with their labels, from behind the key on, or backwards from before it."""
    keys: list[Row] = []
    for bound in _bounds(store, workspace, after, backwards, limit):
        texts = texts_found(store, workspace, filters, _between(bound, after, backwards))
        if after is not None:
            texts = texts.filter(_beyond(after, backwards))
        ordered = texts.select("occurred_at", "id").sort("occurred_at", "id", descending=not backwards)
        keys = ordered.head(limit).collect(backend="pyarrow").to_native().to_pylist()
        if len(keys) == limit:
            break
    return _read(store, workspace, keys)


def highlights(text: str, words: str) -> list[Span]:
    """Where what was searched for stands in a text, in its order."""
    return sorted(places(text, wanted(words)), key=lambda span: (span.start, span.end))


def _conditions(filters: VoicesFilter) -> Iterator[nw.Expr]:
    for name in (*READ_OFF_FILTERS, "kind"):
        if value := getattr(filters, name):
            yield nw.col(name) == value
    if filters.harsh == "only":
        yield nw.col("harsh")
    elif not filters.harsh:
        yield nw.col("harsh").is_null() | ~nw.col("harsh")
    if filters.lowest is not None:
        yield nw.col("value") >= filters.lowest
    if filters.highest is not None:
        yield nw.col("value") <= filters.highest


def _read(store: Store, workspace: str, keys: list[Row]) -> list[Row]:
    """In the order of the keys; a text that was erased in between is absent."""
    if not keys:
        return []
    times = sorted(key["occurred_at"] for key in keys)
    texts = lazy(store.voices(workspace, ids=[key["id"] for key in keys], between=(times[0], times[-1])))
    found = texts.select(*SHOWN).collect(backend="pyarrow").to_native()
    by_id = {row["id"]: row for row in found.to_pylist()}
    return [by_id[key["id"]] for key in keys if key["id"] in by_id]


def _bounds(store: Store, workspace: str, after: Key | None, backwards: bool, limit: int) -> Iterator[datetime | None]:
    """How far to look: as far as a few pages of texts reach, then many times as far, at last to the end."""
    pace = _pace(store, workspace)
    if pace is not None:
        newest, whole, n = pace
        start, span = after[0] if after else newest, whole / n * max(ROUGHLY * limit, AT_LEAST)
        while span < whole:
            yield start + span if backwards else start - span
            span *= WIDER
    yield None


def _pace(store: Store, workspace: str) -> Pace | None:
    """Of the rows that may hold a text: when the newest was heard, over what time, and how many they are."""

    def read() -> Pace | None:
        moment = nw.col("occurred_at")
        rows = lazy(store.frame(workspace, kinds=VOICED)).select(first=moment.min(), last=moment.max(), n=nw.len())
        first, last, n = rows.collect(backend="pyarrow").row(0)
        return (last, last - first, n) if n else None

    key = (workspace, store.version(workspace, VOICED))
    return _paces.setdefault(store, Remembered()).get(key, read)


def _beyond(key: Key, backwards: bool) -> nw.Expr:
    at, number = key
    moment, name = nw.col("occurred_at"), nw.col("id")
    if backwards:
        return (moment >= at) & ((moment > at) | (name > number))
    return (moment <= at) & ((moment < at) | (name < number))


def _between(bound: datetime | None, after: Key | None, backwards: bool) -> Between | None:
    """From the key to the bound, both included; without either, of any time."""
    if bound is None and after is None:
        return None
    start = after[0] if after else None
    first, last = (start, bound) if backwards else (bound, start)
    return first or datetime.min, last or datetime.max  # noqa: DTZ901 - naive UTC, as in the log
