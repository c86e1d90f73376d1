"""Who comes back: cohorts by their first period, followed through the later ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import narwhals as nw

from heedful import stats
from heedful.measures.calendar import with_period
from heedful.measures.days import last_day, midnight, number_of_period, period_number, span_of, whole_numbers
from heedful.measures.frames import estimated, lazy
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
        from 0), with ``active``, ``size`` (people in the cohort) and ``complete`` (1 or 0). Cells where
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
    [(0, 1, 1, 1), (1, 0, 1, 1), (2, 1, 1, 1)]
    """
    if rule not in RULES:
        raise ValueError(f"rule must be one of {', '.join(RULES)}, not {rule!r}")
    if ages < 0:
        raise ValueError("ages must not be negative")
    group = [*by, "cohort", "cohort_number"]
    heard = within(known_people(frame, person), at=at, end=end)
    met = _periods_of_people(heard, by, every, person, at)
    if rule == "on_or_after":
        met = met.group_by(*group, person).agg(nw.col("seen").max())
    people = met.group_by(*group, "seen").agg(people=nw.len())
    return _cells(people.join(whole_numbers(heard, ages, "age"), how="cross"), group, rule, every, end)


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
    complete = cells.filter(nw.col("complete") == 1)
    summed = complete.group_by(*by, "age").agg(nw.col("active", "size").sum())
    return summed.with_columns(nw.col("active", "size").cast(nw.Int64))


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
    """One row per group, person and period in which they were there: its cohort, and how much later it was seen."""
    who = [*by, person]
    met = _distinct(with_period(frame, "day" if every == "week" else every, at), [*who, "period"])
    if every == "week":  # a week is found from a day, and there are far fewer days than rows
        met = _distinct(with_period(met, every, "period"), [*who, "period"])
    if by:  # a join would lose the groups without a value
        met = met.with_columns(cohort=nw.col("period").min().over(*who))
    else:  # three times as fast as the window
        first = with_period(frame.group_by(*who).agg(first=nw.col(at).min()), every, "first")
        met = met.join(first.select(*who, cohort=nw.col("period")), on=who)
    return (
        met.with_columns(cohort_number=period_number(nw.col("cohort"), every))
        .with_columns(seen=period_number(nw.col("period"), every) - nw.col("cohort_number"))
        .select(*who, "cohort", "cohort_number", "seen")
    )


def _distinct(frame: Frame, columns: Sequence[str]) -> Frame:
    """Each combination once: by grouping, which DuckDB does several times faster than Narwhals' `unique`."""
    return frame.group_by(*columns).agg(rows=nw.len()).select(*columns)


def _cells(people: Frame, group: Sequence[str], rule: str, every: str, end: date) -> Frame:
    """Every cohort at every age, from each count of people set beside each age: nobody is 0, not no row."""
    begun = number_of_period(last_day(end), every)
    first_open = number_of_period(midnight(end).date(), every)
    period, seen, age, count = nw.col("cohort_number") + nw.col("age"), nw.col("seen"), nw.col("age"), nw.col("people")
    is_there = seen >= age if rule == "on_or_after" else seen == age
    in_cohort = seen >= 0 if rule == "on_or_after" else seen == 0  # everybody is there at the age of 0
    return (
        people.filter(period <= begun)
        .with_columns(active=nw.when(is_there).then(count).otherwise(0))
        .with_columns(size=nw.when(in_cohort).then(count).otherwise(0))
        .group_by(*group, "age")
        .agg(nw.col("active", "size").sum())
        .with_columns(nw.col("active", "size").cast(nw.Int64), complete=(period < first_open).cast(nw.Int64))
        .drop("cohort_number")
    )
