"""What charts of rows share: a scale along the bottom and guides through all rows, in percent of the width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from heedful.ui.charts.inputs import Chart, Point
from heedful.ui.charts.lettering import TIGHT, text_width
from heedful.ui.charts.scales import Scale, thinned, told_apart, value_scale
from heedful.ui.charts.times import Tick
from heedful.ui.charts.words import Words, guides


@dataclass(frozen=True, slots=True)
class Guide:
    kind: str  # goal or norm
    x: float
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Axis:
    ticks: tuple[Tick, ...]
    lines: tuple[float, ...]
    zero: float | None
    guides: tuple[Guide, ...]
    off_zero: str


def row_scale(points: Iterable[Point], chart: Chart, words: Words, *, base: float | None = None) -> Scale:
    ends = [number for point in points for number in (point.value, point.low, point.high) if point.value is not None]
    return value_scale([*ends, *(value for _, _, value in guides(chart, words))], chart.unit, 0.0, 100.0, base=base)


def axis(chart: Chart, scale: Scale, words: Words, *, base: float | None = None, known: bool = True) -> Axis:
    """Only as many ticks are written as stand apart on a phone; a line is drawn for each."""
    texts = [words.tick(tick, scale.step) for tick in scale.ticks]
    xs = [scale(tick) for tick in scale.ticks]

    def fits(kept: Sequence[int]) -> bool:
        return told_apart([(xs[index], text_width(texts[index])) for index in kept], TIGHT)

    written = thinned(len(xs), fits, range(len(xs)))
    ticks = tuple(Tick(xs[index], texts[index], anchor=_anchor(xs[index])) for index in written)
    zero = base or 0.0
    return Axis(
        ticks,
        tuple(xs),
        scale(zero) if scale.low <= zero <= scale.high else None,
        tuple(Guide(kind, scale(value), name, words.value(value)) for kind, name, value in guides(chart, words)),
        "" if scale.starts_at_zero or base is not None or not known else words.off_zero(texts[0], texts[-1]),
    )


def _anchor(x: float) -> str:
    return "start" if x < 8 else "end" if x > 92 else "middle"


@dataclass(frozen=True, slots=True)
class Dot:
    """A value on its row, with its interval where it has one."""

    x: float
    low: float | None
    high: float | None
    state: str
    says: str


def dot(point: Point, scale: Scale, says: str) -> Dot | None:
    """None where nothing is known: no dot, and least of all one at 0."""
    if point.value is None:
        return None
    low, high = (None if end is None else scale(end) for end in (point.low, point.high))
    return Dot(scale(point.value), low, high, point.state, says)
