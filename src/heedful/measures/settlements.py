"""One row a conversation: all that the measures of resolution rest on, in one look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import narwhals as nw

from heedful.measures.conversations import (
    EMPLOYEE,
    PLACE,
    THREAD,
    conversation_events,
    is_any,
    kept_columns,
    of_marked,
    or_null,
    running,
    with_wait,
    word_of_marked,
)

_EVENTS: Final = ("inbound", "resolved", "reopened")
CYCLE: Final = (THREAD, "cycle")


def settlements(frame: Any, *, now: datetime, keep: Sequence[str] | None = None) -> nw.LazyFrame[Any]:
    """All three of a conversation in one look: its first resolve, its last one, and whether it was reopened.

    Parameters
    ----------
    frame, now, keep
        As of :func:`first_resolutions`.

    Returns
    -------
    nw.LazyFrame
        ``thread, started_at``, the ``first_ended_at, first_employee`` of :func:`first_resolutions`, the ``ended_at,
        employee`` of :func:`full_resolutions`, ``reopened`` (0 or 1; of those resolved at least once) and those kept.

    Examples
    --------
    >>> import pyarrow as pa
    >>> at = lambda hour: datetime(2026, 3, 2, hour)
    >>> log = pa.table({
    ...     "thread": ["c1"] * 3, "id": ["1", "2", "3"], "name": ["inbound", "resolved", "reopened"],
    ...     "occurred_at": [at(9), at(10), at(12)], "received_at": [at(9), at(10), at(12)],
    ...     "employee": [None, "Ada", None],
    ... })
    >>> settlements(log, now=at(20)).select("first_employee", "ended_at", "reopened").collect().rows()
    [('Ada', None, 1)]
    """
    return settled(frame, now, keep)[0]


def settlement_counts(settled: nw.LazyFrame[Any], *, now: datetime, by: Sequence[str] = ()) -> nw.LazyFrame[Any]:
    """Count what :func:`settlements` gives: conversations that are alike in all three.

    Parameters
    ----------
    settled : nw.LazyFrame
    now : datetime
        The one they were made with.
    by : sequence of str
        Columns to tell apart.

    Returns
    -------
    nw.LazyFrame
        The columns of `by`, then ``first_seconds, first_ended, full_seconds, full_ended, reopened, count``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> at = lambda hour: datetime(2026, 3, 2, hour)
    >>> log = pa.table({
    ...     "thread": ["c1"] * 3, "id": ["1", "2", "3"], "name": ["inbound", "resolved", "reopened"],
    ...     "occurred_at": [at(9), at(10), at(12)], "received_at": [at(9), at(10), at(12)],
    ...     "employee": [None, "Ada", None],
    ... })
    >>> settlement_counts(settlements(log, now=at(20)), now=at(20)).collect().rows()
    [(3600, True, 39600, False, 1, 1)]
    """
    first = with_wait(settled, now, end="first_ended_at", wait="first_seconds", over="first_ended")
    both = with_wait(first, now, wait="full_seconds", over="full_ended")
    alike = [*by, "first_seconds", "first_ended", "full_seconds", "full_ended", "reopened"]
    return both.group_by(*alike).agg(count=nw.len())


def settled(frame: Any, now: datetime, keep: Sequence[str] | None) -> tuple[nw.LazyFrame[Any], list[str]]:
    """What :func:`settlements` gives, and the columns kept. An engine works out only what is selected of it.

    Examples
    --------
    >>> import pyarrow as pa
    >>> at = datetime(2026, 3, 2, 9)
    >>> row = {"thread": "c1", "id": "1", "name": "inbound", "employee": None, "occurred_at": at, "received_at": at}
    >>> settled(pa.Table.from_pylist([{**row, "location": "Nord"}]), at, None)[1]
    ['location']
    """
    events, kept = settling(frame, now, keep)
    last = (nw.col("_resolved") == 1) & (nw.col("_resolves") == nw.col("_all_resolves"))
    ends = (
        events.with_columns(
            _first_ended_at=of_marked("_settles", "occurred_at", *CYCLE),
            _first_ender=word_of_marked("_settles", EMPLOYEE, *CYCLE),
            _all_resolves=nw.col("_resolves").max().over(THREAD),
            _cycles=nw.col("cycle").max().over(THREAD),
            _reopened=nw.col("_reopens").max().over(THREAD),
        )
        .with_columns(_ends=nw.when(last).then(nw.lit(1)).otherwise(nw.lit(0)))
        .with_columns(
            _ended_in=of_marked("_ends", "cycle", THREAD),
            _ended_at=of_marked("_ends", "occurred_at", THREAD),
            _ender=word_of_marked("_ends", EMPLOYEE, THREAD),
        )
        .filter(nw.col("name") == "inbound")
    )
    for_good = nw.when(nw.col("_ended_in") == nw.col("_cycles"))
    told_ends = ends.with_columns(_ended_at=for_good.then(nw.col("_ended_at")), _ender=for_good.then(nw.col("_ender")))
    names = {"started_at": "occurred_at", "first_ended_at": "_first_ended_at", "ended_at": "_ended_at"}
    enders = {"first_employee": or_null("_first_ender"), EMPLOYEE: or_null("_ender")}
    told = {name: nw.col(column) for name, column in names.items()} | enders | {"reopened": nw.col("_reopened")}
    return told_ends.select(THREAD, *kept, **told), kept


def settling(frame: Any, now: datetime, keep: Sequence[str] | None) -> tuple[nw.LazyFrame[Any], list[str]]:
    """First inbound, then the resolves and reopenings, told apart by cycle: who begins, settles, reopens it.

    Examples
    --------
    >>> import pyarrow as pa
    >>> at = datetime(2026, 3, 2, 9)
    >>> row = {"thread": "c1", "id": "1", "name": "inbound", "employee": None, "occurred_at": at, "received_at": at}
    >>> settling(pa.Table.from_pylist([row]), at, None)[0].select("name", "cycle").collect().rows()
    [('inbound', 0)]
    """
    events = conversation_events(frame, _EVENTS, now=now, keep=keep)
    asked = events.with_columns(_inbound=is_any("inbound"), _resolved=is_any("resolved"))
    counted = running(asked, _inbounds="_inbound").filter(
        ((nw.col("_inbound") == 1) & (nw.col("_inbounds") == 1))
        | ((nw.col("_inbound") == 0) & (nw.col("_inbounds") > 0))
    )
    follows = counted.with_columns(_before=nw.col("name").shift(1).over(THREAD, order_by=PLACE))
    after_resolve = nw.col("_before") == "resolved"
    told = follows.with_columns(
        _reopens=nw.when(after_resolve & (nw.col("name") == "reopened")).then(nw.lit(1)).otherwise(nw.lit(0)),
        _settles=nw.when(after_resolve).then(nw.lit(0)).otherwise(nw.col("_resolved")),
    ).with_columns(cycle=_so_far("_reopens").cast(nw.Int64), _resolves=_so_far("_resolved"))
    return told, kept_columns(events)


def _so_far(flag: str) -> nw.Expr:
    return nw.col(flag).cum_sum().over(THREAD, order_by=PLACE)
