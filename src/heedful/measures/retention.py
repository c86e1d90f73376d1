"""Who comes back: cohorts by their first period, and the plain rate from one period to the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw

from heedful import stats
from heedful.measures.calendar import with_period
from heedful.measures.contracts import contracts, runs_on
from heedful.measures.days import last_day, midnight, number_of_period, period_number, span_of
from heedful.measures.frames import estimated, lazy, per_group
from heedful.measures.orders import known_people, within

Frame = nw.LazyFrame[Any]
RULES = ("bounded", "on_or_after")


def retention_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    every: str = "month",
    end: date,
    ages: int = 12,
    rule: str = "bounded",
    person: str = "customer",
    at: str = "occurred_at",
) -> Frame:
    """Of those who first came in one period, how many were there in each later one.

    Parameters
    ----------
    frame : nw.LazyFrame
        The interactions that count as being active, and no others, from the very first on: the
        period of somebody's first row is the cohort. Rows without a person are left out.
    by : sequence of str
        Columns to tell groups apart; a person's first period is then the first in that group.
    every : {"day", "week", "month", "quarter", "year"}
        The period, on the clock of `at`.
    end : date
        The day (excluded) up to which everything has been heard: a period that reaches beyond
        it is not complete.
    ages : int
        How many periods after the first to follow.
    rule : {"bounded", "on_or_after"}
        Active in that period; or in it or any later one, which can only fall with the age, and
        is too low for the latest periods as their followers have not come back yet.
    person, at : str
        Columns of the person and of the time (naive, local if the calendar is to be the shop's).

    Returns
    -------
    nw.LazyFrame
        One row per group, ``cohort`` (start of its first period) and ``age`` (periods since,
        from 0), with ``active``, ``size`` (people in the cohort) and ``complete``. Cells where
        nobody came back are there, with 0; periods not begun are not.

    Raises
    ------
    ValueError
        When `every` or `rule` is another word, or `ages` is negative.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> visits = pa.table({"customer": ["Ana", "Ana"], "occurred_at": [datetime(2024, 1, 5), datetime(2024, 3, 1)]})
    >>> cells = retention_counts(lazy(visits), end=date(2024, 4, 1)).collect().sort("age")
    >>> cells.select("age", "active", "size", "complete").rows()
    [(0, 1, 1, True), (1, 0, 1, True), (2, 1, 1, True)]
    """
    if rule not in RULES:
        raise ValueError(f"rule must be one of {', '.join(RULES)}, not {rule!r}")
    if ages < 0:
        raise ValueError("ages must not be negative")
    group = [*by, "cohort", "cohort_number"]
    met = _periods_of_people(within(known_people(frame, person), at=at, end=end), by, every, person, at)
    if rule == "on_or_after":
        met = met.group_by(*group, person).agg(age=nw.col("age").max())
    age = nw.col("age")
    there = {str(k): age >= k if rule == "on_or_after" else age == k for k in range(ages + 1)}
    wide = (
        met.group_by(*group, "age")
        .agg(people=nw.len())
        .with_columns(**{k: nw.when(is_there).then(nw.col("people")).otherwise(0) for k, is_there in there.items()})
        .group_by(*group)
        .agg(nw.col(*there).sum())
        .with_columns(size=nw.col("0"))
    )
    return _cells(wide, by, list(there), every, end)


def retention_curve_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    every: str = "month",
    end: date,
    ages: int = 12,
    rule: str = "bounded",
    person: str = "customer",
    at: str = "occurred_at",
) -> Frame:
    """All cohorts as one curve: how many were there so many periods after their first.

    Takes what `retention_counts` takes. Of each age, only those people are counted whose period
    of that age is complete, so that young cohorts do not pull the curve down.

    Returns
    -------
    nw.LazyFrame
        One row per group and ``age``, with ``active`` and ``size``.

    Raises
    ------
    ValueError
        As `retention_counts`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> visits = pa.table({"customer": ["Ana", "Bo"], "occurred_at": [datetime(2024, 1, 5), datetime(2024, 3, 1)]})
    >>> retention_curve_counts(lazy(visits), end=date(2024, 4, 1)).collect().sort("age").rows()
    [(0, 2, 2), (1, 0, 1), (2, 0, 1)]
    """
    cells = retention_counts(frame, by=by, every=every, end=end, ages=ages, rule=rule, person=person, at=at)
    complete = cells.filter(nw.col("complete"))
    summed = complete.group_by(*by, "age").agg(nw.col("active", "size").sum())
    return summed.with_columns(nw.col("active", "size").cast(nw.Int64))


def retention_rate_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    start: date,
    end: date,
    before: date | None = None,
    person: str = "customer",
    at: str = "occurred_at",
) -> Frame:
    """Customers of the period before, customers of this period, and those new among the latter.

    A customer of a period is who was active in it: the plain rate where nobody signs a contract.
    New is who was no customer at the start, so that the rate cannot pass 1.

    Parameters
    ----------
    frame : nw.LazyFrame
        The interactions that count as being active, and no others. Rows without a person are
        left out.
    by : sequence of str
        Columns to tell groups apart; being a customer is then judged within the group.
    start, end : date
        The period: the day `start` included, the day `end` excluded.
    before : date, optional
        First day of the period before; as many days earlier as the period is long, if left out.
    person, at : str
        Columns of the person and of the (naive, local) time.

    Returns
    -------
    nw.LazyFrame
        One row per group: ``customers_start, customers_end, new``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> days = [datetime(2024, 1, 5), datetime(2024, 2, 1), datetime(2024, 2, 2)]
    >>> visits = lazy(pa.table({"customer": ["Ana", "Ana", "Bo"], "occurred_at": days}))
    >>> retention_rate_counts(visits, start=date(2024, 2, 1), end=date(2024, 3, 1)).collect().rows()
    [(1, 2, 1)]
    """
    begins = midnight(start)
    earlier = midnight(before) if before is not None else begins - (midnight(end) - begins)
    seen = within(known_people(frame, person), at=at, start=earlier, end=end)
    now = (nw.col(at) >= begins).cast(nw.Int64)
    return _membership(seen.with_columns(started=1 - now, stayed=now), by, person)


def retention_contract_counts(
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
    """Customers under contract at the start and at the end of a period, and the new among the latter.

    Takes what `heedful.measures.churn_contract_counts` takes, and judges being under contract
    in the same way: whoever subscribed at that very moment is a customer.

    Returns
    -------
    nw.LazyFrame
        One row per group: ``customers_start, customers_end, new``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> events = {"customer": ["Ana"], "name": ["subscribed"], "occurred_at": [datetime(2024, 1, 5)]}
    >>> contract = lazy(pa.table(events))
    >>> retention_contract_counts(contract, start=date(2024, 2, 1), end=date(2024, 3, 1)).collect().rows()
    [(1, 1, 0)]
    """
    spells = contracts(frame, by=by, person=person, at=at, started=started, ended=ended)
    return _membership(
        spells.with_columns(
            started=runs_on(midnight(start)).cast(nw.Int64), stayed=runs_on(midnight(end)).cast(nw.Int64)
        ),
        by,
        person,
    )


def retention(
    df: Any,
    *,
    by: Sequence[str] = (),
    every: str = "month",
    end: date | None = None,
    ages: int = 12,
    rule: str = "bounded",
    person: str = "customer",
    at: str = "occurred_at",
    level: float = 0.95,
) -> Any:
    """Share of each cohort that came back in each later period, from any dataframe.

    Parameters
    ----------
    df : pandas, Polars, PyArrow, DuckDB, PySpark or Ibis frame
        One row per visit, order or other sign of being active.
    by, every, ages, rule, person, at
        As in `retention_counts`.
    end : date, optional
        The day (excluded) up to which everything has been heard; the day after the last row, if
        left out.
    level : float
        Confidence level.

    Returns
    -------
    frame
        Columns of `by`, ``cohort, age, value, low, high, n``, of the library that was given
        (PyArrow for DuckDB, Ibis and Spark). The period still running has no value yet.

    Raises
    ------
    ValueError
        When `every` or `rule` is another word, or there are no rows and `end` is left out.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> visits = pa.table({"customer": ["Ana", "Ana"], "occurred_at": [datetime(2024, 1, 5), datetime(2024, 2, 1)]})
    >>> retention(visits, end=date(2024, 3, 1))["value"].to_pylist()
    [1.0, 1.0]
    """
    frame = lazy(df)
    counts = retention_counts(
        frame, by=by, every=every, end=end or end_of(frame, at), ages=ages, rule=rule, person=person, at=at
    )
    return estimated(counts, by=[*by, "cohort", "age"], estimate=stats.retention, level=level)


def end_of(frame: Frame, at: str) -> date:
    """The day after the last row.

    Raises
    ------
    ValueError
        When there are no rows.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> end_of(lazy(pa.table({"at": [datetime(2024, 2, 29, 13)]})), "at")
    datetime.date(2024, 3, 1)
    """
    span = span_of(frame, at)
    if span is None:
        raise ValueError("There are no rows, so the last day cannot be told: give end=…")
    return span[1]


def _periods_of_people(frame: Frame, by: Sequence[str], every: str, person: str, at: str) -> Frame:
    """One row per group, person and period in which they were there, with cohort and age."""
    who = [*by, person]
    number = nw.col("number")
    return (
        with_period(frame, every, at)
        .select(*who, "period")
        .unique()
        .with_columns(number=period_number(nw.col("period"), every))
        .with_columns(cohort=nw.col("period").min().over(*who), cohort_number=number.min().over(*who))
        .with_columns(age=number - nw.col("cohort_number"))
        .select(*who, "cohort", "cohort_number", "age")
    )


def _cells(wide: Frame, by: Sequence[str], ages: Sequence[str], every: str, end: date) -> Frame:
    """One row per cohort and age, from one column per age: so that an age without anybody is there, too."""
    begun = number_of_period(last_day(end), every)
    first_open = number_of_period(midnight(end).date(), every)
    period = nw.col("cohort_number") + nw.col("age")
    return (
        wide.unpivot(
            on=list(ages), index=[*by, "cohort", "cohort_number", "size"], variable_name="age", value_name="active"
        )
        .with_columns(nw.col("age", "active", "size").cast(nw.Int64))
        .filter(period <= begun)
        .with_columns(complete=period < first_open)
        .select(*by, "cohort", "age", "active", "size", "complete")
    )


def _membership(seen: Frame, by: Sequence[str], person: str) -> Frame:
    """People who were there before, people there now, and the new among the latter."""
    people = seen.group_by(*by, person).agg(nw.col("started", "stayed").max())
    started, stayed = nw.col("started"), nw.col("stayed")
    counts = per_group(
        people.with_columns(new=stayed * (1 - started)),
        by,
        customers_start=started.sum(),
        customers_end=stayed.sum(),
        new=nw.col("new").sum(),
    )
    return counts.with_columns(nw.col("customers_start", "customers_end", "new").cast(nw.Int64))
