from django.db.models import QuerySet

from heedful.act.webhooks.models import Delivery, Endpoint
from heedful.people.models import Member


def visible_endpoints(member: Member) -> QuerySet[Endpoint]:
    """For whoever may manage keys, as each view asks first."""
    return Endpoint.objects.filter(workspace=member.workspace_id).select_related("workspace")


def visible_deliveries(member: Member, endpoint: Endpoint | None = None) -> QuerySet[Delivery]:
    deliveries = Delivery.objects.filter(endpoint__in=visible_endpoints(member)).select_related("endpoint")
    return deliveries if endpoint is None else deliveries.filter(endpoint=endpoint)
