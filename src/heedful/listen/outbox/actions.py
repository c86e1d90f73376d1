from datetime import datetime

from django.db import transaction

from heedful.listen.channels.models import Gateway
from heedful.listen.invitations.carriers import MailCarrier, Outcome
from heedful.listen.invitations.letters import trial_letter
from heedful.listen.invitations.messages import plain_message
from heedful.listen.invitations.models import SendingHours
from heedful.listen.invitations.sms import sealed_secret
from heedful.listen.invitations.throttling import hours_of
from heedful.people.models import Member, Workspace
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace


@transaction.atomic
def set_sender(workspace: Workspace, *, sender_name: str, reply_to: str, by: Member, now: datetime) -> SendingHours:
    """From whom customers read that a mail comes, and where their answers go."""
    said = {"sender_name": sender_name, "reply_to": reply_to}
    hours = hours_of(workspace)  # the usual ones, where none were set
    begun = {"begins": hours.begins, "ends": hours.ends, "weekdays": list(hours.weekdays)}
    kept, _is_new = SendingHours.objects.update_or_create(
        workspace=workspace, defaults=said, create_defaults=said | begun
    )
    leave_trace(workspace, Trace.What.SENDING_RULES_CHANGED, by=by, now=now, changed=sorted(said))
    return kept


@transaction.atomic
def set_gateway(
    workspace: Workspace, *, base_url: str, account: str, secret: str, sender: str, by: Member, now: datetime
) -> Gateway:
    """Through whom short messages go out. Without a new secret, the one that is kept stays."""
    said = {"base_url": base_url, "account": account, "sender": sender}
    said |= {"secret": sealed_secret(secret)} if secret else {}
    kept, _is_new = Gateway.objects.update_or_create(workspace=workspace, defaults=said)
    leave_trace(workspace, Trace.What.GATEWAY_SET, by=by, now=now, base_url=base_url)
    return kept


@transaction.atomic
def remove_gateway(gateway: Gateway, *, by: Member, now: datetime) -> None:
    leave_trace(gateway.workspace, Trace.What.GATEWAY_REMOVED, by=by, now=now, base_url=gateway.base_url)
    gateway.delete()


def send_test_mail(workspace: Workspace, *, to: str, language: str) -> Outcome:
    """A mail as customers get it, to whoever tries it out."""
    message = plain_message(trial_letter(workspace, language=language), workspace=workspace, to=to)
    with MailCarrier() as carrier:
        return carrier.hand_over(message)
