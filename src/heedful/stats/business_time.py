"""Working time between two moments, and the moment at which working time runs out."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike, NDArray

from heedful.stats.business_calendar import BusinessCalendar, micros_of_day, zone_named

Instants: TypeAlias = NDArray[np.datetime64]
Micros: TypeAlias = NDArray[np.int64]

_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_LAST_YEAR = 9998
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def business_seconds(
    started_at: ArrayLike, ended_at: ArrayLike, calendar: BusinessCalendar | None
) -> NDArray[np.float64]:
    """Seconds of working time in each wait: how long the team had, not how long the clock ran.

    Parameters
    ----------
    started_at, ended_at : array of datetime64
        UTC, as the log holds it; broadcast against each other. ``NaT`` is unknown.
    calendar : BusinessCalendar or None
        The hours of the team; ``None`` where it has none.

    Returns
    -------
    array of float
        Seconds, exact to the microsecond. A wait that lies out of hours is 0. ``nan`` (unknown,
        never 0) without a calendar or where a moment is ``NaT``.

    Raises
    ------
    ValueError
        A wait that ends before it starts.

    Examples
    --------
    Asked on Friday at 16:30, answered on Monday at 9:10: forty minutes of working time.

    >>> office = BusinessCalendar.parse("Mon-Fri 9:00-17:00", "UTC")
    >>> business_seconds(["2026-03-06T16:30"], ["2026-03-09T09:10"], office) / 60
    array([40.])
    >>> business_seconds(["2026-03-06T16:30"], ["2026-03-09T09:10"], None)
    array([nan])
    """
    start, end = np.broadcast_arrays(_micros(started_at), _micros(ended_at))
    waits = np.full(start.shape, np.nan)
    known = ~(_is_nat(start) | _is_nat(end))
    if calendar is None or not known.any():
        return waits
    start, end = start[known], end[known]
    if (end < start).any():
        raise ValueError("a wait cannot end before it starts")
    hours = _open_hours(calendar, _year(start.min()), _year(end.max()))
    waits[known] = (hours.elapsed(end) - hours.elapsed(start)) / _SECOND
    return waits


def add_business_seconds(started_at: ArrayLike, seconds: ArrayLike, calendar: BusinessCalendar) -> Instants:
    """Find when so much working time is over: the moment at which a promise falls due.

    Parameters
    ----------
    started_at : array of datetime64
        UTC; when the clock started. ``NaT`` is unknown.
    seconds : array of float
        Working time allowed, in seconds; broadcast against `started_at`.
    calendar : BusinessCalendar
        The hours of the team.

    Returns
    -------
    array of datetime64[us]
        UTC; the earliest moment by which so much working time has gone by (a promise that is used
        up at closing time is due then, not at the next opening). ``NaT`` where the start or the
        seconds are unknown.

    Raises
    ------
    ValueError
        Negative seconds, or a due time beyond the year 9998.

    Examples
    --------
    One hour promised on Friday at 16:30, Monday to Friday 9-17:

    >>> office = BusinessCalendar.parse("Mon-Fri 9:00-17:00", "UTC")
    >>> add_business_seconds(["2026-03-06T16:30"], 3600, office).astype("datetime64[m]")
    array(['2026-03-09T09:30'], dtype='datetime64[m]')
    """
    start, allowed = np.broadcast_arrays(_micros(started_at), np.asarray(seconds, dtype=np.float64))
    due = np.full(start.shape, np.datetime64("NaT"), dtype="datetime64[us]")
    known = ~(_is_nat(start) | np.isnan(allowed))
    if not known.any():
        return due
    start, budget = start[known], np.rint(allowed[known] * _SECOND).astype(np.int64)
    if (budget < 0).any():
        raise ValueError("working time to add cannot be negative")
    due[known] = _due(start, budget, calendar).view("datetime64[us]")
    return due


def due_at(started_at: datetime, seconds: float, calendar: BusinessCalendar) -> datetime:
    """Find when a promise falls due, for one aware moment.

    Parameters
    ----------
    started_at : datetime
        Aware.
    seconds : float
        Working time allowed.
    calendar : BusinessCalendar
        The hours of the team.

    Returns
    -------
    datetime
        Aware, in the calendar's time zone.

    Raises
    ------
    ValueError
        A naive moment, negative seconds, or a due time beyond the year 9998.

    Examples
    --------
    >>> office = BusinessCalendar.parse("Mon-Fri 9:00-17:00", "Europe/Vilnius")
    >>> wednesday = datetime(2026, 3, 4, 7, tzinfo=ZoneInfo("Europe/Vilnius"))
    >>> due_at(wednesday, 2 * 3600, office).isoformat()
    '2026-03-04T11:00:00+02:00'
    """
    if started_at.tzinfo is None:
        raise ValueError("started_at must be aware of its time zone")
    moment = np.datetime64(started_at.astimezone(UTC).replace(tzinfo=None), "us")
    due = int(add_business_seconds(moment, seconds, calendar).astype(np.int64))
    return (_EPOCH + timedelta(microseconds=due)).astimezone(zone_named(calendar.time_zone))


@dataclass(frozen=True, slots=True)
class _OpenHours:
    """Every opening of some years, in UTC microseconds, in order, with the time open before each.

    The first entry is a sentinel of no length before all others, so that each moment has one.
    """

    starts: Micros
    lengths: Micros
    before: Micros

    def elapsed(self, moments: Micros) -> Micros:
        """Open time from the first opening up to each moment."""
        at = np.searchsorted(self.starts, moments, side="right") - 1
        within: Micros = np.minimum(moments - self.starts[at], self.lengths[at])
        return np.add(self.before[at], within)

    def total(self) -> int:
        """Open time of all openings together."""
        return int(self.before[-1] + self.lengths[-1])


@lru_cache(maxsize=64)
def _open_hours(calendar: BusinessCalendar, first_year: int, last_year: int) -> _OpenHours:
    days = np.arange(f"{first_year - 1:04d}-12-25", f"{last_year + 1:04d}-01-08", dtype="datetime64[D]")
    opens, closes = _wall_clock_openings(calendar, days)
    starts: list[Micros] = [np.array([np.iinfo(np.int64).min // 2])]
    ends: list[Micros] = [starts[0]]
    for since, until, offset in _constant_offsets(zone_named(calendar.time_zone), days):
        start, end = np.maximum(opens - offset, since), np.minimum(closes - offset, until)
        kept = start < end
        starts.append(start[kept])
        ends.append(end[kept])
    begin = np.concatenate(starts)
    lengths = np.concatenate(ends) - begin
    return _OpenHours(starts=begin, lengths=lengths, before=np.cumsum(lengths) - lengths)


def _wall_clock_openings(calendar: BusinessCalendar, days: Instants) -> tuple[Micros, Micros]:
    """Openings and closings as the local clock shows them, holidays left out, in order."""
    closed = np.array(sorted(calendar.holidays), dtype="datetime64[D]")
    ordinals = days[~np.isin(days, closed)].astype(np.int64)
    weekdays = (ordinals + 3) % 7  # 1 January 1970 was a Thursday
    spans = [
        (ordinals[weekdays == day] * _DAY + since, ordinals[weekdays == day] * _DAY + until)
        for day, openings in enumerate(calendar.intervals)
        for since, until in map(micros_of_day, openings)
    ]
    opens = np.concatenate([since for since, _ in spans])
    order = np.argsort(opens, kind="stable")
    return opens[order], np.concatenate([until for _, until in spans])[order]


def _constant_offsets(zone: ZoneInfo, days: Instants) -> list[tuple[int, int, int]]:
    """(since, until, offset from UTC), in microseconds, over which the zone's clock stands still against UTC."""
    midnights = [int(day) * 86_400 for day in days.astype(np.int64)]
    offsets = [_offset(zone, midnight) for midnight in midnights]
    cuts = [midnights[0]]
    kept = [offsets[0]]
    for (since, before), (until, after) in pairwise(zip(midnights, offsets, strict=True)):
        if before != after:
            cuts.append(since + _change(zone, since, until))
            kept.append(after)
    cuts.append(midnights[-1])
    return [
        (since * _SECOND, until * _SECOND, offset * _SECOND)
        for (since, until), offset in zip(pairwise(cuts), kept, strict=True)
    ]


def _change(zone: ZoneInfo, since: int, until: int) -> int:
    """Seconds after `since` at which the offset of the zone changes."""
    before = _offset(zone, since)
    return bisect_right(range(until - since), 0, key=lambda passed: int(_offset(zone, since + passed) != before))


def _offset(zone: ZoneInfo, second: int) -> int:
    moment = _EPOCH + timedelta(seconds=second)
    offset = moment.astimezone(zone).utcoffset()
    return int((offset or timedelta(0)).total_seconds())


def _due(start: Micros, budget: Micros, calendar: BusinessCalendar) -> Micros:
    first, last = _year(start.min()), _year(start.max()) + 1
    hours = _open_hours(calendar, first, last)
    target = hours.elapsed(start) + budget
    while hours.total() < target.max():
        last += last - first
        if last > _LAST_YEAR:
            raise ValueError(f"so much working time is not over before the year {_LAST_YEAR}")
        hours = _open_hours(calendar, first, last)
    at = np.searchsorted(hours.before + hours.lengths, target, side="left")
    return np.where(budget > 0, hours.starts[at] + target - hours.before[at], start)


def _micros(moments: ArrayLike) -> Micros:
    return np.asarray(moments, dtype="datetime64[us]").view(np.int64)


def _is_nat(moments: Micros) -> NDArray[np.bool_]:
    return np.equal(moments, np.iinfo(np.int64).min)


def _year(moment: np.int64) -> int:
    return int(np.datetime64(int(moment), "us").astype("datetime64[Y]").astype(np.int64)) + 1970
