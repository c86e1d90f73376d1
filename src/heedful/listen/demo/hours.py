"""Time at the clubs: wall clocks, opening hours and the desk's working hours, whole arrays at once."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

DAY = np.timedelta64(1, "D")
SECOND = np.timedelta64(1, "s")
OPENS_AT, CLOSES_AT = 9, 18  # the desk's working hours, Monday to Friday
CROWD = np.array([5, 9, 8, 6, 5, 4, 5, 5, 4, 5, 7, 11, 14, 12, 8, 4], float)  # visits from 6:00 to 21:59, by hour
WRITING = np.array([1, 3, 6, 10, 11, 11, 10, 9, 9, 9, 8, 6, 4, 3, 2, 2], float)  # messages, by the same hours


def to_utc(local: np.ndarray, time_zone: str) -> np.ndarray:
    """Wall-clock times to UTC. Each day has one offset, that of its noon: nobody trains at a change of the clocks."""
    days = local.astype("M8[D]")
    known, place = np.unique(days, return_inverse=True)
    zone = ZoneInfo(time_zone)
    return local - np.array([_offset(day, zone) for day in known.astype(object)])[place]


def _offset(day: datetime, zone: ZoneInfo) -> np.timedelta64:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).astimezone(zone)
    return np.timedelta64(int((noon.utcoffset() or noon - noon).total_seconds()), "s")


def month_of(times: np.ndarray) -> np.ndarray:
    """0 for January … 11 for December."""
    return times.astype("M8[M]").astype(int) % 12


def seconds(amount: np.ndarray) -> np.ndarray:
    return np.round(amount).astype("m8[s]").astype("m8[us]")


def at_the_gate(days: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A moment of each day at which somebody comes to train: most come after work."""
    return _moment(days, CROWD, rng)


def at_the_phone(days: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A moment of each day at which somebody writes: most write before the evening."""
    return _moment(days, WRITING, rng)


def _moment(days: np.ndarray, weight: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    hour = rng.choice(np.arange(6, 22), size=len(days), p=weight / weight.sum())
    return days.astype("M8[us]") + seconds(3600 * hour + rng.uniform(0, 3600, len(days)))


def at_the_desk(local: np.ndarray) -> np.ndarray:
    """The first moment at or after each one at which the desk works."""
    moment = _opening(local, local.astype("M8[D]"))
    for _ in range(3):  # an evening, then Saturday, then Sunday
        day = moment.astype("M8[D]")
        weekend = np.mod(day.astype(int) + 3, 7) >= 5  # 1970-01-01 was a Thursday
        closed = weekend | (moment >= day + np.timedelta64(CLOSES_AT, "h"))
        moment = np.where(closed, (day + DAY).astype("M8[us]") + np.timedelta64(OPENS_AT, "h"), moment)
    return moment


def _opening(local: np.ndarray, day: np.ndarray) -> np.ndarray:
    return np.maximum(local, day.astype("M8[us]") + np.timedelta64(OPENS_AT, "h"))
