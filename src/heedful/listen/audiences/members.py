"""Who is in an audience, piece by piece, by the numbers of their rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from heedful.interactions.store import Store
from heedful.listen.audiences.models import Audience, Listed
from heedful.listen.audiences.persons import known_persons, persons_called
from heedful.listen.audiences.segments import keys_in, parse_segment
from heedful.people.customers.models import Customer
from heedful.people.workspaces.models import Workspace

DIMENSIONS = ("location", "product", "employee", "touchpoint", "language")
Someone = tuple[int, dict[str, Any]]  # the number of their row, and what was given along


@dataclass(frozen=True, slots=True)
class People:
    """Those of an audience (None: all customers there are) as they are at one moment."""

    workspace: Workspace
    audience: Audience | None
    found: Sequence[int] = field(default=())  # of a segment

    def after(self, number: int, most: int) -> list[Someone]:
        """The next ones, by number."""
        if self.audience is None:
            rows = Customer.objects.filter(workspace=self.workspace, pk__gt=number).order_by("pk")
            return [(pk, {}) for pk in rows.values_list("pk", flat=True)[:most]]
        if self.audience.kind == Audience.Kind.LIST:
            rows = Listed.objects.filter(audience=self.audience, customer__gt=number).order_by("customer")
            return [(pk, context_of(given)) for pk, given in rows.values_list("customer", "properties")[:most]]
        start = bisect_right(self.found, number)
        return [(pk, {}) for pk in self.found[start : start + most]]

    def numbers(self) -> Sequence[int]:
        """Of all of them, in order."""
        if self.audience is None:
            rows = Customer.objects.filter(workspace=self.workspace).order_by("pk")
            return list(rows.values_list("pk", flat=True))
        if self.audience.kind == Audience.Kind.LIST:
            listed = Listed.objects.filter(audience=self.audience).order_by("customer")
            return list(listed.values_list("customer", flat=True))
        return self.found


def people_in(
    workspace: Workspace, audience: Audience | None, *, store: Store, now: datetime, introducing: bool = True
) -> People:
    """A segment is worked out now; those in it whom so far only the log knows get a row, or are left out."""
    if audience is None or audience.kind == Audience.Kind.LIST:
        return People(workspace, audience)
    keys = keys_in(parse_segment(audience.conditions), workspace, store=store, now=now).to_pylist()
    called = persons_called(workspace, keys) if introducing else known_persons(workspace, keys)
    return People(workspace, audience, sorted(set(called.values())))


def those_in(audience: Audience, customers: Collection[int], *, store: Store, now: datetime) -> set[int]:
    """Which of these customers are in the audience."""
    if not customers:
        return set()
    if audience.kind == Audience.Kind.LIST:
        rows = Listed.objects.filter(audience=audience, customer__in=list(customers))
        return set(rows.values_list("customer", flat=True))
    keys = set(keys_in(parse_segment(audience.conditions), audience.workspace, store=store, now=now).to_pylist())
    called = dict(Customer.objects.filter(pk__in=list(customers)).values_list("pk", "key"))
    return {pk for pk, key in called.items() if key in keys}


def context_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a list gave along, as an invitation keeps it."""
    context: dict[str, Any] = {name: given[name] for name in DIMENSIONS if given.get(name)}
    own = {name: value for name, value in given.items() if name not in DIMENSIONS}
    return context | ({"properties": own} if own else {})
