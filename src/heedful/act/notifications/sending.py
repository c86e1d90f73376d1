"""What goes outside, one channel's notices one after another: noted before and after, and never lost.

Before the request the row says that it is tried again soon, so what dies on the way is tried again. A message may stand
there twice only if the process died between its arrival and our noting it: no messenger knows a message again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from heedful.act.notifications import slack, telegram
from heedful.act.notifications.channels import SEALED_FOR, turn_off
from heedful.act.notifications.drafting import body_of
from heedful.act.notifications.mails import write_due
from heedful.act.notifications.models import Channel, Notice
from heedful.act.notifications.outcome import Outcome
from heedful.people.sign_in.sealing import unseal

HELD: Final = timedelta(minutes=2)  # longer than a request can take
FIRST_REST, LONGEST_REST = timedelta(seconds=5), timedelta(minutes=5)
NEWS_FOR: Final = timedelta(days=1)  # what is older is told no more
KEPT: Final = timedelta(days=90)
AT_A_TIME: Final = 100
MAIL: Final = 0  # among the receivers, beside the numbers of channels
State, Way = Notice.State, Notice.Way
Clock = Callable[[], datetime]


def receivers_due(now: datetime) -> list[int]:
    """The channels for which something is to be sent now, and that are not resting; MAIL for letters to be written."""
    awake = Channel.objects.filter(Q(rests_until=None) | Q(rests_until__lte=now), off_at=None)
    due = Notice.objects.filter(state=State.WAITING, next_attempt_at__lte=now)
    channels = awake.filter(Exists(due.filter(channel=OuterRef("pk")))).order_by("rests_until", "pk")
    mail = [MAIL] if due.filter(way=Way.MAIL).exists() else []
    return [*mail, *channels.values_list("pk", flat=True)]


def serve(receiver: int, *, clock: Clock) -> int:
    """What is due for this receiver, until one fails; how many were tried."""
    if receiver == MAIL:
        return write_due(clock())
    _let_old_news_go(receiver, clock())
    for tried in range(AT_A_TIME):
        notice = _held(receiver, clock())
        if notice is None or notice.channel is None:
            return tried
        if not _noted(notice, _sent(notice, notice.channel), clock()):
            return tried + 1
    return AT_A_TIME


def tidy(now: datetime) -> int:
    """What was told long ago goes, a part at a time."""
    old = Notice.objects.filter(created_at__lt=now - KEPT).exclude(state=State.WAITING)
    return Notice.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:1_000])).delete()[0]


@transaction.atomic
def _held(channel: int, now: datetime) -> Notice | None:
    """The next one, ours for a while."""
    due = Notice.objects.filter(channel=channel, channel__off_at=None, state=State.WAITING, next_attempt_at__lte=now)
    due = due.select_related("channel__workspace").select_for_update(of=("self",))
    notice = due.order_by("next_attempt_at", "pk").first()
    if notice is not None:
        notice.attempts, notice.next_attempt_at = notice.attempts + 1, now + HELD
        notice.save(update_fields=["attempts", "next_attempt_at"])
    return notice


def _sent(notice: Notice, channel: Channel) -> Outcome:
    secret = unseal(channel.secret, SEALED_FOR)
    send = telegram.send if channel.kind == Channel.Kind.TELEGRAM else slack.send
    return send(secret, body_of(notice, channel))


@transaction.atomic
def _noted(notice: Notice, outcome: Outcome, now: datetime) -> bool:
    """Written down; whether the next one may be sent at once."""
    channel = Channel.objects.select_for_update().filter(pk=notice.channel_id).first()
    if channel is None:
        return False
    row = Notice.objects.filter(pk=notice.pk)
    if outcome.arrived:
        row.update(state=State.SENT, sent_at=now, next_attempt_at=None, problem="")
        _rest(channel, 0, None)
        return True
    if outcome.moved_to and outcome.moved_to != channel.chat:
        Channel.objects.filter(pk=channel.pk).update(chat=outcome.moved_to)
        row.update(next_attempt_at=now, problem=outcome.said)
        return True
    if outcome.unfit:
        row.update(state=State.FAILED, next_attempt_at=None, problem=outcome.said)
        return True
    until = now + (outcome.after or min(FIRST_REST * 2 ** min(channel.failures, 10), LONGEST_REST))
    row.update(next_attempt_at=until, problem=outcome.said)
    _rest(channel, channel.failures + 1, until)
    if outcome.refused:
        turn_off(channel, why=Channel.WhyOff.REFUSED, by=None, now=now)
    return False


def _rest(channel: Channel, failures: int, until: datetime | None) -> None:
    if (channel.failures, channel.rests_until) != (failures, until):
        Channel.objects.filter(pk=channel.pk).update(failures=failures, rests_until=until)


@transaction.atomic
def _let_old_news_go(number: int, now: datetime) -> None:
    """What could not be told for a day is told no more; a channel that failed for all of it is turned off."""
    channel = Channel.objects.select_for_update().get(pk=number)
    waiting = Notice.objects.filter(channel=channel, state=State.WAITING, due_at__lt=now - NEWS_FOR)
    given_up = waiting.update(state=State.FAILED, next_attempt_at=None)
    if given_up and channel.failures:
        turn_off(channel, why=Channel.WhyOff.FAILING, by=None, now=now)
