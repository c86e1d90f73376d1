"""A case ends with its cause and its remedy; whoever closes it may ask the customer later how it is now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from heedful.act.cases import chronicle, opening, promises, telling
from heedful.act.cases.actions import CasesError, hold
from heedful.act.cases.models import Case, Closure
from heedful.listen.surveys.models import Survey
from heedful.people.models import Member

What = chronicle.What
LONGEST_WAIT: Final = 365  # days until the customer is asked again


@transaction.atomic
def close_case(
    case: Case,
    *,
    cause: str,
    remedy: str,
    ask_again_days: int | None = None,
    ask_again_with: Survey | None = None,
    by: Member | None,
    now: datetime,
) -> Closure:
    """Of two who close it at once, one does, and the other is told who it was."""
    held = hold(case)
    cause, remedy = " ".join(cause.split())[:200], remedy.strip()[:500]
    if not cause or not remedy:
        raise CasesError(_("Say what caused it, and what was done about it."))
    if ask_again_days is not None:
        _refuse_to_ask(held, ask_again_days, ask_again_with)
    score = held.items.exclude(value=None).exclude(scale="").last()
    closure = Closure.objects.create(
        case=held,
        by=by,
        at=now,
        cause=cause,
        remedy=remedy,
        score_before=score.value if score else None,
        scale=score.scale if score else "",
        ask_again_on=None if ask_again_days is None else _local_day(held, now) + timedelta(days=ask_again_days),
        ask_again_with=None if ask_again_days is None else ask_again_with,
    )
    opening.set_causes(held, [*held.causes, cause])
    promises.end_clocks(held)
    held.closed_at, held.changed_at, held.waits_since, held.rests_until = now, now, None, None
    held.save()
    chronicle.record(held, What.CLOSED, by=by, at=now, text=remedy, cause=cause, closure=closure.pk)
    telling.tell(held, "case.closed", by=by, now=now)
    return closure


@transaction.atomic
def reopen_case(case: Case, *, by: Member | None, now: datetime, heard: bool = False) -> Case:
    """Its closure stays on record. `heard`: because the customer wrote again."""
    held = hold(case, must_be_open=False)
    if held.is_open:
        raise CasesError(_("The case is open already."))
    if held.merged_into is not None:
        raise CasesError(_("This case was merged into #%(number)d.") % {"number": held.merged_into.number})
    held.closures.filter(reopened_at=None).update(reopened_at=now)
    held.closed_at, held.broken_at, held.waits_since, held.changed_at = None, None, now, now
    promises.start_clocks(held, promises.promised_to(held, now=now), now=now)
    if not heard:
        held.answer_due_at = None  # nobody has asked anything
        promises.set_warning(held, promises.promised_to(held, now=now), now=now)
    held.save()
    chronicle.record(held, What.REOPENED, by=by, at=now, heard=heard)
    telling.tell(held, "case.reopened", by=by, now=now)
    return held


def _refuse_to_ask(case: Case, days: int, survey: Survey | None) -> None:
    if case.customer is None:
        raise CasesError(_("Nobody knows who it was: there is nobody to ask again."))
    if survey is None or survey.workspace_id != case.workspace_id:
        raise CasesError(_("Choose the survey to ask with."))
    if not 1 <= days <= LONGEST_WAIT:
        raise CasesError(_("Ask again after 1 to %(most)d days.") % {"most": LONGEST_WAIT})


def _local_day(case: Case, now: datetime):
    return now.astimezone(ZoneInfo(case.workspace.time_zone)).date()
