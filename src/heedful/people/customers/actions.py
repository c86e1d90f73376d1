from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import uuid4

from django.db import connection, transaction

from heedful.interactions import loader, spool, stores
from heedful.interactions.models import Erasure
from heedful.interactions.schema import Link, Unlink
from heedful.people.customers.forgetting import forgotten_elsewhere
from heedful.people.customers.models import Customer, Identity, Merge, Split
from heedful.people.customers.queries import customer_known_as, standing_merge, today
from heedful.people.customers.words import keep_words
from heedful.people.members.models import Member
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace
from heedful.people.workspaces.models import Workspace


class CustomersError(ValueError):
    """What was asked contradicts what is known of these customers; says how."""


@transaction.atomic
def merge_customers(kept: Customer, *, absorbed: Customer, by: Member | None, now: datetime) -> Merge:
    """From now on `absorbed` counts as `kept`, their past included."""
    workspace = kept.workspace
    _lock(workspace)
    if absorbed.workspace_id != workspace.pk:
        raise CustomersError("They are customers of two companies.")
    kept = today(kept)
    if today(absorbed) == kept:
        raise CustomersError("They are one customer already.")
    if standing := standing_merge(absorbed):
        raise CustomersError(f"{absorbed} is part of {standing.kept} already: split them first.")
    merge = Merge.objects.create(workspace=workspace, kept=kept, absorbed=absorbed, by=by, merged_at=now)
    link = Link(id=merge.link, occurred_at=now, received_at=now, alias=absorbed.key, into=kept.key)
    spool.link(workspace.key, [link])
    leave_trace(workspace, Trace.What.CUSTOMERS_MERGED, by=by, now=now, merge=merge.pk)
    return merge


@transaction.atomic
def split_customer(merge: Merge, *, by: Member | None, now: datetime) -> Split:
    """They are two again, each with what was theirs."""
    _lock(merge.workspace)
    split, is_new = Split.objects.get_or_create(merge=merge, defaults={"by": by, "split_at": now})
    if not is_new:
        raise CustomersError("They were split already.")
    undoing = Unlink(id=f"split-{split.pk}", occurred_at=now, received_at=now, link=merge.link)
    spool.unlink(merge.workspace.key, [undoing])
    leave_trace(merge.workspace, Trace.What.CUSTOMER_SPLIT, by=by, now=now, merge=merge.pk)
    return split


@transaction.atomic
def identify_visitor(workspace: Workspace, *, visitor: str, customer: str, now: datetime) -> Link:
    """The device `visitor` is this customer's: what it did before, nameless, becomes theirs."""
    link = Link(id=f"visitor-{uuid4()}", occurred_at=now, received_at=now, alias=customer, visitor=visitor)
    spool.link(workspace.key, [link])
    return link


@transaction.atomic
def undo_identification(workspace: Workspace, *, link: str, now: datetime) -> None:
    """It was not them after all: take back what `identify_visitor` said."""
    spool.unlink(workspace.key, [Unlink(id=f"undo-{link}", occurred_at=now, received_at=now, link=link)])


@transaction.atomic
def disown_visitor(workspace: Workspace, *, visitor: str, customer: str, now: datetime) -> None:
    """The device is not this customer's, although rows of theirs came from it: a tablet in the shop, say."""
    undoing = Unlink(id=f"disown-{uuid4()}", occurred_at=now, received_at=now, visitor=visitor, alias=customer)
    spool.unlink(workspace.key, [undoing])


@transaction.atomic
def add_identities(customer: Customer, identities: Sequence[tuple[str, str]]) -> list[Identity]:
    """Ways to know the customer again, as (kind, value). One that belongs to another is refused: merge them instead."""
    _lock(customer.workspace)
    added = []
    for kind, value in identities:
        normal = Identity.normal(kind, value)
        if not normal:
            raise CustomersError(f"{value!r} identifies nobody.")
        identity, _ = Identity.objects.get_or_create(
            workspace=customer.workspace, kind=kind, value=normal, defaults={"customer": customer}
        )
        if today(identity.customer) != today(customer):
            raise CustomersError(f"{normal} is known as {identity.customer} already: merge the two customers.")
        added.append(identity)
    keep_words([customer])
    return added


def introduce_customer(workspace: Workspace, key: str) -> Customer:
    """The row of somebody whom so far only the log knows by this key."""
    customer, is_new = Customer.objects.get_or_create(workspace=workspace, key=key)
    if is_new:
        keep_words([customer])
    return customer


@transaction.atomic
def change_customer(customer: Customer, *, name: str, language: str, by: Member, now: datetime) -> None:
    """What they are called, and which language they speak."""
    before = (customer.name, customer.language)
    customer.name, customer.language = name, language
    changed = [what for what, old in zip(("name", "language"), before, strict=True) if getattr(customer, what) != old]
    if not changed:
        return
    customer.save(update_fields=changed)
    keep_words(Customer.objects.filter(pk=customer.pk), anew=True)
    _trace_change(customer, changed, by=by, now=now)


@transaction.atomic
def add_identity(customer: Customer, *, kind: str, value: str, by: Member, now: datetime) -> None:
    """One more way to know the customer again."""
    add_identities(customer, [(kind, value)])
    _trace_change(customer, [f"{kind} added"], by=by, now=now)


@transaction.atomic
def remove_identity(identity: Identity, *, by: Member, now: datetime) -> None:
    """They are not known by it any more."""
    customer, kind = identity.customer, identity.kind
    identity.delete()
    keep_words([customer], anew=True)
    _trace_change(customer, [f"{kind} removed"], by=by, now=now)


def _trace_change(customer: Customer, what: Sequence[str], *, by: Member, now: datetime) -> None:
    """Says which customer by the number of their row, which goes with them, and never what was written."""
    leave_trace(
        customer.workspace, Trace.What.CUSTOMER_CHANGED, by=by, now=now, customer=customer.pk, changed=list(what)
    )


@dataclass(frozen=True)
class Erased:
    """How many rows of what were removed; never whose."""

    removed: dict[str, int]
    lines: int = 0  # of the files of what imports rejected
    log_follows: bool = False  # another loader is at work: it carries the order out

    @property
    def anything(self) -> bool:
        return bool(self.lines) or any(self.removed.values())


def erase_customer(workspace: Workspace, said: str, *, by: Member | None, now: datetime) -> Erased:
    """Remove every trace of a customer, of all they were merged with, too. `said`: their key, or any identity.

    The order to erase is in the spool together with the removal here: whatever is killed, it is carried out.
    """
    groups = _groups_of_names(workspace, said, now=now)
    names = list(chain(*groups))
    lines = forgotten_elsewhere(workspace, names)  # first: while the names are known, it can be repeated
    with transaction.atomic():
        removed = _remove_rows(workspace, names)
        keys = [spool.erase(workspace.key, group[0]).key for group in groups]
        leave_trace(workspace, Trace.What.CUSTOMER_ERASED, by=by, now=now, erasure=str(keys[0]))
    try:
        loader.load(stores.current(), now=now)
    except loader.Busy:
        return Erased(removed, lines, log_follows=True)
    finally:
        transaction.on_commit(_forget_free_pages)
    by_order = [Counter(each) for each in Erasure.objects.filter(key__in=keys).values_list("removed", flat=True)]
    in_the_log = {what: sum(each[what] for each in by_order) for what in chain.from_iterable(by_order)}
    return Erased(in_the_log | removed, lines)


def names_of(workspace: Workspace, said: str, *, now: datetime) -> list[str]:
    """Every name under which the customer is known to the log or to us: those that are erased with them."""
    return list(chain(*_groups_of_names(workspace, said, now=now)))


def _groups_of_names(workspace: Workspace, said: str, *, now: datetime) -> list[Sequence[str]]:
    """The names that the log holds for one customer, then those of each identity that it has not yet tied to them."""
    store = stores.current()
    loader.load(store, now=now)  # the log's word on who is who is complete now
    known = customer_known_as(workspace, said)
    groups: list[Sequence[str]] = []
    waiting = [known.key, said] if known else [said]
    while waiting:
        name = waiting.pop(0)
        if any(name in group for group in groups):
            continue
        groups.append(store.aliases_of(workspace.key, name))
        waiting += _identities_of(workspace, groups[-1])
    return groups


def _identities_of(workspace: Workspace, keys: Sequence[str]) -> list[str]:
    """What these customers are also known by, save what is the key of somebody else."""
    values = Identity.objects.filter(workspace=workspace, customer__key__in=keys).values_list("value", flat=True)
    others = Customer.objects.filter(workspace=workspace, key__in=values).exclude(key__in=keys)
    return list(values.exclude(value__in=others.values("key")).order_by("pk"))


def _remove_rows(workspace: Workspace, keys: Sequence[str]) -> dict[str, int]:
    _, counted = Customer.objects.filter(workspace=workspace, key__in=keys).delete()
    return {model._meta.verbose_name_plural: counted.get(model._meta.label, 0) for model in (Customer, Identity, Merge)}


def _forget_free_pages() -> None:
    """What was removed still stands in SQLite's write-ahead file until that is folded in."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _lock(workspace: Workspace) -> None:
    """One change of who is who at a time; SQLite has one writer anyway, PostgreSQL needs to be told."""
    Workspace.objects.select_for_update().get(pk=workspace.pk)
