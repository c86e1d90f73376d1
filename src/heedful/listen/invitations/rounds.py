"""What the timer plans: the people of a sending, some thousands a call, until all of a round are planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from heedful.interactions import stores
from heedful.listen.audiences.members import Someone, people_in
from heedful.listen.invitations import reasons
from heedful.listen.invitations.models import Sending
from heedful.listen.invitations.planning import AT_ONCE, Frame, Wanted, frame_of, plan
from heedful.listen.invitations.triggers import count_left_out, is_drawn
from heedful.listen.invitations.waves import Window, begin_of, due_in, turns_of, window_of

MOST_A_CALL = 50_000
ONCE = "once"


def plan_due(now: datetime) -> int:
    """Plan for every sending that has people to plan for; how many were looked at. It can be killed at any point."""
    left = MOST_A_CALL
    for sending in sendings_to_plan(now):
        left -= plan_round(sending, now=now, most=left)
        if left <= 0:
            break
    return MOST_A_CALL - left


def sendings_to_plan(now: datetime) -> QuerySet[Sending]:
    """Once is planned once, when it begins; waves are planned again each day."""
    running = Sending.objects.filter(started_at__lte=now, paused_at=None, ended_at=None)
    once = Q(kind=Sending.Kind.ONCE, planned_until=None)
    waves = Q(kind=Sending.Kind.WAVES) & (Q(planned_until=None) | Q(planned_until__lte=now))
    begun = Q(begins_at=None) | Q(begins_at__lte=now)
    return running.filter(once | waves).filter(begun).select_related("workspace", "survey__published", "audience")


def plan_round(sending: Sending, *, now: datetime, most: int = MOST_A_CALL) -> int:
    """Go on with the round where it is; what was planned for these people already, stays as it is."""
    frame, window = frame_of(sending, now=now), window_of(sending, now=now)
    people = people_in(sending.workspace, sending.audience, store=stores.current(), now=now)
    looked_at = 0
    while looked_at < most:
        some = people.after(sending.planned_to, min(AT_ONCE, most - looked_at))
        if not some:
            _keep_place(sending, 0, until=now if sending.kind == Sending.Kind.ONCE else window.ends)
            break
        with transaction.atomic():  # so that what is counted is counted once
            plan(sending, wanted_of(frame, some, window, counting=True), now=now)
            _keep_place(sending, some[-1][0])
        looked_at += len(some)
    return max(looked_at, 1)


def wanted_of(frame: Frame, some: Sequence[Someone], window: Window, *, counting: bool = False) -> list[Wanted]:
    """Who of these is to be asked in this round, and when."""
    if frame.sending.kind == Sending.Kind.WAVES:
        return list(due_in(frame, turns_of(frame), some, window))
    drawn = list(_drawn(frame, some))
    if counting:
        count_left_out(frame.sending, Counter({reasons.NOT_SAMPLED: len(some) - len(drawn)}), now=frame.now)
    return drawn


def _drawn(frame: Frame, some: Sequence[Someone]) -> Iterator[Wanted]:
    due_at = max(begin_of(frame.sending), frame.now)
    for number, context in some:
        if is_drawn(frame.sending, str(number)):
            yield Wanted(number, ONCE, due_at, context)


def _keep_place(sending: Sending, number: int, *, until: datetime | None = None) -> None:
    sending.planned_to = number
    sending.planned_until = until or sending.planned_until
    Sending.objects.filter(pk=sending.pk).update(planned_to=number, planned_until=sending.planned_until)
