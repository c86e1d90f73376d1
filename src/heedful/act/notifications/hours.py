"""Quiet hours: what is to be written in them is written when they are over."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final

from heedful.stats.business_calendar import BusinessCalendar, zone_named

DAY: Final = timedelta(days=1)
A_MONDAY: Final = datetime(2026, 1, 5, 12, tzinfo=UTC)
MOST_ENDS: Final = 15  # of hours that follow one another: two weeks of whole days


def when_not_quiet(at: datetime, quiet: str, time_zone: str) -> datetime:
    """`at`, or the end of the quiet hours that it falls into; hours without an end hold nothing back.

    Quiet hours are written as working hours are (`Mon-Fri 20:00-8:00; Sat,Sun 0:00-24:00`), on the wall's clock.
    """
    if not quiet:
        return at
    return when_over(at, BusinessCalendar.parse(quiet, time_zone)) or at


def never_ends(calendar: BusinessCalendar) -> bool:
    return when_over(A_MONDAY, calendar) is None


def when_over(at: datetime, calendar: BusinessCalendar) -> datetime | None:
    """`at` where it is not quiet, else the end of it; None where it goes on and on."""
    moment = at
    for _ in range(MOST_ENDS):
        end = _end_of_quiet(moment, calendar)
        if end is None:
            return moment
        moment = end
    return None


def _end_of_quiet(at: datetime, calendar: BusinessCalendar) -> datetime | None:
    """None where it is not quiet. What runs past midnight belongs to the day on which it begins."""
    zone = zone_named(calendar.time_zone)
    today = at.astimezone(zone).date()
    for day in (today - DAY, today):
        for begins, ends in calendar.intervals[day.weekday()]:
            until = day + DAY if ends <= begins or ends == time(0) else day
            first, last = datetime.combine(day, begins, zone), datetime.combine(until, ends, zone)
            if first <= at < last:
                return last.astimezone(at.tzinfo)
    return None
