"""From a number to a place in the drawing, and the round numbers that are written beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

LIMITS = {"points": (-100.0, 100.0), "share": (0.0, 1.0)}
NEVER_NEGATIVE = {"seconds", "days", "orders", "count"}
LEAST_SPAN = {"points": 20.0, "share": 0.1, "seconds": 60.0, "score": 1.0}
TIMES = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale between two values; what lies beyond an end is drawn at that end."""

    low: float
    high: float
    start: float
    end: float
    step: float = 0.0
    ticks: tuple[float, ...] = ()

    def __call__(self, value: float) -> float:
        within = min(max(value, self.low), self.high)
        part = (within / 2 - self.low / 2) / (self.high / 2 - self.low / 2)
        return round(self.start + part * (self.end - self.start), 2)

    @property
    def starts_at_zero(self) -> bool:
        return self.low <= 0 <= self.high


def value_scale(
    values: Iterable[float | None], unit: str, start: float, end: float, *, base: float | None = None
) -> Scale:
    """A scale with round ends around all values; with a `base` it holds that, too, for bars begin there."""
    known = [value for value in values if value is not None] + ([] if base is None else [base])
    low, high = _widened(min(known, default=0.0), max(known, default=0.0), unit, base)
    step = nice_step((high - low) / 4, unit)
    ticks = within_limits(nice_ticks(low, high, step), unit, base)
    return Scale(ticks[0], ticks[-1], start, end, step, tuple(ticks))


def nice_step(rough: float, unit: str) -> float:
    """The smallest of 1, 2, 2.5 and 5 × 10ᵏ that is not smaller; of a duration, as clocks count."""
    if unit == "seconds" and 1 <= rough <= 86400:
        return float(next(time for time in TIMES if time >= rough))
    if unit == "seconds" and rough > 86400:
        return 86400 * nice_step(rough / 86400, "count")
    power = 10.0 ** floor(log10(rough))
    return next(part * power for part in (1, 2, 2.5, 5, 10, 20) if part * power >= rough * (1 - 1e-9))


def nice_ticks(low: float, high: float, step: float) -> list[float]:
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [float(f"{at * step:.12g}") for at in range(first, max(last, first + 1) + 1)]


def within_limits(ticks: Sequence[float], unit: str, base: float | None) -> list[float]:
    """No round number beyond what the unit can be: no share of 120 %, no wait below nothing."""
    bottom, top = LIMITS.get(unit, (0.0 if unit in NEVER_NEGATIVE and ticks[-1] > 0 else -1e308, 1e308))
    bottom = bottom if base is None or base <= 0 or ticks[0] < 0 else max(bottom, base)
    kept = [tick for tick in ticks if bottom < tick < top]
    return [max(bottom, ticks[0]), *(tick for tick in kept if ticks[0] < tick < ticks[-1]), min(top, ticks[-1])]


def told_apart(ticks: Sequence[tuple[float, float]], room: float) -> bool:
    """Whether texts (place in percent, width) stand clear of each other in so much room."""
    ends = sorted((place / 100 * room - width / 2, place / 100 * room + width / 2) for place, width in ticks)
    return all(right + 6 <= left for (_, right), (left, _) in pairwise(ends))


def thinned(count: int, fits: Callable[[Sequence[int]], bool], order: Sequence[int]) -> list[int]:
    """The indices whose `order` is divisible by the smallest stride that fits; the first one if none does."""
    for stride in (1, 2, 3, 4, 6, 7, 12, 14, 24, 28, 48, 56, 120, 365, 1200):
        kept = [index for index in range(count) if order[index] % stride == 0]
        if kept and fits(kept):
            return kept
    return [0] if count else []


def _widened(low: float, high: float, unit: str, base: float | None) -> tuple[float, float]:
    """Never so close that chance looks like a mountain."""
    least = max(LEAST_SPAN.get(unit, 0.0), max(abs(low), abs(high)) * 1e-3) or 1.0
    if high - low >= least:
        return low, high
    if base is not None:
        return (low, low + least) if high > base or low == base else (high - least, high)
    middle = low / 2 + high / 2
    low, high = middle - least / 2, middle + least / 2
    bottom, top = LIMITS.get(unit, (0.0 if unit in NEVER_NEGATIVE and middle >= 0 else low, high))
    return (bottom, bottom + least) if low < bottom else (top - least, top) if high > top else (low, high)
