"""Sendings: whom a survey asks, how and when; who was asked, and why somebody was not."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from heedful.api.askers import program
from heedful.api.lists import Given, Moment, Number, Turning, Word, found_or_404, refuse_unknown, turned, wrong
from heedful.api.problems import ApiError, documented
from heedful.api.surveys import MANAGE, READ, READING, WRITING, survey_of
from heedful.listen.audiences.queries import visible_audiences
from heedful.listen.invitations import actions
from heedful.listen.invitations.explanation import why_asked
from heedful.listen.invitations.models import Invitation, Sending
from heedful.listen.invitations.planning import ask
from heedful.listen.invitations.queries import progress_of, visible_invitations, visible_sendings
from heedful.people.customers.actions import CustomersError, add_identities, introduce_customer
from heedful.people.customers.queries import customer_known_as
from heedful.people.models import Customer, Identity, Workspace

of_surveys, router = Router(tags=["sendings"]), Router(tags=["sendings"])
invitations, customers = Router(tags=["invitations"]), Router(tags=["invitations"])
Kind = Literal["answer", "order", "refund", "message", "page", "event", "review", "mention", "case", "cost"]
State = Literal[
    "queued", "sending", "sent", "opened", "scored", "answered", "bounced", "unsubscribed", "dropped", "failed"
]
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
    name: Word | None = None
    daily_cap: Cap | None = None
    reminders: Reminders | None = None
    words: Words | None = None


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


class SendingInFull(SendingTold):
    states: dict[str, int]


class Sendings(Schema):
    items: list[SendingTold]
    next: str | None


class InvitationTold(Schema):
    id: int
    survey: str
    sending: int
    customer: str
    channel: str
    occasion: str
    state: str
    reason: str
    due_at: datetime
    sent_at: datetime | None
    opened_at: datetime | None
    scored_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None


class Invitations(Schema):
    items: list[InvitationTold]
    next: str | None


class InvitationsAsked(Turning):
    survey: Annotated[str | None, Field(max_length=63)] = None
    sending: Number | None = None
    state: State | None = None


class Somebody(Given):
    customer: Annotated[Word, Field(description="your own id, an e-mail address or a phone number")]
    email: Annotated[str | None, Field(max_length=200, description="where to write to, if it is new")] = None
    phone: Annotated[str | None, Field(max_length=40)] = None
    occasion: Annotated[Word, Field(description="nobody is asked twice about one")] = "once"
    due_at: Moment | None = None
    location: Said = ""
    product: Said = ""
    employee: Said = ""
    touchpoint: Said = ""


class StepTold(Schema):
    code: str
    says: str
    at: datetime | None
    until: datetime | None
    survey: str
    invitation: int | None


class About(Given):
    survey: Annotated[str | None, Field(max_length=63)] = None


@of_surveys.get("/{key}/sendings", auth=READ, response=Sendings, summary="A survey's sendings", openapi_extra=READING)
def sendings(request: HttpRequest, key: str, asked: Query[Turning]) -> Any:
    page, later = turned(visible_sendings(program(request)).filter(survey=survey_of(request, key)), asked)
    return {"items": [told_of(each) for each in page], "next": later}


@of_surveys.post("/{key}/sendings", auth=MANAGE, response={201: SendingTold}, openapi_extra=WRITING,
                 summary="Make a sending; it asks nobody before it is started")  # fmt: skip
def create(request: HttpRequest, key: str, given: NewSending) -> Any:
    found, what = survey_of(request, key), given.dict(exclude={"audience", "trigger", "words"})
    if given.audience is not None:
        what["audience"] = visible_audiences(program(request)).filter(pk=given.audience).first()
        if what["audience"] is None:
            raise wrong("audience", "this workspace has no such audience")
    trigger = given.trigger.dict() if given.trigger else {}
    what |= {"trigger": {name: said for name, said in trigger.items() if said}, "words": _words(given.words)}
    return Status(201, told_of(_done(lambda: actions.create_sending(found, by=None, now=timezone.now(), **what))))


@router.get("/{number}", auth=READ, response=SendingInFull, summary="One sending, and how far it is",
            openapi_extra=READING)  # fmt: skip
def sending(request: HttpRequest, number: Number) -> Any:
    found = _sending(request, number)
    return told_of(found) | {"states": {state: n for state, _called, n in progress_of(found).states}}


@router.patch("/{number}", auth=MANAGE, response=SendingTold, summary="Change its words, cap or reminders",
              openapi_extra=WRITING)  # fmt: skip
def change(request: HttpRequest, number: Number, given: SendingChanged) -> Any:
    found, what = _sending(request, number), given.dict(exclude_unset=True)
    if empty := [name for name in ("name", "reminders", "words") if name in what and what[name] is None]:
        raise wrong(empty[0], "cannot be taken away")
    if given.words is not None:
        what["words"] = _words(given.words)
    return told_of(_done(lambda: actions.change_sending(found, by=None, now=timezone.now(), **what)))


def _passage(name: str, act: Any, summary: str) -> None:
    def pressed(request: HttpRequest, number: Number) -> Any:
        found = _sending(request, number)
        _done(lambda: act(found, by=None, now=timezone.now()))
        return told_of(found)

    pressed.__name__ = f"sending_{name}"
    router.post(f"/{{number}}/{name}", auth=MANAGE, response=SendingTold, summary=summary,
                openapi_extra=documented(401, 403, 404, 409, 422))(pressed)  # fmt: skip


_passage("start", actions.start_sending, "Begin, or go on after a pause")
_passage("pause", actions.pause_sending, "Ask nobody until it is started again")
_passage("end", actions.end_sending, "End it for good: what waits is not sent")


@router.post("/{number}/invitations", auth=MANAGE, response={201: InvitationTold}, summary="Ask one person now",
             openapi_extra=WRITING)  # fmt: skip
def ask_somebody(request: HttpRequest, number: Number, given: Somebody) -> Any:
    """At the workspace's hours, unless a rule speaks against it: then `state` is `dropped`, and `reason` says why."""
    found, now = _sending(request, number), timezone.now()
    names = ("location", "product", "employee", "touchpoint")
    context = {name: getattr(given, name) for name in names if getattr(given, name)}
    with transaction.atomic():
        customer = _customer(found.workspace, given)
        due_at = given.due_at or now
        made = ask(found, customer, occasion=given.occasion, context=context, due_at=due_at, now=now)
    return Status(201, invitation_told(made))


@invitations.get("", auth=READ, response=Invitations, summary="Who was asked, or was not", openapi_extra=READING)
def asked(request: HttpRequest, asked: Query[InvitationsAsked]) -> Any:
    refuse_unknown(request, asked)
    rows = visible_invitations(program(request))
    rows = rows.filter(survey=survey_of(request, asked.survey)) if asked.survey is not None else rows
    rows = rows.filter(sending=_sending(request, asked.sending)) if asked.sending is not None else rows
    rows = rows.filter(state=asked.state) if asked.state is not None else rows
    page, later = turned(rows, asked)
    return {"items": [invitation_told(each) for each in page], "next": later}


@customers.get("/{key}/asked", auth=READ, response=list[StepTold], summary="Why somebody was asked, or was not",
               openapi_extra=READING)  # fmt: skip
def why(request: HttpRequest, key: str, asked: Query[About]) -> Any:
    """First whether they can be asked now, by each sending that runs; then what was, the newest first."""
    workspace = program(request).workspace
    customer = customer_known_as(workspace, key)
    if customer is None:
        raise ApiError(404, "This workspace has no such customer.")
    survey = None if asked.survey is None else survey_of(request, asked.survey)
    steps = why_asked(workspace, customer, survey=survey, now=timezone.now())
    names = ("code", "says", "at", "until", "survey", "invitation")
    return [{name: getattr(step, name) for name in names} for step in steps]


def told_of(sending: Sending) -> dict[str, Any]:
    names = set(SendingTold.model_fields) - {"id", "survey", "audience"}
    told = {"id": sending.pk, "survey": sending.survey.key, "audience": sending.audience_id}
    return told | {name: getattr(sending, name) for name in names}


def invitation_told(invitation: Invitation) -> dict[str, Any]:
    names = set(InvitationTold.model_fields) - {"id", "survey", "sending", "customer"}
    told = {"id": invitation.pk, "survey": invitation.survey.key, "sending": invitation.sending_id}
    return told | {"customer": invitation.customer.key} | {name: getattr(invitation, name) for name in names}


def _words(given: dict[str, WordsGiven]) -> dict[str, dict[str, str]]:
    said = {language: {name: word for name, word in each.dict().items() if word} for language, each in given.items()}
    return {language: words for language, words in said.items() if words}


def _customer(workspace: Workspace, given: Somebody) -> Customer:
    """Known or new; an address that is given along is theirs, unless it is somebody else's."""
    customer = customer_known_as(workspace, given.customer) or introduce_customer(workspace, _key(given.customer))
    said = given.customer if _is_email(given.customer) else None
    given_along = ((Identity.Kind.EMAIL, given.email or said), (Identity.Kind.PHONE, given.phone))
    identities = [(kind.value, value) for kind, value in given_along if value]
    if given.email and not _is_email(given.email):
        raise wrong("email", "no e-mail address")
    try:
        add_identities(customer, identities)
    except CustomersError as error:
        raise ApiError(409, str(error)) from error
    return customer


def _key(said: str) -> str:
    return Identity.normal(Identity.Kind.EMAIL, said) if _is_email(said) else said


def _is_email(said: str) -> bool:
    try:
        validate_email(said)
    except ValidationError:
        return False
    return True


def _sending(request: HttpRequest, number: int) -> Sending:
    found: Sending = found_or_404(visible_sendings(program(request)), "sending", pk=number)
    return found


def _done(act: Any) -> Any:
    try:
        return act()
    except actions.SendingsError as error:
        raise ApiError(409, str(error)) from error
