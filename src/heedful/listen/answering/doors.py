"""What the code in /s/<code>/ stands for: a link that anybody may use, or the invitation of one person."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from django.db import connection
from django.db.models.signals import post_delete, post_save

from heedful.listen.channels.models import Link
from heedful.listen.invitations.models import Invitation
from heedful.listen.responses.models import QuotaFill, Response
from heedful.listen.surveys.document import Document, Quota
from heedful.listen.surveys.logic import Known, quotas_of
from heedful.listen.surveys.models import Survey, SurveyVersion
from heedful.listen.surveys.queries import state_of
from heedful.people.models import Customer, Location, Workspace

LONGEST_CODE: Final = 32
REMEMBERED_SECONDS: Final = 1.0
MOST_REMEMBERED: Final = 10_000
IS_THERE: Final = "SELECT 1 FROM listen_response WHERE survey_id = %s AND key = %s"
Shut = Literal["unpublished", "soon", "closed"]
SHUT: Final[dict[str, Shut]] = {"archived": "closed", "draft": "unpublished", "closed": "closed", "scheduled": "soon"}


@dataclass(frozen=True)
class Door:
    """Through which somebody answers, and what it says of the occasion."""

    code: str
    survey: Survey
    link: Link | None = None
    invitation: Invitation | None = None
    location: Location | None = None
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def workspace(self) -> Workspace:
        return self.survey.workspace

    @property
    def customer(self) -> Customer | None:
        return self.invitation.customer if self.invitation else None

    @property
    def channel(self) -> str:
        return self.link.kind if self.link else self.invitation.channel if self.invitation else self.said("channel")

    @property
    def location_key(self) -> str:
        return self.location.key if self.location else self.said("location")

    def said(self, what: str) -> str:
        return str(self.context.get(what) or "")

    def known(self, answers: Mapping[str, Any], language: str, document: Document) -> Known:
        """All that the survey's logic may look at."""
        return Known(
            answers=answers,
            person=self._person(),
            location=self.location_key,
            location_name=self.location.name if self.location else "",
            product=self.said("product"),
            channel=self.channel,
            touchpoint=self.said("touchpoint") or document.touchpoint,
            language=language,
        )

    def _person(self) -> dict[str, str]:
        given = self.context.get("properties")
        person = {str(name): str(value) for name, value in given.items()} if isinstance(given, Mapping) else {}
        return ({"name": self.customer.name} if self.customer and self.customer.name else {}) | person


def door_of(code: str) -> Door | None:
    """What the code stands for; None if it stands for nothing."""
    if len(code) > LONGEST_CODE:
        return None
    return _invited(code) if code.startswith("i") else _linked(code)


def _linked(code: str) -> Door | None:
    """Looked up at most once a second, and at once when this process changes what it stands on."""
    until, door = _remembered.get(code, (0.0, None))
    if (door is None or until < time.monotonic()) and (door := _looked_up(code)):
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        _remembered[code] = (time.monotonic() + REMEMBERED_SECONDS, door)
    return door


def _forget(**_said: object) -> None:
    _remembered.clear()


_remembered: dict[str, tuple[float, Door]] = {}
for _model in (Link, Survey, SurveyVersion, Location, Workspace):
    for _signal in (post_save, post_delete):
        _signal.connect(_forget, sender=_model, weak=False, dispatch_uid=f"doors of {_model.__name__}")


def _looked_up(code: str) -> Door | None:
    links = Link.objects.select_related("survey__workspace", "survey__published", "location")
    link = links.defer("survey__published__document").filter(code=code).first()
    if link is None:
        return None
    context = {"product": link.product, "employee": link.employee}
    return Door(code, link.survey, link=link, location=link.location, context=context)


def _invited(code: str) -> Door | None:
    invitations = Invitation.objects.select_related("survey__workspace", "survey__published", "customer")
    invitation = invitations.defer("survey__published__document").filter(token=code).first()
    if invitation is None:
        return None
    survey, key = invitation.survey, invitation.context.get("location")
    place = Location.objects.filter(workspace=survey.workspace_id, key=key).first() if key else None
    return Door(code, survey, invitation=invitation, location=place, context=invitation.context)


def shut_because(door: Door, *, now: datetime) -> Shut | None:
    """Why nobody can answer now; None while they can."""
    if door.link and door.link.closed_at:
        return "closed"
    state = state_of(door.survey, now=now)
    return None if state == "open" else SHUT[state]


def standing_response(door: Door, key: UUID | None) -> Response | None:
    """What was answered so far, by whoever holds this key; an invitation has one response, whatever its key."""
    if door.invitation and (of_theirs := _response(invitation=door.invitation)):
        return of_theirs
    if key is None or not is_there(door.survey, key):
        return None
    return _response(survey=door.survey, key=key)


def _response(**which: object) -> Response | None:
    responses = Response.objects.select_related("version", "customer", "location").defer("version__document")
    return responses.filter(**which).first()


def is_there(survey: Survey, key: UUID) -> bool:
    """Whether there is a response with this key: a quick look, because for most there is none yet."""
    with connection.cursor() as cursor:
        cursor.execute(IS_THERE, [survey.pk, key if connection.features.has_native_uuid_field else key.hex])
        return cursor.fetchone() is not None


def version_of(door: Door, number: int) -> SurveyVersion | None:
    """The version with this primary key, if it is one of this survey's."""
    if number == door.survey.published_id:
        return door.survey.published
    return SurveyVersion.objects.filter(survey=door.survey, pk=number).first()


def door_behind(response: Response) -> Door:
    """The door through which a response came; of an anonymous one, without whom it asked."""
    invitation, context = response.invitation, dict(response.properties)
    if invitation:
        context |= invitation.context
    about = {"product": response.product, "employee": response.employee, "channel": response.channel}
    return Door(
        "",
        response.survey,
        link=response.link,
        invitation=invitation,
        location=response.location,
        context=context | about,
    )


def full_quota(door: Door, document: Document, known: Known) -> Quota | None:
    """The quota by which this person is not asked any more, if there is one."""
    theirs = quotas_of(document, known, finished=False)
    if not theirs:
        return None
    fills = QuotaFill.objects.filter(survey=door.survey, key__in=[quota.key for quota in theirs])
    taken = dict(fills.values_list("key", "taken"))
    return next((quota for quota in theirs if taken.get(quota.key, 0) >= quota.most), None)
