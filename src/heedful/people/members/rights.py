"""Who may do what: the one table, and the one question asked of it."""

from django.core.exceptions import PermissionDenied

from heedful.people.members.models import Member, Role

RIGHTS = (
    "read",
    "handle_responses",
    "handle_cases",
    "import",
    "edit_goals",
    "edit_plans",
    "edit_alerts",
    "edit_surveys",
    "send_surveys",
    "erase",
    "manage_keys",
    "manage_members",
    "manage_workspace",
)
ROLES: dict[str, frozenset[str]] = {
    Role.OWNER: frozenset(RIGHTS),
    Role.MANAGER: frozenset(
        {
            "read",
            "handle_responses",
            "handle_cases",
            "import",
            "edit_goals",
            "edit_plans",
            "edit_alerts",
            "edit_surveys",
            "send_surveys",
            "erase",
        }
    ),
    Role.ANALYST: frozenset({"read", "handle_responses", "import", "edit_goals", "edit_plans", "edit_surveys"}),
    Role.AGENT: frozenset({"read", "handle_responses", "handle_cases"}),
    Role.VIEWER: frozenset({"read"}),
}
# What concerns the whole company is not for those who see a part of it.
WHOLE_WORKSPACE = frozenset(
    {"import", "edit_surveys", "send_surveys", "erase", "manage_keys", "manage_members", "manage_workspace"}
)


def may(member: Member, right: str) -> bool:
    if right not in RIGHTS:
        raise ValueError(f"{right!r} is no right; there are {', '.join(RIGHTS)}.")
    if right not in ROLES[member.role]:
        return False
    return right not in WHOLE_WORKSPACE or not member.is_limited


def require(member: Member, right: str) -> None:
    if not may(member, right):
        raise PermissionDenied(right)


def require_all_places(member: Member) -> None:
    """What cannot be told place by place is for those who see all of them."""
    if member.is_limited:
        raise PermissionDenied("read")
