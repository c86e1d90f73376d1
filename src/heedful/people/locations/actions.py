from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from heedful.people.invitations.models import Invitation
from heedful.people.members.models import Member
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace
from heedful.people.workspaces.models import Location, Workspace


class LocationError(ValueError):
    """The place cannot be added or taken away so; says why."""


@transaction.atomic
def add_location(workspace: Workspace, *, name: str, key: str = "", by: Member, now: datetime) -> Location:
    """A place, by the key that stands in what is heard there; made of the name when left out."""
    key = key or slugify(name, allow_unicode=True)
    if not key:
        raise LocationError(_("This name makes no key: give one."))
    if Location.objects.filter(workspace=workspace, key=key).exists():
        raise LocationError(_("There is a place with the key %(key)s already.") % {"key": key})
    location = Location.objects.create(workspace=workspace, key=key, name=name)
    leave_trace(workspace, Trace.What.LOCATION_ADDED, by=by, now=now, location=key)
    return location


@transaction.atomic
def rename_location(location: Location, *, name: str, by: Member, now: datetime) -> None:
    """Another name on every page; the key, and with it all that was heard there, stays."""
    location.name = name
    location.save(update_fields=["name"])
    leave_trace(location.workspace, Trace.What.LOCATION_CHANGED, by=by, now=now, location=location.key)


@transaction.atomic
def remove_location(location: Location, *, by: Member, now: datetime) -> None:
    """No longer offered anywhere. What was heard there stays in the log, and in the company's own numbers."""
    if held := who_sees_only(location):
        raise LocationError(
            _("The place limits what somebody sees: %(who)s. Change their seats or withdraw their invitations first.")
            % {"who": ", ".join(held)}
        )
    leave_trace(location.workspace, Trace.What.LOCATION_REMOVED, by=by, now=now, location=location.key)
    location.delete()


def who_sees_only(location: Location) -> list[str]:
    """The e-mails of those whose seats or open invitations are limited to the place."""
    members = Member.objects.filter(limited_to=location).values_list("user__username", flat=True)
    invited = Invitation.objects.filter(limited_to=location).values_list("email", flat=True)
    return sorted({*members, *invited})
