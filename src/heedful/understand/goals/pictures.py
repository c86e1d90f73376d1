"""A goal as a drawing: what was measured, the path it is to keep to, and the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from heedful import measures
from heedful.ui import charts
from heedful.understand.events.queries import happenings
from heedful.understand.goals.standing import A_DAY, Desk, Standing
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.series import fitting, points

BEFORE: Final = timedelta(days=90)


def goal_trend(standing: Standing, desk: Desk, *, currency: str) -> charts.Trend | None:
    """From some time before the goal began to its last day. None where the measure cannot be followed over time."""
    goal, path = standing.goal, standing.path
    if not standing.measure.is_known or desk.until is None:
        return None
    method = METRICS[goal.metric].methods[goal.method]
    if method.headline is None and method.reads == "history":
        return None
    period = Period(max(goal.baseline_from or path.begins, path.begins - BEFORE), path.due)
    every = _every(goal.metric, period)
    heard = Period(period.start, max(period.start or path.begins, min(desk.until, path.due)))
    rows = desk.rows(goal.metric, goal.method, goal.where, heard, every)
    measured = points([row for row in rows if row.estimate.n], every, method, heard_until=desk.until, period=period)
    return charts.Trend(
        title=_("What was measured, and the path to the target"),
        says=_("The path leads from what was before to the target, the same way every day."),
        unit=standing.measure.unit,
        currency=currency,
        of=standing.of,
        per=every,
        series=(
            charts.Series(_("Measured"), _without_what_is_to_come(measured, desk.until)),
            charts.Series(_("Path"), _path_points(standing, [point.at for point in measured], every)),
        ),
        events=_events(standing, desk, period),
        goal=goal.target,
    )


def _every(metric: str, period: Period) -> str:
    """What customers do is counted over as long a time as what was before, or the two could not be held together."""
    if METRICS[metric].room != "behaviour":
        return fitting(period)
    return "month" if METRICS[metric].days <= 31 else "quarter"


def _without_what_is_to_come(measured: Sequence[charts.Point], until: date) -> tuple[charts.Point, ...]:
    return tuple(point if point.at <= until else replace(point, n=None) for point in measured)


def _path_points(standing: Standing, starts: Sequence[date], every: str) -> tuple[charts.Point, ...]:
    """Where the measure is to be in each period: in the middle of its days that belong to the goal."""
    path, found = standing.path, []
    for start in starts:
        last = min(measures.next_period(start, every) - A_DAY, path.due)
        value = path.over(max(start, path.begins), last).value if last >= path.begins else None
        found.append(charts.Point(start, value))
    return tuple(found)


def _events(standing: Standing, desk: Desk, period: Period) -> tuple[charts.Event, ...]:
    places = dict(standing.goal.where).get("location", ())
    began = charts.Event(standing.path.begins, _("The goal begins"))
    noted = happenings(desk.member, period, places)
    return (began, *(charts.Event(each.happened_on, each.words) for each in noted))
