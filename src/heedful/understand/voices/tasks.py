from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.cache import cache
from django.utils import timezone
from django_tasks import task

from heedful.interactions import stores
from heedful.people.models import Workspace
from heedful.understand.voices.lessons import is_due, teach_workspace

AN_HOUR: Final = 3_600  # seconds in which a lesson that was put off begins, or is put off again


def teach_due(now: datetime) -> int:
    """Put off the lessons of this night; how many."""
    due = [workspace for workspace in Workspace.objects.all() if is_due(workspace, now)]
    waiting = [workspace.pk for workspace in due if cache.add(f"lesson:{workspace.pk}", 1, AN_HOUR)]
    for number in waiting:
        teach.enqueue(number)
    return len(waiting)


@task()
def teach(workspace: int) -> str:
    """A lesson; it can be killed at any moment and run again."""
    found = Workspace.objects.filter(pk=workspace).first()
    if found is None or not is_due(found, timezone.now()):
        return "not due any more"
    noted = teach_workspace(found, store=stores.current(), now=timezone.now())
    return "kept" if noted.kept else "not kept"
