"""The texts that a page shows: narrowed, the newest first, and found without looking at all there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from weakref import WeakKeyDictionary

import narwhals as nw

from heedful.interactions.labels import VERSIONED, VOICED
from heedful.interactions.remembered import Remembered
from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.text.folding import wanted
from heedful.ui.keyset import Place
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.rows import narrowed, within
from heedful.understand.voices.forms import Asked

Frame = nw.LazyFrame[Any]
Row = dict[str, Any]
Where = tuple[tuple[str, tuple[str, ...]], ...]

SPANS: Final = (timedelta(days=14), timedelta(days=120))  # looked through first: most pages are full by then
SCORED: Final = ("answer",)
_known: WeakKeyDictionary[Store, Remembered[frozenset[str]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Listing:
    """Which texts of a workspace. `where` holds what the reader may see, too; `period` None: of any time.

    `until`: nothing was heard after it, as naive UTC.
    """

    store: Store
    workspace: str
    tz: str
    asked: Asked
    where: Where = ()
    period: Period | None = None
    until: datetime | None = None

    @property
    def texts(self) -> Frame:
        first, last = self.period.bounds(self.tz) if self.period else (None, None)
        texts = within(narrowed(lazy(self.store.voices(self.workspace)), self.where), first, last)
        for condition in _conditions(self.asked):
            texts = texts.filter(condition)
        if not self.asked.theme:
            return texts
        hits = lazy(self.store.hits(self.workspace)).filter(nw.col("theme") == self.asked.theme)
        return texts.join(hits.select("id").unique(), on="id", how="semi")


def _conditions(asked: Asked) -> Iterator[nw.Expr]:
    for name in ("feeling", "intent", "language", "kind"):
        if value := getattr(asked, name):
            yield nw.col(name) == value
    if asked.harsh == "only":
        yield nw.col("harsh")
    elif not asked.harsh:
        yield nw.col("harsh").is_null() | ~nw.col("harsh")
    for word in wanted(asked.words):  # a word that begins so: what is folded has a space before each word
        yield nw.col("folded").str.contains(f" {word}", literal=True)


def rows_of(listing: Listing, place: Place, *, size: int) -> list[Row]:
    """At most one more than `size`, from the place on and in its direction, each with its `hits`."""
    texts = listing.texts
    key = key_of(place)
    if key is not None:
        texts = texts.filter(_beyond(key, place.backwards))
    found: list[Row] = []
    for bound in _bounds(listing, key, place.backwards):
        near = texts if bound is None else texts.filter(_near(bound, place.backwards))
        found = _collected(near, size + 1, place.backwards)
        if len(found) > size:
            break
    return with_hits(listing.store, listing.workspace, found)


def key_of(place: Place) -> tuple[datetime, str] | None:
    """What stands in an address may be anything."""
    try:
        at, key = place.key or ()
        moment = datetime.fromisoformat(at)
        return (moment, key) if moment.tzinfo is None and isinstance(key, str) else None
    except (TypeError, ValueError):
        return None


def row_key(row: Row) -> tuple[str, str]:
    return row["occurred_at"].isoformat(), row["id"]


def all_rows(listing: Listing, *, at_once: int = 2_000) -> Iterator[list[Row]]:
    """All of them, part by part."""
    place = Place()
    while rows := rows_of(listing, place, size=at_once):
        yield rows[:at_once]
        if len(rows) <= at_once:
            return
        place = Place(row_key(rows[at_once - 1]))


def row_called(store: Store, workspace: str, key: str, where: Where) -> Row | None:
    """The one text with this id, if it may be seen."""
    texts = narrowed(lazy(store.voices(workspace)), where).filter(nw.col("id") == key)
    found = with_hits(store, workspace, _collected(texts, 1, backwards=False))
    return found[0] if found else None


def with_hits(store: Store, workspace: str, rows: list[Row]) -> list[Row]:
    by_text: dict[str, list[Row]] = {row["id"]: [] for row in rows}
    if rows:
        hits = lazy(store.hits(workspace)).filter(nw.col("id").is_in(list(by_text)))
        for hit in hits.collect(backend="pyarrow").to_native().to_pylist():
            by_text[hit["id"]].append(hit)
    return [row | {"hits": sorted(by_text[row["id"]], key=lambda hit: (hit["first"], hit["theme"]))} for row in rows]


def scores_beside(store: Store, workspace: str, rows: Sequence[Row]) -> dict[str, tuple[str, float]]:
    """The first score that was given together with a text, with its scale, by thread."""
    threads = sorted({row["thread"] for row in rows if row["thread"] and row["value"] is None})
    if not threads:
        return {}
    answers = lazy(store.frame(workspace, kinds=SCORED)).filter(
        nw.col("thread").is_in(threads) & ~nw.col("value").is_null() & ~nw.col("scale").is_null()
    )
    given = answers.select("thread", "scale", "value", "id").sort("thread", "id").collect(backend="pyarrow")
    found: dict[str, tuple[str, float]] = {}
    for thread, scale, value, _ in given.iter_rows():
        found.setdefault(thread, (scale, value))
    return found


def languages_heard(store: Store, workspace: str) -> frozenset[str]:
    return _different(store, workspace, "language")


def themes_heard(store: Store, workspace: str) -> frozenset[str]:
    return _different(store, workspace, "theme")


def _different(store: Store, workspace: str, column: str) -> frozenset[str]:
    """Read anew only after something was labelled."""

    def read() -> frozenset[str]:
        frame = lazy(store.hits(workspace) if column == "theme" else store.voices(workspace))
        found = frame.select(column).unique().collect(backend="pyarrow")[column].to_list()
        return frozenset(value for value in found if value)

    key = (workspace, column, store.version(workspace, [VERSIONED, *VOICED]))
    return _known.setdefault(store, Remembered()).get(key, read)


def _beyond(key: tuple[datetime, str], backwards: bool) -> nw.Expr:
    at, number = key
    moment, name = nw.col("occurred_at"), nw.col("id")
    if backwards:
        return (moment > at) | ((moment == at) & (name > number))
    return (moment < at) | ((moment == at) & (name < number))


def _bounds(listing: Listing, key: tuple[datetime, str] | None, backwards: bool) -> Iterator[datetime | None]:
    """How far to look, further and further: from the place, or from the newest text."""
    start = key[0] if key else listing.until
    for span in SPANS if start else ():
        yield start + span if backwards else start - span
    yield None


def _near(bound: datetime, backwards: bool) -> nw.Expr:
    return nw.col("occurred_at") <= bound if backwards else nw.col("occurred_at") >= bound


def _collected(texts: Frame, most: int, backwards: bool) -> list[Row]:
    ordered = texts.sort("occurred_at", "id", descending=not backwards).head(most)
    rows: list[Row] = ordered.collect(backend="pyarrow").to_native().to_pylist()
    return rows
