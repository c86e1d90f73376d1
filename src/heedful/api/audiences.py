"""Audiences: lists of people, and those of whom something holds."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from heedful.api.askers import program
from heedful.api.bodies import body_of
from heedful.api.lists import Given, Number, Turning, Word, found_or_404, turned, wrong
from heedful.api.problems import ApiError, documented
from heedful.api.surveys import MANAGE, READ, READING, WRITING
from heedful.interactions import stores
from heedful.listen.audiences import actions
from heedful.listen.audiences.listing import Added, Line, list_people
from heedful.listen.audiences.models import Audience, Listed
from heedful.listen.audiences.queries import count_of, visible_audiences, visible_listed
from heedful.listen.audiences.segments import BANDS, Condition, Segment, parse_segment
from heedful.listen.imports.refusals import Refused

router = Router(tags=["audiences"])
MOST_PEOPLE = 10_000
MOST_CONDITIONS, MOST_VALUES, LONGEST_VALUE = 20, 100, 200
MOST_DAYS, MOST_ORDERS = 3_650, 1_000_000
OF_VALUES = ("location", "product", "language", "score", "reachable")


class AudienceTold(Schema):
    id: int
    name: str
    kind: Annotated[str, Field(description="list or segment")]
    conditions: list[dict[str, Any]]
    created_at: datetime


class AudienceCounted(AudienceTold):
    n: int


class Audiences(Schema):
    items: list[AudienceTold]
    next: str | None


Conditions = Annotated[
    list[dict[str, Any]], Field(max_length=MOST_CONDITIONS, description="all of them hold; docs/reference/api.md")
]


class NewAudience(Given):
    name: Word
    kind: Literal["list", "segment"] = "list"
    conditions: Conditions = []


class AudienceChanged(Given):
    name: Word | None = None
    conditions: Conditions | None = None


class PersonTold(Schema):
    customer: str
    name: str
    properties: dict[str, Any]
    added_at: datetime


class People(Schema):
    items: list[PersonTold]
    next: str | None


class RejectedPerson(Schema):
    row: int
    reason: str


class AddedTold(Schema):
    added: int
    known: int
    rejected: int
    rejects: list[RejectedPerson]


PERSON = {
    "type": "object",
    "description": "id, email or phone, and name, language, location, product or columns of your own",
    "additionalProperties": {"type": ["string", "null"]},
}
PEOPLE = {
    "description": f"Up to {MOST_PEOPLE} people.",
    "required": True,
    "content": {
        "application/json": {"schema": {"type": "array", "items": PERSON, "maxItems": MOST_PEOPLE}},
        "text/csv": {"schema": {"type": "string"}},
    },
}


@router.get("", auth=READ, response=Audiences, summary="All audiences", openapi_extra=READING)
def audiences(request: HttpRequest, asked: Query[Turning]) -> Any:
    page, later = turned(visible_audiences(program(request)), asked)
    return {"items": [told_of(each) for each in page], "next": later}


@router.post("", auth=MANAGE, response={201: AudienceTold}, summary="Make an audience", openapi_extra=WRITING)
def create(request: HttpRequest, given: NewAudience) -> Any:
    segment = segment_of(request, given.conditions) if given.kind == "segment" else None
    if segment is None and given.conditions:
        raise wrong("conditions", "a list has none: its people are added one by one")
    workspace, now = program(request).workspace, timezone.now()
    made = _done(lambda: actions.create_audience(workspace, name=given.name, segment=segment, by=None, now=now))
    return Status(201, told_of(made))


@router.get(
    "/{number}", auth=READ, response=AudienceCounted, summary="One audience, counted now", openapi_extra=READING
)
def audience(request: HttpRequest, number: Number) -> Any:
    found = _audience(request, number)
    return told_of(found) | {"n": count_of(found, store=stores.current(), now=timezone.now())}


@router.patch("/{number}", auth=MANAGE, response=AudienceTold, summary="Change an audience", openapi_extra=WRITING)
def change(request: HttpRequest, number: Number, given: AudienceChanged) -> Any:
    found = _audience(request, number)
    if given.conditions is not None and found.kind == Audience.Kind.LIST:
        raise wrong("conditions", "a list has none: its people are added one by one")
    segment = None if given.conditions is None else segment_of(request, given.conditions, of=found)
    name, now = given.name or found.name, timezone.now()
    _done(lambda: actions.change_audience(found, name=name, segment=segment, by=None, now=now))
    return told_of(found)


@router.delete("/{number}", auth=MANAGE, response={204: None}, summary="Remove an audience; its people stay customers",
               openapi_extra=documented(401, 403, 404, 409, 422))  # fmt: skip
def remove(request: HttpRequest, number: Number) -> Any:
    found = _audience(request, number)
    _done(lambda: actions.remove_audience(found, by=None, now=timezone.now()))
    return Status(204, None)


@router.get("/{number}/people", auth=READ, response=People, summary="Who is on a list", openapi_extra=READING)
def people(request: HttpRequest, number: Number, asked: Query[Turning]) -> Any:
    page, later = turned(visible_listed(program(request), _list(request, number)), asked)
    return {"items": [_person(each) for each in page], "next": later}


@router.post("/{number}/people", auth=MANAGE, response=AddedTold, summary="Put people on a list",
             openapi_extra={"requestBody": PEOPLE, **documented(400, 401, 403, 404, 409, 413, 415, 422)})  # fmt: skip
def add_people(request: HttpRequest, number: Number) -> Any:
    """Whoever is on it already gets what was given last; the same again changes nothing."""
    found, body = _list(request, number), body_of(request)
    if request.content_type in ("application/json", ""):
        return _told(list_people(found, _lines(body), now=timezone.now()))
    if request.content_type == "text/csv":
        return _told(_from_csv(found, body))
    raise ApiError(415, "Send application/json or text/csv.")


@router.delete("/{number}/people/{customer}", auth=MANAGE, response={204: None}, summary="Take somebody off a list",
               openapi_extra=documented(401, 403, 404, 409, 422))  # fmt: skip
def remove_person(request: HttpRequest, number: Number, customer: str) -> Any:
    rows = visible_listed(program(request), _list(request, number))
    listed = found_or_404(rows, "person on this list", customer__key=customer)
    actions.unlist_person(listed, by=None, now=timezone.now())
    return Status(204, None)


def segment_of(request: HttpRequest, conditions: list[dict[str, Any]], of: Audience | None = None) -> Segment:
    try:
        segment = parse_segment({"conditions": conditions})
    except msgspec.ValidationError as error:
        raise wrong("conditions", str(error)) from error
    for place, condition in enumerate(segment.conditions):
        if reason := _fault(request, condition, of):
            raise wrong(f"conditions.{place}", reason)
    return segment


def _fault(request: HttpRequest, condition: Condition, of: Audience | None) -> str:
    """What keeps a condition from being one; "" if nothing does."""
    values, numbers = condition.values, (condition.least, condition.most)
    if condition.days is not None and not 1 <= condition.days <= MOST_DAYS:
        return f"days: from 1 to {MOST_DAYS}"
    if any(each is not None and not 0 <= each <= MOST_ORDERS for each in numbers):
        return f"least and most: from 0 to {MOST_ORDERS}"
    if len(values) > MOST_VALUES or any(not 0 < len(value) <= LONGEST_VALUE for value in values):
        return f"values: up to {MOST_VALUES}, each of up to {LONGEST_VALUE} characters"
    if condition.about in OF_VALUES and not values:
        return "values: name at least one"
    if condition.about == "score" and (len(values) != 1 or values[0] not in BANDS):
        return f"values: one of {', '.join(BANDS)}"
    if condition.about == "reachable" and not set(values) <= {"email", "phone"}:
        return "values: email or phone"
    return _fault_of_list(request, condition, of) if condition.about == "list" else ""


def _fault_of_list(request: HttpRequest, condition: Condition, of: Audience | None) -> str:
    lists = visible_audiences(program(request)).filter(kind=Audience.Kind.LIST)
    number = condition.audience
    if number is None or not 0 < number < 2**62 or not lists.filter(pk=number).exists() or (of and of.pk == number):
        return "audience: the id of a list"
    if "__" in condition.subject or len(condition.subject) > 60 or (condition.subject and not condition.values):
        return "subject: a column of the list, with the values that it may have"
    return ""


def told_of(audience: Audience) -> dict[str, Any]:
    conditions = list(audience.conditions.get("conditions", []))
    names = ("name", "kind", "created_at")
    return {"id": audience.pk, "conditions": conditions} | {name: getattr(audience, name) for name in names}


def _person(listed: Listed) -> dict[str, Any]:
    customer = listed.customer
    told = {"customer": customer.key, "name": customer.name}
    return told | {"properties": listed.properties, "added_at": listed.added_at}


def _lines(body: bytes) -> Iterator[Line]:
    try:
        given = msgspec.json.decode(body, type=list[dict[str, str | int | None]])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ApiError(400, f"The body is no JSON array of people: {error}.") from error
    if len(given) > MOST_PEOPLE:
        raise ApiError(413, f"More than {MOST_PEOPLE} people: send them in several requests.")
    said = [{name: None if value is None else str(value) for name, value in each.items()} for each in given]
    return enumerate(said, 1)  # type: ignore[return-value]


def _from_csv(audience: Audience, body: bytes) -> Added:
    if body.count(b"\n") > MOST_PEOPLE + 1:
        raise ApiError(413, f"More than {MOST_PEOPLE} lines: send them in several requests.")
    with tempfile.TemporaryDirectory(prefix="heedful-") as folder:
        path = Path(folder) / "people.csv"
        path.write_bytes(body)
        try:
            return actions.list_file(audience, path, by=None, now=timezone.now())
        except Refused as error:
            raise ApiError(422, str(error)) from error


def _told(added: Added) -> dict[str, Any]:
    rejects = [{"row": each.row, "reason": str(each.reason)} for each in added.rejects]
    return {"added": added.added, "known": added.known, "rejected": added.rejected, "rejects": rejects}


def _audience(request: HttpRequest, number: int) -> Audience:
    found: Audience = found_or_404(visible_audiences(program(request)), "audience", pk=number)
    return found


def _list(request: HttpRequest, number: int) -> Audience:
    found = _audience(request, number)
    if found.kind != Audience.Kind.LIST:
        raise ApiError(409, "Who is in a segment is worked out each time; only a list holds people.")
    return found


def _done(act: Any) -> Any:
    try:
        return act()
    except actions.AudiencesError as error:
        raise ApiError(409, str(error)) from error
