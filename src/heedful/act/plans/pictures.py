"""What was found, drawn: both lines beside each other, and how far they were apart week by week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from heedful.act.plans.models import Plan
from heedful.stats import Change
from heedful.ui.charts.inputs import Event, Point, Series, Trend
from heedful.understand.effects.design import Caution, Found, Placebo
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.setup.measures import Described


@dataclass(frozen=True, slots=True)
class Pictures:
    """`names`: of the places that it was compared with and their weight; None where they are not to be named."""

    change: Change
    placebo: Change | None
    lines: Trend | None
    study: Trend | None
    names: list[tuple[str, float]] | None
    cautions: list[str]


def pictures_of(found: Found, plan: Plan, measure: Described, names: Mapping[str, str] | None) -> Pictures:
    return Pictures(
        change=change_of(found),
        placebo=_placebo(found.placebo) if found.placebo else None,
        lines=_lines(found, plan, measure, is_named=names is not None) if found.series else None,
        study=_study(found, plan) if found.study else None,
        names=None if names is None else [(names.get(place, place), weight) for place, weight in found.comparison],
        cautions=said(found.cautions, names),
    )


def said(cautions: Iterable[Caution], names: Mapping[str, str] | None) -> list[str]:
    """With the places' names; what names places that are not to be named is left out."""
    told = []
    for each in cautions:
        places = each.values.get("places")
        if not isinstance(places, list):
            told.append(each.words)
        elif names is not None:
            called = [names.get(place, place) for place in places]
            told.append(replace(each, values=dict(each.values) | {"places": called}).words)
    return told


def change_of(found: Found) -> Change:
    """The effect as the pages show every difference."""
    if found.state != "told" or found.value is None:
        return Change.unknown(found.n_compared, found.n, value=found.value)
    return _change(found.value, found.low, found.high, found.p, found.n_compared, found.n)


def _placebo(placebo: Placebo) -> Change:
    if placebo.value is None:
        return Change.unknown(0, 0)
    return _change(placebo.value, placebo.low, placebo.high, placebo.p, 0, 0)


def _change(
    value: float, low: float | None, high: float | None, p: float | None, n_before: int, n_after: int
) -> Change:
    above, below = low is not None and low > 0, high is not None and high < 0
    return Change(value, low, high, p, n_before, n_after, "higher" if above else "lower" if below else "unclear")


def _lines(found: Found, plan: Plan, measure: Described, *, is_named: bool) -> Trend:
    here = tuple(_point(each.period, each.treated, each.n_treated) for each in found.series)
    there = tuple(_point(each.period, each.compared, each.n_compared) for each in found.series)
    series = [Series(_("Where it is done"), here)]
    if is_named and any(point.value is not None for point in there):
        series.append(Series(_("What would have been without it"), there))
    return Trend(
        title=_("%(measure)s, where it is done and without it") % {"measure": measure.name},
        series=tuple(series),
        per="week",
        unit=found.unit,
        currency=plan.workspace.currency,
        of=_of(plan),
        events=(Event(plan.starts_on, plan.name),),
    )


def _study(found: Found, plan: Plan) -> Trend:
    begins = plan.starts_on
    points = tuple(
        Point(begins + timedelta(weeks=each.period), each.value, each.low, each.high) for each in found.study
    )
    return Trend(
        title=_("How far apart they were, before and since"),
        says=_("Before it began, the line should lie at zero: only then were the others a fair comparison."),
        series=(Series(_("Difference"), points),),
        per="week",
        unit=found.unit,
        currency=plan.workspace.currency,
        of=_of(plan),
        events=(Event(begins, plan.name),),
    )


def _point(period: str, value: float | None, n: int) -> Point:
    return Point(date.fromisoformat(period), value, n=n)


def _of(plan: Plan) -> str:
    return METRICS[plan.metric].of_what(plan.method) if plan.metric in METRICS else "observations"
