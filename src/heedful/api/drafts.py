"""A survey's draft: replaced, taken back, looked over before it is published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Router, Schema
from pydantic import Field

from heedful.api.lists import Given
from heedful.api.problems import ApiError, documented
from heedful.api.surveys import MANAGE, READ, READING, DraftTold, SurveyInFull, Written, done, in_full, read, survey_of
from heedful.listen.surveys import actions
from heedful.listen.surveys.checks import problems
from heedful.listen.surveys.differences import differences
from heedful.listen.surveys.document import Document
from heedful.listen.surveys.models import DraftStep, Survey
from heedful.listen.surveys.outlines import difference_in_words, length_in_minutes
from heedful.listen.surveys.queries import current_step, published_document, published_documents, survey_document

router = Router(tags=["surveys"])
Says = Annotated[str, Field(max_length=100, description="what was done, for the team")]
LookedAt = Annotated[str | None, Header(alias="If-Match")]


class Draft(Given):
    document: Written
    step: Annotated[int, Field(ge=1, le=2**31)] | None = Field(None, description="the step that was looked at")
    says: Says = ""


class ProblemTold(Schema):
    path: str
    code: str
    says: str
    severity: Annotated[str, Field(description="stops or warns")]


class ChangeTold(Schema):
    what: str
    question: str
    breaks: Annotated[bool, Field(description="its answers mean something else than before: a series of its own")]
    says: str


class ChangesTold(Schema):
    is_published: Annotated[bool, Field(description="the draft is the version that is out")]
    breaks: bool
    minutes: Annotated[int, Field(description="that answering takes, about")]
    changes: list[ChangeTold]


@router.put("/{key}/draft", auth=MANAGE, response=DraftTold, summary="Replace the draft",
            openapi_extra=documented(400, 401, 403, 404, 409, 412, 422, 428))  # fmt: skip
def draft(request: HttpRequest, key: str, given: Draft, if_match: LookedAt = None) -> Any:
    """Say which step you looked at, as `step` or `If-Match`: what somebody else wrote since is never written over."""
    found, document = survey_of(request, key), read(given.document)
    if if_match is None and given.step is None:
        raise ApiError(428, "Say which step of the draft you looked at: as `step`, or as the header If-Match.")
    refuse_other_step(found, if_match)
    step = drafted(found, document, says=given.says, expected_step=given.step)
    return {"step": step.number, "document": step.document}


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


@router.get("/{key}/problems", auth=READ, response=list[ProblemTold], summary="What is wrong with the draft",
            openapi_extra=READING)  # fmt: skip
def survey_problems(request: HttpRequest, key: str) -> Any:
    found = survey_of(request, key)
    return list(problems(survey_document(found), published=published_documents(found)))


@router.get("/{key}/changes", auth=READ, response=ChangesTold, openapi_extra=READING,
            summary="What the draft has otherwise than what is published")  # fmt: skip
def survey_changes(request: HttpRequest, key: str) -> Any:
    """Before the first publication nothing is otherwise."""
    found = survey_of(request, key)
    document = survey_document(found)
    before = published_document(found.published) if found.published else None
    changes = differences(before, document) if before else ()
    return {
        "is_published": before == document,
        "breaks": any(each.breaks for each in changes),
        "minutes": length_in_minutes(document),
        "changes": [
            {"what": each.what, "question": each.question, "breaks": each.breaks}
            | {"says": difference_in_words(each, before or document, document)}
            for each in changes
        ],
    }


def changed_draft(survey: Survey, change: Callable[[Document], Document], says: str) -> Document:
    """A change on top of whatever stands now: two programs that change different parts do not get in each other's way.

    Whoever is overtaken between reading and writing is told so (409), and nothing is lost.
    """
    step = current_step(survey)
    made = change(survey_document(survey))
    drafted(survey, made, says=says, expected_step=step.number)
    return made


def drafted(survey: Survey, document: Document, *, says: str, expected_step: int | None) -> DraftStep:
    expected = current_step(survey).number if expected_step is None else expected_step
    said, now = says.strip() or "By a program", timezone.now()
    step: DraftStep = done(
        lambda: actions.change_draft(survey, document, says=said, by=None, now=now, expected_step=expected)
    )
    return step


def refuse_other_step(survey: Survey, if_match: str | None) -> None:
    matched = None if if_match is None else if_match.strip().removeprefix("W/").strip('"')
    if matched is not None and matched != str(current_step(survey).number):
        raise ApiError(412, "Somebody else changed the draft since: read it anew, then change it again.")
