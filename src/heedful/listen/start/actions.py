from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from heedful.listen.start.models import Start
from heedful.people.locations.actions import LocationError, add_location
from heedful.people.members.models import Member
from heedful.people.workspaces.actions import change_workspace
from heedful.people.workspaces.models import Location


@transaction.atomic
def tell_company(told: dict[str, str], places: Iterable[str], *, by: Member, now: datetime) -> None:
    """Who the company is and where; what is there already stays."""
    workspace = by.workspace
    change_workspace(workspace, **told, by=by, now=now)
    known = {name.casefold() for name in Location.objects.filter(workspace=workspace).values_list("name", flat=True)}
    for name in places:
        if name.casefold() not in known:
            known.add(name.casefold())
            _add(name, by, now)
    pass_company(by=by, now=now)


def pass_company(*, by: Member, now: datetime) -> None:
    """The first step is done, told or skipped."""
    Start.objects.update_or_create(workspace=by.workspace, defaults={"company_at": now, "company_by": by})


def finish_start(*, by: Member, now: datetime) -> None:
    Start.objects.update_or_create(workspace=by.workspace, defaults={"finished_at": now})


def _add(name: str, by: Member, now: datetime) -> None:
    """Two names may make one key, as "Nord!" and "Nord" do: it is the same place then."""
    try:
        add_location(by.workspace, name=name, by=by, now=now)
    except LocationError:
        return
