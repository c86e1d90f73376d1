"""Two periods side by side: where each group was, where it is, and whether that is more than chance."""

from __future__ import annotations

from dataclasses import dataclass

from heedful.ui.charts.inputs import Better, Dumbbell, Pair, Point, Tone, Verdict
from heedful.ui.charts.rows import Axis, Dot, axis, dot, row_scale
from heedful.ui.charts.scales import Scale
from heedful.ui.charts.words import Words


@dataclass(frozen=True, slots=True)
class DumbbellRow:
    name: str
    before: Dot | None
    after: Dot | None
    tone: Tone
    moved: str
    verdict: str


@dataclass(frozen=True, slots=True)
class DumbbellDrawing:
    rows: tuple[DumbbellRow, ...]
    axis: Axis


def dumbbell_drawing(chart: Dumbbell, words: Words) -> DumbbellDrawing:
    points = [point for pair in chart.rows for point in (pair.before, pair.after)]
    scale = row_scale(points, chart, words)
    return DumbbellDrawing(
        tuple(_row(pair, chart, scale, words) for pair in chart.rows),
        axis(chart, scale, words, known=any(point.value is not None for point in points)),
    )


def tone_of(verdict: Verdict, better: Better) -> Tone:
    """Good news or bad; neither without a direction, or where chance alone could do it."""
    if not better or verdict not in ("higher", "lower"):
        return "neutral"
    return "better" if verdict == better else "worse"


def _row(pair: Pair, chart: Dumbbell, scale: Scale, words: Words) -> DumbbellRow:
    return DumbbellRow(
        words.at(pair.after.at),
        _side(pair.before, chart.before, scale, words),
        _side(pair.after, chart.after, scale, words),
        tone_of(pair.verdict, chart.better),
        "" if pair.change is None else words.moved(pair.change),
        words.judged(pair.verdict, chart.better),
    )


def _side(point: Point, when: str, scale: Scale, words: Words) -> Dot | None:
    return dot(point, scale, f"{when} · {words.said(point)}")
