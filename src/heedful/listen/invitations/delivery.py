"""Handing over what is due: mails, short messages, reminders; within the company's hours and caps.

Nobody is written to twice. Before a message is handed over its invitation is marked `sending`, in a transaction of its
own; what was cut short there is shown as not known whether it was sent, and is not sent again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from heedful.listen.channels.models import Gateway
from heedful.listen.invitations import reasons, states, unsubscribing
from heedful.listen.invitations.carriers import Kind, MailCarrier, Outcome
from heedful.listen.invitations.letters import Asking
from heedful.listen.invitations.messages import message_id, message_of
from heedful.listen.invitations.models import Invitation, Sending
from heedful.listen.invitations.resting import rest, rests, wake
from heedful.listen.invitations.sms import send_sms
from heedful.listen.invitations.throttling import (
    left_today,
    may_send_now,
    reason_not_to_ask,
    suppressed_among,
)
from heedful.listen.surveys.queries import is_open

log = logging.getLogger(__name__)

AT_ONCE = 200
LONGEST_SECONDS = 10.0  # of one call: the timer has other things to do
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 120, 480))
CUT_SHORT = timedelta(minutes=10)
State, Channel = Invitation.State, Sending.Channel


def deliver_due(now: datetime, limit: int = AT_ONCE) -> int:
    """Hand over what is due, at most so many; how many were looked at."""
    tell_cut_short(now)
    due = Invitation.objects.filter(sending=OuterRef("pk"), state=State.QUEUED, due_at__lte=now)
    sendings = [*_open_sendings(now).filter(Exists(due))]
    return _deliver(sendings, now, limit, reminding=False)


def remind_due(now: datetime, limit: int = AT_ONCE) -> int:
    """Write once more to those who have not begun to answer."""
    due = Invitation.objects.filter(next_reminder_at__lte=now)
    sendings = [*_open_sendings(now).filter(pk__in=due.values("sending"))]
    return _deliver(sendings, now, limit, reminding=True)


def hand_over_now(invitation: Invitation, now: datetime) -> None:
    """In this moment, whatever the hours and rests say: for somebody who asked for it."""
    with MailCarrier() as carrier:
        if _take(invitation, now, reminding=False):
            _note(invitation, _handed_over(invitation, carrier), now, reminding=False)


def tell_cut_short(now: datetime) -> int:
    """What was being handed over when everything stopped: nobody knows, so it is said, and not sent again."""
    cut = Invitation.objects.filter(state=State.SENDING, handed_at__lt=now - CUT_SHORT)
    for invitation in cut[:AT_ONCE]:
        states.note_failed(invitation, reason=reasons.NOT_KNOWN, now=now)
    return len(cut)


def _open_sendings(now: datetime) -> QuerySet[Sending]:
    """Those that are not paused, of a survey's workspace; what has ended is looked at too, to drop what waits."""
    started = Sending.objects.filter(paused_at=None, started_at__lte=now)
    return started.select_related("workspace", "survey__workspace", "survey__published").order_by("pk")


def _deliver(sendings: list[Sending], now: datetime, limit: int, *, reminding: bool) -> int:
    """The same share for each that may send now, so that one company's thousands keep no other waiting."""
    until, looked_at = time.monotonic() + LONGEST_SECONDS, 0
    open_now = [sending for sending in sendings if can_send(sending, now=now)]
    with MailCarrier() as carrier:
        for place, sending in enumerate(open_now):
            share = max(1, (limit - looked_at) // (len(open_now) - place))
            for invitation in _taken(sending, now, share, reminding=reminding):
                _hand_over(invitation, carrier, now, reminding=reminding)
                looked_at += 1
                if looked_at >= limit or time.monotonic() > until:
                    return looked_at
    return looked_at


def _taken(sending: Sending, now: datetime, share: int, *, reminding: bool) -> Iterator[Invitation]:
    """What of the sending may go out in this moment, oldest first."""
    left = left_today(sending, now=now) if sending.channel != Channel.LINK else None
    share = share if left is None else min(share, left)
    found = Invitation.objects.filter(sending=sending).select_related("customer", "workspace")
    if reminding:
        found = found.filter(next_reminder_at__lte=now).order_by("next_reminder_at")
    else:
        found = found.filter(state=State.QUEUED, due_at__lte=now).order_by("due_at")
    for invitation in list(found[:share]):
        if rests(_carrier_of(sending), now):
            return
        invitation.sending, invitation.survey = sending, sending.survey
        yield invitation


def can_send(sending: Sending, *, now: datetime) -> bool:
    """Whether there is somebody to hand it to, who takes it in this moment, at an hour at which one writes."""
    if sending.channel == Channel.LINK or sending.ended_at is not None:
        return True
    if rests(_carrier_of(sending), now) or not may_send_now(sending.workspace, now=now):
        return False
    return has_carrier(sending)


def has_carrier(sending: Sending) -> bool:
    """Where there is none, what is due waits, to be read in the outbox."""
    if sending.channel == Channel.EMAIL:
        return bool(settings.MAIL_IS_SENT)
    return Gateway.objects.filter(workspace=sending.workspace_id).exists()


def _hand_over(invitation: Invitation, carrier: MailCarrier, now: datetime, *, reminding: bool) -> None:
    if reason := _reason_not_to(invitation, now, reminding=reminding):
        _leave_out(invitation, reason, now, reminding=reminding)
        return
    if invitation.channel == Channel.LINK:
        states.note_sent(invitation, now=now)
    elif _take(invitation, now, reminding=reminding):
        _note(invitation, _handed_over(invitation, carrier), now, reminding=reminding)


def _reason_not_to(invitation: Invitation, now: datetime, *, reminding: bool) -> str | None:
    if not reminding:
        return reason_not_to_ask(invitation, now=now)
    sending = invitation.sending
    if sending.ended_at is not None:
        return reasons.SENDING_ENDED
    if not is_open(sending.survey, now=now):
        return reasons.SURVEY_CLOSED
    if suppressed_among(invitation.workspace_id, invitation.channel, [invitation.address]):
        return reasons.SUPPRESSED
    return None


def _leave_out(invitation: Invitation, reason: str, now: datetime, *, reminding: bool) -> None:
    if reminding:
        Invitation.objects.filter(pk=invitation.pk).update(next_reminder_at=None)
    else:
        states.note_dropped(invitation, reason=reason, now=now)


def _take(invitation: Invitation, now: datetime, *, reminding: bool) -> bool:
    """Mark it before it is handed over: whatever is killed now, it is not sent again."""
    mine = Invitation.objects.filter(pk=invitation.pk)
    if reminding:
        mine = mine.filter(next_reminder_at=invitation.next_reminder_at, state__in=(State.SENT, State.OPENED))
        invitation.reminded += 1
        changes = {"reminded": invitation.reminded, "next_reminder_at": next_reminder(invitation, now=now)}
    else:
        mine, changes = mine.filter(state=State.QUEUED), {"state": State.SENDING, "attempts": F("attempts") + 1}
        invitation.state, invitation.attempts = State.SENDING, invitation.attempts + 1
    if invitation.channel == Channel.EMAIL:
        changes["message_id"] = invitation.message_id = message_id(invitation)
    with transaction.atomic(durable=True):  # on the disk, whoever calls: never within what may be rolled back
        return bool(mine.update(handed_at=now, **changes))


def next_reminder(invitation: Invitation, *, now: datetime) -> datetime | None:
    """So many days after the first mail; what is past already is not caught up with."""
    first = invitation.sent_at or now
    days = sorted({int(each) for each in invitation.sending.reminders})[invitation.reminded :]
    coming = (first + timedelta(days=each) for each in days)
    return next((at for at in coming if at > now), None)


def _handed_over(invitation: Invitation, carrier: MailCarrier) -> Outcome:
    asking = Asking(invitation, invitation.reminded)
    try:
        if invitation.channel == Channel.SMS:
            return send_sms(asking)
        message = message_of(asking)
    except Exception as error:  # whatever is wrong with one, the others are written to
        log.exception("Invitation %s could not be written.", invitation.pk)
        return Outcome(Kind.TURNED_AWAY, f"{type(error).__name__}: {error}")
    return carrier.hand_over(message)


def _note(invitation: Invitation, outcome: Outcome, now: datetime, *, reminding: bool) -> None:
    match outcome.kind:
        case Kind.SENT:
            wake(_carrier_of(invitation.sending))
            if not reminding:
                _note_sent(invitation, outcome, now)
        case Kind.DOWN:
            rest(_carrier_of(invitation.sending), outcome.said, now)
            _put_back(invitation, now, outcome, reminding=reminding, counts=False)
        case Kind.LATER:
            _put_back(invitation, now, outcome, reminding=reminding, counts=True)
        case Kind.REFUSED:
            unsubscribing.take_refusal(invitation, said=outcome.said, now=now)
        case Kind.UNKNOWN | Kind.TURNED_AWAY if not reminding:
            reason = reasons.NOT_KNOWN if outcome.kind == Kind.UNKNOWN else reasons.NOT_TAKEN
            states.note_failed(invitation, reason=reason, said=outcome.said, now=now)


def _note_sent(invitation: Invitation, outcome: Outcome, now: datetime) -> None:
    states.note_sent(invitation, message_id=outcome.message_id or invitation.message_id, now=now)
    if at := next_reminder(invitation, now=now):
        waiting = Q(state__in=(State.SENT, State.OPENED))
        Invitation.objects.filter(waiting, pk=invitation.pk).update(next_reminder_at=at)


def _put_back(invitation: Invitation, now: datetime, outcome: Outcome, *, reminding: bool, counts: bool) -> None:
    """It was not taken for now: again later, less and less often, and at last not any more."""
    mine, said = Invitation.objects.filter(pk=invitation.pk), outcome.said[: states.LONGEST_SAID]
    if reminding:
        mine.update(reminded=F("reminded") - 1, next_reminder_at=now + PAUSES[1], said=said)
    elif not counts:
        mine.filter(state=State.SENDING).update(state=State.QUEUED, attempts=F("attempts") - 1, said=said)
    elif invitation.attempts > len(PAUSES):
        states.note_failed(invitation, reason=reasons.GAVE_UP, said=said, now=now)
    else:
        again = now + PAUSES[invitation.attempts - 1]
        mine.filter(state=State.SENDING).update(state=State.QUEUED, due_at=again, said=said)


def _carrier_of(sending: Sending) -> str:
    return "mail" if sending.channel == Channel.EMAIL else f"{sending.channel}-{sending.workspace_id}"
