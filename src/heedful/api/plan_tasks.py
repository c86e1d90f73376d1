"""The tasks of a plan."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import StringConstraints

from heedful.act.plans import actions
from heedful.act.plans.models import PlanTask
from heedful.act.plans.queries import visible_tasks
from heedful.api.askers import program
from heedful.api.lists import Given, Number, found_or_404
from heedful.api.plan_schemas import Day, Email
from heedful.api.plans import member_of, plan_of
from heedful.api.problems import documented
from heedful.api.surveys import MANAGE, READ, READING, WRITING

router = Router(tags=["plans"])
Task = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class NewTask(Given):
    words: Task
    owner: Email | None = None
    due_on: Day | None = None


class TaskChanged(Given):
    done: bool


class PlanTaskTold(Schema):
    id: int
    words: str
    owner: str | None
    due_on: date | None
    done_at: datetime | None


@router.get("/{number}/tasks", auth=READ, response=list[PlanTaskTold], summary="Its tasks", openapi_extra=READING)
def tasks(request: HttpRequest, number: Number) -> Any:
    found = plan_of(request, number)
    return [_task_told(each) for each in visible_tasks(program(request)).filter(plan=found)]


@router.post("/{number}/tasks", auth=MANAGE, response={201: PlanTaskTold}, summary="Add a task", openapi_extra=WRITING)
def add_task(request: HttpRequest, number: Number, given: NewTask) -> Any:
    found, owner = plan_of(request, number), member_of(request, given.owner)
    said = {"owner": owner, "due_on": given.due_on}
    return Status(201, _task_told(actions.add_task(found, given.words, **said, by=None, now=timezone.now())))


@router.patch("/{number}/tasks/{task}", auth=MANAGE, response=PlanTaskTold, summary="Tick a task",
              openapi_extra=WRITING)  # fmt: skip
def tick(request: HttpRequest, number: Number, task: Number, given: TaskChanged) -> Any:
    found = _task(request, number, task)
    actions.tick_task(found, done=given.done, by=None, now=timezone.now())
    return _task_told(found)


@router.delete("/{number}/tasks/{task}", auth=MANAGE, response={204: None}, summary="Remove a task",
               openapi_extra=documented(401, 403, 404, 422))  # fmt: skip
def remove_task(request: HttpRequest, number: Number, task: Number) -> Any:
    actions.remove_task(_task(request, number, task), by=None, now=timezone.now())
    return Status(204, None)


def _task(request: HttpRequest, number: int, task: int) -> PlanTask:
    found: PlanTask = found_or_404(visible_tasks(program(request)), "task", pk=task, plan=plan_of(request, number))
    return found


def _task_told(task: PlanTask) -> dict[str, Any]:
    told = {name: getattr(task, name) for name in ("id", "words", "due_on", "done_at")}
    return told | {"owner": task.owner.user.email if task.owner else None}
