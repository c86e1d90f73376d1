"""The table behind each chart: every number that is drawn, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heedful.ui.charts.inputs import (
    Bars,
    Chart,
    Cohort,
    Distribution,
    Dumbbell,
    HeatTable,
    Point,
    Quadrants,
    Ranking,
    Series,
    SmallMultiples,
    StackedShares,
    Trend,
    Waterfall,
)
from heedful.ui.charts.quadrants import part_of
from heedful.ui.charts.times import in_order
from heedful.ui.charts.wording import between, state
from heedful.ui.charts.words import Words
from heedful.ui.numbers import plain, shown
from heedful.ui.templatetags.numbers import counted


@dataclass(frozen=True, slots=True)
class Row:
    head: str
    cells: tuple[str, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[Row, ...]


def trend_table(chart: Trend, words: Words) -> Table:
    many = [*chart.series, *([chart.before] if chart.before else [])]
    return points_table(chart, many[0].points, _("When"), words) if len(many) == 1 else series_table(many, words)


def series_table(series: Iterable[Series], words: Words) -> Table:
    """A row for each date, a column for each series."""
    series = list(series)
    found = [{point.at: point for point in one.points} for one in series]
    ats = in_order(at for points in found for at in points)
    rows = (
        Row(words.at(at), tuple(words.reads(points[at]) if at in points else _("not known") for points in found))
        for at in ats
    )
    return Table((_("When"), *(one.name for one in series)), tuple(rows))


def bars_table(chart: Bars, words: Words) -> Table:
    return points_table(chart, chart.points, _name(), words)


def points_table(chart: Chart, points: Iterable[Point], first: str, words: Words) -> Table:
    """A row for each point: its value, its interval and what it rests on."""
    rows = (Row(words.at(point.at), cells(point, chart), point.href) for point in points)
    return Table((first, _("Value"), _("Interval"), _("Rests on"), _("Remark")), tuple(rows))


def cells(point: Point, chart: Chart) -> tuple[str, ...]:
    value = _("not known") if point.value is None else shown(point.value, chart.unit, chart.currency)
    return value, between(point, chart) or "–", "–" if point.n is None else counted(point.n, chart.of), state(point)


def distribution_table(chart: Distribution, words: Words) -> Table:
    total = sum(answer.n for answer in chart.answers)
    rows = (
        Row(
            answer.name,
            (shown(answer.n / total, "share") if total else _("not known"), words.counted(answer.n), answer.group),
        )
        for answer in chart.answers
    )
    return Table((_("Answer"), _("Share"), _("Rests on"), _("Group")), tuple(rows))


def stacked_table(chart: StackedShares, words: Words) -> Table:
    rows = []
    for row in chart.rows:
        total = sum(row.counts)
        shares = (f"{shown(n / total, 'share')} ({plain(n, 0)})" if total else _("not known") for n in row.counts)
        rows.append(Row(row.name, (*shares, words.counted(total)), row.href))
    return Table((_name(), *chart.parts, _("Rests on")), tuple(rows))


def multiples_table(chart: SmallMultiples, words: Words) -> Table:
    return series_table(chart.series, words)


def dumbbell_table(chart: Dumbbell, words: Words) -> Table:
    rows = (
        Row(
            words.at(pair.after.at),
            (
                words.reads(pair.before),
                words.reads(pair.after),
                _("not known") if pair.change is None else words.moved(pair.change),
                words.judged(pair.verdict, chart.better),
            ),
            pair.after.href,
        )
        for pair in chart.rows
    )
    return Table((_name(), chart.before, chart.after, _("Difference"), _("Is it real?")), tuple(rows))


def ranking_table(chart: Ranking, words: Words) -> Table:
    rows = (
        Row(
            words.at(place.point.at),
            (
                _("not ranked") if place.rank is None else str(place.rank),
                *cells(place.point, chart),
                "–" if place.raw is None else words.value(place.raw),
            ),
            place.point.href,
        )
        for place in chart.places
    )
    head = (_name(), _("Rank"), _("Value"), _("Interval"), _("Rests on"), _("Remark"), _("As measured"))
    return Table(head, tuple(rows))


def waterfall_table(chart: Waterfall, words: Words) -> Table:
    kinds = {"rate": _("its own value changed"), "mix": _("its part in the whole changed")}
    steps = (
        Row(words.at(step.point.at), (kinds[step.kind], *_moved(step.point, words)), step.point.href)
        for step in chart.steps
    )
    ends = [Row(words.at(point.at), (_("the whole"), *cells(point, chart)[:2])) for point in (chart.start, chart.end)]
    return Table((_name(), _("What it is"), _("Value"), _("Interval")), (ends[0], *steps, ends[1]))


def _moved(point: Point, words: Words) -> tuple[str, str]:
    if point.value is None:
        return _("not known"), "–"
    if point.low is None or point.high is None:
        return words.moved(point.value), "–"
    between = _("between %(low)s and %(high)s") % {"low": words.moved(point.low), "high": words.moved(point.high)}
    return words.moved(point.value), between


def quadrants_table(chart: Quadrants, words: Words) -> Table:
    rows = (
        Row(
            words.at(spot.point.at),
            (
                words.share(spot.weight),
                *cells(spot.point, chart)[:3],
                _("not known") if spot.point.value is None else chart.names[part_of(chart, spot)],
            ),
            spot.point.href,
        )
        for spot in chart.spots
    )
    return Table((_name(), chart.up, chart.across, _("Interval"), _("Rests on"), _("Where it lies")), tuple(rows))


def heat_table(chart: HeatTable, words: Words) -> Table:
    rows = (
        Row(
            row.name,
            (words.counted(row.n), *("–" if cell is None else words.reads(cell) for cell in _all(row, chart))),
        )
        for row in chart.rows
    )
    return Table((chart.corner or _("Began in"), _("Rests on"), *chart.columns), tuple(rows))


def _all(row: Cohort, chart: HeatTable) -> tuple[Point | None, ...]:
    return (*row.cells, *[None] * (len(chart.columns) - len(row.cells)))


def _name() -> str:
    return pgettext("of a thing", "Name")
