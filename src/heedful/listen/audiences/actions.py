from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from heedful.listen.audiences.listing import Added, Line, list_people
from heedful.listen.audiences.models import Audience, Listed
from heedful.listen.audiences.segments import Segment
from heedful.listen.imports.formats import look_at, opened
from heedful.listen.imports.mapping import FileOptions
from heedful.listen.invitations.models import Sending
from heedful.people.members.models import Member
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace
from heedful.people.workspaces.models import Workspace


class AudiencesError(ValueError):
    """It cannot be done so; says why."""


@transaction.atomic
def create_audience(
    workspace: Workspace, *, name: str, segment: Segment | None = None, by: Member | None, now: datetime
) -> Audience:
    """A segment, or an empty list to put people on."""
    _refuse_taken(workspace, name)
    kind = Audience.Kind.LIST if segment is None else Audience.Kind.SEGMENT
    conditions = {} if segment is None else msgspec.to_builtins(segment)
    audience = Audience.objects.create(
        workspace=workspace, name=name, kind=kind, conditions=conditions, created_by=by, created_at=now
    )
    leave_trace(workspace, Trace.What.AUDIENCE_CREATED, by=by, now=now, audience=audience.pk, kind=kind)
    return audience


@transaction.atomic
def change_audience(
    audience: Audience, *, name: str, segment: Segment | None = None, by: Member | None, now: datetime
) -> None:
    if name != audience.name:
        _refuse_taken(audience.workspace, name)
    audience.name = name
    if segment is not None and audience.kind == Audience.Kind.SEGMENT:
        audience.conditions = msgspec.to_builtins(segment)
    audience.save(update_fields=["name", "conditions"])
    leave_trace(audience.workspace, Trace.What.AUDIENCE_CHANGED, by=by, now=now, audience=audience.pk)


@transaction.atomic
def remove_audience(audience: Audience, *, by: Member | None, now: datetime) -> None:
    """It is offered no more, and whoever was on the list is no longer. The customers stay."""
    using = Sending.objects.filter(audience=audience, ended_at=None, started_at__isnull=False).first()
    if using is not None:
        raise AudiencesError(_("“%(sending)s” still asks them. End it first.") % {"sending": using.name})
    audience.removed_at = now
    audience.save(update_fields=["removed_at"])
    Listed.objects.filter(audience=audience).delete()
    leave_trace(audience.workspace, Trace.What.AUDIENCE_REMOVED, by=by, now=now, audience=audience.pk)


def list_file(audience: Audience, path: Path, *, by: Member | None, now: datetime) -> Added:
    """Everybody in a file (CSV, a workbook), read a piece at a time; raises Refused if it cannot be read."""
    layout = look_at(path, FileOptions())
    rejected: list[tuple[int, str]] = []
    added = list_people(audience, _lines(layout, rejected), now=now)
    for row, reason in rejected:
        added.reject(row, reason)
    added.rejects.sort(key=lambda each: each.row)
    _trace(audience, added, by, now)
    return added


def list_pasted(audience: Audience, text: str, *, by: Member | None, now: datetime) -> Added:
    """One address or phone number a line."""
    lines = (each.strip() for each in text.splitlines())
    given = ((row, {"email" if "@" in line else "phone": line}) for row, line in enumerate(lines, 1) if line)
    added = list_people(audience, given, now=now)
    _trace(audience, added, by, now)
    return added


@transaction.atomic
def unlist_person(listed: Listed, *, by: Member | None, now: datetime) -> None:
    audience = listed.audience
    listed.delete()
    leave_trace(audience.workspace, Trace.What.AUDIENCE_CHANGED, by=by, now=now, audience=audience.pk, removed=1)


def _lines(layout, rejected: list[tuple[int, str]]) -> Iterator[Line]:
    for chunk in opened(layout).chunks():
        rejected += [(each.row, each.reason) for each in chunk.rejects]
        for row, cells in zip(chunk.rows.tolist(), chunk.table.to_pylist(), strict=True):
            yield row, {name: None if value is None else str(value) for name, value in cells.items()}


def _trace(audience: Audience, added: Added, by: Member | None, now: datetime) -> None:
    what = {"audience": audience.pk, "added": added.added, "rejected": added.rejected}
    leave_trace(audience.workspace, Trace.What.AUDIENCE_CHANGED, by=by, now=now, **what)


def _refuse_taken(workspace: Workspace, name: str) -> None:
    if Audience.objects.filter(workspace=workspace, name=name, removed_at=None).exists():
        raise AudiencesError(_("There is an audience of this name already."))
