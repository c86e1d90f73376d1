"""A virtual clock for asking: the timer's look every few hours, and a delivery that sends what may be sent."""

from datetime import datetime, timedelta

from heedful.listen.invitations.models import Invitation
from heedful.listen.invitations.rounds import plan_due
from heedful.listen.invitations.throttling import left_today, may_send_now, reason_not_to_ask


def live(start: datetime, *, days: int, hours: int = 3) -> None:
    """Time goes by, and whatever is due is planned and sent."""
    for step in range(days * 24 // hours):
        now = start + timedelta(hours=hours * step)
        plan_due(now)
        deliver(now)


def deliver(now: datetime) -> None:
    due = Invitation.objects.filter(state="queued", due_at__lte=now, sending__paused_at=None).order_by("due_at", "pk")
    for invitation in due.select_related("sending__survey", "sending__workspace", "survey", "workspace"):
        if not may_send_now(invitation.workspace, now=now) or left_today(invitation.sending, now=now) == 0:
            continue
        reason = reason_not_to_ask(invitation, now=now)
        if reason:
            invitation.state, invitation.reason, invitation.ended_at = "dropped", reason, now
        else:
            invitation.state, invitation.sent_at = "sent", now
        invitation.save()
