"""Who asks: a program by its key, or a signed-in member by the session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from heedful.api.problems import ApiError
from heedful.people.keys.queries import key_of
from heedful.people.members.middleware import CHOSEN
from heedful.people.members.queries import seat_of, visible_locations
from heedful.people.models import Location, Workspace
from heedful.people.traces.actions import PROGRAM


@dataclass(frozen=True, slots=True)
class Program:
    """Who comes with a key, where a member is asked for: sees all of the workspace, and is nobody in particular."""

    workspace: Workspace
    is_limited: bool = False

    @property
    def workspace_id(self) -> int:
        return self.workspace.pk

    @property
    def limited_to(self) -> QuerySet[Location]:
        return Location.objects.none()


@dataclass(frozen=True, slots=True)
class Asker:
    """The workspace that may be asked about, and the locations seen (None: all)."""

    workspace: Workspace
    locations: tuple[str, ...] | None


class KeyWithScope(HttpBearer):
    """`Authorization: Bearer hf_…`, and the key has the scope."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Asker | None:  # noqa: ARG002 -- Ninja's signature
        key = key_of(token, now=timezone.now())
        if key is None:
            return None
        if self.scope not in key.scopes:
            raise ApiError(403, f"This key has no right to {self.scope}: make one with the scope “{self.scope}”.")
        PROGRAM.set(f"{key.name} ({key.prefix}…)")
        return Asker(key.workspace, None)


def signed_in(request: HttpRequest) -> Asker | None:
    """A member who follows a link of the pages; only for addresses that change nothing."""
    seat = seat_of(request.user, request.session.get(CHOSEN))
    return None if seat is None else Asker(seat.workspace, visible_locations(seat))


def asker(request: HttpRequest) -> Asker:
    answered: Any = request
    return answered.auth


def program(request: HttpRequest) -> Any:
    """For the queries and actions that the pages use, too."""
    return Program(asker(request).workspace)
