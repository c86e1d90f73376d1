"""Autopilot: everybody in an audience is asked once a cadence, a few each day, never all at once.

Who was never asked gets a moment of the cadence that is theirs, spread evenly over its weekdays and hours; who was
asked before is asked again a cadence later, or as soon as no rule stops it. A day is planned ahead of its beginning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Max

from heedful.listen.audiences.members import Someone
from heedful.listen.invitations import reasons
from heedful.listen.invitations.history import NOT_ASKED, History, histories
from heedful.listen.invitations.hours import A_DAY, Hours
from heedful.listen.invitations.models import Invitation, Sending
from heedful.listen.invitations.planning import Frame, Wanted
from heedful.listen.invitations.throttling import Rule, answered_rest, free_from

CADENCES = (30, 90, 180, 365)
# Whom these stopped is asked as soon as they stop it no longer; others get their next turn.
PASSING = (reasons.ASKED, reasons.MEASURE_ASKED, reasons.SURVEY_ASKED, reasons.ANSWERED)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time that is planned in one go."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Turns:
    """Whose turn is when: the moments of one cadence from `begins` on, at which people are written to."""

    sending: Sending
    begins: datetime
    hours: Hours
    days: Sequence[datetime]  # when each day of the cadence opens

    def moment_of(self, customer: int, *, from_: datetime) -> datetime:
        """The first turn of a person from a moment on: it comes round once a cadence."""
        share = self._share(customer) * len(self.days)
        opens = self.days[int(share)]
        closes = self.hours.end_of(self.hours.day_of(opens))
        moment = opens + (closes - opens) * (share % 1)
        while moment < from_:
            moment += timedelta(days=self.sending.cadence_days or 1)
        return self.hours.next_moment(moment)

    def _share(self, customer: int) -> float:
        said = sha256(f"{self.sending.pk}:{customer}".encode()).digest()
        return int.from_bytes(said[:6], "big") / 2**48


def turns_of(frame: Frame) -> Turns:
    sending, hours = frame.sending, frame.hours
    begins = begin_of(sending)
    first = hours.day_of(begins)
    days = (hours.begin_of(first + timedelta(days=each)) for each in range(sending.cadence_days or 1))
    open_days = [day for day in days if hours.holds(day) and day >= begins]
    return Turns(sending, begins, hours, open_days or [hours.next_moment(begins)])


def begin_of(sending: Sending) -> datetime:
    """When the sending began, or is to begin."""
    began = sending.started_at or sending.created_at
    return max(began, sending.begins_at) if sending.begins_at else began


def window_of(sending: Sending, *, now: datetime) -> Window:
    begins = sending.planned_until or max(begin_of(sending), now)
    return Window(begins, max(begins, now) + A_DAY)


def due_in(frame: Frame, turns: Turns, people: Sequence[Someone], window: Window) -> Iterator[Wanted]:
    """Those of them whose turn comes before the window ends."""
    sending = frame.sending
    rules = (*frame.rules, cadence_rule(sending))
    numbers = [number for number, _ in people]
    since = window.begins - answered_rest(rules, sending) - A_DAY
    known = histories(sending.workspace_id, numbers, since=since)
    held = _held(sending, numbers)
    for number, context in people:
        due_at = next_turn(turns, rules, number, known[number], held.get(number), window)
        if due_at is not None and due_at < window.ends:
            yield Wanted(number, f"wave:{due_at:%Y-%m-%dT%H:%M}", due_at, context)


def cadence_rule(sending: Sending) -> Rule:
    return Rule(sending.cadence_days or 1, "survey", surveys=frozenset([sending.survey_id]))


def next_turn(
    turns: Turns, rules: Sequence[Rule], customer: int, history: History, held: datetime | None, window: Window
) -> datetime | None:
    """When the person is asked next; None if that is planned already."""
    sending = turns.sending
    cadence = timedelta(days=sending.cadence_days or 1)
    if any(each.sending == sending.pk and not each.is_sent for each in history.asked):
        return None
    last = [each.at for each in history.asked if each.survey == sending.survey_id]
    last += [at for survey, at in history.answered if survey == sending.survey_id]
    last += [held] if held and held > window.begins - cadence else []
    base = max(last) + cadence if last else turns.moment_of(customer, from_=window.begins)
    return turns.hours.next_moment(free_from(rules, history.asked, max(base, window.begins)))


def _held(sending: Sending, customers: Sequence[int]) -> dict[int, datetime]:
    """When those whom this sending could not ask had their last turn."""
    rows = Invitation.objects.filter(sending=sending, customer__in=customers, state__in=NOT_ASKED)
    lasting = rows.exclude(reason__in=PASSING).order_by()
    return dict(lasting.values_list("customer").annotate(Max("due_at")))
