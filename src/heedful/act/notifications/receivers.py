"""Whom a rule tells: documents made into members and channels, who are looked up anew each time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from heedful.act.notifications.models import Channel
from heedful.people.models import Member, Workspace

Tells = Iterable[Mapping[str, Any]]


def receivers(
    tells: Tells, workspace: Workspace | int, location: str | None = None
) -> tuple[list[Member], list[Channel]]:
    """Who is told of something at this location (its key; None or "": it concerns the whole company).

    A member who may not see the place is left out whatever a document says, and so is a channel that is off.
    """
    wanted = list(tells)
    numbers = {each["channel"] for each in wanted if each.get("to") == "channel"}
    channels = Channel.objects.filter(workspace=workspace, pk__in=numbers, off_at=None) if numbers else ()
    if not any(each.get("to") in ("members", "role") for each in wanted):
        return [], list(channels)
    seats = _seats(workspace)
    told = {member.pk: member for each in wanted for member in _named(each, seats, location or "")}
    return [told[number] for number in sorted(told)], list(channels)


def who_may_see(members: Iterable[Member], location: str) -> list[Member]:
    """Those of them who see this place; of the whole company, those who are limited to no place."""
    wanted = {member.pk for member in members}
    seats = Member.objects.filter(pk__in=wanted).select_related("workspace", "user").prefetch_related("limited_to")
    return [member for member in seats if _sees(member, location)]


def _seats(workspace: Workspace | int) -> Sequence[Member]:
    seats = Member.objects.filter(workspace=workspace, user__is_active=True)
    return list(seats.select_related("workspace", "user").prefetch_related("limited_to").order_by("pk"))


def _named(document: Mapping[str, Any], seats: Sequence[Member], location: str) -> list[Member]:
    """With `at_place`, those who answer for this place alone; where there is nobody, those who answer for all."""
    able = [member for member in seats if _sees(member, location)]
    if document.get("to") == "members":
        return [member for member in able if member.pk in document["members"]]
    if document.get("to") != "role":
        return []
    able = [member for member in able if member.role == document["role"]]
    theirs = [member for member in able if _places(member)] if location and document.get("at_place") else []
    return theirs or able


def _sees(member: Member, location: str) -> bool:
    return not (places := _places(member)) or location in places


def _places(member: Member) -> set[str]:
    return {place.key for place in member.limited_to.all()}
