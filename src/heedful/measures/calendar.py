"""Days, weeks and months as the shop's own clock has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

import narwhals as nw

from heedful.measures.frames import Frame

PERIODS: Final = ("day", "week", "month", "quarter", "year")

_UNIT: Final = {"day": "1d", "month": "1mo", "quarter": "1q", "year": "1y"}
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_DAY: Final = timedelta(days=1)
_MOST_STARTS: Final = 250  # a query of a few hundred comparisons still compiles in milliseconds


def with_local(frame: Frame, tz: str, first: datetime, last: datetime, at: str = "occurred_at") -> Frame:
    """Add `local_at`: what the clock on the wall showed when it happened.

    The zone's few clock changes between `first` and `last` become a short chain of comparisons, so
    no engine has to know time zones, and all give the same answer.

    Parameters
    ----------
    frame : nw.LazyFrame
        Rows with a naive UTC time in column `at`.
    tz : str
        IANA name, as ``Europe/Vilnius``. ``UTC`` costs nothing.
    first, last : datetime
        The span the rows lie in (aware, or naive UTC). Rows outside of it get the offset of its
        nearest end.
    at : str
        The column of time.

    Raises
    ------
    ValueError
        When `last` is before `first`.
    zoneinfo.ZoneInfoNotFoundError
        When there is no such zone.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> frame = lazy(pa.table({"occurred_at": [datetime(2024, 7, 1, 22, 30)]}))
    >>> local = with_local(frame, "Europe/Vilnius", datetime(2024, 1, 1), datetime(2024, 12, 31))
    >>> local.collect().item(0, "local_at").isoformat()
    '2024-07-02T01:30:00'
    """
    offset, changes = utc_offsets(tz, first, last)
    moment = nw.col(at)
    spans = [offset, *(after for _, after in changes)]
    local = _shifted(moment, spans[-1])
    for (changed_at, _), before in zip(reversed(changes), reversed(spans[:-1]), strict=True):
        local = nw.when(moment < changed_at).then(_shifted(moment, before)).otherwise(local)
    return frame.with_columns(local_at=local)


def utc_offsets(tz: str, first: datetime, last: datetime) -> tuple[timedelta, list[tuple[datetime, timedelta]]]:
    """Offset from UTC at `first`, and each change up to `last` as (naive UTC instant, new offset).

    Examples
    --------
    >>> utc_offsets("Europe/Vilnius", datetime(2024, 1, 1), datetime(2024, 6, 1))
    (datetime.timedelta(seconds=7200), [(datetime.datetime(2024, 3, 31, 1, 0), datetime.timedelta(seconds=10800))])
    """
    zone = ZoneInfo(tz)
    here, end = _naive_utc(first), _naive_utc(last)
    if end < here:
        raise ValueError(f"last ({last}) is before first ({first})")
    start = offset = _offset(zone, here)
    changes = []
    while here < end:
        ahead = min(here + _DAY, end)
        if _offset(zone, ahead) != offset:
            changes.append((_change_between(zone, here, ahead), _offset(zone, ahead)))
            offset = changes[-1][1]
        here = ahead
    return start, changes


def with_period(
    frame: Frame,
    every: str,
    column: str = "local_at",
    *,
    first: datetime | None = None,
    last: datetime | None = None,
) -> Frame:
    """Add `period`: midnight at the start of the day, week (from Monday), month, quarter or year.

    Parameters
    ----------
    frame : nw.LazyFrame
        Rows with a naive time in `column`.
    every : {"day", "week", "month", "quarter", "year"}
    column : str
        The column of time, local if the periods are to be the shop's own.
    first, last : datetime, optional
        The span most rows lie in. They change no answer: with them DuckDB, which is slow to
        truncate to months, looks the period up among the few that there are.

    Raises
    ------
    ValueError
        When `every` is another word.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> frame = lazy(pa.table({"local_at": [datetime(2024, 3, 31, 23, 59)]}))
    >>> with_period(frame, "week").collect().item(0, "period").isoformat()
    '2024-03-25T00:00:00'
    """
    _known(every)
    moment = nw.col(column)
    period = _monday(moment) if every == "week" else moment.dt.truncate(_UNIT[every])
    if every == "quarter":  # ClickHouse answers this one truncation with a date
        period = period.cast(nw.Datetime("us"))
    starts = _starts(first, last, every) if frame.implementation.is_duckdb() else []
    if starts:
        period = _looked_up(moment, starts, otherwise=period)
    return frame.with_columns(period=period)


def period_start(day: date, every: str) -> date:
    """First day of the period that `day` lies in.

    Examples
    --------
    >>> period_start(date(2024, 3, 31), "week"), period_start(date(2024, 3, 31), "quarter")
    (datetime.date(2024, 3, 25), datetime.date(2024, 1, 1))
    """
    _known(every)
    if every == "day":
        return day
    if every == "week":
        return day - timedelta(days=day.weekday())
    months = _MONTHS[every]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def next_period(start: date, every: str) -> date:
    """First day of the period after the one that `start` lies in.

    Examples
    --------
    >>> next_period(date(2024, 12, 1), "month")
    datetime.date(2025, 1, 1)
    """
    start = period_start(start, every)
    if every in ("day", "week"):
        return start + timedelta(days=1 if every == "day" else 7)
    months = start.year * 12 + start.month - 1 + _MONTHS[every]
    return date(months // 12, months % 12 + 1, 1)


def periods(first: date, last: date, every: str) -> Iterator[date]:
    """Starts of all periods that touch the days `first` to `last`, both included.

    Examples
    --------
    >>> [start.month for start in periods(date(2024, 1, 31), date(2024, 3, 1), "month")]
    [1, 2, 3]
    """
    start = period_start(first, every)
    while start <= last:
        yield start
        start = next_period(start, every)


def is_complete(start: date, every: str, now: datetime, tz: str) -> bool:
    """Whether the period that began on `start` is over, on the clock of `tz`, at the aware instant `now`.

    Examples
    --------
    >>> is_complete(date(2024, 1, 1), "month", datetime(2024, 1, 31, 22, tzinfo=ZoneInfo("UTC")), "Europe/Vilnius")
    True
    """
    return now.astimezone(ZoneInfo(tz)).date() >= next_period(start, every)


def _known(every: str) -> None:
    if every not in PERIODS:
        raise ValueError(f"every must be one of {', '.join(PERIODS)}, not {every!r}")


def _shifted(moment: nw.Expr, offset: timedelta) -> nw.Expr:
    return moment.dt.offset_by(f"{int(offset.total_seconds())}s") if offset else moment


def _starts(first: datetime | None, last: datetime | None, every: str) -> list[datetime]:
    """Starts of the periods from a day before `first` to a day after `last`, whatever the zone, and the next."""
    if first is None or last is None or _naive_utc(last) < _naive_utc(first):
        return []
    days = (_naive_utc(first) - _DAY).date(), (_naive_utc(last) + _DAY).date()
    found = list(islice(periods(*days, every), _MOST_STARTS))
    return [datetime(day.year, day.month, day.day) for day in [*found, next_period(found[-1], every)]]  # noqa: DTZ001


def _looked_up(moment: nw.Expr, starts: list[datetime], *, otherwise: nw.Expr) -> nw.Expr:
    within = (moment >= starts[0]) & (moment < starts[-1])
    return nw.when(within).then(_halved(moment, starts[:-1])).otherwise(otherwise)


def _halved(moment: nw.Expr, starts: list[datetime]) -> nw.Expr:
    """The latest of `starts` that is not after `moment`, found in as few comparisons as halving takes."""
    if len(starts) == 1:
        return nw.lit(starts[0], nw.Datetime("us"))
    middle = len(starts) // 2
    earlier, later = _halved(moment, starts[:middle]), _halved(moment, starts[middle:])
    return nw.when(moment < starts[middle]).then(earlier).otherwise(later)


def _monday(moment: nw.Expr) -> nw.Expr:
    """Narwhals truncates to no weeks, and its weekday of a Sunday is 7, on Spark 0."""
    day, weekday = moment.dt.truncate("1d"), moment.dt.weekday()
    monday = day.dt.offset_by("-6d")
    for after in range(5, -1, -1):
        back = day.dt.offset_by(f"-{after}d") if after else day
        monday = nw.when(weekday == after + 1).then(back).otherwise(monday)
    return monday


def _naive_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _offset(zone: ZoneInfo, naive_utc: datetime) -> timedelta:
    return naive_utc.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta()


def _change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Instant of the one change in (before, after], to the second, by halving."""
    offset = _offset(zone, before)
    low, high = 0, int((after - before).total_seconds()) + 1
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, min(before + timedelta(seconds=middle), after)) == offset:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)
