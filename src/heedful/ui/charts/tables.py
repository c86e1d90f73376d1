"""The table behind each chart: every number that is drawn, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from heedful.ui.charts.inputs import Bars, Chart, Distribution, Point, Series, Trend
from heedful.ui.charts.times import in_order
from heedful.ui.charts.wording import between, reads, state, words_for
from heedful.ui.numbers import shown
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


def trend_table(chart: Trend) -> Table:
    many = [*chart.series, *([chart.before] if chart.before else [])]
    return points_table(chart, many[0].points, _("When")) if len(many) == 1 else series_table(chart, many)


def series_table(chart: Chart, series: Iterable[Series]) -> Table:
    """A row for each date, a column for each series."""
    series = list(series)
    words = words_for(chart)
    found = [{point.at: point for point in one.points} for one in series]
    ats = in_order(at for points in found for at in points)
    rows = (
        Row(words.at(at), tuple(reads(points[at], chart) if at in points else _("not known") for points in found))
        for at in ats
    )
    return Table((_("When"), *(one.name for one in series)), tuple(rows))


def bars_table(chart: Bars) -> Table:
    return points_table(chart, chart.points, _("Name"))


def points_table(chart: Chart, points: Iterable[Point], first: str) -> Table:
    """A row for each point: its value, its interval and what it rests on."""
    words = words_for(chart)
    rows = (Row(words.at(point.at), cells(point, chart), point.href) for point in points)
    return Table((first, _("Value"), _("Interval"), _("Rests on"), _("Remark")), tuple(rows))


def cells(point: Point, chart: Chart) -> tuple[str, ...]:
    value = _("not known") if point.value is None else shown(point.value, chart.unit, chart.currency)
    return value, between(point, chart) or "–", "–" if point.n is None else counted(point.n, chart.of), state(point)


def distribution_table(chart: Distribution) -> Table:
    total = sum(answer.n for answer in chart.answers)
    rows = (
        Row(
            answer.name,
            (shown(answer.n / total, "share") if total else _("not known"), counted(answer.n, chart.of), answer.group),
        )
        for answer in chart.answers
    )
    return Table((_("Answer"), _("Share"), _("Rests on"), _("Group")), tuple(rows))
