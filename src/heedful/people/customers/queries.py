from django.db.models import QuerySet

from heedful.people.customers.models import Customer, Identity, Merge
from heedful.people.members.models import Member
from heedful.people.workspaces.models import Workspace


def visible_customers(member: Member) -> QuerySet[Customer]:
    """Every customer of the workspace; none for those who see only some locations (a person is of no one location)."""
    customers = Customer.objects.filter(workspace=member.workspace_id).order_by("name", "key")
    return customers.none() if member.limited_to.exists() else customers


def visible_merges(member: Member) -> QuerySet[Merge]:
    merges = Merge.objects.filter(workspace=member.workspace_id).select_related("kept", "absorbed")
    return merges.none() if member.limited_to.exists() else merges


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
