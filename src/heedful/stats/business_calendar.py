"""When a team works: the hours of its week, its time zone and its holidays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Opening: TypeAlias = tuple[time, time]

_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_WEEK = 7 * _DAY
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$")


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """When a team works: hours of each weekday, in its own time zone, without its holidays.

    Working time is read off the clock on the wall: a moment counts when the local time lies
    in an interval of that weekday and the local date is not a holiday. So 1-4 a.m. is two hours
    on the night when clocks go forward, and four on the night when they go back.

    Parameters
    ----------
    time_zone : str
        IANA name, such as ``Europe/Vilnius``.
    intervals : sequence of seven sequences of (time, time)
        From Monday to Sunday, the opening and closing time of every interval; as many a day as
        there are, none for a day off. The opening belongs to the interval, the closing does not.
        An interval that closes at or before it opens runs into the next day (18:00-02:00;
        00:00-00:00 is the whole day) and belongs to the day on which it opens.
    holidays : frozenset of date
        Local dates on which nothing opens.

    Raises
    ------
    ValueError
        Unknown time zone, not seven days, no hours at all, or intervals that overlap.

    Examples
    --------
    >>> nine_to_five = (time(9), time(17))
    >>> office = BusinessCalendar("Europe/Vilnius", [[nine_to_five]] * 5 + [[], []])
    >>> office == BusinessCalendar.parse("Mon-Fri 9:00-17:00", "Europe/Vilnius")
    True
    """

    time_zone: str
    intervals: tuple[tuple[Opening, ...], ...]
    holidays: frozenset[date] = frozenset()

    def __init__(
        self, time_zone: str, intervals: Sequence[Sequence[Opening]], holidays: Iterable[date] = frozenset()
    ) -> None:
        """Freeze the hours, and refuse those that cannot be meant."""
        object.__setattr__(self, "time_zone", time_zone)
        object.__setattr__(self, "intervals", tuple(tuple(sorted(day)) for day in intervals))
        object.__setattr__(self, "holidays", frozenset(holidays))
        zone_named(time_zone)
        _refuse_impossible_hours(self.intervals)

    @classmethod
    def parse(cls, hours: str, time_zone: str, holidays: Iterable[date] = frozenset()) -> BusinessCalendar:
        """Read hours as people write them: ``Mon-Fri 8:00-12:00 13:30-18:00; Sat 10:00-14:00``.

        Parameters
        ----------
        hours : str
            Days (``Mon``, ``Mon-Fri``, ``Mon,Wed``), a blank, and their intervals, with or without commas
            between them; groups apart by ``;``.
            ``24:00`` is the midnight at the end of the day.
        time_zone, holidays
            As in the class.

        Raises
        ------
        ValueError
            A day or an interval that cannot be read, or a day named twice.

        Examples
        --------
        >>> cafe = BusinessCalendar.parse("Tue-Sat 8:00-12:00 13:30-18:00", "Europe/Kyiv")
        >>> [len(day) for day in cafe.intervals]
        [0, 2, 2, 2, 2, 2, 0]
        """
        week: list[tuple[Opening, ...]] = [()] * 7
        for group in filter(None, (part.strip() for part in hours.split(";"))):
            days, *spans = group.split()
            for day in _weekdays(days):
                if week[day]:
                    raise ValueError(f"{_DAYS[day].title()} is named twice in {hours!r}")
                week[day] = tuple(_opening(span.rstrip(",")) for span in spans)
        return cls(time_zone, week, holidays)


def public_holidays(country: str, years: Iterable[int], subdivision: str | None = None) -> frozenset[date]:
    """Give the public holidays of a country, ready for a :class:`BusinessCalendar`.

    Parameters
    ----------
    country : str
        ISO 3166-1 code, such as ``LT`` or ``UA``.
    years : iterable of int
        The years wanted.
    subdivision : str, optional
        ISO 3166-2 part of the country, where holidays differ within it.

    Returns
    -------
    frozenset of date

    Raises
    ------
    NotImplementedError
        A country or subdivision that the ``holidays`` package does not know (its own error).

    Source
    ------
    The ``holidays`` package.

    Examples
    --------
    >>> date(2026, 2, 16) in public_holidays("LT", [2026])  # Restoration of the State
    True
    """
    import holidays as holiday_rules  # slow to import

    return frozenset(holiday_rules.country_holidays(country, subdiv=subdivision, years=list(years)))


def zone_named(name: str) -> ZoneInfo:
    """The time zone of that IANA name; ``ValueError`` where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as missing:
        raise ValueError(f"there is no time zone {name!r}") from missing


def micros_of_day(opening: Opening) -> tuple[int, int]:
    """Microseconds from local midnight to opening and closing; a closing of the next day is beyond 24 h."""
    since, until = (
        ((clock.hour * 60 + clock.minute) * 60 + clock.second) * _SECOND + clock.microsecond for clock in opening
    )
    return since, until if until > since else until + _DAY


def _refuse_impossible_hours(intervals: tuple[tuple[Opening, ...], ...]) -> None:
    if len(intervals) != 7:
        raise ValueError(f"a week has seven days, Monday first; {len(intervals)} were given")
    week = [
        (day * _DAY + since, day * _DAY + until)
        for day, openings in enumerate(intervals)
        for since, until in map(micros_of_day, openings)
    ]
    if not week:
        raise ValueError("a calendar without any hours never ends a wait: give no calendar instead")
    after_sunday = (week[0][0] + _WEEK, week[0][1] + _WEEK)
    if any(until > next_since for (_, until), (next_since, _) in pairwise([*week, after_sunday])):
        raise ValueError("intervals of a calendar may not overlap")


def _weekdays(text: str) -> list[int]:
    days: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        since, until = _weekday(first), _weekday(last or first)
        days.extend((since + step) % 7 for step in range((until - since) % 7 + 1))
    return days


def _weekday(name: str) -> int:
    if name.lower()[:3] not in _DAYS:
        raise ValueError(f"{name!r} is not a day of the week (Mon, Tue, Wed, Thu, Fri, Sat, Sun)")
    return _DAYS.index(name.lower()[:3])


def _opening(text: str) -> Opening:
    match = _HOURS.match(text)
    if match is None:
        raise ValueError(f"{text!r} is not an interval such as 9:00-17:00")
    since_hour, since_minute, until_hour, until_minute = map(int, match.groups())
    if (until_hour, until_minute) == (24, 0):
        until_hour = 0
    return time(since_hour, since_minute), time(until_hour, until_minute)
