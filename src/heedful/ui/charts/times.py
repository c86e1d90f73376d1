"""The axis of dates, or of names in their order: where each stands, and which of them are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from heedful.ui.charts.inputs import Per
from heedful.ui.charts.lettering import text_width
from heedful.ui.charts.scales import thinned, told_apart

At = date | str


@dataclass(frozen=True, slots=True)
class Tick:
    """A text on an axis: `at` in percent or pixels, `below` a second line under it (the year)."""

    at: float
    text: str
    below: str = ""
    anchor: str = "middle"


def in_order(ats: Iterable[At]) -> list[At]:
    """Each once: dates by time, names as they came."""
    once = list(dict.fromkeys(ats))
    return sorted(once) if all(isinstance(at, date) for at in once) else once  # type: ignore[type-var]


def places(ats: Sequence[At]) -> list[float]:
    """Percent from the left for each: dates by their distance, names evenly; one alone in the middle."""
    numbers = [at.toordinal() if isinstance(at, date) else index for index, at in enumerate(ats)]
    if len(set(numbers)) < 2:
        return [50.0 for _ in ats]
    first, last = numbers[0], numbers[-1]
    return [round(100 * (number - first) / (last - first), 2) for number in numbers]


def ticks(
    ats: Sequence[At], xs: Sequence[float], per: Per, label: Callable[[At], tuple[str, str]], room: float
) -> tuple[Tick, ...]:
    """As many of the dates as there is room for, at even strides of the calendar."""
    labels = [label(at) for at in ats]

    def fits(kept: Sequence[int]) -> bool:
        return told_apart([(xs[index], max(map(text_width, labels[index]))) for index in kept], room)

    order = [_number(at, per, index) for index, at in enumerate(ats)]
    drawn: list[Tick] = []
    year = ""
    for index in thinned(len(ats), fits, order):
        text, below = labels[index]
        drawn.append(Tick(xs[index], text, below if below != year else ""))
        year = below
    return tuple(drawn)


def _number(at: At, per: Per, index: int) -> int:
    if not isinstance(at, date):
        return index
    months = at.year * 12 + at.month - 1
    return {"month": months, "quarter": months // 3, "year": at.year, "week": at.toordinal() // 7}.get(
        per, at.toordinal()
    )
