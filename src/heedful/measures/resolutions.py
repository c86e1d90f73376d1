"""How long it takes until a customer's matter is settled, and whether it stays so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import narwhals as nw

from heedful.measures.conversations import (
    EMPLOYEE,
    THREAD,
    of_marked,
    or_null,
    with_wait,
    word_of_marked,
)
from heedful.measures.frames import per_group
from heedful.measures.settlements import CYCLE, settled, settling


def first_resolutions(frame: Any, *, now: datetime, keep: Sequence[str] | None = None) -> nw.LazyFrame[Any]:
    """From a customer's first message to the first resolve after it, one row a conversation.

    Parameters
    ----------
    frame : frame
        Interactions with the log's columns ``thread, name, employee, occurred_at, received_at, id``;
        any order, and all of the history: filter on ``started_at`` afterwards.
    now : datetime
        Aware, or naive UTC: how long the open ones have lasted; later events are not known yet.
    keep : sequence of str, optional
        Columns to carry from the first message; all that describe the conversation, if not given.

    Returns
    -------
    nw.LazyFrame
        ``thread, started_at, ended_at, wait_seconds, ended, employee`` and those kept. ``employee``:
        who resolved it. A conversation in which no customer has written has no row.

    Examples
    --------
    >>> import pyarrow as pa
    >>> at = lambda hour: datetime(2026, 3, 2, hour)
    >>> log = pa.table({
    ...     "thread": ["c1"] * 4, "id": ["1", "2", "3", "4"], "name": ["inbound", "resolved", "reopened", "resolved"],
    ...     "occurred_at": [at(9), at(10), at(12), at(13)], "received_at": [at(9), at(10), at(12), at(13)],
    ...     "employee": [None, "Ada", None, "Bo"],
    ... })
    >>> first_resolutions(log, now=at(20)).select("wait_seconds", "employee").collect().rows()
    [(3600, 'Ada')]
    """
    rows, kept = settled(frame, now, keep)
    return with_wait(_ended_first(rows, kept), now)


def full_resolutions(frame: Any, *, now: datetime, keep: Sequence[str] | None = None) -> nw.LazyFrame[Any]:
    """From a customer's first message to the last resolve, one row a conversation.

    Open again means open: a conversation reopened after its last resolve has no end yet.

    Parameters, columns
    -------------------
    As of :func:`first_resolutions`; ``employee``: who resolved it last.

    Examples
    --------
    >>> import pyarrow as pa
    >>> at = lambda hour: datetime(2026, 3, 2, hour)
    >>> log = pa.table({
    ...     "thread": ["c1"] * 4, "id": ["1", "2", "3", "4"], "name": ["inbound", "resolved", "reopened", "resolved"],
    ...     "occurred_at": [at(9), at(10), at(12), at(13)], "received_at": [at(9), at(10), at(12), at(13)],
    ...     "employee": [None, "Ada", None, "Bo"],
    ... })
    >>> full_resolutions(log, now=at(20)).select("wait_seconds", "employee").collect().rows()
    [(14400, 'Bo')]
    >>> full_resolutions(log, now=at(12)).select("wait_seconds", "ended").collect().rows()
    [(10800, False)]
    """
    rows, kept = settled(frame, now, keep)
    return with_wait(rows.select(THREAD, "started_at", "ended_at", EMPLOYEE, *kept), now)


def handling_cycles(frame: Any, *, now: datetime, keep: Sequence[str] | None = None) -> nw.LazyFrame[Any]:
    """Each round of work on a conversation: from the first message or a reopening to the next resolve.

    Parameters, columns
    -------------------
    As of :func:`first_resolutions`, and ``cycle``: 0 for the first round, 1 after the first reopening…
    The columns kept are those of the conversation's first message in every round.

    Examples
    --------
    >>> import pyarrow as pa
    >>> at = lambda hour: datetime(2026, 3, 2, hour)
    >>> log = pa.table({
    ...     "thread": ["c1"] * 3, "id": ["1", "2", "3"], "name": ["inbound", "resolved", "reopened"],
    ...     "occurred_at": [at(9), at(10), at(12)], "received_at": [at(9), at(10), at(12)],
    ...     "employee": [None, "Ada", None],
    ... })
    >>> cycles = handling_cycles(log, now=at(15)).select("cycle", "wait_seconds", "ended")
    >>> sorted(cycles.collect().rows())
    [(0, 3600, True), (1, 10800, False)]
    """
    events, kept = settling(frame, now, keep)
    told = events.with_columns(
        ended_at=of_marked("_settles", "occurred_at", *CYCLE),
        _who=word_of_marked("_settles", EMPLOYEE, *CYCLE),
    ).filter((nw.col("name") == "inbound") | (nw.col("_reopens") == 1))
    asked = events.filter(nw.col("name") == "inbound").select(THREAD, *kept)
    cycles = _starting(told, ["cycle"]).join(asked, on=THREAD, how="left") if kept else _starting(told, ["cycle"])
    return with_wait(cycles, now)


def resolved_conversations(frame: Any, *, now: datetime, keep: Sequence[str] | None = None) -> nw.LazyFrame[Any]:
    """Conversations resolved at least once: when they began, who resolved them, whether they were reopened.

    Parameters
    ----------
    frame, now, keep
        As of :func:`first_resolutions`.

    Returns
    -------
    nw.LazyFrame
        ``thread, started_at, ended_at`` (the first resolve), ``employee, reopened`` (0 or 1) and those kept.

    Examples
    --------
    >>> import pyarrow as pa
    >>> at = lambda hour: datetime(2026, 3, 2, hour)
    >>> log = pa.table({
    ...     "thread": ["c1"] * 2, "id": ["1", "2"], "name": ["inbound", "resolved"],
    ...     "occurred_at": [at(9), at(10)], "received_at": [at(9), at(10)], "employee": [None, "Ada"],
    ... })
    >>> resolved_conversations(log, now=at(15)).select("employee", "reopened").collect().rows()
    [('Ada', 0)]
    """
    rows, kept = settled(frame, now, keep)
    return _ended_first(rows, [*kept, "reopened"]).filter(~nw.col("ended_at").is_null())


def count_reopened(conversations: nw.LazyFrame[Any], *, by: Sequence[str] = ()) -> nw.LazyFrame[Any]:
    """Count what :func:`resolved_conversations` gives, per group, as ``n`` and ``successes``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> frame = nw.from_native(pa.table({"reopened": [0, 1, 0]})).lazy()
    >>> count_reopened(frame).select("successes", "n").collect().rows()
    [(1, 3)]
    """
    counts = per_group(conversations, by, successes=nw.col("reopened").sum(), n=nw.len())
    return counts.with_columns(successes=nw.col("successes").fill_null(0).cast(nw.Int64))


def _ended_first(rows: nw.LazyFrame[Any], more: Sequence[str]) -> nw.LazyFrame[Any]:
    ended, who = nw.col("first_ended_at").alias("ended_at"), nw.col("first_employee").alias(EMPLOYEE)
    return rows.select(THREAD, "started_at", ended, who, *more)


def _starting(events: nw.LazyFrame[Any], kept: Sequence[str]) -> nw.LazyFrame[Any]:
    return events.select(
        THREAD, nw.col("occurred_at").alias("started_at"), "ended_at", or_null("_who").alias(EMPLOYEE), *kept
    )
