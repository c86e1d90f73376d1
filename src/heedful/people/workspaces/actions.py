from datetime import datetime
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.text import slugify

from heedful.people.members.actions import add_member
from heedful.people.members.models import Member, Role
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace
from heedful.people.workspaces.models import Workspace


class WorkspaceError(ValueError):
    """The workspace cannot be made so; says why."""


@transaction.atomic
def create_workspace(
    name: str,
    *,
    owner: str,
    password: str | None,
    now: datetime,
    key: str = "",
    time_zone: str = "UTC",
    currency: str = "EUR",
    language: str = "en",
) -> Workspace:
    """A company's own house, with its owner in it."""
    key = key or slugify(name)[:63]
    if not key or slugify(key) != key:
        raise WorkspaceError(f"{key or name!r} makes no key: use small latin letters, digits and hyphens.")
    if Workspace.objects.filter(key=key).exists():
        raise WorkspaceError(f"There is a workspace {key} already.")
    if time_zone not in available_timezones():
        raise WorkspaceError(f"There is no time zone {time_zone!r}: write it as Europe/Vilnius.")
    workspace = Workspace.objects.create(key=key, name=name, time_zone=time_zone, currency=currency, language=language)
    add_member(workspace, owner, role=Role.OWNER, password=password, by=None, now=now)
    return workspace


@transaction.atomic
def change_workspace(
    workspace: Workspace, *, name: str, time_zone: str, currency: str, language: str, by: Member, now: datetime
) -> None:
    """Another name, other clocks, another currency or language; what was heard stays as it was heard."""
    told = {"name": name, "time_zone": time_zone, "currency": currency, "language": language}
    changed = [field for field, value in told.items() if getattr(workspace, field) != value]
    for field in changed:
        setattr(workspace, field, told[field])
    if changed:
        workspace.save(update_fields=changed)
        leave_trace(workspace, Trace.What.WORKSPACE_CHANGED, by=by, now=now, changed=changed)
