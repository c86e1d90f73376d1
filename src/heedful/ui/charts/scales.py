"""From a number to a place in the drawing, and the round numbers that are written beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, inf, log10

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
    values: Iterable[float | None],
    unit: str,
    start: float,
    end: float,
    *,
    base: float | None = None,
    parts: int = 4,
) -> Scale:
    """A scale with round ends around all values; with a `base` it holds that, too, for bars begin there."""
    known = [value for value in values if value is not None] + ([] if base is None else [base])
    least, most = min(known, default=0.0), max(known, default=0.0)
    bottom, top = limits(least, most, unit, base)
    low, high = _widened(least, most, unit, base, bottom, top)
    step = nice_step((high - low) / parts, unit)
    ticks = _within(nice_ticks(low, high, step), bottom, top)
    return Scale(ticks[0], ticks[-1], start, end, step, tuple(ticks))


def limits(least: float, most: float, unit: str, base: float | None) -> tuple[float, float]:
    """How far the axis may go: no share of 120 %, no wait below nothing, no score below the scale's own first."""
    bottom, top = LIMITS.get(unit, (0.0 if unit in NEVER_NEGATIVE else -inf, inf))
    if not bottom <= least <= most <= top:
        bottom, top = -inf, inf
    return (base if base is not None and least == base else bottom), top


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
    first, last = first - (_round(first * step) > low), last + (_round(last * step) < high)
    return [_round(at * step) for at in range(first, max(last, first + 1) + 1)]


def _round(number: float) -> float:
    """Without the dust that a float gathers: 0.3, not 0.30000000000000004."""
    return float(f"{number:.12g}")


def _within(ticks: Sequence[float], bottom: float, top: float) -> list[float]:
    first, last = max(bottom, ticks[0]), min(top, ticks[-1])
    return [first, *(tick for tick in ticks if first < tick < last), last]


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


def _widened(low: float, high: float, unit: str, base: float | None, bottom: float, top: float) -> tuple[float, float]:
    """Never so close that chance looks like a mountain."""
    least = max(LEAST_SPAN.get(unit, 0.0), max(abs(low), abs(high)) * 1e-3) or 1.0
    if high - low >= least:
        return low, high
    if base is not None:
        return (high - least, high) if high == base and low < base else (low, low + least)
    low = low / 2 + high / 2 - least / 2
    low = max(bottom, min(low, top - least))
    return low, low + least
