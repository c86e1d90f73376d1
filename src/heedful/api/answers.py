"""Answers that a program brings: what an app asked in its own pages, checked as a page of ours would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Status
from pydantic import Field

from heedful.api.askers import KeyWithScope
from heedful.api.links import place_of
from heedful.api.lists import Given, Moment, Number, Word
from heedful.api.problems import ApiError
from heedful.api.responses import ResponseTold, of_surveys, response_of, told_of
from heedful.api.surveys import WRITING, survey_of, version_of
from heedful.listen.answering.doors import Door, door_behind, shut_because, standing_response
from heedful.listen.responses.actions import Signs, save_step
from heedful.listen.responses.answers import Answer, AnswerError, parse_answer
from heedful.listen.responses.models import Response
from heedful.listen.surveys import document as asked
from heedful.listen.surveys.logic import path, question_order
from heedful.listen.surveys.models import Survey, SurveyVersion
from heedful.listen.surveys.queries import published_document
from heedful.people.customers.actions import introduce_customer
from heedful.people.customers.queries import customer_known_as
from heedful.people.models import Customer, Identity, Workspace

WRITE = KeyWithScope("write")
SHUT = {"unpublished": "has not been published", "soon": "is not open yet", "closed": "is closed"}
Said = Annotated[str, Field(max_length=200)]
Answers = Annotated[
    dict[str, Any], Field(max_length=500, description="by question; null takes one back. docs/reference/api.md")
]
Seconds = Annotated[dict[str, Annotated[float, Field(ge=0, le=86_400)]], Field(max_length=500)]
Language = Annotated[str, Field(max_length=8, description="one of the survey's; its first if not given")]


class Step(Given):
    answers: Answers = {}
    finished: bool = False
    language: Language | None = None
    seconds: Seconds = {}


class NewResponse(Step):
    id: Annotated[UUID, Field(description="chosen by you: the same again is the same response")]
    version: Number | None = Field(None, description="the version that was shown; the one that is out if not given")
    customer: Annotated[Word | None, Field(description="your own id, an e-mail address or a phone number")] = None
    location: Annotated[Word | None, Field(description="the key of a place")] = None
    employee: Said = ""
    product: Said = ""
    touchpoint: Said = ""
    channel: Literal["app"] = "app"
    properties: Annotated[dict[Annotated[str, Field(max_length=60)], Said], Field(max_length=30)] = {}
    started_at: Moment | None = None


@dataclass(frozen=True)
class AppDoor(Door):
    """What a program says of the occasion."""

    who: Customer | None = None

    @property
    def customer(self) -> Customer | None:
        return self.who


@of_surveys.post("/{key}/responses", auth=WRITE, summary="Bring answers",
                 response={200: ResponseTold, 201: ResponseTold}, openapi_extra=WRITING)  # fmt: skip
def new_response(request: HttpRequest, key: str, given: NewResponse) -> Any:
    """`201` for a new response; `200` where it was there already: the same again changes nothing."""
    survey = survey_of(request, key)
    with transaction.atomic():
        standing = standing_response(Door("", survey), given.id)
        version = standing.version if standing else _version(survey, given)
        anonymous = published_document(version).anonymous if version else False
        door = _door(request, survey, given, introduced=not anonymous)
        made = _saved(door, given.id, version, given, standing)
    return Status(200 if standing else 201, told_of(made))


@of_surveys.patch("/{key}/responses/{number}", auth=WRITE, response=ResponseTold, summary="Go on with a response",
              openapi_extra=WRITING)  # fmt: skip
def go_on(request: HttpRequest, key: str, number: UUID, given: Step) -> Any:
    """What the log has been told of stays as it was given."""
    with transaction.atomic():
        standing = response_of(request, key, number)
        made = _saved(door_behind(standing), number, standing.version, given, standing)
    return told_of(made)


def _door(request: HttpRequest, survey: Survey, given: NewResponse, *, introduced: bool) -> AppDoor:
    names = ("employee", "product", "touchpoint")
    context = {"channel": "app", "properties": given.properties} | {name: getattr(given, name) for name in names}
    who = _customer(survey.workspace, given.customer) if introduced and given.customer else None
    return AppDoor("", survey, location=place_of(request, given.location), context=context, who=who)


def _customer(workspace: Workspace, said: str) -> Customer:
    if known := customer_known_as(workspace, said):
        return known
    return introduce_customer(workspace, Identity.normal(Identity.Kind.EMAIL, said) if "@" in said else said)


def _version(survey: Survey, given: NewResponse) -> SurveyVersion | None:
    return survey.published if given.version is None else version_of(survey, given.version)


def _saved(door: Door, key: UUID, version: SurveyVersion | None, given: Step, standing: Response | None) -> Response:
    now = timezone.now()
    shut = shut_because(door, now=now)
    if version is None or (shut and not (standing and standing.finished_at)):
        raise ApiError(409, f"This survey {SHUT[shut or 'unpublished']}: nothing was kept.")
    document = published_document(version)
    language = given.language or (standing.language if standing else document.languages[0])
    if language not in document.languages:
        raise _refused([{"field": "language", "reason": f"one of {', '.join(document.languages)}"}])
    answers = _checked(document, given.answers)
    if given.finished:
        _require_all(door, key, document, {**(standing.answers if standing else {}), **answers}, language)
    return save_step(
        door, key=key, version=version, answers=answers, finished=given.finished, language=language, now=now,
        signs=_signs(given),
    )  # fmt: skip


def _signs(given: Step) -> Signs:
    if not isinstance(given, NewResponse):
        return Signs(seconds=given.seconds)
    return Signs(begun_at=given.started_at, seconds=given.seconds, properties=given.properties)


def _checked(document: asked.Document, given: Mapping[str, Any]) -> dict[str, Answer | None]:
    """Each answer in its shape; all that is wrong is said at once."""
    questions = {question.key: question for question in document.questions}
    answers: dict[str, Answer | None] = {}
    faults: list[dict[str, str]] = []
    for key, said in given.items():
        try:
            answers[key] = _answer(questions.get(key), said)
        except AnswerError as error:
            field = f"answers.{key}.{error.part}" if error.part else f"answers.{key}"
            faults.append({"field": field, "reason": error.says})
    if faults:
        raise _refused(faults)
    return answers


def _answer(question: asked.AnyQuestion | None, said: Any) -> Answer | None:
    if question is None or isinstance(question, asked.Statement):
        raise AnswerError("this version of the survey does not ask that")
    if unknown := _unknown(question, said):
        raise AnswerError(f"there is no {unknown[:60]!r} to choose")
    return None if said is None else parse_answer(question, said)


def _unknown(question: asked.AnyQuestion, said: Any) -> str:
    """The first part of the answer that the question does not have: no part is dropped unsaid."""
    parts: set[str]
    match question:
        case asked.Choice():
            given = said.get("chosen") if isinstance(said, Mapping) else said
            chosen = given if isinstance(given, list) else [given]
            parts = {option.key for option in question.options}
            extra = set(said) - {"chosen", "other"} if isinstance(said, Mapping) else set()
            return next(
                (str(each) for each in [*extra, *chosen] if isinstance(each, str) and each and each not in parts), ""
            )
        case asked.Grid():
            parts = {row.key for row in question.rows}
        case asked.Contact():
            parts = set(question.fields)
        case _:
            return ""
    return next((each for each in said if each not in parts), "") if isinstance(said, Mapping) else ""


def _require_all(door: Door, key: UUID, document: asked.Document, answers: Mapping[str, Any], language: str) -> None:
    """Whoever finishes has answered what must be answered, of what they were asked."""
    known = door.known({name: said for name, said in answers.items() if said is not None}, language, document)
    way = path(document, known, order=question_order(document, seed=str(key)))
    must = [each for each in document.questions if each.required and not isinstance(each, asked.Statement)]
    missing = [each.key for each in must if each.key in way and answers.get(each.key) in (None, False)]
    if missing:
        raise _refused([{"field": f"answers.{key}", "reason": "must be answered to finish"} for key in missing])


def _refused(faults: list[dict[str, str]]) -> ApiError:
    return ApiError(422, "Nothing was kept: see what is wrong with each.", errors=faults)
