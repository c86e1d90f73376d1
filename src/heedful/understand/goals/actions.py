from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from heedful.interactions.store import Store
from heedful.people.models import Member, Workspace
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace
from heedful.understand.goals.models import Goal, Standard
from heedful.understand.goals.rises import Rise
from heedful.understand.goals.standing import Desk, baseline_period
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.setup.amounts import AmountError
from heedful.understand.setup.measures import unit_of


class GoalError(ValueError):
    """There can be no such goal; says why."""


class StandardError(ValueError):
    """There can be no such standard; says why."""


def promise_standard(
    workspace: Workspace,
    touchpoint: str,
    *,
    metric: str,
    method: str | None = None,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Standard:
    """What a touchpoint promises; a second promise of the same measure takes the first one's place."""
    if metric not in METRICS:
        raise StandardError(f"There is no measure {metric!r}. There are: {', '.join(METRICS)}.")
    method = method or METRICS[metric].default
    if method not in METRICS[metric].methods:
        raise StandardError(f"{metric} has no method {method!r}. It has: {', '.join(METRICS[metric].methods)}.")
    if at_least is None and at_most is None:
        raise StandardError("A standard says at least how much, or at most.")
    standard, _ = Standard.objects.update_or_create(
        workspace=workspace,
        touchpoint=touchpoint,
        metric=metric,
        method=method,
        defaults={"at_least": at_least, "at_most": at_most},
    )
    return standard


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be reached, where, from when on and by when: an amount, or a rise over what was before."""

    location: str
    target: float | Rise
    starts_on: date
    due_on: date
    owner: Member | None

    @property
    def where(self) -> list[list[Any]]:
        return [["location", [self.location]]] if self.location else []


@transaction.atomic
def set_goal(measure: tuple[str, str], aim: Aim, *, by: Member, store: Store, now: datetime) -> Goal:
    """A new goal; how it was before is measured at once, and kept."""
    metric, method = measure
    goal = Goal(workspace=by.workspace, metric=metric, method=method, **_kept(aim))
    _measure_before(goal, aim, by, store, now)
    _aim_at(goal, aim.target)
    goal.save()
    _trace(Trace.What.GOAL_SET, goal, by, now)
    return goal


@transaction.atomic
def change_goal(goal: Goal, aim: Aim, *, by: Member, store: Store, now: datetime) -> None:
    """Another aim. How it was before is measured anew only where another time or place is meant."""
    begins = baseline_period(goal.metric, aim.starts_on).end
    is_moved = (goal.where, goal.baseline_to) != (aim.where, begins)
    for name, value in _kept(aim).items():
        setattr(goal, name, value)
    if is_moved:
        _measure_before(goal, aim, by, store, now)
    _aim_at(goal, aim.target)
    goal.save()
    _trace(Trace.What.GOAL_SET, goal, by, now)


@transaction.atomic
def remove_goal(goal: Goal, *, by: Member, now: datetime) -> None:
    _trace(Trace.What.GOAL_REMOVED, goal, by, now)
    goal.delete()


def _kept(aim: Aim) -> Mapping[str, Any]:
    return {"where": aim.where, "due_on": aim.due_on, "owner": aim.owner}


def _aim_at(goal: Goal, target: float | Rise) -> None:
    """A rise is counted from what was before; what it was said as stays known."""
    goal.rise, goal.rise_is_share = None, False
    if not isinstance(target, Rise):
        goal.target = target
        return
    if goal.baseline is None:
        raise GoalError(_("What was before is not known yet, so nothing can be added to it. Write the target itself."))
    try:
        goal.target = target.above(goal.baseline, unit_of(goal.metric, goal.method))
    except AmountError as error:
        raise GoalError(str(error)) from error
    goal.rise, goal.rise_is_share = target.amount, target.is_share


def _measure_before(goal: Goal, aim: Aim, by: Member, store: Store, now: datetime) -> None:
    period = baseline_period(goal.metric, aim.starts_on)
    row = Desk.of(by, store=store, now=now).row(goal.metric, goal.method, aim.where, period)
    goal.baseline_from, goal.baseline_to = period.start, period.end
    goal.baseline = goal.baseline_low = goal.baseline_high = None
    goal.baseline_n = row.estimate.n if row else 0
    if row is not None and row.state == "known":
        goal.baseline, goal.baseline_low, goal.baseline_high = row.estimate.value, row.estimate.low, row.estimate.high


def _trace(what: Trace.What, goal: Goal, by: Member, now: datetime) -> None:
    about = {"goal": goal.pk, "metric": goal.metric, "method": goal.method, "where": goal.where}
    what_for = {"target": goal.target, "due_on": f"{goal.due_on}"}
    who = by if isinstance(by, Member) else None  # a program is nobody in particular
    leave_trace(goal.workspace, what, by=who, now=now, subject=f"goal:{goal.pk}", **about, **what_for)
