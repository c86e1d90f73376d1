from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from heedful.people.customers.models import Customer, Identity, Merge, SearchWord
from heedful.people.customers.words import SHORTEST, begins_with, spellings, words_of
from heedful.people.members.models import Member
from heedful.people.traces.models import Trace
from heedful.people.workspaces.models import Workspace


def visible_customers(member: Member) -> QuerySet[Customer]:
    """Every customer of the workspace, with all that is known of them; none for those who see only some locations.

    They see the people in the log whom their locations have heard, by name and key: `names_of_customers`.
    """
    customers = Customer.objects.filter(workspace=member.workspace_id).order_by("name", "key")
    return customers.none() if member.limited_to.exists() else customers


def visible_merges(member: Member) -> QuerySet[Merge]:
    merges = Merge.objects.filter(workspace=member.workspace_id).select_related("workspace", "kept", "absorbed")
    return merges.none() if member.limited_to.exists() else merges


def visible_identities(member: Member) -> QuerySet[Identity]:
    return Identity.objects.filter(customer__in=visible_customers(member)).select_related("customer__workspace")


def standing_merge(customer: Customer) -> Merge | None:
    """The merge by which this customer is now part of another; None while they are themselves."""
    return customer.merges.filter(split__isnull=True).select_related("kept").first()


def today(customer: Customer) -> Customer:
    """Who this customer is today: themselves, or whom they were merged into, however often."""
    while merge := standing_merge(customer):
        customer = merge.kept
    return customer


def customer_known_as(workspace: Workspace, said: str) -> Customer | None:
    """The customer with this key, e-mail address, phone number or other identity, as they are today."""
    found = Customer.objects.filter(workspace=workspace, key=said).first()
    if found is None:
        values = {Identity.normal(kind, said) for kind in Identity.Kind}
        identity = Identity.objects.filter(workspace=workspace, value__in=values).select_related("customer").first()
        found = identity.customer if identity else None
    return today(found) if found else None


def names_of_customers(member: Member, keys: Iterable[str]) -> dict[str, Customer]:
    """What those are called of whom the member has seen rows. Asks nothing about the rows themselves."""
    found = Customer.objects.filter(workspace=member.workspace_id, key__in=list(keys))
    return {customer.key: customer for customer in found}


def customer_in_full(member: Member, key: str) -> Customer | None:
    """The row of the customer with this key, for somebody who has seen rows of theirs; None where there is no row."""
    found = Customer.objects.filter(workspace=member.workspace_id, key=key)
    return found.prefetch_related(Prefetch("identities", Identity.objects.order_by("kind", "value"))).first()


def customers_called(member: Member, typed: str, *, whole: bool, most: int) -> list[Customer]:
    """Those of whom a name, key, address or number begins so: two queries at most, each on an index.

    `whole`: whether the member sees all of the workspace; without it, addresses and numbers are not looked at.
    """
    if len(typed.strip()) < SHORTEST:
        return []
    words = SearchWord.objects.filter(workspace=member.workspace_id).select_related("customer").order_by("word")
    words = words if whole else words.filter(is_identity=False)
    found = [each.customer for each in words.filter(begins_with(spellings(typed)))[: 3 * most]]
    parts = words_of(typed)
    if len(parts) > 1 and len(found) < most:
        longest = max(parts, key=len)
        matching = words.filter(begins_with([longest]))
        for part in parts:
            others = SearchWord.objects.filter(begins_with([part]), customer=OuterRef("customer"), is_identity=False)
            matching = matching.filter(Exists(others)) if part != longest else matching
        found += [each.customer for each in matching[: 3 * most]]
    return list(dict.fromkeys(found))[:most]


def keys_today(customers: Iterable[Customer]) -> list[str]:
    """Under which keys the log has what these did: their own, or those of whom they are part today."""
    keys: list[str] = []
    waiting = list(customers)
    while waiting:
        merges = Merge.objects.filter(absorbed__in=waiting, split__isnull=True).select_related("kept")
        kept = {merge.absorbed_id: merge.kept for merge in merges}
        keys += [customer.key for customer in waiting if customer.pk not in kept]
        waiting = list(kept.values())
    return list(dict.fromkeys(keys))


def absorbed_among(customers: Iterable[Customer]) -> set[int]:
    """The numbers of those who are part of another today."""
    standing = Merge.objects.filter(absorbed__in=list(customers), split__isnull=True)
    return set(standing.values_list("absorbed_id", flat=True))


def merges_of(member: Member, keys: Iterable[str]) -> list[Merge]:
    """The standing merges that made one person of these keys, newest first."""
    merges = visible_merges(member).filter(absorbed__key__in=list(keys), split__isnull=True)
    return list(merges.select_related("kept", "absorbed", "by__user").order_by("-merged_at", "-pk"))


def traces_of(member: Member, customer: Customer) -> list[Trace]:
    """What members changed about the customer, newest first."""
    changed = Trace.objects.filter(workspace=member.workspace_id, what=Trace.What.CUSTOMER_CHANGED)
    return list(changed.filter(details__customer=customer.pk)[:20])
