"""The small picture of an interval: where on its scale the value lies, and how far it could be off."""

from dataclasses import dataclass

WIDTH = 200.0
MARGIN = 5.0  # room for the dot at either end
SCALES = {"points": (-100.0, 100.0), "share": (0.0, 1.0)}


@dataclass(frozen=True, slots=True)
class IntervalPicture:
    """Distances from the left end, in the units of a drawing 200 wide."""

    value: float
    low: float
    high: float
    zero: float | None
    start: float = MARGIN
    end: float = WIDTH - MARGIN


def interval_picture(value: float | None, low: float | None, high: float | None, unit: str) -> IntervalPicture | None:
    """None where there is no interval, or the unit has no scale with two ends."""
    if value is None or low is None or high is None or unit not in SCALES:
        return None
    bottom, top = SCALES[unit]

    def place(number: float) -> float:
        within = min(max(number, bottom), top)
        return round(MARGIN + (within - bottom) / (top - bottom) * (WIDTH - 2 * MARGIN), 2)

    return IntervalPicture(place(value), place(low), place(high), place(0) if bottom < 0 else None)
