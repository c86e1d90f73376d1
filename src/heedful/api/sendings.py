"""Sendings: whom a survey asks, how and when; who was asked, and why somebody was not."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from heedful.api.askers import program
from heedful.api.drivers import EstimateTold
from heedful.api.lists import Given, Moment, Number, Turning, Word, found_or_404, turned, wrong
from heedful.api.problems import ApiError, documented
from heedful.api.surveys import MANAGE, READ, READING, WRITING, survey_of
from heedful.listen.audiences.models import Audience
from heedful.listen.audiences.queries import visible_audiences
from heedful.listen.invitations import actions
from heedful.listen.invitations.models import Sending
from heedful.listen.invitations.queries import progress_of, visible_sendings

of_surveys, router = Router(tags=["sendings"]), Router(tags=["sendings"])
Kind = Literal["answer", "order", "refund", "message", "page", "event", "review", "mention", "case", "cost"]
Said = Annotated[str, Field(max_length=200)]


class TriggerGiven(Given):
    kind: Kind
    name: Said = ""
    location: Said = ""
    touchpoint: Said = ""
    product: Said = ""


class WordsGiven(Given):
    subject: Said | None = None
    intro: Annotated[str, Field(max_length=2_000)] | None = None
    sms: Annotated[str, Field(max_length=300)] | None = None


Words = dict[Annotated[str, Field(pattern="^[a-z]{2,3}(-[A-Za-z]{2,8})?$")], WordsGiven]
Reminders = Annotated[list[Annotated[int, Field(ge=1, le=90)]], Field(max_length=5)]
MAY_GO = ("audience", "trigger", "cadence_days", "daily_cap", "begins_at")
Cap = Annotated[int, Field(ge=1, le=10_000_000)]


class NewSending(Given):
    name: Word
    kind: Literal["once", "waves", "trigger"] = "once"
    channel: Literal["email", "sms", "link"] = "email"
    audience: Annotated[Number | None, Field(description="without one: everybody who is known")] = None
    trigger: TriggerGiven | None = None
    delay_minutes: Annotated[int, Field(ge=0, le=129_600)] = 0
    sample_percent: Annotated[int, Field(ge=1, le=100)] = 100
    cadence_days: Literal[30, 90, 180, 365] | None = None
    daily_cap: Cap | None = None
    reminders: Reminders = []
    words: Words = {}
    begins_at: Moment | None = None


class SendingChanged(Given):
    """What is left out stays. Once it has started, only name, cap, reminders and words can change."""

    name: Word | None = None
    kind: Literal["once", "waves", "trigger"] | None = None
    channel: Literal["email", "sms", "link"] | None = None
    audience: Annotated[Number | None, Field(description="null: everybody who is known")] = None
    trigger: TriggerGiven | None = None
    delay_minutes: Annotated[int, Field(ge=0, le=129_600)] | None = None
    sample_percent: Annotated[int, Field(ge=1, le=100)] | None = None
    cadence_days: Literal[30, 90, 180, 365] | None = None
    daily_cap: Cap | None = None
    reminders: Reminders | None = None
    words: Words | None = None
    begins_at: Moment | None = None


class SendingTold(Schema):
    id: int
    survey: str
    name: str
    kind: str
    channel: str
    audience: int | None
    trigger: dict[str, Any]
    delay_minutes: int
    sample_percent: int
    cadence_days: int | None
    daily_cap: int | None
    reminders: list[int]
    words: dict[str, Any]
    begins_at: datetime | None
    started_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None


class NotAskedTold(Schema):
    says: str
    n: int


class SendingInFull(SendingTold):
    states: dict[str, int]
    not_asked: Annotated[list[NotAskedTold], Field(description="why some were not")]
    answered: Annotated[EstimateTold, Field(description="of those whom it reached")]


class Sendings(Schema):
    items: list[SendingTold]
    next: str | None


@of_surveys.get("/{key}/sendings", auth=READ, response=Sendings, summary="A survey's sendings", openapi_extra=READING)
def sendings(request: HttpRequest, key: str, asked: Query[Turning]) -> Any:
    page, later = turned(visible_sendings(program(request)).filter(survey=survey_of(request, key)), asked)
    return {"items": [told_of(each) for each in page], "next": later}


@of_surveys.post("/{key}/sendings", auth=MANAGE, response={201: SendingTold}, openapi_extra=WRITING,
                 summary="Make a sending; it asks nobody before it is started")  # fmt: skip
def create(request: HttpRequest, key: str, given: NewSending) -> Any:
    found, what = survey_of(request, key), given.dict(exclude={"audience", "trigger", "words"})
    what |= {"audience": _audience(request, given.audience)}
    what |= {"trigger": _trigger(given.trigger), "words": _words(given.words)}
    return Status(201, told_of(_done(lambda: actions.create_sending(found, by=None, now=timezone.now(), **what))))


@router.get("/{number}", auth=READ, response=SendingInFull, summary="One sending, and how far it is",
            openapi_extra=READING)  # fmt: skip
def sending(request: HttpRequest, number: Number) -> Any:
    found = sending_of(request, number)
    progress = progress_of(found)
    return told_of(found) | {
        "states": {state: n for state, _called, n in progress.states},
        "not_asked": [{"says": says, "n": n} for says, n in progress.why_not],
        "answered": progress.answered,
    }


@router.patch("/{number}", auth=MANAGE, response=SendingTold, summary="Change it; once it has started, its words",
              openapi_extra=WRITING)  # fmt: skip
def change(request: HttpRequest, number: Number, given: SendingChanged) -> Any:
    """Whom it asks, how and when can change until it is started (`409` afterwards)."""
    found, what = sending_of(request, number), given.dict(exclude_unset=True)
    if empty := [name for name in what if what[name] is None and name not in MAY_GO]:
        raise wrong(empty[0], "cannot be taken away")
    what |= {"audience": _audience(request, given.audience)} if "audience" in what else {}
    what |= {"trigger": _trigger(given.trigger)} if "trigger" in what else {}
    what |= {"words": _words(given.words)} if given.words is not None else {}
    return told_of(_done(lambda: actions.change_sending(found, by=None, now=timezone.now(), **what)))


def _passage(name: str, act: Any, summary: str) -> None:
    def pressed(request: HttpRequest, number: Number) -> Any:
        found = sending_of(request, number)
        _done(lambda: act(found, by=None, now=timezone.now()))
        return told_of(found)

    pressed.__name__ = f"sending_{name}"
    router.post(f"/{{number}}/{name}", auth=MANAGE, response=SendingTold, summary=summary,
                openapi_extra=documented(401, 403, 404, 409, 422))(pressed)  # fmt: skip


_passage("start", actions.start_sending, "Begin, or go on after a pause")
_passage("pause", actions.pause_sending, "Ask nobody until it is started again")
_passage("end", actions.end_sending, "End it for good: what waits is not sent")


def told_of(sending: Sending) -> dict[str, Any]:
    names = set(SendingTold.model_fields) - {"id", "survey", "audience"}
    told = {"id": sending.pk, "survey": sending.survey.key, "audience": sending.audience_id}
    return told | {name: getattr(sending, name) for name in names}


def _audience(request: HttpRequest, number: int | None) -> Audience | None:
    if number is None:
        return None
    found = visible_audiences(program(request)).filter(pk=number).first()
    if found is None:
        raise wrong("audience", "this workspace has no such audience")
    return found


def _trigger(given: TriggerGiven | None) -> dict[str, str]:
    return {name: said for name, said in given.dict().items() if said} if given else {}


def _words(given: dict[str, WordsGiven]) -> dict[str, dict[str, str]]:
    said = {language: {name: word for name, word in each.dict().items() if word} for language, each in given.items()}
    return {language: words for language, words in said.items() if words}


def sending_of(request: HttpRequest, number: int) -> Sending:
    found: Sending = found_or_404(visible_sendings(program(request)), "sending", pk=number)
    return found


def _done(act: Any) -> Any:
    try:
        return act()
    except actions.SendingsError as error:
        raise ApiError(409, str(error)) from error
