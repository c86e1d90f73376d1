"""The texts that a page shows: narrowed, the newest first, and found without looking at all there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from weakref import WeakKeyDictionary

import narwhals as nw

from heedful.interactions.labels import VERSIONED, VOICED
from heedful.interactions.remembered import Remembered
from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.ui.keyset import Place
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.rows import narrowed
from heedful.understand.voices.forms import Asked
from heedful.understand.voices.reading import VoicesFilter, Where, texts_page

Row = dict[str, Any]

ASKED: Final = ("words", "feeling", "theme", "intent", "language", "kind", "harsh")
SCORED: Final = ("answer",)
_known: WeakKeyDictionary[Store, Remembered[frozenset[str]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Listing:
    """Which texts of a workspace. `where` holds what the reader may see, too; `period` None: of any time."""

    store: Store
    workspace: str
    tz: str
    asked: Asked
    where: Where = ()
    period: Period | None = None
    until: datetime | None = None

    @property
    def filters(self) -> VoicesFilter:
        first, last = self.period.bounds(self.tz) if self.period else (None, None)
        asked = {name: getattr(self.asked, name) for name in ASKED}
        return VoicesFilter(**asked, first=first, last=last, where=self.where)


def rows_of(listing: Listing, place: Place, *, size: int) -> list[Row]:
    """At most one more than `size`, from the place on and in its direction, each with its `hits`."""
    found = texts_page(
        listing.store,
        listing.workspace,
        listing.filters,
        after=key_of(place),
        backwards=place.backwards,
        limit=size + 1,
    )
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
    texts = narrowed(lazy(store.voices(workspace, ids=[key])), where).collect(backend="pyarrow")
    found = with_hits(store, workspace, texts.to_native().to_pylist())
    return found[0] if found else None


def with_hits(store: Store, workspace: str, rows: list[Row]) -> list[Row]:
    by_text: dict[str, list[Row]] = {row["id"]: [] for row in rows}
    if rows:
        times = sorted(row["occurred_at"] for row in rows)
        hits = lazy(store.hits(workspace, ids=list(by_text), between=(times[0], times[-1])))
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
