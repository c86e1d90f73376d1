from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from heedful.people.members.queries import visible_locations
from heedful.people.models import Member, Workspace
from heedful.people.traces.models import Trace
from heedful.understand.goals.models import Goal, Standard

TRAIL = 50


def visible_goals(member: Member) -> list[Goal]:
    """The goals a member may see: one limited to locations sees only goals set for these."""
    goals = Goal.objects.filter(workspace=member.workspace).select_related("owner__user")
    seen = visible_locations(member)
    return [goal for goal in goals if seen is None or _locations(goal) & set(seen) == _locations(goal) != set()]


@dataclass(frozen=True, slots=True)
class Setting:
    """Somebody set or changed a goal: to which target, by when."""

    trace: Trace

    @property
    def due(self) -> date:
        return date.fromisoformat(self.trace.details["due_on"])


def trail_of(goal: Goal) -> list[Setting]:
    """Who set and changed it, the latest first."""
    found = Trace.objects.filter(workspace=goal.workspace_id, subject=f"goal:{goal.pk}")
    return [Setting(each) for each in found.select_related("by__user")[:TRAIL]]


def standards(workspace: Workspace) -> QuerySet[Standard]:
    return Standard.objects.filter(workspace=workspace)


def _locations(goal: Goal) -> set[str]:
    conditions: Mapping[str, list[str]] = dict(goal.where)
    return set(conditions.get("location", []))
