"""What is done with one case: notes, answers, tasks, and how it rests and ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from ninja import Router

from heedful.act.cases import actions, closing, merging, queries, replying
from heedful.act.cases.models import Case
from heedful.api.askers import program
from heedful.api.case_schemas import CaseInFull, CaseInto, NewClosure, Note, Reply, Rest, Task
from heedful.api.cases import case_of, done, how, in_full
from heedful.api.lists import Number, found_or_404, wrong
from heedful.api.surveys import MANAGE, WRITING
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import visible_surveys

router = Router(tags=["cases"])


@router.post("/{number}/notes", auth=MANAGE, response=CaseInFull, summary="Write a note", openapi_extra=WRITING)
def note(request: HttpRequest, number: Number, given: Note) -> Any:
    return _acted(request, number, lambda found, by: actions.note_on_case(found, given.text, **by))


@router.post("/{number}/replies", auth=MANAGE, response=CaseInFull, summary="Answer the customer by mail",
             openapi_extra=WRITING)  # fmt: skip
def reply(request: HttpRequest, number: Number, given: Reply) -> Any:
    return _acted(
        request, number, lambda found, by: replying.reply_to_case(found, given.text, subject=given.subject, **by)
    )


@router.post("/{number}/tasks", auth=MANAGE, response=CaseInFull, summary="Add a task", openapi_extra=WRITING)
def task(request: HttpRequest, number: Number, given: Task) -> Any:
    return _acted(request, number, lambda found, by: actions.add_task(found, given.words, due_on=given.due_on, **by))


@router.post(
    "/{number}/tasks/{task}/done", auth=MANAGE, response=CaseInFull, summary="Do a task", openapi_extra=WRITING
)
def task_done(request: HttpRequest, number: Number, task: Number) -> Any:
    one = found_or_404(queries.visible_tasks(program(request)), "task", pk=task, case__number=number)
    done(lambda: actions.finish_task(one, **how()))
    return in_full(case_of(request, number))


@router.post("/{number}/rest", auth=MANAGE, response=CaseInFull, summary="Put a case aside", openapi_extra=WRITING)
def rest(request: HttpRequest, number: Number, given: Rest) -> Any:
    return _acted(request, number, lambda found, by: actions.rest_case(found, given.until, **by))


@router.post(
    "/{number}/waking", auth=MANAGE, response=CaseInFull, summary="Take a case up again", openapi_extra=WRITING
)
def waking(request: HttpRequest, number: Number) -> Any:
    return _acted(request, number, lambda found, by: actions.wake_case(found, **by))


@router.post("/{number}/closure", auth=MANAGE, response=CaseInFull, summary="Close a case", openapi_extra=WRITING)
def close(request: HttpRequest, number: Number, given: NewClosure) -> Any:
    """With its cause and its remedy. Of two who close it at once, the second is told (409)."""
    survey = _survey(request, given.survey) if given.ask_again_days is not None else None
    asking = {"ask_again_days": given.ask_again_days, "ask_again_with": survey}
    return _acted(
        request,
        number,
        lambda found, by: closing.close_case(found, cause=given.cause, remedy=given.remedy, **asking, **by),
    )


@router.post(
    "/{number}/reopening", auth=MANAGE, response=CaseInFull, summary="Open a case again", openapi_extra=WRITING
)
def reopening(request: HttpRequest, number: Number) -> Any:
    return _acted(request, number, lambda found, by: closing.reopen_case(found, **by))


@router.post("/{number}/merging", auth=MANAGE, response=CaseInFull, summary="Merge a case into another",
             openapi_extra=WRITING)  # fmt: skip
def merge(request: HttpRequest, number: Number, given: CaseInto) -> Any:
    """Tells the one that stays."""
    absorbed, kept = case_of(request, number), case_of(request, given.into)
    done(lambda: merging.merge_cases(kept, absorbed, **how()))
    return in_full(case_of(request, kept.number))


def _acted(request: HttpRequest, number: int, act: Callable[[Case, Mapping[str, Any]], object]) -> dict[str, Any]:
    found = case_of(request, number)
    done(lambda: act(found, how()))
    return in_full(case_of(request, number))


def _survey(request: HttpRequest, key: str | None) -> Survey:
    survey = visible_surveys(program(request)).filter(key=key or "").first()
    if survey is None:
        raise wrong("survey", "name the survey to ask with")
    return survey
