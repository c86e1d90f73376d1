"""What may be asked of the measures: frozen, complete, and the key under which an answer is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

EVERY: Final = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole local days, both ends included; an end that is None is open."""

    start: date | None = None
    end: date | None = None

    @property
    def days(self) -> int | None:
        if self.start is None or self.end is None:
            return None
        return (self.end - self.start).days + 1

    @property
    def label(self) -> str:
        """ISO 8601 interval; `..` stands for an open end, and `all` for both."""
        if self.start is None and self.end is None:
            return "all"
        return f"{self.start or '..'}/{self.end or '..'}"

    @property
    def address(self) -> dict[str, str]:
        """As the filter bar's address asks for just these days."""
        return {"period": "", "from": f"{self.start or ''}", "to": f"{self.end or ''}"}

    def previous(self) -> Period:
        """The same number of days, just before."""
        start, _, days = self._closed()
        return Period(start - timedelta(days=days), start - timedelta(days=1))

    def year_before(self) -> Period:
        start, end, _ = self._closed()
        return Period(_a_year_earlier(start), _a_year_earlier(end))

    def bounds(self, tz: str) -> tuple[datetime | None, datetime | None]:
        """First moment inside and first moment after, as naive UTC (as the log keeps time)."""
        end = None if self.end is None else _midnight(self.end + timedelta(days=1), tz)
        return (None if self.start is None else _midnight(self.start, tz)), end

    def _closed(self) -> tuple[date, date, int]:
        if self.start is None or self.end is None or self.days is None:
            raise ValueError("an open period has no neighbour")
        return self.start, self.end, self.days


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked of one workspace. Build it with `forms.question`, which checks every part.

    `where` holds (dimension, values) pairs: any of a dimension's values, all dimensions together.
    `locations` is what the asker may see (None: everything) and is applied whatever is asked.
    """

    workspace: str
    metric: str
    method: str
    now: datetime
    by: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    period: Period = Period()
    compare_to: Period | None = None
    every: str | None = None
    tz: str = "UTC"
    locations: tuple[str, ...] | None = None
    level: float = 0.95

    @property
    def today(self) -> date:
        """The date at the workspace's place."""
        return self.now.astimezone(ZoneInfo(self.tz)).date()

    def about(self, period: Period) -> Question:
        """The same question of another period, without a comparison."""
        return replace(self, period=period, compare_to=None)


def _midnight(day: date, tz: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(tz)).astimezone(UTC).replace(tzinfo=None)


def _a_year_earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
