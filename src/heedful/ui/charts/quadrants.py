"""How much things matter against how they do: numbered spots in four parts, and what lies in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from heedful.ui.charts.inputs import Quadrants, Spot
from heedful.ui.charts.lettering import ROOMY, TIGHT, text_width
from heedful.ui.charts.scales import Scale, thinned, told_apart, value_scale
from heedful.ui.charts.times import Tick
from heedful.ui.charts.words import Words

HEIGHT, TOP, BOTTOM = 340.0, 34.0, 290.0
LEFT, RIGHT = 6.0, 94.0
STEP = 4.0
NEAR = 19.0  # pixels between the middles of two spots, so that both numbers can be read


@dataclass(frozen=True, slots=True)
class Mark:
    """A spot: `x` in percent, `y` in pixels, the number by which the lists below call it."""

    number: int
    x: float
    y: float
    name: str
    says: str
    href: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of the four parts and all that lies in it."""

    name: str
    urgent: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class QuadrantsDrawing:
    marks: tuple[Mark, ...]
    parts: tuple[Part, Part, Part, Part]
    middle_x: float
    middle_y: float
    ticks: tuple[Tick, ...]
    height: float = HEIGHT
    top: float = TOP
    bottom: float = BOTTOM


def quadrants_drawing(chart: Quadrants, words: Words) -> QuadrantsDrawing:
    known = [spot for spot in chart.spots if spot.point.value is not None]
    values = [spot.point.value or 0.0 for spot in known]
    across = value_scale([*values, chart.middle], chart.unit, LEFT, RIGHT)
    up = value_scale([spot.weight for spot in known] + [chart.weight], "share", BOTTOM, TOP, base=0.0)
    if chart.better == "lower":
        across = Scale(across.low, across.high, RIGHT, LEFT, across.step, across.ticks)
    middle_y = up(chart.weight)
    marks = _apart([_mark(number, spot, across, up, words) for number, spot in enumerate(known, 1)], middle_y)
    return QuadrantsDrawing(
        marks=marks,
        parts=_parts(chart, known, marks),
        middle_x=across(chart.middle),
        middle_y=middle_y,
        ticks=_ticks(across, words),
    )


def part_of(chart: Quadrants, spot: Spot) -> int:
    """In which of the four parts it lies; what does just as the middle does not do worse."""
    value = spot.point.value or 0.0
    worse = value < chart.middle if chart.better != "lower" else value > chart.middle
    return 2 * (spot.weight < chart.weight) + (not worse)


def _mark(number: int, spot: Spot, across: Scale, up: Scale, words: Words) -> Mark:
    says = f"{words.said(spot.point)}; {words.share(spot.weight)}"
    return Mark(
        number, across(spot.point.value or 0.0), up(spot.weight), words.at(spot.point.at), says, spot.point.href
    )


def _apart(marks: list[Mark], middle_y: float) -> tuple[Mark, ...]:
    """Those that would cover one that stands already are moved up a little, but never out of their part."""
    placed: list[Mark] = []
    for mark in marks:
        highest = TOP if mark.y <= middle_y else middle_y + NEAR / 2
        free = (y for y in _upwards(mark.y, highest) if not any(_covers(mark.x, y, other) for other in placed))
        y = round(next(free, mark.y), 2)
        placed.append(Mark(mark.number, mark.x, y, mark.name, mark.says, mark.href))
    return tuple(placed)


def _upwards(y: float, highest: float) -> Iterator[float]:
    """Places to try: its own first, then further and further up."""
    while y >= highest:
        yield y
        y -= STEP


def _covers(x: float, y: float, other: Mark) -> bool:
    return abs(x - other.x) / 100 * ROOMY < NEAR and abs(y - other.y) < NEAR


def _parts(chart: Quadrants, known: list[Spot], marks: tuple[Mark, ...]) -> tuple[Part, Part, Part, Part]:
    lying = [part_of(chart, spot) for spot in known]
    first, second, third, fourth = (
        Part(name, at == 0, tuple(mark for mark, own in zip(marks, lying, strict=True) if own == at))
        for at, name in enumerate(chart.names)
    )
    return first, second, third, fourth


def _ticks(across: Scale, words: Words) -> tuple[Tick, ...]:
    texts = [words.tick(tick, across.step) for tick in across.ticks]
    xs = [across(tick) for tick in across.ticks]

    def fits(kept: object) -> bool:
        return told_apart([(xs[at], text_width(texts[at])) for at in kept], TIGHT)  # type: ignore[attr-defined]

    return tuple(Tick(xs[at], texts[at]) for at in thinned(len(xs), fits, range(len(xs))))
