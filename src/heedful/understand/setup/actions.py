from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from heedful.people.models import Member
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace
from heedful.understand.metrics.actions import set_up_measures
from heedful.understand.setup.queries import visible_setup


@transaction.atomic
def change_setup(told: Mapping[str, Any], *, by: Member, now: datetime) -> list[str]:
    """Tell the measures what is new, and keep who told it; returns the names of what changed."""
    before = visible_setup(by)
    changed = sorted(name for name, value in told.items() if getattr(before, name) != value)
    if changed:
        set_up_measures(by.workspace, {name: told[name] for name in changed})
        leave_trace(by.workspace, Trace.What.MEASURES_SET_UP, by=by, now=now, changed=changed)
    return changed
