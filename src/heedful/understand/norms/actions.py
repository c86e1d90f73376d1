from datetime import datetime

from django.db import transaction

from heedful.people.models import Member
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace
from heedful.understand.norms.models import Norm


@transaction.atomic
def set_norm(metric: str, method: str, *, by: Member, now: datetime, **said) -> Norm:
    """What is usual with us; a second norm of the same measure takes the first one's place."""
    norm, _ = Norm.objects.update_or_create(workspace=by.workspace, metric=metric, method=method, defaults=said)
    leave_trace(by.workspace, Trace.What.NORM_SET, by=by, now=now, metric=metric, method=method, value=norm.value)
    return norm


@transaction.atomic
def remove_norm(norm: Norm, *, by: Member, now: datetime) -> None:
    leave_trace(by.workspace, Trace.What.NORM_REMOVED, by=by, now=now, metric=norm.metric, method=norm.method)
    norm.delete()
