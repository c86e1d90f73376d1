"""Days and periods as whole numbers, so that an engine can subtract them without knowing calendars."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import narwhals as nw

from heedful.measures.calendar import PERIODS

_AN_INSTANT = timedelta(microseconds=1)


def day_number(moment: nw.Expr) -> nw.Expr:
    """Number of the day a time lies in: the same as Python's ``date.toordinal()``, on every engine.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures.frames import lazy
    >>> frame = lazy(pa.table({"at": [datetime(2024, 2, 29, 13)]})).select(day=day_number(nw.col("at")))
    >>> frame.collect().item(0, "day") == date(2024, 2, 29).toordinal()
    True
    """
    before = moment.dt.year().cast(nw.Int64) - 1
    return before * 365 + before // 4 - before // 100 + before // 400 + moment.dt.ordinal_day().cast(nw.Int64)


def period_number(moment: nw.Expr, every: str) -> nw.Expr:
    """Number of the day, week (from Monday), month, quarter or year a time lies in; neighbours differ by 1.

    Raises
    ------
    ValueError
        When `every` is another word.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures.frames import lazy
    >>> frame = lazy(pa.table({"at": [datetime(2024, 2, 29, 13)]}))
    >>> number = frame.select(month=period_number(nw.col("at"), "month")).collect().item(0, "month")
    >>> number == number_of_period(date(2024, 2, 1), "month")
    True
    """
    _known(every)
    if every in ("day", "week"):
        return day_number(moment) if every == "day" else (day_number(moment) - 1) // 7
    year, month = moment.dt.year().cast(nw.Int64), moment.dt.month().cast(nw.Int64)
    return {"month": year * 12 + month - 1, "quarter": year * 4 + (month - 1) // 3, "year": year}[every]


def number_of_period(day: date, every: str) -> int:
    """What `period_number` gives, for one day in Python.

    Examples
    --------
    >>> number_of_period(date(2024, 1, 1), "month") - number_of_period(date(2023, 12, 31), "month")
    1
    """
    _known(every)
    ordinal = day.toordinal()
    return {
        "day": ordinal,
        "week": (ordinal - 1) // 7,
        "month": day.year * 12 + day.month - 1,
        "quarter": day.year * 4 + (day.month - 1) // 3,
        "year": day.year,
    }[every]


def midnight(day: date) -> datetime:
    """The naive start of a day; a naive datetime stays as it is.

    Raises
    ------
    ValueError
        For an aware datetime: a measure's days are those of its column of time.

    Examples
    --------
    >>> midnight(date(2024, 1, 31))
    datetime.datetime(2024, 1, 31, 0, 0)
    """
    if not isinstance(day, datetime):
        return datetime.combine(day, time.min)
    if day.tzinfo is not None:
        raise ValueError("a day is given as a date, or as a naive datetime of the clock of the column of time")
    return day


def last_day(end: date) -> date:
    """The last day that is at least begun before `end`, which itself is excluded.

    Examples
    --------
    >>> last_day(date(2024, 3, 1)), last_day(datetime(2024, 3, 1, 12))
    (datetime.date(2024, 2, 29), datetime.date(2024, 3, 1))
    """
    return (midnight(end) - _AN_INSTANT).date()


def span_of(frame: nw.LazyFrame[Any], at: str) -> tuple[date, date] | None:
    """First day of the rows and the day after their last one; ``None`` without rows. Asks the engine.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures.frames import lazy
    >>> span_of(lazy(pa.table({"at": [datetime(2024, 2, 29, 13)]})), "at")
    (datetime.date(2024, 2, 29), datetime.date(2024, 3, 1))
    """
    ends = frame.select(first=nw.col(at).min(), last=nw.col(at).max()).collect().row(0)
    if ends[0] is None:
        return None
    first, last = (datetime.fromisoformat(str(end)) for end in ends)
    return first.date(), last.date() + timedelta(days=1)


def whole_numbers(frame: nw.LazyFrame[Any], upto: int, name: str) -> nw.LazyFrame[Any]:
    """The numbers 0 … `upto` as rows on the frame's own engine; none, if it has no rows.

    Any row will do to count with, and the numbers are put together from their binary digits: no
    engine has to be given data, and none is asked to scan its table for them.

    Raises
    ------
    ValueError
        When `upto` is negative.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures.frames import lazy
    >>> whole_numbers(lazy(pa.table({"x": [7, 8]})), 2, "age").collect().sort("age").rows()
    [(0,), (1,), (2,)]
    """
    if upto < 0:
        raise ValueError(f"{name} must not be negative")
    digits = max(upto.bit_length(), 1)
    a_row = frame.head(1)
    numbers = None
    for place in range(digits):
        values = [a_row.with_columns(nw.lit(value).cast(nw.Int64).alias(f"digit{place}")) for value in (0, 2**place)]
        digit = nw.concat([value.select(f"digit{place}") for value in values], how="vertical")
        numbers = digit if numbers is None else numbers.join(digit, how="cross")
    assert numbers is not None  # noqa: S101 (there is at least one digit)
    return numbers.select(nw.sum_horizontal(nw.all()).alias(name)).filter(nw.col(name) <= upto)


def _known(every: str) -> None:
    if every not in PERIODS:
        raise ValueError(f"every must be one of {', '.join(PERIODS)}, not {every!r}")
