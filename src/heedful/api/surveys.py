# ruff: noqa: ARG001 -- Ninja hands the request to every operation
"""Surveys: begun, changed step by step, published, closed, copied; and their versions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, Query, Router, Schema, Status
from pydantic import Field

from heedful.api.askers import KeyWithScope, program
from heedful.api.lists import Given, Moment, Number, Turning, Word, found_or_404, turned, wrong
from heedful.api.problems import ApiError, documented
from heedful.listen.surveys import actions
from heedful.listen.surveys.checks import problems
from heedful.listen.surveys.document import Document, DocumentError, parse_document, plain
from heedful.listen.surveys.models import Survey, SurveyVersion
from heedful.listen.surveys.queries import (
    current_step,
    published_document,
    published_documents,
    state_of,
    survey_document,
    visible_surveys,
)
from heedful.listen.surveys.templates import TEMPLATES

READ, MANAGE = KeyWithScope("read"), KeyWithScope("manage")
READING, WRITING = documented(401, 403, 404, 422), documented(400, 401, 403, 404, 409, 422)
router = Router(tags=["surveys"])
templates = Router(tags=["surveys"])
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


class Surveys(Schema):
    items: list[SurveyTold]
    next: str | None


class NewSurvey(Given):
    name: Word
    document: Written | None = None
    template: Annotated[str | None, Field(max_length=40, description="begin from this one instead")] = None


class SurveyChanged(Given):
    name: Word | None = None
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    settle_minutes: Annotated[int, Field(ge=1, le=10_080)] | None = None


class Draft(Given):
    document: Written
    step: Annotated[int, Field(ge=1, le=2**31)] | None = Field(None, description="the step that was looked at")
    says: Annotated[str, Field(max_length=100)] = ""


class Named(Given):
    name: Word


class ProblemTold(Schema):
    path: str
    code: str
    says: str
    severity: Annotated[str, Field(description="stops or warns")]


class VersionTold(Schema):
    number: int
    published_at: datetime


class VersionInFull(VersionTold):
    document: dict[str, Any]


class TemplateTold(Schema):
    key: str
    name: str
    when: str
    says: str
    document: dict[str, Any]


@templates.get("", auth=READ, response=list[TemplateTold], summary="What a survey can begin from",
               openapi_extra=documented(401, 403))  # fmt: skip
def survey_templates(request: HttpRequest) -> Any:
    return [
        {"key": each.key, "name": str(each.name), "when": str(each.when), "says": str(each.says),
         "document": plain(each.document)}
        for each in TEMPLATES
    ]  # fmt: skip


@router.get("", auth=READ, response=Surveys, summary="All surveys, the newest first", openapi_extra=READING)
def surveys(request: HttpRequest, asked: Query[Turning]) -> Any:
    page, later = turned(visible_surveys(program(request)), asked)
    return {"items": [told_of(each) for each in page], "next": later}


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


@router.put("/{key}/draft", auth=MANAGE, response=DraftTold, summary="Replace the draft",
            openapi_extra=documented(400, 401, 403, 404, 409, 412, 422, 428))  # fmt: skip
def draft(
    request: HttpRequest, key: str, given: Draft, if_match: Annotated[str | None, Header(alias="If-Match")] = None
) -> Any:
    """Say which step you looked at, as `step` or `If-Match`: what somebody else wrote since is never written over."""
    found, document = survey_of(request, key), read(given.document)
    matched = None if if_match is None else if_match.strip().removeprefix("W/").strip('"')
    if matched is None and given.step is None:
        raise ApiError(428, "Say which step of the draft you looked at: as `step`, or as the header If-Match.")
    if matched is not None and matched != str(current_step(found).number):
        raise ApiError(412, "Somebody else changed the draft since: read it anew, then change it again.")
    expected = current_step(found).number if given.step is None else given.step
    says = given.says.strip() or "By a program"
    step = done(
        lambda: actions.change_draft(found, document, says=says, by=None, now=timezone.now(), expected_step=expected)
    )
    return {"step": step.number, "document": step.document}


@router.get("/{key}/problems", auth=READ, response=list[ProblemTold], summary="What is wrong with the draft",
            openapi_extra=READING)  # fmt: skip
def survey_problems(request: HttpRequest, key: str) -> Any:
    found = survey_of(request, key)
    return [problem_told(each) for each in problems(survey_document(found), published=published_documents(found))]


@router.post("/{key}/publish", auth=MANAGE, response=VersionTold, summary="Publish the draft",
             openapi_extra=documented(401, 403, 404, 409, 422))  # fmt: skip
def publish(request: HttpRequest, key: str) -> Any:
    """An unchanged draft is the version that is out already. `409` lists what stops it."""
    found = survey_of(request, key)
    return done(lambda: actions.publish_survey(found, by=None, now=timezone.now()))


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


def _step(name: str, act: Any, summary: str) -> None:
    def taken(request: HttpRequest, key: str) -> Any:
        found = survey_of(request, key)
        done(lambda: act(found, by=None, now=timezone.now()))
        return in_full(found)

    taken.__name__ = f"draft_{name}"
    router.post(f"/{{key}}/draft/{name}", auth=MANAGE, response=SurveyInFull, summary=summary,
                openapi_extra=documented(401, 403, 404, 409, 422))(taken)  # fmt: skip


_step("undo", actions.undo_draft, "Take the draft one step back")
_step("redo", actions.redo_draft, "Take the draft one step forward again")


@router.post("/{key}/copy", auth=MANAGE, response={201: SurveyInFull}, summary="Copy all of it into a new draft",
             openapi_extra=WRITING)  # fmt: skip
def survey_copy(request: HttpRequest, key: str, given: Named) -> Any:
    return Status(
        201, in_full(actions.copy_survey(survey_of(request, key), name=given.name, by=None, now=timezone.now()))
    )


@router.get("/{key}/versions", auth=READ, response=list[VersionTold], summary="What was published, the newest first",
            openapi_extra=READING)  # fmt: skip
def versions(request: HttpRequest, key: str) -> Any:
    return list(survey_of(request, key).versions.order_by("-number").defer("document"))


@router.get("/{key}/versions/{number}", auth=READ, response=VersionInFull, summary="One version as it was shown",
            openapi_extra=READING)  # fmt: skip
def version(request: HttpRequest, key: str, number: Number) -> Any:
    found = version_of(survey_of(request, key), number)
    published_at, document = found.published_at, plain(published_document(found))
    return {"number": found.number, "published_at": published_at, "document": document}


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


def read(given: dict[str, Any]) -> Document:
    try:
        return parse_document(given)
    except DocumentError as error:
        raise wrong("document", str(error)) from error


def problem_told(problem: Any) -> dict[str, str]:
    return {name: str(getattr(problem, name)) for name in ("path", "code", "says", "severity")}


def done(act: Any) -> Any:
    """What the action gives back; what cannot be done is a conflict."""
    try:
        return act()
    except actions.NotPublishable as error:
        raise ApiError(409, str(error), errors=[problem_told(each) for each in error.problems]) from error
    except actions.SurveyError as error:
        raise ApiError(409, str(error)) from error
