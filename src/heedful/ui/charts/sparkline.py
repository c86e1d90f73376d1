"""A trend as small as a word."""

from __future__ import annotations

from dataclasses import dataclass

from heedful.ui.charts.inputs import Point, Sparkline
from heedful.ui.charts.lines import Line, drawn_line
from heedful.ui.charts.scales import value_scale
from heedful.ui.charts.times import in_order, places

HEIGHT, PAD = 24.0, 4.0


@dataclass(frozen=True, slots=True)
class SparklineDrawing:
    height: float
    line: Line
    first: Point | None  # of those that are known
    last: Point | None


def sparkline_drawing(chart: Sparkline) -> SparklineDrawing:
    ats = in_order(point.at for point in chart.points)
    found = {point.at: point for point in chart.points}
    row = [found[at] for at in ats]
    y = value_scale([point.value for point in row], chart.unit, HEIGHT - PAD, PAD)
    known = [point for point in row if point.value is not None]
    line = drawn_line("series-1", row, places(ats), y, lambda _point: "")
    return SparklineDrawing(HEIGHT, line, known[0] if known else None, known[-1] if known else None)
