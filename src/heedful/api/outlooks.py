"""A sending looked at closely: what it would do, what people would read, whose link is whose, what was no person."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from heedful.api.askers import program
from heedful.api.lists import Number, Turning, turned
from heedful.api.problems import ApiError, documented
from heedful.api.sendings import NotAskedTold, sending_of
from heedful.api.surveys import MANAGE, READ, READING
from heedful.interactions import stores
from heedful.listen.invitations.models import Filtered, Sending
from heedful.listen.invitations.phrases import FILTERED
from heedful.listen.invitations.previews import letter_previews
from heedful.listen.invitations.queries import looks_filtered, outlook_of, score_of_look, visible_linked

router = Router(tags=["sendings"])
BEFORE = documented(401, 403, 404, 409, 422)


class OutlookTold(Schema):
    as_of: datetime
    people: int
    asked: int
    occasions: Annotated[int | None, Field(description="of a trigger: how often it happened in the last thirty days")]
    not_asked: list[NotAskedTold]
    first_at: datetime | None
    days: Annotated[int | None, Field(description="how long it takes with its cap")]
    is_about: Annotated[bool, Field(description="of many people, some were looked at and the rest reckoned")]


class LetterTold(Schema):
    language: str
    subject: str
    text: str
    html: str


class LookTold(Schema):
    id: int
    at: datetime
    invitation: int
    address: str
    why: Annotated[str, Field(description="trap, too-fast or method")]
    says: str
    score: Annotated[str, Field(description="that it would have given, or none")]
    agent: str


class Looks(Schema):
    items: list[LookTold]
    next: str | None


class LinkOfPerson(Schema):
    invitation: int
    customer: str
    name: str
    link: str


class LinksOfPeople(Schema):
    items: list[LinkOfPerson]
    next: str | None


@router.get("/{number}/outlook", auth=READ, response=OutlookTold, summary="What it would do if it were started now",
            openapi_extra=BEFORE)  # fmt: skip
def outlook(request: HttpRequest, number: Number) -> Any:
    found = _not_begun(request, number)
    seen = outlook_of(found, store=stores.current(), now=timezone.now())
    names = ("as_of", "people", "asked", "occasions", "first_at", "days", "is_about")
    told = {name: getattr(seen, name) for name in names}
    return told | {"not_asked": [{"says": says, "n": n} for says, n in seen.held]}


@router.get("/{number}/letters", auth=READ, response=list[LetterTold], openapi_extra=BEFORE,
            summary="The mail as it would be read, in each of the survey's languages")  # fmt: skip
def letters(request: HttpRequest, number: Number) -> Any:
    found = sending_of(request, number)
    if found.channel != Sending.Channel.EMAIL:
        raise ApiError(409, "This sending writes no mail.")
    if found.survey.published is None:
        raise ApiError(409, "Publish the survey first: there is nothing to ask yet.")
    return letter_previews(found, now=timezone.now())


@router.get("/{number}/filtered", auth=READ, response=Looks, openapi_extra=READING,
            summary="Looks at its links that were no person's, and what gave them away")  # fmt: skip
def filtered_looks(request: HttpRequest, number: Number, asked: Query[Turning]) -> Any:
    """Mail servers open links to look for harm. These looks count nowhere; the person can answer as before."""
    page, later = turned(looks_filtered(sending_of(request, number)), asked)
    return {"items": [_look(each) for each in page], "next": later}


@router.get("/{number}/links", auth=MANAGE, response=LinksOfPeople, openapi_extra=BEFORE,
            summary="Each person's own link, to be given to them")  # fmt: skip
def links_of_people(request: HttpRequest, number: Number, asked: Query[Turning]) -> Any:
    """Whoever has a link answers as its person: that is why it takes a key with `manage`."""
    found = sending_of(request, number)
    if found.channel != Sending.Channel.LINK:
        raise ApiError(409, "This sending writes to people itself: only one of the channel link has links to give out.")
    page, later = turned(visible_linked(program(request), found), asked)
    return {"items": [_link(each) for each in page], "next": later}


def _not_begun(request: HttpRequest, number: int) -> Sending:
    found = sending_of(request, number)
    if found.started_at is not None:
        raise ApiError(409, "It has started: its states say how far it is.")
    return found


def _look(filtered: Filtered) -> dict[str, Any]:
    says = str(FILTERED.get(filtered.why, filtered.why))
    told = {"id": filtered.pk, "at": filtered.at, "invitation": filtered.invitation_id, "why": filtered.why}
    told |= {"says": says, "score": score_of_look(filtered), "agent": filtered.agent}
    return told | {"address": filtered.invitation.address}


def _link(invitation: Any) -> dict[str, Any]:
    link = settings.PUBLIC_URL + reverse("answering:entrance", args=[invitation.token])
    who = {"customer": invitation.customer.key, "name": invitation.customer.name}
    return {"invitation": invitation.pk, "link": link} | who
