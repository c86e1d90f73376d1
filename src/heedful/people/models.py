"""Django finds the room's models here; each lives with its capability."""

from heedful.people.account.models import Preference
from heedful.people.customers.models import Customer, Identity, Merge, SearchWord, Split
from heedful.people.invitations.models import Invitation, InvitationLimit
from heedful.people.keys.models import ApiKey
from heedful.people.mail.models import Letter
from heedful.people.members.models import Limit, Member
from heedful.people.traces.models import Trace
from heedful.people.workspaces.models import Location, Workspace

__all__ = [
    "ApiKey",
    "Customer",
    "Identity",
    "Invitation",
    "InvitationLimit",
    "Letter",
    "Limit",
    "Location",
    "Member",
    "Merge",
    "Preference",
    "SearchWord",
    "Split",
    "Trace",
    "Workspace",
]
