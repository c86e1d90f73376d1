"""Customers lost: by contract, by survival, by a model of their purchases, by silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw

from heedful import stats
from heedful.measures.contracts import contracts, runs_on
from heedful.measures.days import day_number, last_day, midnight
from heedful.measures.frames import estimated, lazy, per_group
from heedful.measures.groups import estimated_from_rows
from heedful.measures.histories import history_counts, purchase_days
from heedful.measures.orders import only_orders, within
from heedful.measures.retention import end_of

Frame = nw.LazyFrame[Any]
METHODS = ("contract", "survival", "model", "silence")


def churn_contract_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    start: date,
    end: date,
    person: str = "customer",
    at: str = "occurred_at",
    started: str = "subscribed",
    ended: str = "cancelled",
) -> Frame:
    """Customers under contract at the start of a period, and those of them who cancelled in it.

    Parameters
    ----------
    frame : nw.LazyFrame
        Rows with the events in a column `name`, from the very first on (see `contracts`).
    by : sequence of str
        Columns to tell groups apart; contracts are then followed within the group.
    start, end : date
        The period: the day `start` included, the day `end` excluded. Whoever subscribed exactly
        at the start was there, and who cancelled exactly then cancelled in the period.
    person, at : str
        Columns of the person and of the (naive, local) time.
    started, ended : str
        The names of the two events.

    Returns
    -------
    nw.LazyFrame
        One row per group: ``customers_start, cancelled``. Those who subscribed in the period
        and cancelled in it, too, are in neither.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 1), datetime(2024, 1, 20)]
    >>> names = ["subscribed", "subscribed", "cancelled"]
    >>> events = lazy(pa.table({"customer": ["Ana", "Bo", "Bo"], "name": names, "occurred_at": days}))
    >>> churn_contract_counts(events, start=date(2024, 1, 1), end=date(2024, 2, 1)).collect().rows()
    [(2, 1)]
    """
    spells = contracts(frame, by=by, person=person, at=at, started=started, ended=ended)
    there = runs_on(midnight(start))
    cancelled = there & (nw.col("ended_at") < midnight(end)) & (~nw.col("ended_at").is_null())
    people = (
        spells.with_columns(customers_start=there.cast(nw.Int64))
        .with_columns(cancelled=nw.when(cancelled).then(1).otherwise(0))
        .group_by(*by, person)
        .agg(nw.col("customers_start", "cancelled").max())
    )
    counts = per_group(people, by, customers_start=nw.col("customers_start").sum(), cancelled=nw.col("cancelled").sum())
    return counts.with_columns(nw.col("customers_start", "cancelled").cast(nw.Int64))


def churn_survival_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    end: date,
    person: str = "customer",
    at: str = "occurred_at",
    started: str = "subscribed",
    ended: str = "cancelled",
) -> Frame:
    """Contracts by their length in days: cancelled at it, or still running when last seen.

    Parameters
    ----------
    frame, by, person, at, started, ended
        As in `churn_contract_counts`.
    end : date
        The day (excluded) up to which everything has been heard; contracts that run on are
        censored there.

    Returns
    -------
    nw.LazyFrame
        One row per group and ``age`` in days: ``ended, censored``, for
        `heedful.stats.kaplan_meier`. Every contract counts, a second one of a person, too.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> names, days = ["subscribed", "cancelled"], [datetime(2024, 1, 1), datetime(2024, 1, 31)]
    >>> events = lazy(pa.table({"customer": ["Ana", "Ana"], "name": names, "occurred_at": days}))
    >>> churn_survival_counts(events, end=date(2024, 7, 1)).collect().rows()
    [(30, 1, 0)]
    """
    heard = within(frame, at=at, end=end)
    over = ~nw.col("ended_at").is_null()
    last = nw.when(over).then(nw.col("ended_at")).otherwise(nw.lit(midnight(last_day(end))))
    return (
        contracts(heard, by=by, person=person, at=at, started=started, ended=ended)
        .with_columns(last=last, ended=over.cast(nw.Int64))
        .with_columns(age=day_number(nw.col("last")) - day_number(nw.col("started_at")), censored=1 - nw.col("ended"))
        .group_by(*by, "age")
        .agg(nw.col("ended", "censored").sum())
        .with_columns(nw.col("age", "ended", "censored").cast(nw.Int64))
    )


def churn_silence_counts(
    frame: Frame, *, by: Sequence[str] = (), end: date, person: str = "customer", at: str = "occurred_at"
) -> Frame:
    """Gaps between purchase days by their length, and customers by how long they have been silent.

    Parameters
    ----------
    frame, by, end, person, at
        As in `heedful.measures.history_counts`.

    Returns
    -------
    nw.LazyFrame
        One row per group and ``days``: ``gaps`` of that length between two purchase days of a
        person, ``customers`` whose last purchase lies so many days back from the last day heard.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 1), datetime(2024, 1, 31)]
    >>> orders = lazy(pa.table({"customer": ["Ana"] * 2, "occurred_at": days}))
    >>> churn_silence_counts(orders, end=date(2024, 3, 1)).collect().sort("gaps").rows()
    [(29, 0, 1), (30, 1, 0)]
    """
    bought = purchase_days(within(only_orders(frame), at=at, end=end), by, person, at)
    day = nw.col("day")
    columns = [*by, "days", "gaps", "customers"]
    gaps = (
        bought.with_columns(days=day - day.shift(1).over(*by, person, order_by="day"))
        .filter(~nw.col("days").is_null())
        .group_by(*by, "days")
        .agg(gaps=nw.len())
        .with_columns(customers=nw.col("gaps") * 0)  # of the type that the engine counts in
    )
    silent = (
        bought.group_by(*by, person)
        .agg(last=day.max())
        .with_columns(days=last_day(end).toordinal() - nw.col("last"))
        .group_by(*by, "days")
        .agg(customers=nw.len())
        .with_columns(gaps=nw.col("customers") * 0)
    )
    both = nw.concat([gaps.select(*columns), silent.select(*columns)], how="vertical")
    summed = both.group_by(*by, "days").agg(nw.col("gaps", "customers").sum())
    return summed.with_columns(nw.col("days", "gaps", "customers").cast(nw.Int64))


def churn(
    df: Any,
    *,
    method: str,
    by: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
    person: str = "customer",
    at: str = "occurred_at",
    level: float = 0.95,
    **options: Any,
) -> Any:
    """Share of customers lost, from any dataframe, by a named method.

    Parameters
    ----------
    df : pandas, Polars, PyArrow, DuckDB, PySpark or Ibis frame
        Events of contracts, or orders.
    method : {"contract", "survival", "model", "silence"}
        Cancelled in the period of those there at its `start`; gone by the age `at_age` (days,
        an option that it needs); 1 − P(alive) of repeat customers; silent beyond the shop's own
        `percentile` of the gaps between purchases.
    by, person, at
        As in the `…_counts` functions.
    start, end : date, optional
        The period; `start` is needed by "contract" and unused elsewhere. The day after the last
        row, if `end` is left out.
    level : float
        Confidence level.
    **options
        Of the method: ``at_age``; ``percentile``; ``unit_days``; ``started``, ``ended``.

    Returns
    -------
    frame
        Columns of `by`, ``value, low, high, n``, of the library that was given (PyArrow for
        DuckDB, Ibis and Spark).

    Raises
    ------
    ValueError
        For an unknown method, "contract" without a start, or no rows and no `end`.
    TypeError
        For an option that the method does not have, or lacks.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> names, days = ["subscribed", "cancelled"], [datetime(2024, 1, 1), datetime(2024, 1, 31)]
    >>> events = pa.table({"customer": ["Ana", "Ana"], "name": names, "occurred_at": days})
    >>> churn(events, method="contract", start=date(2024, 1, 1), end=date(2024, 2, 1))["value"].to_pylist()
    [1.0]
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, not {method!r}")
    frame = lazy(df)
    until = end or end_of(frame, at)
    named = {name: options.pop(name) for name in ("started", "ended") if name in options}
    if method == "contract":
        if start is None:
            raise ValueError("give the start of the period: start=…")
        counts = churn_contract_counts(frame, by=by, start=start, end=until, person=person, at=at, **named)
        return estimated(counts, by=by, estimate=stats.churn_rate, level=level, **options)
    if method == "survival":
        counts = churn_survival_counts(frame, by=by, end=until, person=person, at=at, **named)
        return estimated_from_rows(counts, by=by, estimate=stats.churn_survival, level=level, **options)
    if method == "model":
        counts = history_counts(frame, by=by, end=until, person=person, at=at, **named)
        return estimated_from_rows(counts, by=by, estimate=stats.churn_model, level=level, **options)
    counts = churn_silence_counts(frame, by=by, end=until, person=person, at=at, **named)
    return estimated_from_rows(counts, by=by, estimate=stats.churn_silence, level=level, **options)
