"""From the names that the log or a file gives to the rows of customers, many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from heedful.people.customers.models import Customer, Identity
from heedful.people.customers.words import keep_words
from heedful.people.workspaces.models import Workspace

AT_ONCE = 5_000
Each = TypeVar("Each")


def persons_called(workspace: Workspace, keys: Iterable[str]) -> dict[str, int]:
    """The number of the customer with each key; those of whom so far only the log knows get a row."""
    wanted = list(dict.fromkeys(keys))
    found = known_persons(workspace, wanted)
    missing = [Customer(workspace=workspace, key=key) for key in wanted if key not in found and len(key) <= 200]
    if missing:
        Customer.objects.bulk_create(missing, ignore_conflicts=True)
        new = known_persons(workspace, [each.key for each in missing])
        keep_words(Customer.objects.filter(pk__in=list(new.values())))
        found |= new
    return found


def known_persons(workspace: Workspace, keys: Sequence[str]) -> dict[str, int]:
    """The number of the customer with each key, of those that have a row."""
    found: dict[str, int] = {}
    for some in batches(keys, AT_ONCE):
        by_identity = Identity.objects.filter(workspace=workspace, value__in=some)
        found |= dict(by_identity.values_list("value", "customer"))
        found |= dict(Customer.objects.filter(workspace=workspace, key__in=some).values_list("key", "pk"))
    return found


def batches(given: Iterable[Each], size: int) -> Iterator[list[Each]]:
    remaining = iter(given)
    while some := list(islice(remaining, size)):
        yield some
