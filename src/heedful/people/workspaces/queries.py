from django.db.models import QuerySet

from heedful.people.workspaces.models import Workspace


def visible_workspaces(user) -> QuerySet[Workspace]:
    return Workspace.objects.filter(members__user=user).order_by("name", "pk")
