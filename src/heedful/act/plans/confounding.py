"""Two plans at one place in one time: what comes of it cannot be told apart, and that is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from heedful.act.plans.models import Plan


@dataclass(frozen=True, slots=True)
class Clash:
    """`treated`: places where both are done; `compared`: those that this one is compared with, and that the other one
    leaves not as they were. Both empty: one of the two is done everywhere.
    """

    plan: Plan
    treated: tuple[str, ...]
    compared: tuple[str, ...]
    from_on: date
    to_on: date
    is_named: bool = True

    @property
    def unnamed(self) -> Clash:
        return replace(self, is_named=False)


def clashes_of(plan: Plan) -> list[Clash]:
    """With the plans of the workspace that were committed to."""
    return [clash for clash in (_clash(plan, other) for other in _meeting(plan)) if clash]


def untouched_places(plan: Plan, places: Iterable[str]) -> list[str]:
    """Those of the places where nothing is planned in its time, as far as was committed to."""
    meeting = _meeting(plan)
    if any(not other.treated for other in meeting):
        return []
    busy = {*plan.treated, *(place for other in meeting for place in other.treated)}
    return [place for place in places if place not in busy]


def last_day(plan: Plan) -> date:
    """The last day on which it is done: the one on which it was ended, if it was before its time."""
    if plan.ended_at is None:
        return plan.ends_on
    return min(plan.ends_on, plan.ended_at.astimezone(ZoneInfo(plan.workspace.time_zone)).date())


def _meeting(plan: Plan) -> list[Plan]:
    """Others that were committed to, and go on in its time."""
    others = Plan.objects.filter(workspace=plan.workspace_id, committed_at__isnull=False).exclude(pk=plan.pk)
    begun = others.filter(starts_on__lte=last_day(plan), ends_on__gte=plan.starts_on).select_related("workspace")
    return [other for other in begun.order_by("starts_on", "pk") if last_day(other) >= plan.starts_on]


def _clash(plan: Plan, other: Plan) -> Clash | None:
    from_on, to_on = max(plan.starts_on, other.starts_on), min(last_day(plan), last_day(other))
    if from_on > to_on:
        return None
    treated, compared = _both(plan.treated, other.treated), _both(plan.compared, other.treated)
    is_everywhere = not plan.treated or not other.treated
    return Clash(other, treated, compared, from_on, to_on) if treated or compared or is_everywhere else None


def _both(ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(ours) & set(theirs)))
