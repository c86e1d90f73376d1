"""A chart on a page: `{% load charts %}{% trend chart %}`, with its title, its drawing and its table."""

from hashlib import blake2s
from typing import Any

from django import template
from django.utils.translation import gettext as _

from heedful.ui.charts import inputs, tables
from heedful.ui.charts.bars import bars_drawing
from heedful.ui.charts.distribution import distribution_drawing
from heedful.ui.charts.dumbbell import dumbbell_drawing
from heedful.ui.charts.heat import heat_drawing
from heedful.ui.charts.multiples import multiples_drawing
from heedful.ui.charts.quadrants import quadrants_drawing
from heedful.ui.charts.ranking import ranking_drawing
from heedful.ui.charts.sparkline import sparkline_drawing
from heedful.ui.charts.stacked import stacked_drawing
from heedful.ui.charts.trend import trend_drawing
from heedful.ui.charts.waterfall import waterfall_drawing
from heedful.ui.charts.wording import reads, words_for

register = template.Library()


def figure(chart: inputs.Chart, drawing: object, table: tables.Table, *, known: bool) -> dict[str, Any]:
    name = blake2s(repr(chart).encode(), digest_size=5).hexdigest()
    return {"chart": chart, "drawing": drawing, "table": table, "known": known, "id": f"chart-{name}"}


def some_known(points: Any) -> bool:
    return any(point.value is not None for point in points)


@register.inclusion_tag("ui/charts/trend.html")
def trend(chart: inputs.Trend) -> dict[str, Any]:
    words = words_for(chart)
    known = some_known(point for series in chart.series for point in series.points)
    return figure(chart, trend_drawing(chart, words), tables.trend_table(chart, words), known=known)


@register.inclusion_tag("ui/charts/sparkline.html")
def sparkline(chart: inputs.Sparkline) -> dict[str, Any]:
    words = words_for(chart)
    drawing = sparkline_drawing(chart)
    first, last = drawing.first, drawing.last
    if first is None or last is None:
        says = _("not known")
    else:
        says = _("%(first_when)s %(first)s, %(last_when)s %(last)s") % {
            "first_when": words.at(first.at),
            "first": words.value(first.value or 0.0),
            "last_when": words.at(last.at),
            "last": reads(last, chart),
        }
    return {"chart": chart, "drawing": drawing, "says": says}


@register.inclusion_tag("ui/charts/bars.html")
def bars(chart: inputs.Bars) -> dict[str, Any]:
    words = words_for(chart)
    drawing = bars_drawing(chart, words)
    return figure(chart, drawing, tables.bars_table(chart, words), known=some_known(chart.points))


@register.inclusion_tag("ui/charts/distribution.html")
def distribution(chart: inputs.Distribution) -> dict[str, Any]:
    words = words_for(chart)
    drawing = distribution_drawing(chart, words)
    return figure(
        chart, drawing, tables.distribution_table(chart, words), known=any(answer.n for answer in chart.answers)
    )


@register.inclusion_tag("ui/charts/stacked.html")
def stacked_shares(chart: inputs.StackedShares) -> dict[str, Any]:
    words = words_for(chart)
    drawing = stacked_drawing(chart, words)
    return figure(chart, drawing, tables.stacked_table(chart, words), known=any(sum(row.counts) for row in chart.rows))


@register.inclusion_tag("ui/charts/multiples.html")
def small_multiples(chart: inputs.SmallMultiples) -> dict[str, Any]:
    words = words_for(chart)
    known = some_known(point for series in chart.series for point in series.points)
    return figure(chart, multiples_drawing(chart, words), tables.multiples_table(chart, words), known=known)


@register.inclusion_tag("ui/charts/dumbbell.html")
def dumbbell(chart: inputs.Dumbbell) -> dict[str, Any]:
    words = words_for(chart)
    known = some_known(point for pair in chart.rows for point in (pair.before, pair.after))
    return figure(chart, dumbbell_drawing(chart, words), tables.dumbbell_table(chart, words), known=known)


@register.inclusion_tag("ui/charts/ranking.html")
def ranking(chart: inputs.Ranking) -> dict[str, Any]:
    words = words_for(chart)
    known = some_known(place.point for place in chart.places)
    return figure(chart, ranking_drawing(chart, words), tables.ranking_table(chart, words), known=known)


@register.inclusion_tag("ui/charts/waterfall.html")
def waterfall(chart: inputs.Waterfall) -> dict[str, Any]:
    words = words_for(chart)
    known = chart.start.value is not None and chart.end.value is not None
    return figure(chart, waterfall_drawing(chart, words), tables.waterfall_table(chart, words), known=known)


@register.inclusion_tag("ui/charts/heat.html")
def heat_table(chart: inputs.HeatTable) -> dict[str, Any]:
    words = words_for(chart)
    known = some_known(cell for row in chart.rows for cell in row.cells if cell is not None)
    return figure(chart, heat_drawing(chart, words), tables.heat_table(chart, words), known=known)


@register.inclusion_tag("ui/charts/quadrants.html")
def quadrants(chart: inputs.Quadrants) -> dict[str, Any]:
    words = words_for(chart)
    known = some_known(spot.point for spot in chart.spots)
    return figure(chart, quadrants_drawing(chart, words), tables.quadrants_table(chart, words), known=known)
