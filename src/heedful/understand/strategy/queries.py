from django.db.models import QuerySet

from heedful.people.models import Member, Workspace
from heedful.understand.strategy.models import Persona, Strategy, Touchpoint


def visible_strategy(member: Member) -> Strategy | None:
    """What was said so far; None while nothing was."""
    return Strategy.objects.filter(workspace=member.workspace_id).first()


def visible_personas(member: Member) -> QuerySet[Persona]:
    return Persona.objects.filter(workspace=member.workspace_id)


def visible_touchpoints(member: Member) -> QuerySet[Touchpoint]:
    return Touchpoint.objects.filter(workspace=member.workspace_id).select_related("owner__user")


def touchpoint_names(workspace: Workspace) -> dict[str, str]:
    """What the touchpoints are called, by the keys they have in the log."""
    return dict(Touchpoint.objects.filter(workspace=workspace).values_list("key", "name"))
