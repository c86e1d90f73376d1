from django.db.models import QuerySet

from heedful.people.members.models import Member
from heedful.people.workspaces.models import Location, Workspace


def visible_workspaces(user) -> QuerySet[Workspace]:
    return Workspace.objects.filter(members__user=user).order_by("name", "pk")


def visible_places(member: Member) -> QuerySet[Location]:
    """The clubs, shops, salons whose rows the member may see, by name."""
    places = Location.objects.filter(workspace=member.workspace_id)
    limited_to = list(member.limited_to.values_list("pk", flat=True))
    return places.filter(pk__in=limited_to) if limited_to else places
