"""What is promised to customers, and whose new cases are: said once for all, with a trace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from heedful.act.cases.actions import CasesError
from heedful.act.cases.queries import SUBJECT
from heedful.act.cases.routing import may_own
from heedful.act.cases.setting_models import CasePromise, CaseRoute
from heedful.people.models import Location, Member, Trace, Workspace
from heedful.people.traces.actions import leave_trace


@transaction.atomic
def set_promise(
    workspace: Workspace,
    *,
    location: Location | None,
    priority: int | None,
    by: Member | None,
    now: datetime,
    **told: Any,
) -> CasePromise:
    """One for each place and priority; it holds for what is opened, or answered, from now on."""
    kept, _is_new = CasePromise.objects.update_or_create(
        workspace=workspace, location=location, priority=priority, defaults=told
    )
    _trace(workspace, by, now, promise=kept.pk)
    return kept


@transaction.atomic
def remove_promise(promise: CasePromise, *, by: Member | None, now: datetime) -> None:
    _trace(promise.workspace, by, now, promise=promise.pk, removed=True)
    promise.delete()


@transaction.atomic
def add_route(
    workspace: Workspace,
    *,
    location: Location | None,
    way: str,
    members: Sequence[Member],
    by: Member | None,
    now: datetime,
) -> CaseRoute:
    """The last one; the first that fits says."""
    if not any(may_own(member, location) for member in members):
        raise CasesError(_("None of them could see these cases."))
    last = CaseRoute.objects.filter(workspace=workspace).aggregate(last=Max("position"))["last"] or 0
    route = CaseRoute.objects.create(workspace=workspace, position=last + 1, location=location, way=way)
    route.members.set(members)
    _trace(workspace, by, now, route=route.pk)
    return route


@transaction.atomic
def remove_route(route: CaseRoute, *, by: Member | None, now: datetime) -> None:
    _trace(route.workspace, by, now, route=route.pk, removed=True)
    route.delete()


def _trace(workspace: Workspace, by: Member | None, now: datetime, **details: Any) -> None:
    leave_trace(workspace, Trace.What.CASES_SET_UP, by=by, now=now, subject=SUBJECT, **details)
