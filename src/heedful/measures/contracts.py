"""Contracts from events: each spell from subscribing to cancelling, or to today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import narwhals as nw

Frame = nw.LazyFrame[Any]


def contracts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    person: str = "customer",
    at: str = "occurred_at",
    name: str = "name",
    started: str = "subscribed",
    ended: str = "cancelled",
) -> Frame:
    """One row per contract: when it began, and when it was cancelled (null while it runs).

    Events of a person are taken in the log's one order (time, then when received, then id).
    Subscribing again while under contract continues it; cancelling without having subscribed is
    a contract whose beginning nobody has heard of, and is left out.

    Parameters
    ----------
    frame : nw.LazyFrame
        Rows with the event's name; others than the two are ignored, and rows without a person.
    by : sequence of str
        Columns to tell groups apart; contracts are then followed within the group.
    person, at, name : str
        Columns of the person, the (naive) time and the event's name.
    started, ended : str
        The names of the two events.

    Returns
    -------
    nw.LazyFrame
        Columns of `by`, the person, ``spell`` (0, 1, …), ``started_at``, ``ended_at``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures.frames import lazy
    >>> days = [datetime(2024, 1, 5), datetime(2024, 2, 1), datetime(2024, 6, 1)]
    >>> names = ["subscribed", "cancelled", "subscribed"]
    >>> events = lazy(pa.table({"customer": ["Ana"] * 3, "name": names, "occurred_at": days}))
    >>> contracts(events).collect().sort("spell")["ended_at"].to_list()
    [datetime.datetime(2024, 2, 1, 0, 0), None]
    """
    what = nw.col(name)
    known = set(frame.collect_schema())
    order = [at, *(column for column in ("received_at", "id") if column in known and column != at)]
    over = (what == ended).cast(nw.Int64)
    # Rows without a person go last: DuckDB would look for them first, in every row of the log.
    return (
        frame.filter(what.is_in([started, ended]))
        .with_columns(over=over, _of_somebody=nw.when(nw.col(person).is_null()).then(0).otherwise(1))
        .with_columns(spell=nw.col("over").cum_sum().over(*by, person, order_by=order) - nw.col("over"))
        .with_columns(
            started_at=nw.when(what == started).then(nw.col(at)), ended_at=nw.when(what == ended).then(nw.col(at))
        )
        .group_by(*by, person, "spell")
        .agg(nw.col("started_at", "ended_at").min(), _of_somebody=nw.col("_of_somebody").max())
        .filter(~nw.col("started_at").is_null(), nw.col("_of_somebody") == 1)
        .drop("_of_somebody")
    )


def runs_on(moment: datetime) -> nw.Expr:
    """Whether a contract runs at a moment: begun by then, and not cancelled before it.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures.frames import lazy
    >>> begun, over = [datetime(2024, 1, 5)], [datetime(2024, 2, 1)]
    >>> spell = lazy(pa.table({"started_at": begun, "ended_at": over}))
    >>> spell.select(runs=runs_on(datetime(2024, 2, 1))).collect().item(0, "runs")
    True
    """
    over = nw.col("ended_at")
    return (nw.col("started_at") <= moment) & (over.is_null() | (over >= moment))
