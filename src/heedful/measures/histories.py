"""Purchase histories for the models: how often, when last, observed how long, how much; equal ones counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw

from heedful.measures.days import day_number, last_day, midnight
from heedful.measures.orders import known_people, only_orders, order_key, orders_and_refunds, within

Frame = nw.LazyFrame[Any]


def history_counts(
    frame: Frame, *, by: Sequence[str] = (), end: date, person: str = "customer", at: str = "occurred_at"
) -> Frame:
    """Customers by their purchase history, in days: what the model of repeat purchases is fitted on.

    Parameters
    ----------
    frame : nw.LazyFrame
        The orders, from the very first on; other kinds, where there is a column `kind`, and
        rows without a person are left out. Several orders of a day are one purchase.
    by : sequence of str
        Columns to tell groups apart; a history is then that in the group.
    end : date
        The day (excluded) up to which everything has been heard.
    person, at : str
        Columns of the person and of the (naive, local) time.

    Returns
    -------
    nw.LazyFrame
        One row per group and distinct history: ``frequency`` (days with a purchase after the
        first), ``recency`` (days from the first to the last), ``age`` (days from the first to
        the last day heard of), ``customers``. Without orders: no rows.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> from heedful.measures.frames import lazy
    >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 31), datetime(2024, 1, 31, 18)]
    >>> orders = lazy(pa.table({"customer": ["Ana"] * 3, "occurred_at": days}))
    >>> history_counts(orders, end=date(2024, 4, 1)).collect().rows()
    [(1, 30, 90, 1)]
    """
    days = purchase_days(within(only_orders(frame), at=at, end=end), by, person, at)
    people = days.group_by(*by, person).agg(first=nw.col("day").min(), last=nw.col("day").max(), days=nw.len())
    return _histories(people, [], by, end)


def spend_history_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    end: date,
    person: str = "customer",
    at: str = "occurred_at",
    value: str = "value",
    order: str | None = None,
) -> Frame:
    """Customers by purchase history and mean spend per repeat purchase, net of refunds.

    A refund is taken from the day of its order, where that is known (one `thread`), else from
    the day it was made on. An order that was refunded is still a purchase, of what is left.

    Parameters
    ----------
    frame, by, end, person, at
        As in `history_counts`; rows of kind `refund` are used, too.
    value : str
        Column of the amount, in one currency; a refund's is positive.
    order : str, optional
        Column that tells orders apart; the log's `thread`, else its `id`, if left out.

    Returns
    -------
    nw.LazyFrame
        As `history_counts`, with ``spend``: 0 for those without a repeat purchase.

    Raises
    ------
    ValueError
        When no column tells orders apart.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> from heedful.measures.frames import lazy
    >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 31)]
    >>> columns = {"id": ["1", "2"], "customer": ["Ana"] * 2, "occurred_at": days, "value": [10.0, 30.0]}
    >>> spend_history_counts(lazy(pa.table(columns)), end=date(2024, 4, 1)).collect().rows()
    [(1, 30, 90, 30.0, 1)]
    """
    who = [*by, person]
    rows = orders_and_refunds(known_people(within(frame, at=at, end=end), person), value)
    moment = nw.col(at)
    days = (
        rows.with_columns(order_key(rows, order).alias("order"), ordered=nw.when(nw.col("is_order")).then(moment))
        .group_by(*who, "order")
        .agg(nw.col("ordered").min(), nw.col("amount").sum(), moved=moment.min())
        .with_columns(bought=(~nw.col("ordered").is_null()).cast(nw.Int64))
        .with_columns(day=day_number(nw.coalesce("ordered", "moved")))
        .group_by(*who, "day")
        .agg(nw.col("amount").sum(), nw.col("bought").max())
        .with_columns(bought_on=nw.when(nw.col("bought") == 1).then(nw.col("day")))
        .with_columns(first=nw.col("bought_on").min().over(*who))
        .with_columns(again=nw.when(nw.col("day") > nw.col("first")).then(nw.col("amount")).otherwise(0.0))
    )
    people = (
        days.group_by(*who)
        .agg(nw.col("first").min(), nw.col("again").sum(), last=nw.col("bought_on").max(), days=nw.col("bought").sum())
        .filter(~nw.col("first").is_null())
        .with_columns(spend=nw.when(nw.col("days") > 1).then(nw.col("again") / (nw.col("days") - 1)).otherwise(0.0))
    )
    return _histories(people, ["spend"], by, end)


def holdout_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    split: date,
    end: date,
    person: str = "customer",
    at: str = "occurred_at",
) -> Frame:
    """Histories up to a day, and what these customers then did buy: to see whether the model can be trusted.

    Parameters
    ----------
    frame, by, end, person, at
        As in `history_counts`.
    split : date
        The first day of the time held out; histories end before it, and only customers with a
        purchase before it are counted.

    Returns
    -------
    nw.LazyFrame
        As `history_counts`, with ``bought`` (days with a purchase in the time held out, over all
        customers of the row) and ``bought_squared`` (the sum of their squares).

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> from heedful.measures.frames import lazy
    >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 31), datetime(2024, 5, 1)]
    >>> orders = lazy(pa.table({"customer": ["Ana"] * 3, "occurred_at": days}))
    >>> holdout_counts(orders, split=date(2024, 4, 1), end=date(2024, 7, 1)).collect().rows()
    [(1, 30, 90, 1, 1, 1)]
    """
    days = purchase_days(within(only_orders(frame), at=at, end=end), by, person, at)
    before = (nw.col("day") < midnight(split).toordinal()).cast(nw.Int64)
    people = (
        days.with_columns(before=before, seen=nw.when(before == 1).then(nw.col("day")))
        .group_by(*by, person)
        .agg(first=nw.col("seen").min(), last=nw.col("seen").max(), days=nw.col("before").sum(), all=nw.len())
        .filter(~nw.col("first").is_null())
        .with_columns(bought=nw.col("all").cast(nw.Int64) - nw.col("days").cast(nw.Int64))
        .with_columns(bought_squared=nw.col("bought") * nw.col("bought"))
    )
    return _histories(people, [], by, split, ["bought", "bought_squared"])


def purchase_days(frame: Frame, by: Sequence[str], person: str, at: str) -> Frame:
    """Each day on which each person bought, once, as its number.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> from heedful.measures.frames import lazy
    >>> orders = lazy(pa.table({"customer": ["Ana", "Ana"], "occurred_at": [datetime(2024, 1, 1)] * 2}))
    >>> purchase_days(orders, [], "customer", "occurred_at").collect().rows()
    [('Ana', 738886)]
    """
    who = [*by, person]
    return (
        known_people(frame, person)
        .with_columns(midnight=nw.col(at).dt.truncate("1d"))
        .group_by(*who, "midnight")
        .agg(rows=nw.len())
        .select(*who, day=day_number(nw.col("midnight")))
    )


def _histories(people: Frame, more: Sequence[str], by: Sequence[str], end: date, sums: Sequence[str] = ()) -> Frame:
    """One row per person to one per distinct history."""
    kinds = ["frequency", "recency", "age"]
    whole = [*kinds, *sums, "customers"]
    return (
        people.with_columns(
            frequency=nw.col("days").cast(nw.Int64) - 1,
            recency=nw.col("last") - nw.col("first"),
            age=last_day(end).toordinal() - nw.col("first"),
        )
        .group_by(*by, *kinds, *more)
        .agg(*(nw.col(name).sum() for name in sums), customers=nw.len())
        .select(*by, *kinds, *more, "customers", *sums)
        .with_columns(nw.col(*whole).cast(nw.Int64))
    )
