from __future__ import annotations

import logging

from django.utils import timezone
from django_tasks import TaskContext, task
from django_tasks_db.models import DBTaskResult

from heedful.listen.demo import workspace
from heedful.listen.demo.models import DemoWorkspace

log = logging.getLogger(__name__)

GIVEN_BACK = "given back"  # the worker's word for: begin it again at the next start
NOT_WANTED = "not wanted any more"


class GivenBack(Exception):  # noqa: N818 -- reads as what it is
    """The server is about to stop."""


@task(takes_context=True)
def make_demo(context: TaskContext, demo_id: int) -> str:
    """The made-up company; it can be killed at any moment and run again."""
    task_id = context.task_result.id
    demo = DemoWorkspace.objects.filter(pk=demo_id, ready_at=None).select_related("workspace").first()
    if demo is None:
        return NOT_WANTED

    def keep_on() -> None:
        if not DBTaskResult.objects.running().filter(pk=task_id).exists():
            raise GivenBack

    try:
        workspace.make(demo, now=timezone.now(), keep_on=keep_on)
    except GivenBack:
        return GIVEN_BACK
    except workspace.GoneError:
        return NOT_WANTED
    except Exception:
        log.exception("The demo %s could not be made.", demo.pk)
        DemoWorkspace.objects.filter(pk=demo.pk).update(failed_at=timezone.now())
    return "made"


def say_broken_off(task_id: str) -> None:
    """The process died under it each time; the worker tries no more."""
    DemoWorkspace.objects.filter(task=task_id, ready_at=None).update(failed_at=timezone.now())
