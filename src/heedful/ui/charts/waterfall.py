"""Why it changed: from the one value to the other, each part where the last one ended."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from heedful.ui.charts.dumbbell import tone_of
from heedful.ui.charts.inputs import Point, Step, Tone, Waterfall
from heedful.ui.charts.rows import Axis, axis
from heedful.ui.charts.scales import Scale, value_scale
from heedful.ui.charts.words import Words


@dataclass(frozen=True, slots=True)
class Fall:
    """A row: from `begin` to `end`; both the same for the first and the last, which are whole values."""

    name: str
    kind: str  # whole, rate, mix, or unknown: passed through
    begin: float | None
    end: float | None
    low: float | None
    high: float | None
    tone: Tone
    text: str
    says: str

    @property
    def x(self) -> float:
        return min(self.begin or 0.0, self.end or 0.0)

    @property
    def width(self) -> float:
        return round(abs((self.end or 0.0) - (self.begin or 0.0)), 2)


@dataclass(frozen=True, slots=True)
class WaterfallDrawing:
    rows: tuple[Fall, ...]
    axis: Axis


def waterfall_drawing(chart: Waterfall, words: Words) -> WaterfallDrawing:
    begin = chart.start.value or 0.0
    levels = list(accumulate((step.point.value or 0.0 for step in chart.steps), initial=begin))
    scale = value_scale([*_ends(chart, levels)], chart.unit, 0.0, 100.0)
    steps = (_fall(step, level, chart, scale, words) for step, level in zip(chart.steps, levels, strict=False))
    known = chart.start.value is not None
    return WaterfallDrawing(
        (_whole(chart.start, scale, words), *steps, _whole(chart.end, scale, words)),
        axis(chart, scale, words, known=known),
    )


def _ends(chart: Waterfall, levels: list[float]) -> list[float | None]:
    """All that must be in sight: the wholes, every level between them, and how far each part could be off."""
    whiskers = [
        level + end
        for step, level in zip(chart.steps, levels, strict=False)
        for end in (step.point.low, step.point.high)
        if end is not None
    ]
    return [*levels, *whiskers, chart.end.value]


def _whole(point: Point, scale: Scale, words: Words) -> Fall:
    x = None if point.value is None else scale(point.value)
    text = "" if point.value is None else words.value(point.value)
    return Fall(words.at(point.at), "whole", x, x, None, None, "neutral", text, words.said(point))


def _fall(step: Step, level: float, chart: Waterfall, scale: Scale, words: Words) -> Fall:
    point = step.point
    if point.value is None:
        return Fall(
            words.at(point.at), "unknown", scale(level), scale(level), None, None, "neutral", "", words.said(point)
        )
    direction = "higher" if point.value > 0 else "lower" if point.value < 0 else "unclear"
    return Fall(
        words.at(point.at),
        step.kind,
        scale(level),
        scale(level + point.value),
        None if point.low is None else scale(level + point.low),
        None if point.high is None else scale(level + point.high),
        tone_of(direction, chart.better),
        words.moved(point.value),
        f"{words.at(point.at)}: {words.moved(point.value)}",
    )
