"""Response and resolution times: counts for the product, estimates at once for a notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import narwhals as nw

from heedful import stats
from heedful.measures.conversations import naive_utc
from heedful.measures.durations import Calendars, began_within, duration_counts, estimated_durations
from heedful.measures.frames import estimated, lazy
from heedful.measures.resolutions import (
    count_reopened,
    first_resolutions,
    full_resolutions,
    handling_cycles,
    resolved_conversations,
)
from heedful.measures.responses import first_responses, next_responses

Spans: TypeAlias = Callable[..., nw.LazyFrame[Any]]


def first_response_counts(frame: Any, *, now: datetime, **options: Any) -> nw.LazyFrame[Any]:
    """Count the waits for a first answer by their length.

    Parameters
    ----------
    frame, now
        As of :func:`heedful.measures.first_responses`.
    **options
        ``by, first, last, calendar, team`` as of :func:`duration_counts`.

    Returns
    -------
    nw.LazyFrame
        As of :func:`duration_counts`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> at = lambda hour: datetime(2026, 3, 2, hour)
    >>> log = pa.table({
    ...     "thread": ["c1", "c1"], "id": ["1", "2"], "name": ["inbound", "human_reply"], "employee": [None, "Ada"],
    ...     "occurred_at": [at(9), at(10)], "received_at": [at(9), at(10)],
    ... })
    >>> first_response_counts(log, now=at(12), by=["employee"]).collect().rows()
    [('Ada', 3600, True, 1)]
    """
    return _counts(first_responses, frame, now=now, **options)


def next_response_counts(frame: Any, *, now: datetime, **options: Any) -> nw.LazyFrame[Any]:
    """Count the later waits for an answer by their length; see :func:`first_response_counts`."""
    return _counts(next_responses, frame, now=now, **options)


def first_resolution_counts(frame: Any, *, now: datetime, **options: Any) -> nw.LazyFrame[Any]:
    """Count conversations by the time to their first resolve; see :func:`first_response_counts`."""
    return _counts(first_resolutions, frame, now=now, **options)


def full_resolution_counts(frame: Any, *, now: datetime, **options: Any) -> nw.LazyFrame[Any]:
    """Count conversations by the time to their last resolve; see :func:`first_response_counts`."""
    return _counts(full_resolutions, frame, now=now, **options)


def handling_cycle_counts(frame: Any, *, now: datetime, **options: Any) -> nw.LazyFrame[Any]:
    """Count rounds of work by their length; see :func:`first_response_counts`. May be cut `by` ``cycle``."""
    return _counts(handling_cycles, frame, now=now, **options)


def reopen_counts(
    frame: Any,
    *,
    now: datetime,
    by: Sequence[str] = (),
    first: datetime | None = None,
    last: datetime | None = None,
) -> nw.LazyFrame[Any]:
    """Count the conversations ever resolved, and those reopened afterwards, per group.

    Parameters
    ----------
    frame, now
        As of :func:`heedful.measures.resolved_conversations`.
    by : sequence of str
        Columns of the first message; ``employee`` is who resolved the conversation first.
    first, last : datetime, optional
        Only conversations that began in this span (naive UTC; `last` excluded).

    Returns
    -------
    nw.LazyFrame
        The columns of `by`, then ``successes`` (reopened) and ``n`` (resolved), for ``stats.share``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> at = lambda hour: datetime(2026, 3, 2, hour)
    >>> log = pa.table({
    ...     "thread": ["c1"] * 3, "id": ["1", "2", "3"], "name": ["inbound", "resolved", "reopened"],
    ...     "occurred_at": [at(9), at(10), at(12)], "received_at": [at(9), at(10), at(12)],
    ...     "employee": [None, "Ada", None],
    ... })
    >>> reopen_counts(log, now=at(15)).collect().rows()
    [(1, 1)]
    """
    return count_reopened(began_within(resolved_conversations(frame, now=now, keep=by), first, last), by=by)


def first_response(
    frame: Any,
    *,
    by: Sequence[str] = (),
    method: str = "median",
    calendar: Calendars | None = None,
    team: str = "location",
    now: datetime | None = None,
    level: float = 0.95,
) -> Any:
    """How long customers wait for the first answer by a person.

    Parameters
    ----------
    frame : frame
        Interactions, of any library; see :func:`heedful.measures.waits` for the columns.
    by : sequence of str
        Columns of the message that started the wait; ``employee`` is who answered, and the open
        ones, which nobody has answered, stand under null.
    method : {"median", "p90", "mean"}
        What the lucky half, or nine of ten, wait at most; or total time ÷ number of enquiries.
    calendar, team
        Count working time: see :func:`duration_counts`.
    now : datetime, optional
        Up to when the open ones have been waiting; the last event's time, if not given.
    level : float
        Confidence level.

    Returns
    -------
    frame
        The columns of `by`, then ``value, low, high`` in seconds and ``n``: a pandas or Polars frame
        for the same input, a PyArrow table for any other.

    Raises
    ------
    ValueError
        Another method, or a group column called ``value``, ``low``, ``high`` or ``n``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> at = lambda hour: datetime(2026, 3, 2, hour)
    >>> log = pa.table({
    ...     "thread": ["c1", "c1"], "id": ["1", "2"], "name": ["inbound", "human_reply"], "employee": [None, "Ada"],
    ...     "occurred_at": [at(9), at(10)], "received_at": [at(9), at(10)],
    ... })
    >>> first_response(log).to_pylist()
    [{'value': 3600.0, 'low': None, 'high': None, 'n': 1}]
    """
    return _front(first_responses, frame, by, method, calendar, team, now, level)


def next_response(
    frame: Any,
    *,
    by: Sequence[str] = (),
    method: str = "median",
    calendar: Calendars | None = None,
    team: str = "location",
    now: datetime | None = None,
    level: float = 0.95,
) -> Any:
    """How long customers wait for the later answers; see :func:`first_response`."""
    return _front(next_responses, frame, by, method, calendar, team, now, level)


def first_resolution(
    frame: Any,
    *,
    by: Sequence[str] = (),
    method: str = "median",
    calendar: Calendars | None = None,
    team: str = "location",
    now: datetime | None = None,
    level: float = 0.95,
) -> Any:
    """How long until a customer's matter is resolved first; see :func:`first_response`."""
    return _front(first_resolutions, frame, by, method, calendar, team, now, level)


def full_resolution(
    frame: Any,
    *,
    by: Sequence[str] = (),
    method: str = "median",
    calendar: Calendars | None = None,
    team: str = "location",
    now: datetime | None = None,
    level: float = 0.95,
) -> Any:
    """How long until a customer's matter is resolved for good; see :func:`first_response`."""
    return _front(full_resolutions, frame, by, method, calendar, team, now, level)


def reopen(frame: Any, *, by: Sequence[str] = (), now: datetime | None = None, level: float = 0.95) -> Any:
    """Share of the resolved conversations that were opened again; see :func:`reopen_counts`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> at = lambda hour: datetime(2026, 3, 2, hour)
    >>> log = pa.table({
    ...     "thread": ["c1"] * 3, "id": ["1", "2", "3"], "name": ["inbound", "resolved", "reopened"],
    ...     "occurred_at": [at(9), at(10), at(12)], "received_at": [at(9), at(10), at(12)],
    ...     "employee": [None, "Ada", None],
    ... })
    >>> reopen(log).to_pylist()[0]["value"]
    1.0
    """
    counts = reopen_counts(frame, now=_last_moment(frame) if now is None else now, by=by)
    return estimated(counts, by=by, estimate=stats.share, level=level)


def _front(
    spans: Spans,
    frame: Any,
    by: Sequence[str],
    method: str,
    calendar: Calendars | None,
    team: str,
    now: datetime | None,
    level: float,
) -> Any:
    until = _last_moment(frame) if now is None else now
    counts = _counts(spans, frame, now=until, by=by, calendar=calendar, team=team)
    answer = estimated_durations(counts, by=by, method=method, level=level)
    library = lazy(frame).implementation
    if library.is_pandas():
        return answer.to_pandas()
    return answer.to_polars() if library.is_polars() else answer.to_arrow()


def _counts(spans: Spans, frame: Any, *, now: datetime, by: Sequence[str] = (), **options: Any) -> nw.LazyFrame[Any]:
    calendar, team = options.get("calendar"), options.get("team", "location")
    keep = [*by, team] if isinstance(calendar, Mapping) and team not in by else by
    wanted = [name for name in keep if name != "cycle"]
    return duration_counts(spans(frame, now=now, keep=wanted), now=now, by=by, **options)


def _last_moment(frame: Any) -> datetime:
    """When the last event happened: the frame's own "now"."""
    moment = lazy(frame).select(nw.col("occurred_at").max()).collect(backend="pyarrow").item()
    return datetime(1970, 1, 1) if moment is None else naive_utc(moment)  # noqa: DTZ001 - naive UTC, as in frames
