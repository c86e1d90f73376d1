"""What the team does with responses: set aside, noted on, tagged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import StringConstraints

from heedful.api.askers import program
from heedful.api.lists import Given, Number, found_or_404
from heedful.api.problems import ApiError, documented
from heedful.api.responses import ResponseTold, response_of, told_of
from heedful.api.surveys import MANAGE, READ, READING, WRITING
from heedful.listen.responses.annotating import TooManyTags, add_tag, remove_note, remove_tag, write_note
from heedful.listen.responses.forms import LONGEST_NOTE, LONGEST_TAG, MOST_TAGS
from heedful.listen.responses.models import Note, Response
from heedful.listen.responses.queries import notes_of, visible_notes, visible_responses
from heedful.listen.responses.setting_aside import set_aside, take_back

router = Router(tags=["responses"])
ACTING = documented(401, 403, 404, 409, 422)


class Aside(Given):
    why: Literal["spam", "duplicate", "try"]


class NewNote(Given):
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NOTE)]


class NoteTold(Schema):
    id: int
    text: str
    by: str
    at: datetime


class Tags(Schema):
    tags: list[str]


@router.post("/{key}/responses/{number}/set-aside", auth=MANAGE, response=ResponseTold,
             summary="Let it count no more", openapi_extra=WRITING)  # fmt: skip
def aside(request: HttpRequest, key: str, number: UUID, given: Aside) -> Any:
    return _sorted(request, key, number, lambda rows: set_aside(rows, why=given.why, by=None, now=timezone.now()))


@router.post("/{key}/responses/{number}/take-back", auth=MANAGE, response=ResponseTold,
             summary="Let it count again", openapi_extra=ACTING)  # fmt: skip
def back(request: HttpRequest, key: str, number: UUID) -> Any:
    return _sorted(request, key, number, lambda rows: take_back(rows, by=None, now=timezone.now()))


@router.get("/{key}/responses/{number}/notes", auth=READ, response=list[NoteTold], summary="What the team noted",
            openapi_extra=READING)  # fmt: skip
def notes(request: HttpRequest, key: str, number: UUID) -> Any:
    return [_note_told(each) for each in notes_of(response_of(request, key, number))]


@router.post("/{key}/responses/{number}/notes", auth=MANAGE, response={201: NoteTold}, summary="Write a note",
             openapi_extra=WRITING)  # fmt: skip
def note(request: HttpRequest, key: str, number: UUID, given: NewNote) -> Any:
    made = write_note(response_of(request, key, number), given.text, by=None, now=timezone.now())
    return Status(201, _note_told(made))


@router.delete("/{key}/responses/{number}/notes/{note}", auth=MANAGE, response={204: None}, summary="Remove a note",
               openapi_extra=ACTING)  # fmt: skip
def note_removal(request: HttpRequest, key: str, number: UUID, note: Number) -> Any:
    rows = visible_notes(program(request)).filter(response=response_of(request, key, number))
    remove_note(found_or_404(rows, "note", pk=note))
    return Status(204, None)


@router.put("/{key}/responses/{number}/tags/{name}", auth=MANAGE, response=Tags, summary="Tag it",
            openapi_extra=ACTING)  # fmt: skip
def tag(request: HttpRequest, key: str, number: UUID, name: str) -> Any:
    found, tagged = response_of(request, key, number), " ".join(name.replace(";", ",").split())
    if not 0 < len(tagged) <= LONGEST_TAG:
        raise ApiError(422, f"A tag has up to {LONGEST_TAG} characters.")
    try:
        add_tag(found, tagged)
    except TooManyTags as error:
        raise ApiError(409, f"A response has up to {MOST_TAGS} tags.") from error
    return _tags(found)


@router.delete("/{key}/responses/{number}/tags/{name}", auth=MANAGE, response=Tags, summary="Take a tag off",
               openapi_extra=ACTING)  # fmt: skip
def tag_removal(request: HttpRequest, key: str, number: UUID, name: str) -> Any:
    found = response_of(request, key, number)
    remove_tag(found, name)
    return _tags(found)


def _sorted(request: HttpRequest, key: str, number: UUID, act: Callable[[Any], int]) -> dict[str, Any]:
    act(visible_responses(program(request)).filter(pk=response_of(request, key, number).pk))
    return told_of(response_of(request, key, number))


def _tags(response: Response) -> dict[str, list[str]]:
    return {"tags": list(response.tags.order_by("name").values_list("name", flat=True))}


def _note_told(note: Note) -> dict[str, Any]:
    return {"id": note.pk, "text": note.text, "by": note.by_name, "at": note.at}
