from collections.abc import Mapping

from django.db.models import QuerySet

from heedful.people.members.queries import visible_locations
from heedful.people.models import Member, Workspace
from heedful.understand.goals.models import Goal, Standard


def visible_goals(member: Member) -> list[Goal]:
    """The goals a member may see: one limited to locations sees only goals set for these."""
    goals = Goal.objects.filter(workspace=member.workspace).select_related("owner__user")
    seen = visible_locations(member)
    return [goal for goal in goals if seen is None or _locations(goal) & set(seen) == _locations(goal) != set()]


def standards(workspace: Workspace) -> QuerySet[Standard]:
    return Standard.objects.filter(workspace=workspace)


def _locations(goal: Goal) -> set[str]:
    conditions: Mapping[str, list[str]] = dict(goal.where)
    return set(conditions.get("location", []))
