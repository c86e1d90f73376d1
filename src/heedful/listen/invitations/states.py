"""What becomes of an invitation, each step noted once and only forward: queued, sent, opened, scored, answered.

Whatever is told twice, late or out of order changes nothing. What a person did outranks what a machine said: who
answers after their mail server said the mail was refused has answered. `opened` means that the page was opened, not
the mail: there is no picture in it that would tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from heedful.listen.invitations import reasons
from heedful.listen.invitations.models import Filtered, Invitation

State = Invitation.State
ORDER = (
    State.QUEUED,
    State.SENDING,
    State.SENT,
    State.FAILED,
    State.BOUNCED,
    State.OPENED,
    State.SCORED,
    State.UNSUBSCRIBED,
    State.ANSWERED,
)  # and `dropped`, which nothing leads out of
LONGEST_SAID = 300
LONGEST_AGENT = 200
MOST_FILTERED = 20  # kept of one invitation; a scanner that comes a thousand times needs no thousand rows


def note_sent(invitation: Invitation, *, message_id: str = "", now: datetime) -> None:
    """Handed over: to the mail server, to the gateway or, as a link, to whoever gives it on."""
    _go(invitation, State.SENT, {"sent_at": now}, message_id=message_id, said="")


def note_opened(invitation: Invitation, *, now: datetime) -> None:
    """Its page was opened. While it waits to be sent it goes on waiting: whoever looked may be of the team."""
    _go(invitation, State.OPENED, {"opened_at": now}, stays=(State.QUEUED, State.SENDING))


def note_scored(invitation: Invitation, *, now: datetime) -> None:
    """The first score was given; nobody is reminded of what they have begun."""
    _go(invitation, State.SCORED, {"scored_at": now, "opened_at": now}, next_reminder_at=None)


def note_answered(invitation: Invitation, *, now: datetime) -> None:
    _go(invitation, State.ANSWERED, {"answered_at": now, "opened_at": now}, next_reminder_at=None)


def note_bounced(invitation: Invitation, *, reason: str = reasons.BOUNCED, said: str = "", now: datetime) -> None:
    """It was refused at the other end, at once or later; `said` is what the mail server wrote."""
    _go(invitation, State.BOUNCED, **_ended(reason, said, now))


def note_failed(invitation: Invitation, *, reason: str, said: str = "", now: datetime) -> None:
    """It could not be handed over, and will not be tried again."""
    _go(invitation, State.FAILED, **_ended(reason, said, now))


def note_unsubscribed(invitation: Invitation, *, now: datetime) -> None:
    _go(invitation, State.UNSUBSCRIBED, **_ended("", "", now))


def note_dropped(invitation: Invitation, *, reason: str, now: datetime) -> None:
    """Not sent after all; only what still waits can be dropped."""
    waiting = Invitation.objects.filter(pk=invitation.pk, state=State.QUEUED)
    if waiting.update(state=State.DROPPED, **_ended(reason, "", now)):
        invitation.state, invitation.reason, invitation.ended_at = State.DROPPED, reason, now


def note_filtered(
    invitation: Invitation, why: str, *, said: Mapping[str, Any] | None = None, agent: str = "", now: datetime
) -> None:
    """A visit that was no person's (`traps.why_filtered`), with what it would have answered; the same only once."""
    seen = {"why": why, "said": dict(said or {}), "agent": agent[:LONGEST_AGENT]}
    kept = list(Filtered.objects.filter(invitation=invitation).values("why", "said", "agent")[:MOST_FILTERED])
    if len(kept) < MOST_FILTERED and seen not in kept:
        Filtered.objects.create(invitation=invitation, at=now, **seen)


def _ended(reason: str, said: str, now: datetime) -> dict[str, Any]:
    return {"reason": reason, "said": said[:LONGEST_SAID], "ended_at": now, "next_reminder_at": None}


def _go(
    invitation: Invitation,
    state: State,
    moments: Mapping[str, datetime] | None = None,
    *,
    stays: tuple[State, ...] = (),
    **more: Any,
) -> None:
    """One statement: the moments that are not known yet, and the state where it leads forward."""
    moments = moments or {}
    first = next(iter(moments), None)
    if first and getattr(invitation, first) is not None:
        return
    earlier = [each for each in ORDER[: ORDER.index(state)] if each not in stays]
    forward = Q(state__in=earlier)
    known = Invitation.objects.filter(Q(**{first: None}) if first else forward, pk=invitation.pk)
    changes = {"ended_at": None, "reason": ""} | more
    set_forward = {name: Case(When(forward, then=Value(value)), default=F(name)) for name, value in changes.items()}
    set_moments = {name: Coalesce(F(name), Value(at)) for name, at in moments.items()}
    if known.update(**set_moments, **set_forward, state=Case(When(forward, then=Value(state)), default=F("state"))):
        _follow(invitation, moments, changes | {"state": state} if invitation.state in earlier else {})


def _follow(invitation: Invitation, moments: Mapping[str, datetime], changes: Mapping[str, Any]) -> None:
    """The object in hand says what the row says."""
    for name, at in moments.items():
        setattr(invitation, name, getattr(invitation, name) or at)
    for name, value in changes.items():
        setattr(invitation, name, value)
