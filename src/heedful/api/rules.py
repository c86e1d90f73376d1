"""When and how often people may be asked, and who is asked no more."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import override
from ninja import Query, Router, Schema, Status
from pydantic import AfterValidator, Field

from heedful.api.askers import program
from heedful.api.lists import KEEP, Given, Number, Turning, Word, found_or_404, refuse_unknown, turned, wrong
from heedful.api.problems import ApiError, documented
from heedful.api.surveys import MANAGE, READ, READING, WRITING, survey_of
from heedful.listen.invitations import actions
from heedful.listen.invitations.forms import MOST_DAYS, hours_kept
from heedful.listen.invitations.queries import visible_hours, visible_throttles
from heedful.listen.invitations.unsubscribing import AlreadySuppressedError, lift_suppression, suppress_by_hand
from heedful.listen.outbox.forms import phone_number
from heedful.listen.outbox.queries import visible_suppressions

suppressions = Router(tags=["sendings"])
router = Router(tags=["sendings"])
Measure = Literal["nps", "csat", "ces"]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="by the workspace's clock")]
Days = Annotated[int, Field(ge=0, le=MOST_DAYS, description="between two questions to one person; 0: any number")]


def _mail(typed: str) -> str:
    if typed:
        _checked(typed)
    return typed


class NewSuppression(Given):
    kind: Literal["email", "phone"]
    address: Annotated[str, Field(min_length=1, max_length=254)]


class SuppressionTold(Schema):
    id: int
    kind: str
    address: Annotated[str, Field(description="or its digest, once its owner was erased")]
    why: str
    at: datetime


class SuppressionsAsked(Turning):
    q: Annotated[str, Field(max_length=254, description="how the address begins")] = ""


class Suppressions(Schema):
    items: list[SuppressionTold]
    next: str | None


class RestGiven(Given):
    days: Days | None = Field(None, description="None takes the rule away")
    measure: Measure | None = None
    survey: Word | None = None


class RestTold(Schema):
    days: int
    measure: str | None
    survey: str | None


class RulesChanged(Given):
    begins: Clock | None = Field(None, description=KEEP)
    ends: Clock | None = Field(None, description=KEEP)
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1, max_length=7)] | None = Field(
        None, description="0 is Monday"
    )
    daily_cap: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    sender_name: Annotated[str, Field(max_length=100)] | None = None
    reply_to: Annotated[str, Field(max_length=254), AfterValidator(_mail)] | None = None
    rests: Annotated[list[RestGiven], Field(max_length=200)] = []


class RulesTold(Schema):
    begins: Clock
    ends: Clock
    weekdays: list[int]
    daily_cap: int | None
    sender_name: str
    reply_to: str
    rests: list[RestTold]


@suppressions.get("", auth=READ, response=Suppressions, summary="Who is asked no more, the newest first",
                  openapi_extra=READING)  # fmt: skip
def asked_no_more(request: HttpRequest, asked: Query[SuppressionsAsked]) -> Any:
    refuse_unknown(request, asked)
    page, later = turned(visible_suppressions(program(request), typed=asked.q), asked)
    return {"items": page, "next": later}


@suppressions.post("", auth=MANAGE, response={201: SuppressionTold}, summary="Ask an address no more",
                   openapi_extra=WRITING)  # fmt: skip
def suppress(request: HttpRequest, given: NewSuppression) -> Any:
    try:
        address = phone_number(given.address) if given.kind == "phone" else _checked(given.address.strip())
    except (ValidationError, ValueError) as error:
        raise wrong("address", _in_english(error)) from error
    workspace = program(request).workspace
    try:
        made = suppress_by_hand(workspace, kind=given.kind, address=address, by=None, now=timezone.now())
    except AlreadySuppressedError as error:
        raise ApiError(409, "This one is on the list already.") from error
    return Status(201, made)


@suppressions.delete("/{number}", auth=MANAGE, response={204: None}, summary="Let it be asked again",
                     openapi_extra=documented(401, 403, 404, 422))  # fmt: skip
def lift(request: HttpRequest, number: Number) -> Any:
    found = found_or_404(visible_suppressions(program(request)), "address on the list", pk=number)
    lift_suppression(found, by=None, now=timezone.now())
    return Status(204, None)


@router.get("", auth=READ, response=RulesTold, summary="At which hours, how many a day, how often one person",
            openapi_extra=READING)  # fmt: skip
def rules(request: HttpRequest) -> Any:
    return _told(request)


@router.patch("", auth=MANAGE, response=RulesTold, summary="Change hours, cap, sender or rests", openapi_extra=WRITING)
def change(request: HttpRequest, given: RulesChanged) -> Any:
    now, workspace = timezone.now(), program(request).workspace
    days = {_scope(request, each): each.days for each in given.rests}
    if wanted := given.dict(exclude_unset=True, exclude={"rests"}):
        kept = hours_kept(visible_hours(program(request)).first()) | wanted
        if kept["begins"] is None or kept["ends"] is None or _clock(kept["begins"]) >= _clock(kept["ends"]):
            raise wrong("ends", "the hours end before they begin")
        kept |= {name: kept.get(name) or "" for name in ("sender_name", "reply_to")}
        hours = {name: time.fromisoformat(_clock(kept[name])) for name in ("begins", "ends")}
        actions.set_hours(workspace, by=None, now=now, **kept | hours)
    if days:
        actions.set_throttles(workspace, days, by=None, now=now)
    return _told(request)


def _scope(request: HttpRequest, given: RestGiven) -> Any:
    if given.measure and given.survey:
        raise wrong("rests", "a rest is of a measure, of a survey, or of neither: not of both")
    if given.days is None and not given.measure and not given.survey:
        raise wrong("rests", "the rest between any two questions cannot be taken away; 0 days is none")
    return given.measure or "", survey_of(request, given.survey) if given.survey else None


def _told(request: HttpRequest) -> dict[str, Any]:
    member = program(request)
    kept = hours_kept(visible_hours(member).first())
    rests = [
        {"days": each.days, "measure": each.measure or None, "survey": each.survey.key if each.survey else None}
        for each in visible_throttles(member).select_related("survey")
    ]
    hours = {name: _clock(kept[name]) for name in ("begins", "ends")}
    return {"daily_cap": None, "sender_name": "", "reply_to": ""} | kept | hours | {"rests": rests}


def _clock(kept: str | time) -> str:
    return kept if isinstance(kept, str) else f"{kept:%H:%M}"


def _checked(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValueError("no address of a mailbox") from error
    return address


def _in_english(error: Exception) -> str:
    with override("en"):
        return " ".join(map(str, error.messages)) if isinstance(error, ValidationError) else str(error)
