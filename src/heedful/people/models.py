"""Django finds the room's models here; each lives with its capability."""

from heedful.people.customers.models import Customer, Identity, Merge, Split
from heedful.people.keys.models import ApiKey
from heedful.people.members.models import Limit, Member
from heedful.people.traces.models import Trace
from heedful.people.workspaces.models import Location, Workspace

__all__ = ["ApiKey", "Customer", "Identity", "Limit", "Location", "Member", "Merge", "Split", "Trace", "Workspace"]
