from django.db.models import QuerySet

from heedful.act.webhooks.models import Delivery, Endpoint
from heedful.people.members.rights import may
from heedful.people.models import Member


def visible_endpoints(member: Member) -> QuerySet[Endpoint]:
    endpoints = Endpoint.objects.filter(workspace=member.workspace_id).select_related("workspace")
    return endpoints if may(member, "manage_keys") else endpoints.none()


def visible_deliveries(member: Member, endpoint: Endpoint | None = None) -> QuerySet[Delivery]:
    deliveries = Delivery.objects.filter(endpoint__in=visible_endpoints(member)).select_related("endpoint")
    return deliveries if endpoint is None else deliveries.filter(endpoint=endpoint)
