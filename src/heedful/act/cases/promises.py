"""Within how much working time a case is answered and closed, and when that is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import numpy as np

from heedful.act.cases.models import Case
from heedful.act.cases.setting_models import CasePromise
from heedful.people.models import Workspace
from heedful.stats import BusinessCalendar, business_seconds, due_at, public_holidays
from heedful.understand.metrics.models import MeasureSetup

KEPT = ("answer_due_at", "close_due_at", "answer_left_seconds", "close_left_seconds", "warn_at", "warned_at")


@dataclass(frozen=True, slots=True)
class Promised:
    """What holds for one case, and the working week it is counted in; without one, the clock counts."""

    answer_seconds: int | None = None
    close_seconds: int | None = None
    warn_seconds: int = 0
    calendar: BusinessCalendar | None = None

    def due(self, since: datetime, seconds: float) -> datetime:
        if self.calendar is None:
            return since + timedelta(seconds=seconds)
        return due_at(since, seconds, self.calendar).astimezone(UTC)

    def left(self, now: datetime, due: datetime) -> int:
        """Seconds of work until then; 0 where it is over."""
        if due <= now:
            return 0
        if self.calendar is None:
            return int((due - now).total_seconds())
        return int(business_seconds(_naive(now), _naive(due), self.calendar).item())


def promised_to(case: Case, *, now: datetime) -> Promised:
    """The most fitting promise: of the place and the priority, of the place, of the priority, of everything."""
    fitting = best_promise(list(CasePromise.objects.filter(workspace=case.workspace_id)), case)
    if fitting is None:
        return Promised()
    return Promised(
        answer_seconds=fitting.answer_seconds,
        close_seconds=fitting.close_seconds,
        warn_seconds=fitting.warn_seconds,
        calendar=calendar_of(case.workspace, fitting, now=now),
    )


def best_promise(promises: Sequence[CasePromise], case: Case) -> CasePromise | None:
    fits = [
        each
        for each in promises
        if each.location_id in (None, case.location_id) and each.priority in (None, case.priority)
    ]
    return max(fits, key=lambda each: (each.location_id is not None, each.priority is not None, -each.pk), default=None)


def calendar_of(workspace: Workspace, promise: CasePromise, *, now: datetime) -> BusinessCalendar | None:
    """The team's own week, else that of the workspace; None where neither has said when it works."""
    setup = MeasureSetup.objects.filter(workspace=workspace).first() or MeasureSetup()
    hours = promise.working_hours or setup.working_hours
    if not hours:
        return None
    zone = promise.time_zone or workspace.time_zone
    return _calendar(hours, zone, setup.holidays_country, setup.holidays_subdivision, now.year)


def start_clocks(case: Case, promised: Promised, *, now: datetime) -> None:
    """Everything that is promised begins to count; the caller keeps the row."""
    case.answer_left_seconds = promised.answer_seconds if case.customer_id and case.waits_since else None
    case.close_left_seconds = promised.close_seconds
    run_clocks(case, promised, now=now)


def promise_anew(case: Case, *, now: datetime) -> None:
    """Another promise holds, counted from when the customer began to wait, and from when the case was opened."""
    promised = promised_to(case, now=now)
    stand_still = case.waits_since is None or case.rests_until is not None
    seconds = {"answer": promised.answer_seconds if case.customer_id and case.waits_since else None}
    seconds["close"] = promised.close_seconds
    since = {"answer": case.waits_since or now, "close": case.opened_at}
    for what, allowed in seconds.items():
        due = promised.due(since[what], allowed) if allowed is not None else None
        left = promised.left(now, due) if due is not None else None
        setattr(case, f"{what}_due_at", None if stand_still else due)
        setattr(case, f"{what}_left_seconds", left if stand_still else None)
    set_warning(case, promised, now=now)


def run_clocks(case: Case, promised: Promised, *, now: datetime) -> None:
    """What was left goes on from now."""
    for due, left in (("answer_due_at", "answer_left_seconds"), ("close_due_at", "close_left_seconds")):
        seconds = getattr(case, left)
        if seconds is not None:
            setattr(case, due, promised.due(now, seconds))
            setattr(case, left, None)
    set_warning(case, promised, now=now)


def hold_clocks(case: Case, promised: Promised, *, now: datetime) -> None:
    """We wait for the customer, or the case rests: neither is our time."""
    for due, left in (("answer_due_at", "answer_left_seconds"), ("close_due_at", "close_left_seconds")):
        until = getattr(case, due)
        if until is not None:
            setattr(case, left, promised.left(now, until))
            setattr(case, due, None)
    case.warn_at = None


def end_clocks(case: Case) -> None:
    """The case is closed: what was broken stays so."""
    for name in KEPT:
        setattr(case, name, None)


def set_warning(case: Case, promised: Promised, *, now: datetime, told: bool = False) -> None:
    """So much working time before the next promise would be broken; `told`: of what is near by now."""
    ahead = [
        promised.due(now, max(0, promised.left(now, due) - promised.warn_seconds))
        for due in (case.answer_due_at, case.close_due_at)
        if due is not None and due > now
    ]
    case.warn_at = min((at for at in ahead if at > now or not told), default=None)


@lru_cache(maxsize=64)
def _calendar(hours: str, zone: str, country: str, subdivision: str, year: int) -> BusinessCalendar:
    days: frozenset[date] = (
        public_holidays(country, range(year - 1, year + 3), subdivision or None) if country else frozenset()
    )
    return BusinessCalendar.parse(hours, zone, days)


def _naive(at: datetime) -> np.datetime64:
    return np.datetime64(at.astimezone(UTC).replace(tzinfo=None), "us")
