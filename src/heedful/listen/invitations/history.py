"""What people were asked and have answered, for many of them at once. A person's own is that of all they were merged
with, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, Q, When
from django.db.models.functions import Coalesce

from heedful.listen.invitations import reasons
from heedful.listen.invitations.models import Invitation
from heedful.listen.responses.models import Response
from heedful.people.customers.models import Merge

NOT_ASKED = (Invitation.State.DROPPED, Invitation.State.FAILED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a person: sent, or waiting for its moment."""

    survey: int
    at: datetime
    is_sent: bool
    invitation: int | None = None
    sending: int | None = None


@dataclass(slots=True)
class History:
    asked: list[Asked] = field(default_factory=list)
    answered: list[tuple[int, datetime]] = field(default_factory=list)  # survey, when

    def answered_since(self, survey: int, since: datetime) -> datetime | None:
        """When they last answered the survey, if it was since then."""
        return max((at for pk, at in self.answered if pk == survey and at > since), default=None)


def histories(
    workspace: int, customers: Collection[int], *, since: datetime, kept: Mapping[int, int] | None = None
) -> dict[int, History]:
    """The history of each of these customers from `since` on; what waits for its moment is in it, however far off."""
    whose = persons(workspace, customers, kept=kept)
    found = {customer: History() for customer in customers}
    asked = Invitation.objects.filter(workspace=workspace, customer__in=list(whose))
    asked = asked.exclude(Q(state__in=NOT_ASKED) & ~Q(reason=reasons.NOT_KNOWN))  # this one may have arrived
    asked = asked.filter(Q(sent_at__gt=since) | Q(sent_at=None))
    gone = Case(When(state=Invitation.State.QUEUED, then=None), default=Coalesce("sent_at", "handed_at"))
    asked = asked.annotate(gone_at=gone)
    for who, *rest in asked.values_list("customer", "survey", "gone_at", "due_at", "pk", "sending").iterator():
        survey, gone_at, due_at, pk, sending = rest
        entry = Asked(survey, gone_at or due_at, gone_at is not None, pk, sending)
        for customer in whose[who]:
            found[customer].asked.append(entry)
    for who, survey, at in _answered(whose, since):
        for customer in whose[who]:
            found[customer].answered.append((survey, at))
    return found


def persons(
    workspace: int, customers: Collection[int], *, kept: Mapping[int, int] | None = None
) -> dict[int, set[int]]:
    """For each customer row that is one person with some of `customers` today: with which of them."""
    kept = merges_among(workspace, customers) if kept is None else kept
    groups: dict[int, set[int]] = {}
    for pk in {*customers, *kept, *kept.values()}:
        groups.setdefault(_root(pk, kept), set()).add(pk)
    whose: dict[int, set[int]] = {}
    for customer in customers:
        for pk in groups[_root(customer, kept)]:
            whose.setdefault(pk, set()).add(customer)
    return whose


def today_of(customers: Collection[int], kept: Mapping[int, int]) -> dict[int, int]:
    """Who each of these customers is today: themselves, or whom they were merged into."""
    return {customer: _root(customer, kept) for customer in customers}


def merges_among(workspace: int, customers: Collection[int]) -> dict[int, int]:
    """Who was merged into whom, among these and all that they are one with."""
    merges = Merge.objects.filter(workspace=workspace, split__isnull=True)
    found: dict[int, int] = {}
    seen: set[int] = set()
    while waiting := list({*customers, *found, *found.values()} - seen):
        seen.update(waiting)
        near = merges.filter(Q(absorbed__in=waiting) | Q(kept__in=waiting))
        found.update(near.values_list("absorbed", "kept"))
    return found


def _root(pk: int, kept: Mapping[int, int]) -> int:
    while pk in kept:
        pk = kept[pk]
    return pk


def _answered(whose: Iterable[int], since: datetime) -> Iterable[tuple[int, int, datetime]]:
    finished = Response.objects.filter(customer__in=list(whose), finished_at__gt=since)
    return finished.values_list("customer", "survey", "finished_at").iterator()
