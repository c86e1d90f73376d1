from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet
from django.http import QueryDict

from heedful.people.members.queries import visible_locations
from heedful.people.members.rights import may
from heedful.people.models import Member
from heedful.ui.keyset import Page, page_of, place_of
from heedful.understand.events.models import Happening
from heedful.understand.metrics.question import Period
from heedful.understand.setup.queries import speaks_for_all


def visible_happenings(member: Member) -> QuerySet[Happening]:
    """What happened to the whole company, and at the places that the member may see; the newest first."""
    noted = Happening.objects.filter(workspace=member.workspace_id)
    seen = visible_locations(member)
    return noted if seen is None else noted.filter(location__in=("", *seen))


def happenings(member: Member, period: Period, location: str | Collection[str] = ()) -> list[Happening]:
    """What to mark on a trend of the period, oldest first: of the whole company, and of the places that it shows.

    `location`: the places that the trend is narrowed to; without any, what happened at one of them is marked, too.
    """
    noted = visible_happenings(member).order_by("happened_on", "pk")
    if period.start is not None:
        noted = noted.filter(happened_on__gte=period.start)
    if period.end is not None:
        noted = noted.filter(happened_on__lte=period.end)
    places = (location,) if isinstance(location, str) else tuple(location)
    return list(noted.filter(Q(location="") | Q(location__in=places)) if any(places) else noted)


def page_of_happenings(member: Member, asked: QueryDict, *, size: int) -> Page[Happening]:
    place, noted = place_of(asked), visible_happenings(member)
    key = _key(place.key)
    if key is not None:
        on, number = key
        behind = Q(happened_on__gt=on) | Q(happened_on=on, pk__gt=number)
        before = Q(happened_on__lt=on) | Q(happened_on=on, pk__lt=number)
        noted = noted.filter(behind if place.backwards else before)
    rows = noted.order_by("happened_on", "pk") if place.backwards else noted
    return page_of(
        rows[: size + 1], place, size=size, key=lambda row: (row.happened_on.isoformat(), row.pk), asked=asked
    )


def _key(key: tuple | None) -> tuple[date, int] | None:
    """What stands in an address may be anything."""
    try:
        on, number = key or ()
        return date.fromisoformat(on), int(number)
    except (TypeError, ValueError):
        return None


def may_remove(member: Member, noted: Happening) -> bool:
    return may(member, "edit_goals") and (bool(noted.location) or speaks_for_all(member))
