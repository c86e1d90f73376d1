from datetime import datetime

from django.db.models import QuerySet

from heedful.listen.channels.models import Gateway
from heedful.listen.invitations.models import Invitation, Sending, SendingHours, Suppression
from heedful.people.members.models import Member
from heedful.people.members.rights import may


def visible_waiting(member: Member, *, now: datetime) -> QuerySet[Invitation]:
    """What is due to be written, and has not gone out."""
    waiting = Invitation.objects.filter(workspace=member.workspace_id, state=Invitation.State.QUEUED, due_at__lte=now)
    waiting = waiting.exclude(channel=Sending.Channel.LINK).select_related(
        "customer", "workspace", "sending", "survey__workspace", "survey__published"
    )
    return waiting if may(member, "send_surveys") else waiting.none()


def visible_suppressions(member: Member, *, typed: str = "") -> QuerySet[Suppression]:
    """Addresses that are not written to, for whoever may send, as each view asks first; `typed` is how one begins."""
    found = Suppression.objects.filter(workspace=member.workspace_id).select_related("by__user")
    return found.filter(address__istartswith=typed.strip()) if typed.strip() else found


def sender_of(member: Member) -> SendingHours | None:
    return SendingHours.objects.filter(workspace=member.workspace_id).first()


def visible_gateway(member: Member) -> Gateway | None:
    return Gateway.objects.filter(workspace=member.workspace_id).first() if may(member, "manage_workspace") else None
