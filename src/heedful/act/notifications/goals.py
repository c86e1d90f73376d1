"""Once a week, for whoever looks every day sees chance: a goal at risk, or reached, is told; of each aim once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Final

from django.core.cache import cache
from django.urls import reverse

from heedful.act.notifications.actions import notify
from heedful.act.notifications.events import GOAL_AT_RISK, GOAL_REACHED
from heedful.interactions import stores
from heedful.people.members.models import Role
from heedful.people.models import Member, Workspace
from heedful.understand.goals.models import Goal
from heedful.understand.goals.queries import visible_goals
from heedful.understand.goals.standing import Standing, standings

A_WEEK: Final = 7 * 86_400  # seconds until a workspace's goals are looked at again
AT_ONCE: Final = 20  # workspaces a call
EVENTS: Final = {"at risk": GOAL_AT_RISK, "missed": GOAL_AT_RISK, "reached": GOAL_REACHED}


def tell_of_goals_due(now: datetime) -> int:
    """How many notices are new. It can be killed at any moment: what was told is not told again."""
    set_for = Goal.objects.order_by("workspace").values_list("workspace", flat=True).distinct()
    due = list(islice((number for number in set_for if cache.add(f"goals:{number}", 1, A_WEEK)), AT_ONCE))
    return sum(_tell(workspace, now) for workspace in Workspace.objects.filter(pk__in=due))


def _tell(workspace: Workspace, now: datetime) -> int:
    owners = list(Member.objects.filter(workspace=workspace, role=Role.OWNER).select_related("workspace", "user"))
    if not owners:
        return 0
    found = standings(visible_goals(owners[0]), owners[0], store=stores.current(), now=now)
    return sum(_tell_of(each, owners, now) for each in found if each.state in EVENTS)


def _tell_of(standing: Standing, owners: Iterable[Member], now: datetime) -> int:
    """Whose goal it is; all owners where it is nobody's."""
    goal, told = standing.goal, standing.told
    found = {"metric": goal.metric, "method": goal.method, "target": goal.target}
    found |= {"value": told.value, "low": told.low, "high": told.high, "n": told.n}
    subject = f"goal:{goal.pk}"
    return notify(
        goal.workspace,
        EVENTS[standing.state],
        subject=subject,
        key=f"{subject}:{goal.target:g}:{goal.due_on}:{EVENTS[standing.state]}",
        words={"metric": goal.metric, "found": found, "due": f"{goal.due_on}"},
        href=reverse("understand:goal", args=[goal.pk]),
        members=[goal.owner] if goal.owner else owners,
        now=now,
    )
