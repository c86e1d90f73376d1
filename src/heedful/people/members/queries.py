from django.contrib.auth.models import User
from django.db.models import Expression, F, Max, Prefetch, QuerySet
from django.db.models.functions import Coalesce

from heedful.people.members.models import Member
from heedful.people.workspaces.models import Location

_asked_with_seats: dict[str, Expression] = {}


def visible_members(member: Member) -> QuerySet[Member]:
    return Member.objects.filter(workspace=member.workspace_id).select_related("user").order_by("user__username")


def members_in_full(member: Member) -> QuerySet[Member]:
    """As the list shows them: with the places they are limited to, and when they were last seen."""
    seen = Coalesce(Max("user__usersession__last_seen_at"), F("user__last_login"))
    limits = Prefetch("limited_to", Location.objects.order_by("name"))
    return visible_members(member).annotate(seen_at=seen).prefetch_related(limits)


def visible_locations(member: Member) -> tuple[str, ...] | None:
    """The keys of the locations whose rows the member may see; None means all of them."""
    return tuple(member.limited_to.order_by("key").values_list("key", flat=True)) or None


def ask_with_seats(name: str, expression: Expression) -> None:
    """Let each seat that looks at a page know one more thing, without a question of its own."""
    _asked_with_seats[name] = expression


def seats_of(user) -> list[Member]:
    """The user's seats, one a workspace, by the workspace's name."""
    if not user.is_authenticated:
        return []
    seats = (
        Member.objects.filter(user=user).select_related("workspace", "user__preference").annotate(**_asked_with_seats)
    )
    return list(seats.order_by("workspace__name", "pk"))


def seat_of(user, chosen: str | None) -> Member | None:
    """The user's seat in the chosen workspace, else in the first one by name; None without any."""
    seats = seats_of(user)
    return next((seat for seat in seats if seat.workspace.key == chosen), seats[0] if seats else None)


def has_seat(member: Member) -> bool:
    """Whether the seat, and with it the workspace, is still there."""
    return Member.objects.filter(pk=member.pk).exists()


def is_known(email: str) -> bool:
    """Whether somebody in this house has the address."""
    return User.objects.filter(username=email.lower()).exists()


def is_anybody_here() -> bool:
    """Whether the house has its first owner."""
    return User.objects.exists()
