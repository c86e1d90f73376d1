from __future__ import annotations

from django.core.exceptions import PermissionDenied

from heedful.interactions.store import Store
from heedful.people.members.queries import visible_locations
from heedful.people.members.rights import may
from heedful.people.models import Member
from heedful.understand.metrics.models import MeasureSetup
from heedful.understand.metrics.rows import different, remembered

EVENTS_OFFERED = 200


def may_edit(member: Member) -> bool:
    return may(member, "edit_goals")


def speaks_for_all(member: Member) -> bool:
    """Whether the member may say something of the whole company, and not only of their own places."""
    return may(member, "edit_goals") and visible_locations(member) is None


def require_for_all(member: Member) -> None:
    if not speaks_for_all(member):
        raise PermissionDenied("edit_goals")


def visible_setup(member: Member) -> MeasureSetup:
    """What the workspace has told its measures; the defaults where it has told nothing."""
    kept = MeasureSetup.objects.filter(workspace=member.workspace_id).first() or MeasureSetup()
    kept.workspace = member.workspace
    return kept


def events_heard(member: Member, *, store: Store) -> list[str]:
    """The names of events that were ever heard, to choose from."""
    found = remembered(store, member.workspace.key, "event", {}, "names", lambda frame: different(frame, "name"))
    return sorted(found)[:EVENTS_OFFERED]
