"""What falls due by the clock: cases that rested long enough, promises that are near or broken, customers to ask again.

Each is bounded for a call, and done in a transaction of its own: whoever is killed goes on where it was.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from heedful.act.cases import asking, chronicle, promises, telling
from heedful.act.cases.models import Case, CaseEvent, Closure

AT_ONCE: Final = 200
What = chronicle.What


def look_at_due(now: datetime) -> None:
    open_cases = Case.objects.filter(closed_at=None)
    for number in _numbers(open_cases.filter(rests_until__lte=now), "rests_until"):
        _wake(number, now)
    for number in _numbers(open_cases.filter(warn_at__lte=now), "warn_at"):
        _warn(number, now)
    for due in ("answer_due_at", "close_due_at"):
        for number in _numbers(open_cases.filter(**{f"{due}__lte": now}), due):
            _break(number, due, now)
    due_on = Closure.objects.filter(asked_again_at=None, reopened_at=None, ask_again_on__lte=now.date())
    for closure in due_on.select_related("case__workspace").order_by("ask_again_on")[:AT_ONCE]:
        asking.ask_again(closure, now=now)


def _numbers(cases: QuerySet[Case], by: str) -> list[int]:
    return list(cases.order_by(by).values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _wake(number: int, now: datetime) -> None:
    case = _held(number, Q(rests_until__lte=now))
    if case is None:
        return
    case.rests_until = None
    if case.waits_since is not None:
        promises.run_clocks(case, promises.promised_to(case, now=now), now=now)
    _keep(case, What.WOKEN, now)


@transaction.atomic
def _warn(number: int, now: datetime) -> None:
    case = _held(number, Q(warn_at__lte=now))
    if case is None:
        return
    promises.set_warning(case, promises.promised_to(case, now=now), now=now, told=True)
    case.warned_at = now
    telling.tell(case, "case.warned", by=None, now=now)
    _keep(case, What.WARNED, now)


@transaction.atomic
def _break(number: int, due: str, now: datetime) -> None:
    """Told once: a promise that was broken is due no more."""
    case = _held(number, Q(**{f"{due}__lte": now}))
    if case is None:
        return
    at = getattr(case, due)
    setattr(case, due, None)
    case.broken_at = case.broken_at or at
    telling.tell(case, "case.broken", by=None, now=now)
    _keep(case, What.BROKEN, now, promise=due.removesuffix("_due_at"), due=at.isoformat())


def _held(number: int, still: Q) -> Case | None:
    rows = Case.objects.select_for_update(of=("self",)).filter(still, pk=number, closed_at=None)
    return rows.select_related("workspace", "customer", "location", "owner__user").first()


def _keep(case: Case, what: CaseEvent.What, now: datetime, **details: str) -> None:
    case.save()
    chronicle.record(case, what, by=None, at=now, **details)
