from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.cache import cache
from django.utils import timezone
from django_tasks import task

from heedful.interactions import stores
from heedful.people.models import Workspace

A_WHILE: Final = 300  # seconds between two looks at whether a search is due
AN_HOUR: Final = 3_600  # seconds in which a search that was put off begins, or is put off again


def find_due(now: datetime) -> int:
    """Put off the searches that are due; how many."""
    if not cache.add("themes:looked", 1, A_WHILE):
        return 0
    from heedful.understand.themes.finding import is_due  # slow to import

    store = stores.current()
    due = [workspace for workspace in Workspace.objects.all() if is_due(workspace, store=store, now=now)]
    waiting = [workspace.pk for workspace in due if cache.add(f"themes:{workspace.pk}", 1, AN_HOUR)]
    for number in waiting:
        find.enqueue(number)
    return len(waiting)


@task()
def find(workspace: int) -> str:
    """A search for themes; it can be killed at any moment and run again."""
    from heedful.understand.themes.finding import find_themes, is_due

    found, now = Workspace.objects.filter(pk=workspace).first(), timezone.now()
    if found is None or not is_due(found, store=stores.current(), now=now):
        return "not due any more"
    return f"{find_themes(found, stores.current(), now).found} found"
