"""Notes and tags: what the team says about a response."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from heedful.listen.responses.forms import MOST_TAGS
from heedful.listen.responses.models import Note, Response, Tag
from heedful.listen.responses.signals import response_changed
from heedful.people.models import Member
from heedful.people.traces.actions import PROGRAM


class TooManyTags(ValueError):  # noqa: N818 - reads as what it is
    """A response with very many tags is found by none of them."""


def write_note(response: Response, text: str, *, by: Member | None, now: datetime) -> Note:
    """Nobody in particular is a program, which has a key's name."""
    by_name = by.user.username if by else PROGRAM.get()
    return Note.objects.create(response=response, text=text, by=by, by_name=by_name, at=now)


def remove_note(note: Note) -> None:
    note.delete()


def add_tag(response: Response, name: str) -> bool:
    """False where it has this tag already."""
    with transaction.atomic():
        held = Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
        names = [tag.name for tag in held.tags.all()]
        if name in names:
            return False
        if len(names) >= MOST_TAGS:
            raise TooManyTags
        Tag.objects.create(response=held, name=name)
        response_changed.send(sender=Response, response=held, created=False)
    return True


def remove_tag(response: Response, name: str) -> bool:
    with transaction.atomic():
        removed, _ = response.tags.filter(name=name).delete()
        if removed:
            response_changed.send(sender=Response, response=response, created=False)
    return bool(removed)
