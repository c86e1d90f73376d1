"""A measure over time, as a drawing: x in percent of the width, y in pixels, so that text is never stretched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from heedful.ui.charts.inputs import Point, Series, Trend
from heedful.ui.charts.lettering import LINE, ROOMY, TIGHT, shortened, spread, text_width
from heedful.ui.charts.lines import Line, drawn_line
from heedful.ui.charts.scales import Scale, value_scale
from heedful.ui.charts.times import At, Tick, in_order, places, ticks
from heedful.ui.charts.words import Words, guides

PLOT, HEAD, FOOT = 190.0, 12.0, 40.0
LANES, LANE = 3, 17.0
GUTTER = 12.0  # gutters come in steps of 12 px, for a stylesheet must know them
EVENT_ROOM = (ROOMY - 150, TIGHT - 110)  # about as wide as a drawing is without its gutters
END_ROOM = 168.0  # the widest a name at the end of a line may be


@dataclass(frozen=True, slots=True)
class Level:
    y: float
    text: str
    zero: bool


@dataclass(frozen=True, slots=True)
class End:
    """What stands at the end of a line: its name where there is room, its last value always."""

    kind: str
    name: str
    full: str  # the name, not shortened
    value: str
    anchor_y: float
    y: float


@dataclass(frozen=True, slots=True)
class Happened:
    """An event: its line and its words, or its number where words have no room, or nothing where neither has."""

    x: float
    y: float
    tight_y: float
    number: int
    name: str
    text: str
    tight: str
    says: str
    anchor: str


@dataclass(frozen=True, slots=True)
class TrendDrawing:
    height: float
    top: float
    bottom: float
    start: int  # gutters in steps of 12 px
    tight_end: int
    roomy_end: int
    levels: tuple[Level, ...]
    roomy_ticks: tuple[Tick, ...]
    tight_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    ends: tuple[End, ...]
    events: tuple[Happened, ...]
    off_zero: str

    @property
    def lists_events(self) -> bool:
        """Whether some event's words found no room even in a wide drawing."""
        return not all(event.text and event.text != str(event.number) for event in self.events)

    @property
    def key(self) -> tuple[End, ...]:
        """What must be named beside the drawing where names at the lines' ends have no room."""
        return self.ends if any(end.name for end in self.ends) else ()


def trend_drawing(chart: Trend, words: Words) -> TrendDrawing:
    ats = in_order(point.at for series in chart.series for point in series.points)
    xs = places(ats)
    events = _events(chart, ats, words)
    top = max([HEAD, *(LANE + max(event.y, event.tight_y) for event in events)])
    ends_wanted = len(chart.series) + (chart.before is not None) + len(guides(chart, words))
    bottom = top + max(PLOT, ends_wanted * LINE)
    y = value_scale(_values(chart), chart.unit, bottom, top)
    lines = tuple(_lines(chart, ats, xs, y, words))
    ends = _ends(chart, y, words)
    levels = tuple(Level(y(tick), words.tick(tick, y.step), tick == 0) for tick in y.ticks)
    start = max(map(text_width, (level.text for level in levels)))
    name, value = (max(map(text_width, texts), default=0.0) for texts in _end_texts(ends))
    return TrendDrawing(
        height=bottom + FOOT,
        top=top,
        bottom=bottom,
        start=_steps(start + 8),
        tight_end=_steps(value + 10),
        roomy_end=_steps(name + value + 18),
        levels=levels,
        roomy_ticks=ticks(ats, xs, chart.per, words.at_tick, ROOMY - start - name - value - 26),
        tight_ticks=ticks(ats, xs, chart.per, words.at_tick, TIGHT - start - value - 18),
        lines=lines,
        ends=ends,
        events=events,
        off_zero="" if y.starts_at_zero or not _known(chart) else words.off_zero(levels[0].text, levels[-1].text),
    )


def series_kind(index: int) -> str:
    return f"series-{index + 1}" if index < 5 else "series-other"


def _lines(chart: Trend, ats: Sequence[At], xs: Sequence[float], y: Scale, words: Words) -> list[Line]:
    if_many = len(chart.series) > 1
    lines = []
    if chart.before is not None:
        own = list(chart.before.points[: len(ats)])
        row = [*own, *[None] * (len(ats) - len(own))]
        lines.append(drawn_line("before", row, xs, y, lambda point: _said(chart.before, point, words)))
    for index, series in enumerate(chart.series):
        found = {point.at: point for point in series.points}
        named = series if if_many else None
        row = [found.get(at) for at in ats]
        lines.append(drawn_line(series_kind(index), row, xs, y, lambda point, named=named: _said(named, point, words)))
    return lines


def _said(series: Series | None, point: Point, words: Words) -> str:
    return words.said(point) if series is None else f"{series.name} · {words.said(point)}"


def _values(chart: Trend) -> list[float | None]:
    every = [*chart.series, *([chart.before] if chart.before else [])]
    points = [point for series in every for point in series.points if point.value is not None]
    ends = [number for point in points for number in (point.value, point.low, point.high)]
    return [*ends, chart.goal, chart.norm]


def _known(chart: Trend) -> bool:
    return any(value is not None for value in _values(chart))


def _ends(chart: Trend, y: Scale, words: Words) -> tuple[End, ...]:
    """Names and last values of all lines, moved apart; a line with no value has none."""
    alone = len(chart.series) == 1 and chart.before is None
    wanted = [
        (series_kind(index), "" if alone else series.name, last_value(series))
        for index, series in enumerate(chart.series)
    ]
    if chart.before is not None:
        wanted.append(("before", chart.before.name, last_value(chart.before)))
    known = [(kind, name, value) for kind, name, value in [*wanted, *guides(chart, words)] if value is not None]
    moved = spread([y(value) for _, _, value in known], y.end, y.start)
    return tuple(
        End(kind, shortened(name, END_ROOM), name, words.brief(value), y(value), at)
        for (kind, name, value), at in zip(known, moved, strict=True)
    )


def last_value(series: Series) -> float | None:
    return next((point.value for point in reversed(series.points) if point.value is not None), None)


def _end_texts(ends: Sequence[End]) -> tuple[list[str], list[str]]:
    return [end.name for end in ends], [end.value for end in ends]


def _events(chart: Trend, ats: Sequence[At], words: Words) -> tuple[Happened, ...]:
    """Events within the dates shown, each in the first lane in which its words, or else its number, are free."""
    dates = [at.toordinal() for at in ats if isinstance(at, date)]
    if len(set(dates)) < 2:
        return ()
    first, last = min(dates), max(dates)
    inside = [event for event in chart.events if first <= event.at.toordinal() <= last]
    roomy, tight = [-1.0] * LANES, [-1.0] * LANES
    drawn = []
    for number, event in enumerate(sorted(inside, key=lambda event: event.at), start=1):
        x = round(100 * (event.at.toordinal() - first) / (last - first), 2)
        anchor = "end" if x > 55 else "start"
        text = shortened(event.name, EVENT_ROOM[0] * (x if anchor == "end" else 100 - x) / 100)
        lane = _lane(roomy, x, text, EVENT_ROOM[0], anchor)
        if lane is None:
            text, anchor = str(number), "start"
            lane = _lane(roomy, x, text, EVENT_ROOM[0], anchor)
        tight_lane = _lane(tight, x, str(number), EVENT_ROOM[1], "start")
        drawn.append(
            Happened(
                x,
                _lane_y(lane),
                _lane_y(tight_lane),
                number,
                event.name,
                "" if lane is None else text,
                "" if tight_lane is None else str(number),
                words.day(event.at),
                anchor,
            )
        )
    return tuple(drawn)


def _lane(free: list[float], x: float, text: str, room: float, anchor: str) -> int | None:
    """The first lane that is free where the text would stand, which it then takes; None if there is none."""
    left = x / 100 * room - (text_width(text) + 5 if anchor == "end" else 0)
    lane = next((lane for lane, end in enumerate(free) if end < left), None)
    if lane is not None:
        free[lane] = left + text_width(text) + 12
    return lane


def _lane_y(lane: int | None) -> float:
    return HEAD + (lane or 0) * LANE


def _steps(room: float) -> int:
    return min(20, ceil(room / GUTTER))
