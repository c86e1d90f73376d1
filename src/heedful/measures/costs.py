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
    return _spend_and_customers(frame, by, start, end, tag, person, at, value, "returning")


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
    return _spend_and_customers(frame, by, start, end, tag, person, at, value, "new")


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


def spend_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    start: date,
    end: date,
    tag: str,
    at: str = "occurred_at",
    value: str = "value",
) -> Frame:
    """Costs of the tag in a period, and how many they are.

    Takes what `retention_cost_counts` does; orders among the rows are left out.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> rows = {"kind": ["cost"], "name": ["acquisition"], "occurred_at": [datetime(2024, 2, 1)], "value": [8.0]}
    >>> period = {"start": date(2024, 2, 1), "end": date(2024, 3, 1)}
    >>> spend_counts(lazy(pa.table(rows)), tag="acquisition", **period).collect().rows()
    [(8.0, 1)]
    """
    tagged = (nw.col("kind") == "cost") & (nw.col("name") == tag)
    costs = within(frame, at=at, start=start, end=end).filter(tagged)
    spent = costs.with_columns(spend=nw.col(value).cast(nw.Float64), costs=nw.lit(1).cast(nw.Int64))
    counts = per_group(spent, by, spend=nw.col("spend").sum(), costs=nw.col("costs").sum())
    return counts.with_columns(nw.col("costs").cast(nw.Int64))


def buyer_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    start: date,
    end: date,
    person: str = "customer",
    at: str = "occurred_at",
) -> Frame:
    """Customers with an order in a period, those who had ordered before it told apart from the new ones.

    Takes what `retention_cost_counts` does; costs among the rows are left out.

    Returns
    -------
    nw.LazyFrame
        One row per group: ``new, returning``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> orders = lazy(pa.table({"customer": ["Ana"], "occurred_at": [datetime(2024, 2, 1)]}))
    >>> buyer_counts(orders, start=date(2024, 2, 1), end=date(2024, 3, 1)).collect().rows()
    [(1, 0)]
    """
    begins = midnight(start)
    people = (
        known_people(within(only_orders(frame), at=at, end=end), person)
        .group_by(*by, person)
        .agg(first=nw.col(at).min(), last=nw.col(at).max())
        .filter(nw.col("last") >= begins)
        .with_columns(
            new=nw.when(nw.col("first") >= begins).then(nw.lit(1).cast(nw.Int64)).otherwise(nw.lit(0).cast(nw.Int64))
        )
        .with_columns(returning=1 - nw.col("new"))
    )
    counts = per_group(people, by, new=nw.col("new").sum(), returning=nw.col("returning").sum())
    return counts.with_columns(nw.col("new", "returning").cast(nw.Int64))


def _spend_and_customers(
    frame: Frame,
    by: Sequence[str],
    start: date,
    end: date,
    tag: str,
    person: str,
    at: str,
    value: str,
    whom: str,
) -> Frame:
    """Costs of the tag, and of the people who ordered in the period the new or the returning ones."""
    columns = ["spend", "costs", "customers"]
    costs = spend_counts(frame, by=by, start=start, end=end, tag=tag, at=at, value=value)
    people = buyer_counts(frame, by=by, start=start, end=end, person=person, at=at)
    chosen = people.with_columns(customers=nw.col(whom)).filter(nw.col("customers") > 0)
    spent = costs.with_columns(customers=nw.col("costs") * 0)  # of the type that the engine sums in
    bought = chosen.with_columns(spend=nw.lit(0.0), costs=nw.col("customers") * 0)
    both = nw.concat([spent.select(*by, *columns), bought.select(*by, *columns)], how="vertical")
    counts = per_group(both, by, **{name: nw.col(name).sum() for name in columns})
    return counts.with_columns(nw.col("costs", "customers").cast(nw.Int64))
