"""What was put off is done, once, whatever happens to the process that does it."""

import logging
import threading
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import task
from django_tasks.signals import task_finished
from django_tasks_db.models import DBTaskResult

from heedful.config import worker
from heedful.config.runtime import WorkerThread
from heedful.config.worker import GIVEN_BACK, MOST_ATTEMPTS, TaskQueue, take_up_again

done: list[str] = []


@task()
def greet(name: str) -> str:
    done.append(name)
    return name


@task()
def stumble() -> None:
    raise ValueError("over a stone")


@task(takes_context=True)
def wait_to_be_taken_back(context) -> str:
    queue_at_work.stop()
    mine = DBTaskResult.objects.filter(pk=context.task_result.id, status="RUNNING")
    return "done" if mine.exists() else GIVEN_BACK


queue_at_work = TaskQueue()


@pytest.fixture(autouse=True)
def nothing_done_yet():
    done.clear()


@pytest.fixture
def left_running(db):
    """A task of a process that was killed, tried so many times before."""

    def leave(attempts: int) -> DBTaskResult:
        greet.enqueue("Ona")
        left = DBTaskResult.objects.get()
        for attempt in range(attempts):
            left.claim(f"process {attempt}")
        return left

    return leave


def test_what_is_put_off_is_done_in_order(db):
    for name in ("Ona", "Jonas"):
        greet.enqueue(name)

    TaskQueue().run_ready()

    assert done == ["Ona", "Jonas"]
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


def test_a_task_that_fails_says_why_and_the_next_one_runs(db, caplog):
    stumble.enqueue()
    greet.enqueue("Ona")

    with caplog.at_level(logging.CRITICAL, "django_tasks"):
        TaskQueue().run_ready()

    assert done == ["Ona"]
    failed = DBTaskResult.objects.get(status="FAILED")
    assert "over a stone" in failed.traceback


def test_a_task_whose_process_was_killed_is_run_again(left_running):
    left_running(1)

    assert take_up_again(now=timezone.now()) == 1
    TaskQueue().run_ready()

    assert done == ["Ona"]


def test_a_task_that_kills_its_process_each_time_is_broken_off_and_said_to_be(left_running, caplog):
    left = left_running(MOST_ATTEMPTS)
    told = []

    def finished(task_result, **_said) -> None:
        told.append(task_result.status)

    task_finished.connect(finished)

    take_up_again(now=timezone.now())
    TaskQueue().run_ready()

    left.refresh_from_db()
    assert (left.status, done, told) == ("FAILED", [], ["FAILED"])
    assert left.exception_class_path.endswith("BrokenOff")
    assert "is broken off" in caplog.text


def test_a_task_that_runs_when_the_server_stops_is_begun_again_at_the_next_start(db, monkeypatch):
    monkeypatch.setattr(f"{__name__}.queue_at_work", TaskQueue())
    wait_to_be_taken_back.enqueue()

    queue_at_work.run_ready()

    again = DBTaskResult.objects.get()
    assert (again.status, again.finished_at, again.return_value) == ("READY", None, None)


def test_tasks_done_long_ago_are_forgotten(db):
    greet.enqueue("Ona")
    TaskQueue().run_ready()
    DBTaskResult.objects.update(finished_at=timezone.now() - worker.KEPT - timedelta(hours=1))

    take_up_again(now=timezone.now())

    assert not DBTaskResult.objects.exists()


def test_the_worker_outlives_an_error_and_tries_again(caplog):
    tried, done_at_last = [], threading.Event()

    class Stumbling(TaskQueue):
        def run_ready(self) -> None:
            tried.append(1)
            if len(tried) < 3:
                raise OSError("disk full")
            done_at_last.set()

        def stop(self) -> None:
            self.running = False

    thread = WorkerThread(Stumbling(), poll_seconds=0.02)
    thread.start()

    assert done_at_last.wait(30)
    thread.stop()
    assert not thread.is_alive()
    assert caplog.text.count("The worker failed; the tasks are kept") == 2
