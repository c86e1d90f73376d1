"""Many small trends on one scale, so that they can be held against each other."""

from __future__ import annotations

from dataclasses import dataclass

from heedful.ui.charts.inputs import SmallMultiples
from heedful.ui.charts.lines import Line, drawn_line
from heedful.ui.charts.scales import value_scale
from heedful.ui.charts.times import Tick, in_order, places
from heedful.ui.charts.trend import Level, last_value
from heedful.ui.charts.words import Words, guides

HEAD, PLOT, FOOT = 16.0, 96.0, 36.0


@dataclass(frozen=True, slots=True)
class Panel:
    name: str
    value: str  # the last one known
    line: Line


@dataclass(frozen=True, slots=True)
class PanelGuide:
    kind: str
    y: float
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class MultiplesDrawing:
    height: float
    bottom: float
    panels: tuple[Panel, ...]
    levels: tuple[Level, ...]
    ticks: tuple[Tick, ...]
    guides: tuple[PanelGuide, ...]
    off_zero: str


def multiples_drawing(chart: SmallMultiples, words: Words) -> MultiplesDrawing:
    ats = in_order(point.at for series in chart.series for point in series.points)
    xs, held = places(ats), guides(chart, words)
    points = [point for series in chart.series for point in series.points if point.value is not None]
    ends = [number for point in points for number in (point.value, point.low, point.high)]
    y = value_scale([*ends, *(value for _, _, value in held)], chart.unit, HEAD + PLOT, HEAD, parts=8)
    panels = []
    for series in chart.series:
        found, last = {point.at: point for point in series.points}, last_value(series)
        line = drawn_line(
            "series-1",
            [found.get(at) for at in ats],
            xs,
            y,
            lambda point, name=series.name: f"{name} · {words.said(point)}",
        )
        panels.append(Panel(series.name, "" if last is None else words.brief(last), line))
    levels = tuple(Level(y(tick), words.tick(tick, y.step), tick == 0) for tick in (y.ticks[0], y.ticks[-1]))
    return MultiplesDrawing(
        height=HEAD + PLOT + FOOT,
        bottom=HEAD + PLOT,
        panels=tuple(panels),
        levels=levels,
        ticks=_ends([words.at_tick(at) for at in ats]),
        guides=tuple(PanelGuide(kind, y(value), name, words.value(value)) for kind, name, value in held),
        off_zero="" if y.starts_at_zero or not points else words.off_zero(levels[0].text, levels[-1].text),
    )


def _ends(texts: list[tuple[str, str]]) -> tuple[Tick, ...]:
    """Only where it begins and where it ends: a small drawing has no room for more."""
    if len(texts) < 2:
        return tuple(Tick(50.0, *text) for text in texts)
    return Tick(0.0, *texts[0], anchor="start"), Tick(100.0, *texts[-1], anchor="end")
