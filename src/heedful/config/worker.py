"""What was put off: tasks kept in the database, run one after another; a task outlives the process that ran it."""

from __future__ import annotations

import logging
import os
from datetime import datetime, timedelta

from django_tasks_db.compat import TaskResultStatus, task_finished
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
KEPT = timedelta(days=14)
GIVEN_BACK = "given back"


class BrokenOff(RuntimeError):  # noqa: N818 -- reads as what it is
    """The process died under this task each time it was tried."""


class TaskQueue(Worker):
    """Runs what is ready until nothing is. Told to stop, it takes the running task back, to be begun again later.

    A long task looks between two steps whether its row still says RUNNING; if not, it ends and returns GIVEN_BACK.
    """

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"serve-{os.getpid()}",
        )

    def run_ready(self) -> None:
        if self.running and DBTaskResult.objects.ready().exists():
            self.run()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        super().run_task(db_task_result)
        if db_task_result.return_value == GIVEN_BACK or (not self.running and db_task_result.exception_class_path):
            _give_back(db_task_result)

    def stop(self) -> None:
        self.running = False
        DBTaskResult.objects.running().update(status=TaskResultStatus.READY)


def take_up_again(*, now: datetime) -> int:
    """At start: what ran when the last process ended is ready again; what keeps killing it is broken off."""
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT).delete()
    left = list(DBTaskResult.objects.running())
    for task in left:
        if len(task.worker_ids) < MOST_ATTEMPTS:
            _give_back(task)
        else:
            _break_off(task)
    return len(left)


def _give_back(task: DBTaskResult) -> None:
    task.status, task.finished_at, task.return_value = TaskResultStatus.READY, None, None
    task.exception_class_path = task.traceback = ""
    task.save()


def _break_off(task: DBTaskResult) -> None:
    task.set_failed(BrokenOff(f"The process died under it {len(task.worker_ids)} times; it is not tried again."))
    log.error("The task %s is broken off: the process died under it each time.", task.task_path)
    task_finished.send(sender=type(task.task.get_backend()), task_result=task.task_result)
