"""What was spent on keeping customers and on winning them, beside how many it kept and won."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw

from heedful import stats
from heedful.measures.days import midnight
from heedful.measures.frames import estimated, lazy, per_group
from heedful.measures.orders import known_people, one_currency, only_orders, within

Frame = nw.LazyFrame[Any]


def retention_cost_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    start: date,
    end: date,
    tag: str = "retention",
    person: str = "customer",
    at: str = "occurred_at",
    value: str = "value",
) -> Frame:
    """Spend on retention in a period, and the customers retained in it.

    Retained is who ordered in the period and had ordered before it.

    Parameters
    ----------
    frame : nw.LazyFrame
        Orders, from the very first on, and costs, told apart by a column `kind`, in one
        currency. A cost carries its tag in the column `name`.
    by : sequence of str
        Columns to tell groups apart, which costs and orders share; who is retained is then
        judged within the group.
    start, end : date
        The period: the day `start` included, the day `end` excluded.
    tag : str
        The name of the costs to count.
    person, at, value : str
        Columns of the person, the (naive, local) time and the amount.

    Returns
    -------
    nw.LazyFrame
        One row per group: ``spend, costs, customers``, for `heedful.stats.cost_per_customer`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> rows = {"kind": ["order", "order", "cost"], "name": [None, None, "retention"]}
    >>> rows |= {"customer": ["Ana", "Ana", None], "value": [20.0, 30.0, 5.0]}
    >>> rows |= {"occurred_at": [datetime(2024, 1, 1), datetime(2024, 2, 1), datetime(2024, 2, 2)]}
    >>> period = {"start": date(2024, 2, 1), "end": date(2024, 3, 1)}
    >>> retention_cost_counts(lazy(pa.table(rows)), **period).collect().rows()
    [(5.0, 1, 1)]
    """
    first_before = nw.col("first") < midnight(start)
    return _spend_and_customers(frame, by, start, end, tag, person, at, value, first_before)


def acquisition_cost_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    start: date,
    end: date,
    tag: str = "acquisition",
    person: str = "customer",
    at: str = "occurred_at",
    value: str = "value",
) -> Frame:
    """Spend on acquisition in a period, and the customers won in it.

    Won is whose first order ever lies in the period. Takes and gives what
    `retention_cost_counts` does.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> rows = {"kind": ["order", "cost"], "name": [None, "acquisition"], "customer": ["Ana", None]}
    >>> rows |= {"occurred_at": [datetime(2024, 2, 1)] * 2, "value": [20.0, 8.0]}
    >>> period = {"start": date(2024, 2, 1), "end": date(2024, 3, 1)}
    >>> acquisition_cost_counts(lazy(pa.table(rows)), **period).collect().rows()
    [(8.0, 1, 1)]
    """
    first_inside = nw.col("first") >= midnight(start)
    return _spend_and_customers(frame, by, start, end, tag, person, at, value, first_inside)


def retention_cost(
    df: Any,
    *,
    by: Sequence[str] = (),
    start: date,
    end: date,
    tag: str = "retention",
    person: str = "customer",
    at: str = "occurred_at",
    value: str = "value",
) -> Any:
    """Cost of keeping a customer in a period, from any dataframe of orders and costs.

    Takes what `retention_cost_counts` takes, with any dataframe for the frame.

    Returns
    -------
    frame
        Columns of `by`, ``value, low, high, n``, of the library that was given (PyArrow for
        DuckDB, Ibis and Spark); there is no interval, as nothing is sampled.

    Raises
    ------
    ValueError
        When the money is in several currencies that `by` does not tell apart.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> rows = {"kind": ["order", "order", "cost"], "name": [None, None, "retention"]}
    >>> rows |= {"customer": ["Ana", "Ana", None], "value": [20.0, 30.0, 5.0]}
    >>> rows |= {"occurred_at": [datetime(2024, 1, 1), datetime(2024, 2, 1), datetime(2024, 2, 2)]}
    >>> retention_cost(pa.table(rows), start=date(2024, 2, 1), end=date(2024, 3, 1))["value"].to_pylist()
    [5.0]
    """
    frame = lazy(df)
    one_currency(frame, by)
    counts = retention_cost_counts(frame, by=by, start=start, end=end, tag=tag, person=person, at=at, value=value)
    return estimated(counts, by=by, estimate=stats.cost_per_customer)


def acquisition_cost(
    df: Any,
    *,
    by: Sequence[str] = (),
    start: date,
    end: date,
    tag: str = "acquisition",
    person: str = "customer",
    at: str = "occurred_at",
    value: str = "value",
) -> Any:
    """Cost of winning a customer in a period, from any dataframe of orders and costs.

    Takes, gives and raises what `retention_cost` does.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> rows = {"kind": ["order", "cost"], "name": [None, "acquisition"], "customer": ["Ana", None]}
    >>> rows |= {"occurred_at": [datetime(2024, 2, 1)] * 2, "value": [20.0, 8.0]}
    >>> acquisition_cost(pa.table(rows), start=date(2024, 2, 1), end=date(2024, 3, 1))["value"].to_pylist()
    [8.0]
    """
    frame = lazy(df)
    one_currency(frame, by)
    counts = acquisition_cost_counts(frame, by=by, start=start, end=end, tag=tag, person=person, at=at, value=value)
    return estimated(counts, by=by, estimate=stats.cost_per_customer)


def _spend_and_customers(
    frame: Frame,
    by: Sequence[str],
    start: date,
    end: date,
    tag: str,
    person: str,
    at: str,
    value: str,
    who: nw.Expr,
) -> Frame:
    """Costs of the tag and people who ordered in the period, of those the ones that `who` means."""
    columns, whole = [*by, "spend", "costs", "customers"], nw.lit(0).cast(nw.Int64)
    tagged = (nw.col("kind") == "cost") & (nw.col("name") == tag)
    costs = (
        within(frame, at=at, start=start, end=end)
        .filter(tagged)
        .with_columns(spend=nw.col(value).cast(nw.Float64), costs=whole + 1, customers=whole)
    )
    ordered = nw.when(nw.col(at) >= midnight(start)).then(1).otherwise(0)
    people = (
        known_people(within(only_orders(frame), at=at, end=end), person)
        .with_columns(ordered=ordered)
        .group_by(*by, person)
        .agg(nw.col("ordered").max(), first=nw.col(at).min())
        .filter((nw.col("ordered") == 1) & who)
        .with_columns(spend=nw.lit(0.0), costs=whole, customers=whole + 1)
    )
    both = nw.concat([costs.select(*columns), people.select(*columns)], how="vertical")
    counts = per_group(
        both, by, spend=nw.col("spend").sum(), costs=nw.col("costs").sum(), customers=nw.col("customers").sum()
    )
    return counts.with_columns(nw.col("costs", "customers").cast(nw.Int64))
