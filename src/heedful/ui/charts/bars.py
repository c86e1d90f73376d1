"""Amounts side by side: bars from the scale's own zero, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass

from heedful.ui.charts.inputs import Bars
from heedful.ui.charts.rows import Axis, axis, row_scale
from heedful.ui.charts.words import Words


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: the bar from `x` and `width` wide, its interval from `low` to `high`; None where nothing is known."""

    name: str
    x: float | None
    width: float
    low: float | None
    high: float | None
    value: str
    basis: str
    says: str
    state: str
    href: str


@dataclass(frozen=True, slots=True)
class BarsDrawing:
    rows: tuple[Bar, ...]
    axis: Axis


def bars_drawing(chart: Bars, words: Words) -> BarsDrawing:
    scale = row_scale(chart.points, chart, words, base=chart.base)
    zero = scale(chart.base)
    rows = []
    for point in chart.points:
        known = point.value is not None
        end = scale(point.value) if point.value is not None else zero
        rows.append(
            Bar(
                name=words.at(point.at),
                x=min(zero, end) if known else None,
                width=round(abs(end - zero), 2),
                low=scale(point.low) if known and point.low is not None else None,
                high=scale(point.high) if known and point.high is not None else None,
                value=words.value(point.value) if point.value is not None else "",
                basis="" if point.n is None else words.counted(point.n),
                says=words.said(point),
                state=point.state,
                href=point.href,
            )
        )
    return BarsDrawing(tuple(rows), axis(chart, scale, words, base=chart.base))
