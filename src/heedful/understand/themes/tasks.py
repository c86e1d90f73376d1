from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import narwhals as nw
from django.core.cache import cache
from django.utils import timezone
from django_tasks import task

from heedful import measures
from heedful.interactions import stores
from heedful.interactions.store import Store
from heedful.people.models import Workspace
from heedful.understand.themes.models import FoundRun
from heedful.understand.themes.sample import NEWEST

A_LOOK: Final = 300  # seconds between two looks at whether a search is due
AN_HOUR: Final = 3_600  # seconds in which a search that was put off begins, or is put off again
NIGHT: Final = range(2, 5)  # by the workspace's own clock
A_NIGHT: Final = timedelta(hours=20)
OVERDUE: Final = timedelta(hours=48)  # where no server runs by night
A_WHILE: Final = timedelta(minutes=30)  # after a large load, or a search that did not end
LARGE: Final = 1.5  # times as many texts as at the last search
FEWEST: Final = 50  # texts


def find_due(now: datetime) -> int:
    """Put off the searches that are due; how many."""
    if not cache.add("themes:looked", 1, A_LOOK):
        return 0
    store = stores.current()
    due = [workspace for workspace in Workspace.objects.all() if is_due(workspace, store=store, now=now)]
    waiting = [workspace.pk for workspace in due if cache.add(f"themes:{workspace.pk}", 1, AN_HOUR)]
    for number in waiting:
        find.enqueue(number)
    return len(waiting)


@task()
def find(workspace: int) -> str:
    """A search for themes; it can be killed at any moment and run again."""
    from heedful.understand.themes.finding import find_themes  # slow to import, and seldom due

    found, now = Workspace.objects.filter(pk=workspace).first(), timezone.now()
    if found is None or not is_due(found, store=stores.current(), now=now):
        return "not due any more"
    return f"{find_themes(found, stores.current(), now).found} found"


def is_due(workspace: Workspace, *, store: Store, now: datetime) -> bool:
    """Once a night if anything was read since; sooner, where half as many texts again have come."""
    last = FoundRun.objects.filter(workspace=workspace).first()
    if last is None:
        return _texts(store, workspace) >= FEWEST
    since = now - last.started_at
    if since < A_WHILE or last.version == store.version(workspace.key, ["labels"]):
        return False
    if last.state != FoundRun.State.DONE:
        return True
    is_night = now.astimezone(ZoneInfo(workspace.time_zone)).hour in NIGHT
    return since > (A_NIGHT if is_night else OVERDUE) or _texts(store, workspace) >= LARGE * max(last.texts, FEWEST)


def _texts(store: Store, workspace: Workspace) -> int:
    """Those that were read, at most as many as are looked through."""
    texts = measures.lazy(store.voices(workspace.key)).filter(~nw.col("model").is_null())
    return min(int(texts.select(n=nw.len()).collect(backend="pyarrow").item()), NEWEST)
