from datetime import datetime
from typing import Any

from heedful.people.members.models import Member
from heedful.people.traces.models import Trace
from heedful.people.workspaces.models import Workspace


def leave_trace(workspace: Workspace, what: Trace.What, *, by: Member | None, now: datetime, **details: Any) -> Trace:
    """Keep who did it; `by` is None for the command line, where whoever may run it owns the machine."""
    by_name = by.user.username if by else ""
    return Trace.objects.create(workspace=workspace, what=what, by=by, by_name=by_name, at=now, details=details)
