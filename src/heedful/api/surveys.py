"""Surveys: begun, renamed, opened and closed, copied, removed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from heedful.api.askers import KeyWithScope, program
from heedful.api.lists import Given, Moment, Turning, Word, found_or_404, refuse_unknown, turned, wrong
from heedful.api.problems import ApiError, documented
from heedful.listen.surveys import actions
from heedful.listen.surveys.checks import Problem
from heedful.listen.surveys.document import Document, DocumentError, parse_document
from heedful.listen.surveys.models import Survey, SurveyVersion
from heedful.listen.surveys.queries import current_step, state_of, visible_surveys
from heedful.listen.surveys.templates import TEMPLATES
from heedful.listen.surveys.totals import Total, totals_of

READ, MANAGE = KeyWithScope("read"), KeyWithScope("manage")
READING, WRITING = documented(401, 403, 404, 422), documented(400, 401, 403, 404, 409, 422)
router = Router(tags=["surveys"])
Written = Annotated[dict[str, Any], Field(description="the document: docs/reference/surveys.md names its parts")]


class SurveyTold(Schema):
    key: str
    name: str
    state: Annotated[str, Field(description="draft, scheduled, open, closed or archived")]
    template: str
    version: int | None
    created_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    settle_minutes: int


class DraftTold(Schema):
    step: int
    document: dict[str, Any]


class SurveyInFull(SurveyTold):
    draft: DraftTold


class SurveyListed(SurveyTold):
    responses: Annotated[int, Field(description="so far; of very many, the first of them")]
    responses_are_more: bool
    last_response_at: datetime | None


class Surveys(Schema):
    items: list[SurveyListed]
    next: str | None


class SurveysAsked(Turning):
    archived: Annotated[bool | None, Field(description="only those, or none of them; all if not given")] = None


class NewSurvey(Given):
    name: Word
    document: Written | None = None
    template: Annotated[str | None, Field(max_length=40, description="begin from this one instead")] = None


class SurveyChanged(Given):
    name: Word | None = None
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    settle_minutes: Annotated[int, Field(ge=1, le=10_080)] | None = None


class Named(Given):
    name: Word


@router.get("", auth=READ, response=Surveys, summary="All surveys, the newest first", openapi_extra=READING)
def surveys(request: HttpRequest, asked: Query[SurveysAsked]) -> Any:
    refuse_unknown(request, asked)
    rows = visible_surveys(program(request))
    rows = rows if asked.archived is None else rows.filter(archived_at__isnull=not asked.archived)
    page, later = turned(rows, asked)
    totals = totals_of(page, program(request))
    return {"items": [told_of(each) | _totalled(totals[each.pk]) for each in page], "next": later}


@router.post("", auth=MANAGE, response={201: SurveyInFull}, summary="Begin a survey", openapi_extra=WRITING)
def create(request: HttpRequest, given: NewSurvey) -> Any:
    template = next((each for each in TEMPLATES if each.key == given.template), None)
    if given.document is not None:
        document = read(given.document)
    elif template is not None:
        document = template.document
    else:
        raise wrong("template", f"give a document, or one of {', '.join(each.key for each in TEMPLATES)}")
    made = actions.create_survey(
        program(request).workspace, name=given.name, document=document, by=None, now=timezone.now(),
        template=template.key if template and given.document is None else "",
    )  # fmt: skip
    return Status(201, in_full(made))


@router.get("/{key}", auth=READ, response=SurveyInFull, summary="One survey with its draft", openapi_extra=READING)
def survey(request: HttpRequest, key: str, response: HttpResponse) -> Any:
    """The `ETag` is the draft's step: send it as `If-Match` when you change the draft."""
    found = survey_of(request, key)
    response["ETag"] = f'"{current_step(found).number}"'
    return in_full(found)


@router.patch("/{key}", auth=MANAGE, response=SurveyTold, summary="Rename it, or say when it is open",
              openapi_extra=WRITING)  # fmt: skip
def change(request: HttpRequest, key: str, given: SurveyChanged) -> Any:
    """What is left out stays; `null` takes a time away."""
    changed = given.dict(exclude_unset=True)
    if empty := [name for name in ("name", "settle_minutes") if name in changed and changed[name] is None]:
        raise wrong(empty[0], "cannot be taken away")
    found = survey_of(request, key)
    if changed:
        done(lambda: actions.change_survey(found, by=None, now=timezone.now(), **changed))
    return told_of(found)


@router.delete("/{key}", auth=MANAGE, response={204: None}, summary="Remove a survey that nobody has seen",
               openapi_extra=documented(401, 403, 404, 409, 422))  # fmt: skip
def remove(request: HttpRequest, key: str) -> Any:
    found = survey_of(request, key)
    done(lambda: actions.remove_survey(found, by=None, now=timezone.now()))
    return Status(204, None)


def _passage(name: str, act: Any, summary: str) -> None:
    def pressed(request: HttpRequest, key: str) -> Any:
        found = survey_of(request, key)
        done(lambda: act(found, by=None, now=timezone.now()))
        found.refresh_from_db()
        return told_of(found)

    pressed.__name__ = f"survey_{name}"
    router.post(f"/{{key}}/{name}", auth=MANAGE, response=SurveyTold, summary=summary,
                openapi_extra=documented(401, 403, 404, 409, 422))(pressed)  # fmt: skip


_passage("close", actions.close_survey, "Let nobody answer any more")
_passage("reopen", actions.reopen_survey, "Let it be answered again")
_passage("archive", actions.archive_survey, "Close it and put it out of the way")


@router.post("/{key}/copy", auth=MANAGE, response={201: SurveyInFull}, summary="Copy all of it into a new draft",
             openapi_extra=WRITING)  # fmt: skip
def survey_copy(request: HttpRequest, key: str, given: Named) -> Any:
    return Status(
        201, in_full(actions.copy_survey(survey_of(request, key), name=given.name, by=None, now=timezone.now()))
    )


def survey_of(request: HttpRequest, key: str) -> Survey:
    rows = visible_surveys(program(request)).select_related("draft", "workspace")
    found: Survey = found_or_404(rows, "survey", key=key)
    return found


def version_of(survey: Survey, number: int) -> SurveyVersion:
    found: SurveyVersion = found_or_404(survey.versions.defer("document"), "version of this survey", number=number)
    return found


def told_of(survey: Survey) -> dict[str, Any]:
    names = ("key", "name", "template", "created_at", "opens_at", "closes_at", "settle_minutes")
    number = survey.published.number if survey.published else None
    return {name: getattr(survey, name) for name in names} | {
        "state": state_of(survey, now=timezone.now()),
        "version": number,
    }


def in_full(survey: Survey) -> dict[str, Any]:
    step = current_step(survey)
    return told_of(survey) | {"draft": {"step": step.number, "document": step.document}}


def _totalled(total: Total) -> dict[str, Any]:
    return {
        "responses": total.responses,
        "responses_are_more": total.is_more,
        "last_response_at": total.last_at,
    }


def read(given: dict[str, Any]) -> Document:
    try:
        return parse_document(given)
    except DocumentError as error:
        reason, at, where = str(error).partition(" - at ")
        raise wrong("document" + _field(where) if at else "document", reason) from error


def _field(where: str) -> str:
    """The place as the other errors name theirs: `$.questions[0].points` is .questions.0.points."""
    path = re.search(r"\$([^`]*)", where)
    parts = re.sub(r"\[(\d+)\]", r".\1", path.group(1)) if path else ""
    return parts.replace("[...]", "")


def fault_told(problem: Problem) -> dict[str, str]:
    return {"field": problem.path, "reason": problem.says, "code": problem.code, "severity": problem.severity}


def done(act: Any) -> Any:
    """What the action gives back; what cannot be done is a conflict."""
    try:
        return act()
    except actions.NotPublishable as error:
        raise ApiError(409, str(error), errors=[fault_told(each) for each in error.problems]) from error
    except actions.SurveyError as error:
        raise ApiError(409, str(error)) from error
