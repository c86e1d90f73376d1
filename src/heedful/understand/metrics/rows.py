"""Which rows a question is about: of which kinds and groups, from when to when, and what their periods are called."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from weakref import WeakKeyDictionary

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from heedful import measures
from heedful.interactions.labels import VERSIONED
from heedful.interactions.store import Store
from heedful.understand.metrics.cache import Latest
from heedful.understand.metrics.metric import Method
from heedful.understand.metrics.question import Period, Question

A_DAY: Final = timedelta(days=1)
LOCAL_WITHIN: Final = timedelta(days=2)  # of its UTC day lies every local one

MOST_REMEMBERED: Final = 64_000_000  # bytes
A_LITTLE: Final = 1_000  # bytes

Memo = dict[Hashable, Any]  # what one look has read already, for all its questions


def rows_read_by(method: Method, workspace: str, kinds: Sequence[str], store: Store) -> nw.LazyFrame[Any]:
    """All the rows of a workspace that a method counts in: those of the kinds, or of these the texts."""
    return _rows_of(workspace, versioned(method, kinds), store)


def versioned(method: Method, kinds: Sequence[str]) -> tuple[str, ...]:
    """What of the log has to change, for the method to count anew."""
    return (*kinds, VERSIONED) if method.voiced else tuple(kinds)


def _rows_of(workspace: str, kinds: Sequence[str], store: Store) -> nw.LazyFrame[Any]:
    """Those of the kinds; the texts with their labels, where these are named beside the kinds."""
    if VERSIONED not in kinds:
        return measures.lazy(store.frame(workspace, kinds=kinds))
    return measures.lazy(store.voices(workspace)).filter(nw.col("kind").is_in([k for k in kinds if k != VERSIONED]))


def remembered(
    store: Store,
    workspace: str,
    kinds: str | Sequence[str],
    memo: Memo,
    what: Hashable,
    read: Callable[[nw.LazyFrame[Any]], Any],
) -> Any:
    """What `read` finds in the rows of a kind, or of several, read anew only after rows of these have changed."""
    kinds = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    seen = ("version", workspace, kinds)
    if seen not in memo:
        memo[seen] = store.version(workspace, kinds)
    kept = _remembered.setdefault(store, Latest(heaviest=MOST_REMEMBERED))
    key = (workspace, kinds, what)
    found = kept.get(key, memo[seen])
    if found is None:
        found = (read(_rows_of(workspace, kinds, store)),)
        kept.keep(key, memo[seen], found, _weight(found[0]))
    return found[0]


_remembered: WeakKeyDictionary[Store, Latest[tuple[Any]]] = WeakKeyDictionary()


def _weight(found: Any) -> int:
    """In bytes; what is no table is small."""
    return A_LITTLE + (int(found.to_native().nbytes) if isinstance(found, nw.DataFrame) else 0)


def span_of_kinds(workspace: str, kinds: Sequence[str], store: Store, memo: Memo) -> tuple[datetime, datetime] | None:
    """First and last moment of all rows of the kinds."""
    spans = [remembered(store, workspace, kind, memo, "span", span_of) for kind in kinds]
    known = [span for span in spans if span is not None]
    return (min(first for first, _ in known), max(last for _, last in known)) if known else None


def different(frame: nw.LazyFrame[Any], column: str) -> frozenset[str]:
    """The different values of a column, what is missing apart."""
    known = frame.filter(~nw.col(column).is_null()).select(column).unique()
    return frozenset(known.collect(backend="pyarrow")[column].to_list())


def side_by_side(parts: Sequence[nw.DataFrame[Any]], by: Sequence[str]) -> nw.DataFrame[Any]:
    """Each group's counts of all parts in one row; 0 where a part has nothing of the group."""
    tables: list[pa.Table] = [part.to_native() for part in parts]
    counts = [name for table in tables for name in table.column_names if name not in by]
    together = pa.concat_tables(tables, promote_options="default").group_by(list(by), use_threads=False)
    summed = together.aggregate([(name, "sum") for name in counts])
    none = {name: pc.fill_null(summed[f"{name}_sum"], 0) for name in counts}
    return nw.from_native(pa.table({**{name: summed[name] for name in by}, **none}), eager_only=True)


def span_of(frame: nw.LazyFrame[Any]) -> tuple[datetime, datetime] | None:
    moment = nw.col("occurred_at")
    found = frame.select(n=nw.len(), first=moment.min(), last=moment.max()).collect(backend="pyarrow")
    n, first, last = found.row(0)
    return (first, last) if n else None  # ClickHouse has 1970 for the first moment of no rows


def label(start: date, every: str) -> str:
    """How a period is called: 2026-01-31, 2026-W05, 2026-01, 2026-Q1 or 2026."""
    if every == "week":
        year, week, _ = start.isocalendar()
        return f"{year}-W{week:02d}"
    return {
        "day": start.isoformat(),
        "month": f"{start:%Y-%m}",
        "quarter": f"{start.year}-Q{(start.month + 2) // 3}",
        "year": f"{start.year}",
    }[every]


def conditions(question: Question) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What was asked for and what the asker may see, together: both must hold."""
    if question.locations is None:
        return question.where
    return (*question.where, ("location", question.locations))


def narrowed(frame: nw.LazyFrame[Any], where: tuple[tuple[str, tuple[str, ...]], ...]) -> nw.LazyFrame[Any]:
    for column, values in where:
        frame = frame.filter(among(column, values))
    return frame


def among(column: str, values: tuple[str, ...]) -> nw.Expr:
    """One value is compared plainly: engines skip blocks of rows by it."""
    if not values:
        return nw.col("occurred_at").is_null()  # never: nothing may be seen
    return nw.col(column) == values[0] if len(values) == 1 else nw.col(column).is_in(values)


def within(
    frame: nw.LazyFrame[Any], first: datetime | None, last: datetime | None, at: str = "occurred_at"
) -> nw.LazyFrame[Any]:
    if first is not None:
        frame = frame.filter(nw.col(at) >= first)
    return frame if last is None else frame.filter(nw.col(at) < last)


def day_after(moment: datetime) -> datetime:
    """The midnight (UTC) that follows: the same all day long, so that a plan made with it can be used again."""
    return datetime.combine(moment.date() + A_DAY, time())


def naive_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def cut(start: date, every: str, asked: Period) -> Period:
    last = measures.next_period(start, every) - A_DAY
    return Period(max(start, asked.start or start), min(last, asked.end or last))
