from datetime import datetime

from django.db import transaction

from heedful.people.models import Member, Workspace
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace
from heedful.understand.goals.actions import promise_standard
from heedful.understand.goals.models import Standard


@transaction.atomic
def set_standard(
    touchpoint: str,
    measure: tuple[str, str],
    *,
    at_least: float | None,
    at_most: float | None,
    by: Member | None,
    now: datetime,
    workspace: Workspace | None = None,
) -> Standard:
    """`workspace`: where a program sets it, which is nobody."""
    metric, method = measure
    said = {"at_least": at_least, "at_most": at_most}
    where = workspace or by.workspace  # type: ignore[union-attr]
    standard = promise_standard(where, touchpoint, metric=metric, method=method, **said)
    about = {"touchpoint": touchpoint, "metric": metric, "method": method}
    leave_trace(where, Trace.What.STANDARD_SET, by=by, now=now, **about, **said)
    return standard


@transaction.atomic
def remove_standard(standard: Standard, *, by: Member | None, now: datetime) -> None:
    about = {name: getattr(standard, name) for name in ("touchpoint", "metric", "method")}
    leave_trace(standard.workspace, Trace.What.STANDARD_REMOVED, by=by, now=now, **about)
    standard.delete()
