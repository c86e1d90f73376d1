"""Whose a new case is."""

from __future__ import annotations

from django.db.models import Count

from heedful.act.cases.models import Case
from heedful.act.cases.setting_models import CaseRoute
from heedful.people.members.rights import may
from heedful.people.models import Location, Member, Workspace


def owner_for(workspace: Workspace, location: Location | None) -> Member | None:
    """Whoever the first fitting route says; None where no route does, or nobody of it could see the case."""
    routes = CaseRoute.objects.filter(workspace=workspace).select_for_update().prefetch_related("members__user")
    for route in routes:
        if route.location_id not in (None, location.pk if location else None):
            continue
        able = [each for each in sorted(route.members.all(), key=lambda each: each.pk) if may_own(each, location)]
        if able:
            return _in_turn(route, able) if route.way == CaseRoute.Way.IN_TURN else _least_busy(able, workspace)
    return None


def may_own(member: Member, location: Location | None) -> bool:
    """Who works on cases, and sees those of the place."""
    if not may(member, "handle_cases"):
        return False
    if not member.is_limited:
        return True
    return location is not None and member.limited_to.filter(pk=location.pk).exists()


def _in_turn(route: CaseRoute, able: list[Member]) -> Member:
    chosen = next((each for each in able if each.pk > (route.last_id or 0)), able[0])
    CaseRoute.objects.filter(pk=route.pk).update(last=chosen)
    return chosen


def _least_busy(able: list[Member], workspace: Workspace) -> Member:
    """The priorities are said so that the index of open cases is read, and not all that each ever had."""
    each_open = {"closed_at": None, "priority__in": Case.Priority.values}
    theirs = Case.objects.filter(workspace=workspace, owner__in=able, **each_open)
    counted = theirs.order_by().values_list("owner").annotate(n=Count("pk"))
    busy = dict(counted)
    return min(able, key=lambda each: (busy.get(each.pk, 0), each.pk))
