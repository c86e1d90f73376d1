"""Invitations: who was asked, or was not, and why; and asking one person now."""

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
from heedful.api.problems import ApiError
from heedful.api.sendings import Said, sending_of
from heedful.api.sendings import router as of_sendings
from heedful.api.surveys import MANAGE, READ, READING, WRITING, survey_of
from heedful.listen.invitations import reasons
from heedful.listen.invitations.explanation import why_asked
from heedful.listen.invitations.models import Invitation
from heedful.listen.invitations.planning import ask
from heedful.listen.invitations.queries import visible_invitations
from heedful.people.customers.actions import CustomersError, add_identities, introduce_customer
from heedful.people.customers.queries import customer_known_as
from heedful.people.models import Customer, Identity, Workspace

router, customers = Router(tags=["invitations"]), Router(tags=["invitations"])
State = Literal[
    "queued", "sending", "sent", "opened", "scored", "answered", "bounced", "unsubscribed", "dropped", "failed"
]


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


class InvitationInFull(InvitationTold):
    address: str
    language: str
    says: Annotated[str, Field(description="`reason` in words")]
    said: Annotated[str, Field(description="what a mail server or gateway wrote, word for word")]
    reminded: int
    filtered: Annotated[int, Field(description="looks at its link by programs, which count nowhere")]


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


@of_sendings.post("/{number}/invitations", auth=MANAGE, response={201: InvitationTold}, summary="Ask one person now",
             openapi_extra=WRITING)  # fmt: skip
def ask_somebody(request: HttpRequest, number: Number, given: Somebody) -> Any:
    """At the workspace's hours, unless a rule speaks against it: then `state` is `dropped`, and `reason` says why."""
    found, now = sending_of(request, number), timezone.now()
    names = ("location", "product", "employee", "touchpoint")
    context = {name: getattr(given, name) for name in names if getattr(given, name)}
    with transaction.atomic():
        customer = _customer(found.workspace, given)
        due_at = given.due_at or now
        made = ask(found, customer, occasion=given.occasion, context=context, due_at=due_at, now=now)
    return Status(201, invitation_told(made))


@router.get("", auth=READ, response=Invitations, summary="Who was asked, or was not", openapi_extra=READING)
def asked(request: HttpRequest, asked: Query[InvitationsAsked]) -> Any:
    refuse_unknown(request, asked)
    rows = visible_invitations(program(request))
    rows = rows.filter(survey=survey_of(request, asked.survey)) if asked.survey is not None else rows
    rows = rows.filter(sending=sending_of(request, asked.sending)) if asked.sending is not None else rows
    rows = rows.filter(state=asked.state) if asked.state is not None else rows
    page, later = turned(rows, asked)
    return {"items": [invitation_told(each) for each in page], "next": later}


@router.get("/{number}", auth=READ, response=InvitationInFull, summary="One of them", openapi_extra=READING)
def invitation(request: HttpRequest, number: Number) -> Any:
    found: Invitation = found_or_404(visible_invitations(program(request)), "invitation", pk=number)
    names = ("address", "language", "said", "reminded")
    more = {"says": reasons.says(found.reason) if found.reason else "", "filtered": found.filtered.count()}
    return invitation_told(found) | {name: getattr(found, name) for name in names} | more


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


def invitation_told(invitation: Invitation) -> dict[str, Any]:
    names = set(InvitationTold.model_fields) - {"id", "survey", "sending", "customer"}
    told = {"id": invitation.pk, "survey": invitation.survey.key, "sending": invitation.sending_id}
    return told | {"customer": invitation.customer.key} | {name: getattr(invitation, name) for name in names}


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
