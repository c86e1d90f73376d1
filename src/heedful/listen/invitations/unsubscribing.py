"""Addresses that are not written to any more: who said so, and what follows for those who were asked there."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from heedful.listen.invitations import reasons, states
from heedful.listen.invitations.models import Invitation, Sending, Suppression
from heedful.listen.invitations.sms import is_no_such_number
from heedful.listen.invitations.throttling import suppressed_among
from heedful.people.customers.models import Identity
from heedful.people.models import Member, Workspace
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace

Why = Suppression.Why
# Status codes of RFC 3463 that say the address itself is of no use: there is nobody, or the mailbox is switched off.
_NO_SUCH = re.compile(r"\b5\.(1\.[0-46]|1\.10|2\.1|4\.4)\b")
_CODED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_PLAIN_NO_SUCH = re.compile(r"^5(50|51|53|56)\b")
_STOPPED = re.compile(r"\b21610\b")


class AlreadySuppressedError(ValueError):
    """The address is on the list already."""


def kind_of(channel: str) -> str:
    return str(Identity.Kind.PHONE if channel == Sending.Channel.SMS else Identity.Kind.EMAIL)


def invitation_by_token(token: str) -> Invitation | None:
    """Whose link this is; whoever has it may say for them that they would rather not be asked."""
    return Invitation.objects.select_related("workspace").filter(token=token).exclude(address="").first()


@transaction.atomic
def unsubscribe(invitation: Invitation, *, now: datetime) -> None:
    """They ask not to be asked: nothing goes to this address any more. Once more changes nothing."""
    suppress(invitation.workspace, invitation.channel, invitation.address, why=Why.UNSUBSCRIBED, now=now)
    states.note_unsubscribed(invitation, now=now)


@transaction.atomic
def unsubscribe_number(workspace: Workspace, number: str, *, now: datetime) -> None:
    """Somebody sent STOP from this number."""
    address = Identity.normal(Identity.Kind.PHONE, number)
    suppress(workspace, Sending.Channel.SMS, address, why=Why.UNSUBSCRIBED, now=now)
    asked = Invitation.objects.filter(workspace=workspace, channel=Sending.Channel.SMS, address=address)
    if last := asked.exclude(sent_at=None).order_by("-sent_at").first():
        states.note_unsubscribed(last, now=now)


@transaction.atomic
def resubscribe_number(workspace: Workspace, number: str, *, now: datetime) -> None:
    """Somebody took back their own STOP by sending START; what the team or the gateway said of the number stays."""
    address = Identity.normal(Identity.Kind.PHONE, number)
    kept = Suppression.objects.filter(workspace=workspace, kind=Identity.Kind.PHONE, address=address)
    for suppression in kept.filter(why=Why.UNSUBSCRIBED):
        lift_suppression(suppression, by=None, now=now)


@transaction.atomic
def complain(invitation: Invitation, *, now: datetime) -> None:
    """They called it spam: that is a no, and louder."""
    suppress(invitation.workspace, invitation.channel, invitation.address, why=Why.COMPLAINED, now=now)
    states.note_unsubscribed(invitation, now=now)


def take_refusal(invitation: Invitation, *, said: str, now: datetime, status: str = "") -> None:
    """The other end will not have it. Where it says that there is nobody, the address is not written to any more."""
    if _STOPPED.search(said):
        unsubscribe(invitation, now=now)
        return
    with transaction.atomic():
        is_dead = is_about_address(f"{said} {status}", invitation.channel)
        if is_dead:
            suppress(invitation.workspace, invitation.channel, invitation.address, why=Why.BOUNCED, now=now)
        reason = reasons.UNREACHABLE if is_dead else reasons.REFUSED
        states.note_bounced(invitation, reason=reason, said=said, now=now)


def is_about_address(said: str, channel: str = Sending.Channel.EMAIL) -> bool:
    """Whether the refusal is for good and about the address, and not about a full mailbox, a policy or the message."""
    if channel == Sending.Channel.SMS:
        return any(is_no_such_number(word) for word in said.split())
    if _CODED.search(said):
        return bool(_NO_SUCH.search(said))
    return bool(_PLAIN_NO_SUCH.search(said))


def suppress(workspace: Workspace, channel: str, address: str, *, why: str, now: datetime) -> bool:
    """Put the address on the list; False where it is there already, for whatever reason."""
    kind = kind_of(channel)
    normal = Identity.normal(kind, address)
    if not normal or suppressed_among(workspace.pk, channel, [normal]):
        return False
    Suppression.objects.get_or_create(workspace=workspace, kind=kind, address=normal, defaults={"why": why, "at": now})
    return True


@transaction.atomic
def suppress_by_hand(workspace: Workspace, *, kind: str, address: str, by: Member | None, now: datetime) -> Suppression:
    normal = Identity.normal(kind, address)
    channel = Sending.Channel.SMS if kind == Identity.Kind.PHONE else Sending.Channel.EMAIL
    if suppressed_among(workspace.pk, channel, [normal]):
        raise AlreadySuppressedError
    kept = Suppression.objects.create(workspace=workspace, kind=kind, address=normal, why=Why.BY_HAND, by=by, at=now)
    leave_trace(workspace, Trace.What.ADDRESS_SUPPRESSED, by=by, now=now, number=kept.pk, kind=kind)
    return kept


@transaction.atomic
def lift_suppression(suppression: Suppression, *, by: Member | None, now: datetime) -> None:
    """They may be written to again. Who lifted it stays known."""
    details = {"number": suppression.pk, "kind": suppression.kind, "why": suppression.why}
    leave_trace(suppression.workspace, Trace.What.SUPPRESSION_LIFTED, by=by, now=now, **details)
    suppression.delete()
