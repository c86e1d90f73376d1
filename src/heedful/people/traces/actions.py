from contextvars import ContextVar
from datetime import datetime
from typing import Any

from heedful.people.members.models import Member
from heedful.people.traces.models import Trace
from heedful.people.workspaces.models import Workspace

PROGRAM: ContextVar[str] = ContextVar("program", default="")  # the key by which a program acts, while it is answered


def leave_trace(
    workspace: Workspace, what: Trace.What, *, by: Member | None, now: datetime, subject: str = "", **details: Any
) -> Trace:
    """Keep who did it; `by` is None for a program, which has a key's name, and for the command line, whose user owns
    the machine.
    """
    by_name = by.user.username if by else PROGRAM.get()
    return Trace.objects.create(
        workspace=workspace, what=what, by=by, by_name=by_name, at=now, subject=subject, details=details
    )
