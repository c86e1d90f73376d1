from django.db.models import QuerySet

from heedful.people.members.models import Member


def visible_members(member: Member) -> QuerySet[Member]:
    return Member.objects.filter(workspace=member.workspace_id).select_related("user").order_by("user__username")


def visible_locations(member: Member) -> tuple[str, ...] | None:
    """The keys of the locations whose rows the member may see; None means all of them."""
    return tuple(member.limited_to.order_by("key").values_list("key", flat=True)) or None


def seats_of(user) -> list[Member]:
    """The user's seats, one a workspace, by the workspace's name."""
    if not user.is_authenticated:
        return []
    seats = Member.objects.filter(user=user).select_related("workspace", "user__preference")
    return list(seats.order_by("workspace__name", "pk"))


def seat_of(user, chosen: str | None) -> Member | None:
    """The user's seat in the chosen workspace, else in the first one by name; None without any."""
    seats = seats_of(user)
    return next((seat for seat in seats if seat.workspace.key == chosen), seats[0] if seats else None)
