"""At which hours a company writes to people, by its own clock. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """From `begins` until just before `ends`, on these weekdays (0 is Monday). A clock that is put back or forward
    counts as it stands on the wall.
    """

    zone: ZoneInfo
    begins: time = time(9)
    ends: time = time(20)
    weekdays: Sequence[int] = EVERY_DAY

    def holds(self, now: datetime) -> bool:
        local = now.astimezone(self.zone)
        return local.weekday() in self.weekdays and self.begins <= local.time() < self.ends

    def next_moment(self, at: datetime) -> datetime:
        """The moment itself, or the first one after it at which people may be written to."""
        if self.holds(at):
            return at
        day = at.astimezone(self.zone).date()
        while True:
            opens = self.begin_of(day)
            if opens >= at and self.holds(opens):
                return opens
            day += A_DAY

    def begin_of(self, day: date) -> datetime:
        return self._moment(day, self.begins)

    def end_of(self, day: date) -> datetime:
        return self._moment(day, self.ends)

    def midnight(self, now: datetime) -> datetime:
        """When the day of `now` began."""
        return self._moment(now.astimezone(self.zone).date(), time())

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)
