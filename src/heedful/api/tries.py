"""One address asked by hand, and the team's own tries: how it arrives, how answering goes, where it counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from heedful.api.askers import program
from heedful.api.invitations import InvitationTold, invitation_told
from heedful.api.lists import Given, refuse_unknown, wrong
from heedful.api.problems import ApiError
from heedful.api.surveys import MANAGE, READ, READING, WRITING, survey_of
from heedful.listen.invitations.actions import SendingsError
from heedful.listen.invitations.by_hand import ask_by_hand, try_out
from heedful.listen.invitations.models import Invitation
from heedful.listen.invitations.trying import own_trial
from heedful.people.members.queries import visible_members
from heedful.people.models import Member

router = Router(tags=["invitations"])
Mail = Annotated[str, Field(min_length=3, max_length=200)]


class OneAddress(Given):
    email: Mail


class OneOfTheTeam(Given):
    member: Annotated[Mail, Field(description="the mail of a member")]


class TryTold(Schema):
    invitation: InvitationTold
    why_not: str
    response: Annotated[UUID | None, Field(description="the answer, once there is one")]
    score: float | None
    measure: Annotated[str, Field(description="nps, csat or ces: where the score counts")]
    is_awaited: Annotated[bool, Field(description="something may happen any moment: ask again")]


@router.post("/{key}/invitations", auth=MANAGE, response={201: InvitationTold}, summary="Ask one address by mail",
             openapi_extra=WRITING)  # fmt: skip
def ask_address(request: HttpRequest, key: str, given: OneAddress) -> Any:
    """Whoever has it is a customer from then on. By the rules of all: what speaks against it is the `reason`."""
    survey = survey_of(request, key)
    try:
        validate_email(given.email.strip())
    except ValidationError as error:
        raise wrong("email", "no address of a mailbox") from error
    asked = _done(lambda: ask_by_hand(survey, given.email.strip(), by=None, now=timezone.now()))
    return Status(201, invitation_told(asked))


@router.post("/{key}/tries", auth=MANAGE, response={201: TryTold}, summary="Send it to somebody of the team",
             openapi_extra=WRITING)  # fmt: skip
def survey_try(request: HttpRequest, key: str, given: OneOfTheTeam) -> Any:
    """At once, and as often as they like: no hours and no rests stand in the way."""
    survey, member = survey_of(request, key), _member(request, given.member)
    _done(lambda: try_out(survey, member, by=None, now=timezone.now()))
    return Status(201, _told(request, key, member))


@router.get("/{key}/tries", auth=READ, response=TryTold, summary="What became of the newest try of the last day",
            openapi_extra=READING)  # fmt: skip
def survey_tried(request: HttpRequest, key: str, asked: Query[OneOfTheTeam]) -> Any:
    refuse_unknown(request, asked)
    return _told(request, key, _member(request, asked.member))


def _told(request: HttpRequest, key: str, member: Member) -> dict[str, Any]:
    trial = own_trial(survey_of(request, key), member, now=timezone.now())
    if trial is None:
        raise ApiError(404, "Nothing was sent to them in the last day.")
    response, reason = trial.response, trial.invitation.reason
    return {
        "invitation": invitation_told(trial.invitation),
        "why_not": trial.why_not if reason else "",
        "response": response.key if response else None,
        "score": response.score if response else None,
        "measure": trial.measure,
        "is_awaited": trial.is_awaited,
    }


def _member(request: HttpRequest, mail: str) -> Member:
    found = visible_members(program(request)).filter(user__username=mail.strip().lower()).first()
    if found is None:
        raise wrong("member", "no member of this workspace has this mail")
    return found


def _done(act: Callable[[], Invitation]) -> Invitation:
    try:
        return act()
    except SendingsError as error:
        raise ApiError(409, str(error)) from error
