"""Waits counted by their length, in the engine or by a calendar, and the estimates they give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import narwhals as nw
import numpy as np
import numpy.typing as npt

from heedful import stats
from heedful.measures.conversations import comparable, naive_utc
from heedful.measures.frames import COLUMNS
from heedful.stats import BusinessCalendar, Estimate

Calendars: TypeAlias = BusinessCalendar | Mapping[str, BusinessCalendar]

DURATION_METHODS: Final[Mapping[str, Callable[..., Estimate]]] = MappingProxyType(
    {"median": stats.median_duration, "p90": stats.p90_duration, "mean": stats.mean_duration}
)


def duration_counts(
    spans: nw.LazyFrame[Any],
    *,
    now: datetime,
    by: Sequence[str] = (),
    first: datetime | None = None,
    last: datetime | None = None,
    calendar: Calendars | None = None,
    team: str = "location",
) -> nw.LazyFrame[Any]:
    """Count waits of the same length, per group: all that a median, a p90 or a mean needs.

    Parameters
    ----------
    spans : nw.LazyFrame
        Waits, resolutions or cycles, as this package gives them.
    now : datetime
        The one they were made with.
    by : sequence of str
        Columns to tell apart. ``employee`` is who answered; nobody has answered an open one yet.
    first, last : datetime, optional
        Only those that started in this span (naive UTC; `last` excluded). By their start and not by
        their end, for an open one has none.
    calendar : BusinessCalendar or mapping of str to it, optional
        Count working time by it; a mapping holds one for each value of the column `team`.
        The engine knows no calendars, so the waits are fetched then.
    team : str
        The column that says whose calendar of a mapping applies.

    Returns
    -------
    nw.LazyFrame
        The columns of `by`, then ``wait_seconds`` (null where a mapping has no calendar for the
        team), ``ended`` and ``count``: the arguments of ``stats.median_duration`` and its like.

    Examples
    --------
    >>> import pyarrow as pa
    >>> seconds = pa.table({"wait_seconds": [60, 60, 90], "ended": [True, True, False]})
    >>> sorted(duration_counts(nw.from_native(seconds).lazy(), now=datetime(2026, 3, 2)).collect().rows())
    [(60, True, 2), (90, False, 1)]
    """
    chosen = began_within(spans, first, last)
    if calendar is not None:
        chosen = _in_business_time(chosen, calendar, team, by, now)
    return chosen.group_by(*by, "wait_seconds", "ended").agg(nw.len().alias("count"))


def estimated_durations(counts: nw.LazyFrame[Any], *, by: Sequence[str], method: str, level: float = 0.95) -> Any:
    """Turn counts of waits into one estimate per group.

    Parameters
    ----------
    counts : nw.LazyFrame
        As of :func:`duration_counts`.
    by : sequence of str
        The group columns, kept as they are and sorted by.
    method : {"median", "p90", "mean"}
    level : float
        Confidence level.

    Returns
    -------
    nw.DataFrame
        PyArrow behind it, with the columns of `by`, then ``value, low, high`` in seconds and ``n``.

    Raises
    ------
    ValueError
        Another method, or a group column called ``value``, ``low``, ``high`` or ``n``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> counts = pa.table({"wait_seconds": [60, 90], "ended": [True, True], "count": [1, 1]})
    >>> estimated_durations(nw.from_native(counts).lazy(), by=[], method="mean")["value"].to_list()
    [75.0]
    """
    if method not in DURATION_METHODS:
        raise ValueError(f"method must be one of {', '.join(DURATION_METHODS)}, not {method!r}")
    clash = sorted(set(by) & set(COLUMNS))
    if clash:
        raise ValueError(f"Rename the group column {clash[0]!r}: the answer has a column of that name.")
    waits = counts.collect(backend="pyarrow")
    groups, bounds = waits.select(*by), [0, len(waits)]
    if by:
        waits = waits.sort(*by, nulls_last=True)
        groups, bounds = _groups(waits.select(*by))
    seconds, ended, count = _arrays(waits)
    found = [
        DURATION_METHODS[method](seconds[since:until], ended[since:until], count[since:until], level=level)
        for since, until in pairwise(bounds)
    ]
    columns = {
        name: nw.new_series(name, [getattr(one, name) for one in found], dtype, backend="pyarrow")
        for name, dtype in COLUMNS.items()
    }
    return groups.with_columns(**columns) if by else nw.from_dict(columns)


def began_within(spans: nw.LazyFrame[Any], first: datetime | None, last: datetime | None) -> nw.LazyFrame[Any]:
    """Those that started in the span from `first` (included) to `last` (excluded); an end left out is open.

    Examples
    --------
    >>> import pyarrow as pa
    >>> began = pa.table({"started_at": [datetime(2026, 3, 1), datetime(2026, 3, 2)]})
    >>> began_within(nw.from_native(began).lazy(), datetime(2026, 3, 2), None).collect().shape[0]
    1
    """
    if first is not None:
        spans = spans.filter(nw.col("started_at") >= comparable(first, spans, "started_at"))
    return spans if last is None else spans.filter(nw.col("started_at") < comparable(last, spans, "started_at"))


def _in_business_time(
    spans: nw.LazyFrame[Any], calendar: Calendars, team: str, by: Sequence[str], now: datetime
) -> nw.LazyFrame[Any]:
    """The same waits, fetched, with `wait_seconds` in working time."""
    columns = dict.fromkeys(
        [*by, "started_at", "ended_at", "ended", *([team] if isinstance(calendar, Mapping) else [])]
    )
    waits = spans.select(*columns).collect(backend="pyarrow")
    start, end = (waits[name].to_numpy().astype("datetime64[us]") for name in ("started_at", "ended_at"))
    end = np.where(np.isnat(end), np.datetime64(naive_utc(now), "us"), end)
    if isinstance(calendar, BusinessCalendar):
        seconds = stats.business_seconds(start, end, calendar)
    else:
        seconds = np.full(start.shape, np.nan)
        teams = waits[team].to_numpy()
        for name, hours in calendar.items():
            theirs = teams == name
            seconds[theirs] = stats.business_seconds(start[theirs], end[theirs], hours)
    whole = nw.new_series("wait_seconds", np.floor(seconds), nw.Float64, backend="pyarrow").fill_nan(None)
    return waits.with_columns(wait_seconds=whole.cast(nw.Int64)).lazy()


def _groups(rows: nw.DataFrame[Any]) -> tuple[nw.DataFrame[Any], list[int]]:
    """The distinct ones of sorted rows, and where each of them begins; behind the last, how many rows there are."""
    begins = rows.with_row_index("_row").unique(keep="first", subset=rows.columns).sort("_row")
    return begins.select(*rows.columns), [*begins["_row"].to_list(), len(rows)]


def _arrays(waits: nw.DataFrame[Any]) -> tuple[npt.NDArray[Any], ...]:
    seconds = waits["wait_seconds"].cast(nw.Float64).to_numpy()
    return seconds, waits["ended"].to_numpy(), waits["count"].to_numpy()
