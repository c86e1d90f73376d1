"""What customers said, word for word, and what was read off it: listed, corrected, exported."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from heedful.api.askers import KeyWithScope, program
from heedful.api.lists import Given, no_place, refuse_unknown, wrong
from heedful.api.problems import ApiError
from heedful.api.responses import Day
from heedful.api.surveys import READ, READING, WRITING
from heedful.api.theme_sizes import period_of
from heedful.interactions import stores
from heedful.people.models import Trace
from heedful.people.traces.actions import leave_trace
from heedful.people.workspaces.queries import visible_places
from heedful.text.folding import wanted
from heedful.ui.keyset import Place
from heedful.understand.themes.queries import theme_names
from heedful.understand.voices.actions import correct_label
from heedful.understand.voices.exports import FORMATS, export_of
from heedful.understand.voices.forms import Asked
from heedful.understand.voices.listing import Listing, key_of, row_key, rows_of
from heedful.understand.voices.overlay import read_now
from heedful.understand.voices.queries import visible_text

router = Router(tags=["voices"])
MANAGE = KeyWithScope("manage")
Feeling = Literal["negative", "neutral", "positive", "unclear"]
Intent = Literal["complaint", "praise", "question", "suggestion", "request"]
Kind = Literal["answer", "review", "mention", "message", "event", "order", "refund"]
Value = Annotated[str | None, Field(max_length=200)]


class VoiceFilters(Given):
    q: Annotated[str, Field(max_length=200, description="words, as they begin; all of them")] = ""
    feeling: Feeling | None = None
    intent: Intent | None = None
    theme: Value = None
    language: Annotated[str, Field(max_length=8)] = ""
    kind: Kind | None = None
    harsh: Annotated[
        Literal["without", "only", "all"], Field(description="insults and threats: left out, only these, all")
    ] = "without"
    location: Value = None
    channel: Value = None
    product: Value = None
    begin: Annotated[Day | None, Field(alias="from", description="first day, by the workspace's clock")] = None
    end: Annotated[Day | None, Field(alias="to", description="last day, included")] = None


class VoicesAsked(VoiceFilters):
    limit: Annotated[int, Field(ge=1, le=200, description="how many on a page")] = 50
    after: Annotated[str | None, Field(max_length=600, description="`next` of the page before")] = None


class VoiceExportAsked(VoiceFilters):
    format: Literal["csv", "json"] = "csv"


class HitTold(Schema):
    theme: str
    sentence: int
    first: int
    last: int
    sentiment: float | None


class VoiceTold(Schema):
    id: str
    occurred_at: datetime
    kind: str
    text: str
    customer: str | None
    location: str | None
    channel: str | None
    touchpoint: str | None
    product: str | None
    source: str | None
    scale: str | None
    value: float | None
    language: str | None
    feeling: str | None
    sentiment: float | None
    confidence: float | None
    anger: float | None
    urgency: float | None
    intent: str | None
    harsh: bool | None
    corrected: list[str]
    model: str | None
    themes: list[HitTold]


class Voices(Schema):
    items: list[VoiceTold]
    next: str | None


class Corrected(Given):
    feeling: Feeling | None = None
    intent: Intent | Literal[""] | None = None
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] | None = None
    harsh: bool | None = None
    themes: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=50)] | None = None


@router.get("", auth=READ, response=Voices, summary="Texts, the newest first", openapi_extra=READING)
def voices(request: HttpRequest, asked: Query[VoicesAsked]) -> Any:
    refuse_unknown(request, asked)
    rows = rows_of(_listing(request, asked), _place(asked.after), size=asked.limit)
    page = rows[: asked.limit]
    return {"items": [_told(row) for row in page], "next": _next(page[-1]) if len(rows) > asked.limit else None}


@router.get("/export", auth=READ, summary="All of them as a file", openapi_extra=READING)
def export(request: HttpRequest, asked: Query[VoiceExportAsked]) -> Any:
    """Personal data that were found are covered."""
    refuse_unknown(request, asked)
    who, made = program(request), FORMATS[asked.format]
    told = {"format": asked.format, "filters": request.META.get("QUERY_STRING", "")[:500]}
    leave_trace(who.workspace, Trace.What.VOICES_EXPORTED, by=None, now=timezone.now(), **told)
    places = dict(visible_places(who).values_list("key", "name"))
    parts = export_of(_listing(request, asked), who, places=places, made=made)
    answer = StreamingHttpResponse(parts, content_type=made.content_type)
    answer["Content-Disposition"] = f'attachment; filename="voices.{made.ending}"'
    return answer


@router.get("/texts/{path:id}", auth=READ, response=VoiceTold, summary="One text", openapi_extra=READING)
def voice(request: HttpRequest, id: str) -> Any:  # noqa: A002 -- what the log calls it
    return _told(_row(request, id))


@router.post("/corrections/{path:id}", auth=MANAGE, response=VoiceTold, summary="Correct what was read off a text",
             openapi_extra=WRITING)  # fmt: skip
def correct(request: HttpRequest, id: str, given: Corrected) -> Any:  # noqa: A002 -- what the log calls it
    """What is left out stays as it was read. The correction counts from now on, and the model learns from it."""
    row = _row(request, id)
    read = read_now(row)
    said = {name: (value, read[name]) for name, value in _written(request, given).items() if value != read[name]}
    correct_label(row["id"], said, by=program(request), store=stores.current(), now=timezone.now())
    return _told(_row(request, id))


def _written(request: HttpRequest, given: Corrected) -> dict[str, str]:
    """As a correction keeps each."""
    said: dict[str, Any] = {name: value for name, value in given.dict().items() if value is not None}
    if "harsh" in said:
        said["harsh"] = "yes" if said["harsh"] else ""
    if "themes" in said:
        if unknown := sorted(set(said["themes"]) - set(theme_names(program(request)))):
            raise wrong("themes", f"no such theme: {unknown[0]}")
        said["themes"] = "\n".join(sorted(set(said["themes"])))
    return said


def _listing(request: HttpRequest, asked: VoiceFilters) -> Listing:
    if asked.q and not wanted(asked.q):
        raise wrong("q", "signs alone cannot be looked for: give a word, or how it begins")
    who = program(request)
    where = tuple((name, (value,)) for name in ("location", "channel", "product") if (value := getattr(asked, name)))
    names = ("feeling", "intent", "theme", "language", "kind")
    said = {name: getattr(asked, name) or "" for name in names}
    harsh = "" if asked.harsh == "without" else asked.harsh
    return Listing(
        store=stores.current(),
        workspace=who.workspace.key,
        tz=who.workspace.time_zone,
        asked=Asked(**said, words=asked.q, harsh=harsh),
        where=where,
        period=period_of(asked.begin, asked.end),
    )


def _row(request: HttpRequest, key: str) -> dict[str, Any]:
    row = visible_text(program(request), key, store=stores.current())
    if row is None:
        raise ApiError(404, "This workspace has no such text.")
    return row


def _place(after: str | None) -> Place:
    if after is None:
        return Place()
    try:
        place = Place(tuple(json.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4)))))
    except (ValueError, TypeError) as error:
        raise no_place() from error
    if key_of(place) is None:
        raise no_place()
    return place


def _next(row: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(row_key(row), ensure_ascii=False).encode()).decode().rstrip("=")


def _told(row: dict[str, Any]) -> dict[str, Any]:
    plain = [name for name in VoiceTold.model_fields if name not in ("occurred_at", "corrected", "themes", "intent")]
    return {name: row[name] for name in plain} | {
        "occurred_at": row["occurred_at"].replace(tzinfo=UTC),
        "intent": row["intent"] or None,
        "corrected": row["corrected"].split(",") if row["corrected"] else [],
        "themes": [{name: hit[name] for name in HitTold.model_fields} for hit in row["hits"]],
    }
