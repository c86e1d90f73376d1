"""What customers are worth: the rough formula and the model, from orders and refunds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw

from heedful import stats
from heedful.measures.days import day_number, midnight, span_of
from heedful.measures.frames import lazy
from heedful.measures.groups import estimated_from_rows
from heedful.measures.histories import spend_history_counts
from heedful.measures.orders import known_people, one_currency, orders_and_refunds, within

Frame = nw.LazyFrame[Any]
_DAYS_OF_YEAR = 365.25
METHODS = ("simple", "model")


def clv_simple_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    start: date,
    end: date,
    person: str = "customer",
    at: str = "occurred_at",
    value: str = "value",
) -> Frame:
    """Customers by their net revenue a year and the length of their relationship.

    Parameters
    ----------
    frame : nw.LazyFrame
        Orders and refunds, from the very first on, in one currency; rows without a person are
        left out. A frame without a column `kind` holds orders only.
    by : sequence of str
        Columns to tell groups apart; a relationship is then that with the group.
    start, end : date
        The window of the revenue: the day `start` included, the day `end` excluded. Customers
        are those with an order in it; refunds made in it are taken from the revenue.
    person, at, value : str
        Columns of the person, the (naive, local) time and the amount.

    Returns
    -------
    nw.LazyFrame
        One row per group and distinct pair: ``annual_revenue`` (the window's revenue as of a
        year), ``relationship_days`` (first order ever to last one before `end`), ``customers``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> days = [datetime(2022, 1, 1), datetime(2023, 1, 1)]
    >>> orders = lazy(pa.table({"customer": ["Ana"] * 2, "occurred_at": days, "value": [100.0, 300.0]}))
    >>> clv_simple_counts(orders, start=date(2020, 1, 1), end=date(2024, 1, 1)).collect().rows()
    [(100.0, 365, 1)]
    """
    begins, ends = midnight(start), midnight(end)
    if begins >= ends:
        raise ValueError("the window must end after it starts")
    of_a_year = _DAYS_OF_YEAR / ((ends - begins).total_seconds() / 86_400)
    rows = orders_and_refunds(known_people(within(frame, at=at, end=end), person), value)
    inside, is_order = nw.col(at) >= begins, nw.col("is_order")
    people = (
        rows.with_columns(
            revenue=nw.when(inside).then(nw.col("amount")).otherwise(0.0),
            ordered=nw.when(is_order).then(nw.col(at)),
        )
        .group_by(*by, person)
        .agg(
            nw.col("revenue").sum(),
            first=nw.col("ordered").min(),
            last=nw.col("ordered").max(),
        )
        .filter(nw.col("last") >= begins)
    )
    pair = ["annual_revenue", "relationship_days"]
    return (
        people.with_columns(
            annual_revenue=nw.col("revenue") * of_a_year,
            relationship_days=day_number(nw.col("last")) - day_number(nw.col("first")),
        )
        .group_by(*by, *pair)
        .agg(customers=nw.len())
        .with_columns(nw.col("customers").cast(nw.Int64))
    )


def clv(
    df: Any,
    *,
    method: str = "simple",
    by: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
    person: str = "customer",
    at: str = "occurred_at",
    value: str = "value",
    order: str | None = None,
    level: float = 0.95,
    **options: Any,
) -> Any:
    """What a customer is worth, from any dataframe of orders and refunds.

    Parameters
    ----------
    df : pandas, Polars, PyArrow, DuckDB, PySpark or Ibis frame
        Orders, and refunds where there is a column `kind`.
    method : {"simple", "model"}
        The rough formula over the window; or BG/NBD × Gamma-Gamma for the months after `end`.
    by, person, at, value, order
        As in `clv_simple_counts` and `heedful.measures.spend_history_counts`.
    start, end : date, optional
        The window; from the first row to the day after the last one, if left out. The model
        uses everything before `end`.
    level : float
        Confidence level.
    **options
        Of `heedful.stats.clv_simple` (``years, acquisition_cost, margin``) or
        `heedful.stats.clv_model` (``months, monthly_discount, margin, unit_days``).

    Returns
    -------
    frame
        Columns of `by`, ``value, low, high, n``, of the library that was given (PyArrow for
        DuckDB, Ibis and Spark).

    Raises
    ------
    ValueError
        For an unknown method, several currencies that `by` does not tell apart, or no rows and
        no window.
    TypeError
        For an option that the method does not have.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> days = [datetime(2022, 1, 1), datetime(2023, 1, 1)]
    >>> orders = pa.table({"customer": ["Ana"] * 2, "occurred_at": days, "value": [100.0, 300.0]})
    >>> clv(orders, start=date(2020, 1, 1), end=date(2024, 1, 1), years=3.0)["value"].to_pylist()
    [300.0]
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, not {method!r}")
    frame = lazy(df)
    one_currency(frame, by)
    if start is None or end is None:
        span = span_of(frame, at)
        if span is None:
            raise ValueError("There are no rows, so the window cannot be told: give start=… and end=…")
        start, end = start or span[0], end or span[1]
    if method == "simple":
        counts = clv_simple_counts(frame, by=by, start=start, end=end, person=person, at=at, value=value)
        return estimated_from_rows(counts, by=by, estimate=stats.clv_simple, level=level, **options)
    counts = spend_history_counts(frame, by=by, end=end, person=person, at=at, value=value, order=order)
    return estimated_from_rows(counts, by=by, estimate=stats.clv_model, level=level, **options)
