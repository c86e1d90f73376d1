"""Links: the doors by which anybody may answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from heedful.api.askers import program
from heedful.api.lists import Given, Turning, Word, found_or_404, turned, wrong
from heedful.api.problems import ApiError, documented
from heedful.api.surveys import MANAGE, READ, READING, WRITING, survey_of
from heedful.listen.channels.actions import close_link, create_link, reopen_link
from heedful.listen.channels.arrivals import rejected_of
from heedful.listen.channels.forms import name_for
from heedful.listen.channels.models import Link
from heedful.listen.channels.queries import address_of, script_address, visible_links
from heedful.listen.channels.settings import settings_form
from heedful.listen.surveys.models import Survey
from heedful.people.models import Location
from heedful.people.workspaces.queries import visible_places

of_surveys = Router(tags=["links"])
router = Router(tags=["links"])
Said = Annotated[str, Field(max_length=200)]


class LinkTold(Schema):
    code: str
    survey: str
    kind: str
    name: str
    address: str
    location: str | None
    employee: str
    product: str
    created_at: datetime
    closed_at: datetime | None


class LinkInFull(LinkTold):
    script: Annotated[str | None, Field(description="of a widget: what the website loads")]
    settings: Annotated[dict[str, Any], Field(description="of a widget or a kiosk")]
    rejected: Annotated[int, Field(description="responses of a kiosk that hold an answer which could not be taken")]


class Links(Schema):
    items: list[LinkTold]
    next: str | None


class NewLink(Given):
    kind: Literal["link", "qr", "kiosk", "web", "app"] = "link"
    name: Word
    location: Annotated[Word | None, Field(description="the key of a place")] = None
    employee: Said = ""
    product: Said = ""


class LinksOfPlaces(Given):
    kind: Literal["link", "qr", "kiosk", "web"] = "qr"
    name: Annotated[str, Field(max_length=150, description="before the place; that of the kind if not given")] = ""
    employee: Said = ""
    product: Said = ""


@of_surveys.get("/{key}/links", auth=READ, response=Links, summary="A survey's links", openapi_extra=READING)
def links(request: HttpRequest, key: str, asked: Query[Turning]) -> Any:
    page, later = turned(visible_links(program(request)).filter(survey=survey_of(request, key)), asked)
    return {"items": [told_of(each) for each in page], "next": later}


@of_surveys.post("/{key}/links", auth=MANAGE, response={201: LinkTold}, summary="Make a link", openapi_extra=WRITING)
def create(request: HttpRequest, key: str, given: NewLink) -> Any:
    fields = given.dict() | {"location": place_of(request, given.location)}
    return Status(201, told_of(create_link(survey_of(request, key), **fields, by=None, now=timezone.now())))


@of_surveys.post("/{key}/links/places", auth=MANAGE, response={201: list[LinkTold]}, openapi_extra=WRITING,
                 summary="Make one for each place")  # fmt: skip
def links_of_places(request: HttpRequest, key: str, given: LinksOfPlaces) -> Any:
    """A place that has this very link keeps it: the same again makes none twice."""
    survey, places = survey_of(request, key), list(visible_places(program(request)).order_by("name", "pk"))
    if not places:
        raise ApiError(409, "This workspace has no places yet.")
    return Status(201, [told_of(_of_place(survey, place, given)) for place in places])


@router.get("/{code}", auth=READ, response=LinkInFull, summary="One link, and how to use it", openapi_extra=READING)
def link(request: HttpRequest, code: str) -> Any:
    return in_full(link_of(request, code))


@router.post("/{code}/close", auth=MANAGE, response=LinkTold, summary="Let nobody answer through it",
             openapi_extra=documented(401, 403, 404, 422))  # fmt: skip
def link_close(request: HttpRequest, code: str) -> Any:
    found = link_of(request, code)
    close_link(found, by=None, now=timezone.now())
    return told_of(found)


@router.post("/{code}/reopen", auth=MANAGE, response=LinkTold, summary="Let it work again",
             openapi_extra=documented(401, 403, 404, 422))  # fmt: skip
def link_reopen(request: HttpRequest, code: str) -> Any:
    found = link_of(request, code)
    reopen_link(found, by=None, now=timezone.now())
    return told_of(found)


def place_of(request: HttpRequest, key: str | None) -> Location | None:
    if key is None:
        return None
    found = visible_places(program(request)).filter(key=key).first()
    if found is None:
        raise wrong("location", "this workspace has no such place")
    return found


def _of_place(survey: Survey, place: Location, given: LinksOfPlaces) -> Link:
    what = given.dict() | {"location": place, "name": name_for(given.kind, given.name, place, with_place=True)[:200]}
    standing = survey.links.filter(closed_at=None, **what).select_related("survey", "location").first()
    return standing or create_link(survey, **what, by=None, now=timezone.now())


def in_full(link: Link) -> dict[str, Any]:
    script = script_address(link) if link.kind == Link.Kind.WIDGET else None
    form = settings_form(link)
    settings = {name: form.initial.get(name) for name in form.fields} if form else {}
    rejected = rejected_of(link) if link.kind == Link.Kind.KIOSK else 0
    return told_of(link) | {"script": script, "settings": settings, "rejected": rejected}


def told_of(link: Link) -> dict[str, Any]:
    names = ("code", "kind", "name", "employee", "product", "created_at", "closed_at")
    return {name: getattr(link, name) for name in names} | {
        "survey": link.survey.key,
        "address": address_of(link),
        "location": link.location.key if link.location else None,
    }


def link_of(request: HttpRequest, code: str) -> Link:
    found: Link = found_or_404(visible_links(program(request)).select_related("workspace"), "link", code=code)
    return found
