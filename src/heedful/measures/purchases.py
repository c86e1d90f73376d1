"""Buying again: who does, how often, and how long it takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw

from heedful import stats
from heedful.measures.days import day_number
from heedful.measures.frames import estimated, lazy, per_group
from heedful.measures.orders import known_people, only_orders, order_key, within

Frame = nw.LazyFrame[Any]


def orders_of_people(
    frame: Frame, by: Sequence[str], start: date | None, end: date | None, person: str, at: str, order: str | None
) -> Frame:
    """One row per order of a known person: when it was made. Lines of one order are one.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> lines = pa.table({"customer": ["Ana"] * 2, "thread": ["O1"] * 2, "occurred_at": [datetime(2024, 1, 1)] * 2})
    >>> orders_of_people(lazy(lines), [], None, None, "customer", "occurred_at", None).collect().shape[0]
    1
    """
    rows = known_people(within(only_orders(frame), at=at, start=start, end=end), person)
    keyed = rows.with_columns(order_key(rows, order).alias("order"))
    return keyed.group_by(*by, person, "order").agg(ordered=nw.col(at).min())


def purchase_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
    person: str = "customer",
    at: str = "occurred_at",
    order: str | None = None,
) -> Frame:
    """Customers with an order in the window and how often they ordered: what both measures below rest on.

    Takes and raises what `repeat_purchase_counts` does.

    Returns
    -------
    nw.LazyFrame
        One row per group: ``customers, repeat_customers, orders, orders_squared`` (the sum of
        the squares of each customer's orders).

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> orders = {"id": ["1", "2", "3"], "customer": ["Ana", "Ana", "Bo"], "occurred_at": [datetime(2024, 1, 1)] * 3}
    >>> purchase_counts(lazy(pa.table(orders))).collect().rows()
    [(2, 1, 3, 5)]
    """
    rows = known_people(within(only_orders(frame), at=at, start=start, end=end), person)
    keyed = rows.with_columns(order_key(rows, order).alias("order"))
    people = keyed.group_by(*by, person).agg(orders=nw.col("order").n_unique())
    again, count = (nw.col("orders") >= 2).cast(nw.Int64), nw.col("orders").cast(nw.Int64)
    counts = per_group(
        people.with_columns(again=again, orders=count, orders_squared=count * count),
        by,
        customers=nw.len(),
        repeat_customers=nw.col("again").sum(),
        **{name: nw.col(name).sum() for name in ("orders", "orders_squared")},
    )
    return counts.with_columns(nw.col("customers", "repeat_customers", "orders", "orders_squared").cast(nw.Int64))


def repeat_purchase_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
    person: str = "customer",
    at: str = "occurred_at",
    order: str | None = None,
) -> Frame:
    """Customers with an order in the window, and those with two or more.

    Parameters
    ----------
    frame : nw.LazyFrame
        Order lines or whole orders; other kinds, where there is a column `kind`, and rows
        without a person are left out. An order refunded later was an order.
    by : sequence of str
        Columns to tell groups apart; orders are then counted within the group.
    start, end : date, optional
        The window: the day `start` included, the day `end` excluded; open if left out.
    person, at : str
        Columns of the person and of the (naive, local) time.
    order : str, optional
        Column that tells orders apart; the log's `thread`, else its `id`, if left out.

    Returns
    -------
    nw.LazyFrame
        One row per group: ``customers, repeat_customers``.

    Raises
    ------
    ValueError
        When no column tells orders apart.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> orders = {"id": ["1", "2", "3"], "customer": ["Ana", "Ana", "Bo"], "occurred_at": [datetime(2024, 1, 1)] * 3}
    >>> repeat_purchase_counts(lazy(pa.table(orders))).collect().rows()
    [(2, 1)]
    """
    counts = purchase_counts(frame, by=by, start=start, end=end, person=person, at=at, order=order)
    return counts.select(*by, "customers", "repeat_customers")


def orders_per_customer_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
    person: str = "customer",
    at: str = "occurred_at",
    order: str | None = None,
) -> Frame:
    """Customers with an order in the window, their orders, and the sum of the squares.

    Takes and raises what `repeat_purchase_counts` does.

    Returns
    -------
    nw.LazyFrame
        One row per group: ``n, total, total_of_squares``, for `heedful.stats.mean`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> orders = {"id": ["1", "2", "3"], "customer": ["Ana", "Ana", "Bo"], "occurred_at": [datetime(2024, 1, 1)] * 3}
    >>> orders_per_customer_counts(lazy(pa.table(orders))).collect().rows()
    [(2, 3, 5)]
    """
    counts = purchase_counts(frame, by=by, start=start, end=end, person=person, at=at, order=order)
    named = {"n": "customers", "total": "orders", "total_of_squares": "orders_squared"}
    return counts.select(*by, **{name: nw.col(column) for name, column in named.items()})


def days_between_orders_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
    person: str = "customer",
    at: str = "occurred_at",
    order: str | None = None,
) -> Frame:
    """How many times somebody came back after so many days: the gaps between consecutive orders.

    Takes and raises what `repeat_purchase_counts` does.

    Returns
    -------
    nw.LazyFrame
        One row per group and ``days`` (from 0: a second order on the same day): ``gaps``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 15)]
    >>> orders = lazy(pa.table({"id": ["1", "2"], "customer": ["Ana"] * 2, "occurred_at": days}))
    >>> days_between_orders_counts(orders).collect().rows()
    [(14, 1)]
    """
    orders = orders_of_people(frame, by, start, end, person, at, order)
    before = nw.col("day").shift(1).over(*by, person, order_by=["day", "order"])
    return (
        orders.with_columns(day=day_number(nw.col("ordered")))
        .with_columns(days=nw.col("day") - before)
        .filter(~nw.col("days").is_null())
        .group_by(*by, "days")
        .agg(gaps=nw.len())
        .with_columns(nw.col("days", "gaps").cast(nw.Int64))
    )


def repeat_purchase(
    df: Any,
    *,
    by: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
    person: str = "customer",
    at: str = "occurred_at",
    order: str | None = None,
    level: float = 0.95,
) -> Any:
    """Share of customers with two or more orders in the window, from any dataframe.

    Parameters
    ----------
    df : pandas, Polars, PyArrow, DuckDB, PySpark or Ibis frame
        Order lines or whole orders.
    by, start, end, person, at, order
        As in `repeat_purchase_counts`.
    level : float
        Confidence level.

    Returns
    -------
    frame
        Columns of `by`, ``value, low, high, n``, of the library that was given (PyArrow for
        DuckDB, Ibis and Spark).

    Raises
    ------
    ValueError
        When no column tells orders apart.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> orders = {"id": ["1", "2", "3"], "customer": ["Ana", "Ana", "Bo"], "occurred_at": [datetime(2024, 1, 1)] * 3}
    >>> repeat_purchase(pa.table(orders))["value"].to_pylist()
    [0.5]
    """
    counts = repeat_purchase_counts(lazy(df), by=by, start=start, end=end, person=person, at=at, order=order)
    return estimated(counts, by=by, estimate=stats.repeat_purchase, level=level)
