import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from heedful.listen.channels.models import Link
from heedful.listen.surveys.models import Survey
from heedful.people.models import Location, Member
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace

LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none is taken for another when a code is typed off a poster
LENGTH: Final = 9


@transaction.atomic
def create_link(
    survey: Survey,
    *,
    kind: str,
    name: str,
    location: Location | None = None,
    employee: str = "",
    product: str = "",
    settings: Mapping[str, Any] | None = None,
    by: Member | None,
    now: datetime,
) -> Link:
    """One more door to the survey, at an address that nobody guesses."""
    link = Link.objects.create(
        workspace=survey.workspace,
        survey=survey,
        kind=kind,
        code="l" + "".join(secrets.choice(LETTERS) for _ in range(LENGTH)),
        name=name,
        location=location,
        employee=employee,
        product=product,
        settings=dict(settings or {}),
        created_by=by,
        created_at=now,
    )
    _trace(Trace.What.LINK_CREATED, link, by, now)
    return link


@transaction.atomic
def close_link(link: Link, *, by: Member | None, now: datetime) -> None:
    """Nobody can answer through it any more; what came through it stays."""
    if link.closed_at is None:
        link.closed_at = now
        link.save(update_fields=["closed_at"])
        _trace(Trace.What.LINK_CLOSED, link, by, now)


@transaction.atomic
def reopen_link(link: Link, *, by: Member | None, now: datetime) -> None:
    """The same address works again: a poster on the wall need not be printed anew."""
    if link.closed_at is not None:
        link.closed_at = None
        link.save(update_fields=["closed_at"])
        _trace(Trace.What.LINK_CREATED, link, by, now)


@transaction.atomic
def change_settings(link: Link, settings: Mapping[str, Any], *, by: Member | None, now: datetime) -> None:
    """Tablets and websites hear of it when they load it anew."""
    if link.settings != dict(settings):
        link.settings = dict(settings)
        link.save(update_fields=["settings"])
        _trace(Trace.What.SURVEY_CHANGED, link, by, now)


def _trace(what: Trace.What, link: Link, by: Member | None, now: datetime) -> None:
    leave_trace(link.workspace, what, by=by, now=now, survey=link.survey.key, link=link.code, name=link.name)
