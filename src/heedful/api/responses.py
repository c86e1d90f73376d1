"""Responses: read by the filters that the page has, one by one or as a file."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import AfterValidator, Field

from heedful.api.askers import program
from heedful.api.links import place_of
from heedful.api.lists import (
    EARLIEST,
    LATEST,
    Given,
    Moment,
    Turning,
    found_or_404,
    no_place,
    refuse_unknown,
    turned,
    wrong,
)
from heedful.api.problems import documented
from heedful.api.surveys import READ, READING, survey_of
from heedful.listen.responses.exports import FORMATS, export_of
from heedful.listen.responses.exports.reading import Reading
from heedful.listen.responses.forms import Wanted
from heedful.listen.responses.models import Response
from heedful.listen.responses.queries import visible_responses, wanted_responses
from heedful.listen.responses.repeats import repeat_of
from heedful.listen.surveys.models import Survey
from heedful.people.models import Trace
from heedful.people.traces.actions import leave_trace

router = Router(tags=["responses"])
of_surveys = Router(tags=["responses"])
WITH = ("survey", "version", "location", "customer", "repeat__earlier")


def _within_reason(day: date) -> date:
    if not EARLIEST <= day.year <= LATEST:
        raise ValueError(f"a day between {EARLIEST} and {LATEST}")
    return day


Day = Annotated[date, AfterValidator(_within_reason)]


class Filters(Given):
    """Those of one survey's responses."""

    q: Annotated[str, Field(max_length=200, description="words that they wrote")] = ""
    band: Literal["good", "between", "poor"] | None = None
    location: Annotated[str | None, Field(max_length=200)] = None
    channel: Annotated[str, Field(max_length=10)] = ""
    language: Annotated[str, Field(max_length=8)] = ""
    begin: Annotated[Day | None, Field(alias="from", description="first day, by the workspace's clock")] = None
    end: Annotated[Day | None, Field(alias="to", description="last day, included")] = None
    state: Literal["finished", "partial"] | None = None
    tag: Annotated[str, Field(max_length=60)] = ""
    set_aside: Annotated[
        Literal["without", "only", "too"], Field(description="those that count; only those that do not; all")
    ] = "without"
    has_words: bool = False
    wants_help: bool = False
    suspicion_from: Annotated[int, Field(ge=0, le=100, description="how much it looks like no real answer")] = 0
    repeats: Annotated[bool, Field(description="those that perhaps repeat an earlier one")] = False


class OfAny(Filters):
    survey: Annotated[str | None, Field(max_length=63)] = None
    updated_since: Annotated[Moment | None, Field(description="what they changed from then on, the earliest first")] = (
        None
    )


class ResponsesAsked(OfAny, Turning):
    pass


class ExportAsked(OfAny):
    format: Literal["csv", "xlsx", "parquet", "spss"] = "csv"


class RepeatTold(Schema):
    response: UUID
    why: Literal["person", "answers"]
    found_at: datetime


class ResponseTold(Schema):
    id: UUID
    survey: str
    version: int
    channel: str
    location: str | None
    customer: str | None
    employee: str
    product: str
    language: str
    score: float | None
    answers: dict[str, Any]
    seconds: dict[str, float]
    properties: dict[str, Any]
    tags: list[str]
    wants_help: bool
    suspicion: int
    repeats: RepeatTold | None
    set_aside: str | None
    started_at: datetime
    updated_at: datetime
    finished_at: datetime | None


class Responses(Schema):
    items: list[ResponseTold]
    next: str | None


FILE = {
    "responses": {
        200: {
            "description": "The file, as it is written.",
            "content": {
                each.media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
                for each in FORMATS.values()
            },
        },
        **documented(401, 403, 404, 422)["responses"],
    }
}


@router.get("", auth=READ, response=Responses, summary="Responses, the newest first", openapi_extra=READING)
def responses(request: HttpRequest, asked: Query[ResponsesAsked]) -> Any:
    rows = filtered(request, asked).select_related(*WITH).defer("version__document").prefetch_related("tags")
    page, later = turned(rows, asked) if asked.updated_since is None else _by_change(rows, asked)
    return {"items": [told_of(each) for each in page], "next": later}


@router.get("/export", auth=READ, response=None, summary="Responses as a file", openapi_extra=FILE)
def export(request: HttpRequest, asked: Query[ExportAsked]) -> StreamingHttpResponse:
    workspace = program(request).workspace
    survey = None if asked.survey is None else survey_of(request, asked.survey)
    made = export_of(Reading(filtered(request, asked), workspace, survey), asked.format)
    about = {"format": asked.format, "rows": made.rows, "survey": survey.key if survey else ""}
    leave_trace(workspace, Trace.What.RESPONSES_EXPORTED, by=None, now=timezone.now(), **about)
    answer = StreamingHttpResponse(made.parts, content_type=made.format.media_type)
    answer["Content-Disposition"] = f'attachment; filename="responses.{made.format.ending}"'
    answer["X-Rows"] = str(made.rows)
    if asked.format != "csv":
        answer["Content-Encoding"] = "identity"  # is packed already
    return answer


@of_surveys.get("/{key}/responses/{number}", auth=READ, response=ResponseTold, summary="One response",
                openapi_extra=READING)  # fmt: skip
def response(request: HttpRequest, key: str, number: UUID) -> Any:
    return told_of(response_of(request, key, number))


def response_of(request: HttpRequest, key: str, number: UUID) -> Response:
    rows = visible_responses(program(request)).select_related(*WITH, "link", "invitation__customer", "workspace")
    rows = rows.filter(survey=survey_of(request, key)).defer("version__document")
    found: Response = found_or_404(rows, "response", key=number)
    return found


def filtered(request: HttpRequest, asked: OfAny) -> QuerySet[Response]:
    survey = None if asked.survey is None else survey_of(request, asked.survey)
    rows = wanted_responses(program(request), wanted_by(request, asked, survey))
    return rows if asked.updated_since is None else rows.filter(updated_at__gte=asked.updated_since)


def wanted_by(request: HttpRequest, asked: Filters, survey: Survey | None) -> Wanted:
    refuse_unknown(request, asked)
    if asked.begin and asked.end and asked.end < asked.begin:
        raise wrong("to", "the period ends before it starts")
    place = place_of(request, asked.location)
    return Wanted(
        survey=survey.pk if survey else None,
        words=asked.q,
        band=asked.band,
        place=place.pk if place else None,
        channel=asked.channel,
        language=asked.language,
        begin=asked.begin,
        end=asked.end,
        state=asked.state or "",
        tag=asked.tag,
        aside="" if asked.set_aside == "without" else asked.set_aside,
        has_words=asked.has_words,
        wants_help=asked.wants_help,
        suspicion=asked.suspicion_from,
        repeats=asked.repeats,
    )


def told_of(response: Response) -> dict[str, Any]:
    names = (
        "channel", "employee", "product", "language", "score", "answers", "seconds", "properties", "wants_help",
        "suspicion", "started_at", "updated_at", "finished_at",
    )  # fmt: skip
    return {name: getattr(response, name) for name in names} | {
        "id": response.key,
        "survey": response.survey.key,
        "version": response.version.number,
        "location": response.location.key if response.location else None,
        "customer": response.customer.key if response.customer else None,
        "repeats": _repeat_told(response),
        "set_aside": response.set_aside or None,
        "tags": sorted(tag.name for tag in response.tags.all()),
    }


def _repeat_told(response: Response) -> dict[str, Any] | None:
    sign = repeat_of(response)
    return {"response": sign.earlier.key, "why": sign.why, "found_at": sign.found_at} if sign else None


def _by_change(rows: QuerySet[Response], asked: ResponsesAsked) -> tuple[list[Response], str | None]:
    """The earliest change first: whoever asks again from the last one on misses nothing."""
    if asked.after is not None:
        at, number = _place(asked.after)
        rows = rows.filter(Q(updated_at=at, pk__gt=number) | Q(updated_at__gt=at), updated_at__gte=at)
    found = list(rows.order_by("updated_at", "pk")[: asked.limit + 1])
    page = found[: asked.limit]
    if len(found) <= asked.limit:
        return page, None
    last = f"{page[-1].updated_at.isoformat()} {page[-1].pk}"
    return page, urlsafe_b64encode(last.encode()).decode().rstrip("=")


def _place(after: str) -> tuple[datetime, int]:
    try:
        at, _space, number = urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode().partition(" ")
        moment, pk = datetime.fromisoformat(at), int(number)
    except ValueError as error:
        raise no_place() from error
    if moment.tzinfo is None or not EARLIEST <= moment.year <= LATEST or not 0 <= pk < 2**62:
        raise no_place()
    return moment, pk
