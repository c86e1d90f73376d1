"""What a file knows of the customers themselves, kept in bulk."""

from __future__ import annotations

import pyarrow as pa

from heedful.people.customers.models import Customer, Identity
from heedful.people.customers.words import keep_words
from heedful.people.workspaces.models import Workspace

_BATCH = 500


def keep_facts(workspace: Workspace, facts: pa.Table | None) -> None:
    """Customers that are new are added; what is known already stands. In the caller's transaction."""
    if facts is None or not facts.num_rows:
        return
    rows = {row["alias"]: row for row in facts.to_pylist()}
    customers = [
        Customer(
            workspace=workspace, key=alias, name=(row.get("name") or "")[:200], language=(row.get("language") or "")[:8]
        )
        for alias, row in rows.items()
    ]
    Customer.objects.bulk_create(customers, batch_size=_BATCH, ignore_conflicts=True)
    known = _by_key(workspace, list(rows))
    identities = [
        Identity(workspace=workspace, customer=known[alias], kind=kind, value=value[:200])
        for alias, row in rows.items()
        for kind, value in _identities(alias, row)
    ]
    Identity.objects.bulk_create(identities, batch_size=_BATCH, ignore_conflicts=True)
    keep_words(known.values())


def _by_key(workspace: Workspace, keys: list[str]) -> dict[str, Customer]:
    found: dict[str, Customer] = {}
    for start in range(0, len(keys), _BATCH):
        some = Customer.objects.filter(workspace=workspace, key__in=keys[start : start + _BATCH])
        found |= {customer.key: customer for customer in some}
    return found


def _identities(alias: str, row: dict[str, str | None]) -> list[tuple[str, str]]:
    email, phone = row.get("email"), row.get("phone")
    said = [(Identity.Kind.ID, alias), (Identity.Kind.EMAIL, email), (Identity.Kind.PHONE, phone)]
    kinds = [(kind, Identity.normal(kind, value)) for kind, value in said if value]
    return [(kind, value) for kind, value in kinds if value]
