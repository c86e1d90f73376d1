"""What happened to a case: a row of its own, and told to the log where a measure counts it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from heedful.act.cases.models import Case, CaseEvent, CaseItem
from heedful.interactions import spool
from heedful.interactions.schema import Heard
from heedful.people.models import Member
from heedful.people.traces.actions import PROGRAM

What = CaseEvent.What
CHANNEL: Final = "case"
IN_THE_LOG: Final[Mapping[str, str]] = {
    What.OPENED: "opened",
    What.ASSIGNED: "assigned",
    What.NOTED: "note",
    What.REPLIED: "human_reply",
    What.RESTED: "snoozed",
    What.CLOSED: "resolved",
    What.REOPENED: "reopened",
}


def name_of(member: Member | None) -> str:
    """What somebody of the team is called; empty for the house itself."""
    return (member.user.first_name or member.user.username) if member else ""


def record(
    case: Case, what: CaseEvent.What, *, by: Member | None, at: datetime, text: str = "", **details: Any
) -> CaseEvent:
    """In the caller's transaction: what was done, by whom; `by` is None for the house and for a program."""
    event = CaseEvent.objects.create(
        case=case, what=what, by=by, by_name=name_of(by) or PROGRAM.get()[:150], at=at, text=text, details=details
    )
    if what in IN_THE_LOG:
        tell_log(case, IN_THE_LOG[what], f"event-{event.pk}", at=at, now=at, employee=event.by_name)
    return event


def tell_asked(case: Case, items: Iterable[CaseItem], *, now: datetime) -> None:
    """What starts a wait where no conversation does: a score, a review, a call. Of nobody known, nothing can wait."""
    if case.customer_id is None:
        return
    asked = [item for item in items if not _is_message(item)]
    for item in asked:
        tell_log(case, "inbound", f"asked-{item.pk}", at=item.occurred_at, now=now, threads=[case.thread])


def tell_asked_by_hand(case: Case, *, now: datetime) -> None:
    """The customer rang, or stood at the desk: the wait starts when it is written down."""
    if case.customer_id is not None:
        tell_log(case, "inbound", "asked", at=case.opened_at, now=now, threads=[case.thread])


def tell_log(
    case: Case,
    name: str,
    number: str,
    *,
    at: datetime,
    now: datetime,
    employee: str = "",
    value: float | None = None,
    threads: Iterable[str] | None = None,
) -> None:
    """The log hears it in each thread that the case is about, so that each conversation has its answer."""
    in_threads = list(threads) if threads is not None else threads_of(case)
    spool.hear(
        case.workspace.key,
        [
            Heard(
                id=f"case:{case.pk}:{number}" + (f":{place}" if place else ""),
                occurred_at=at,
                received_at=now,
                kind="case",
                name=name,
                thread=thread,
                alias=case.customer.key if case.customer else None,
                touchpoint=case.touchpoint or None,
                channel=CHANNEL,
                location=case.location.key if case.location else None,
                employee=employee or None,
                value=value,
            )
            for place, thread in enumerate(in_threads)
        ],
    )


def threads_of(case: Case) -> list[str]:
    """The conversations that the case is about, its own where anything else is, and those of what it was merged from:
    in each of them somebody waits for the same answer.
    """
    items = list(case.items.all())
    theirs = dict.fromkeys(item.thread for item in items if _is_message(item))
    own = [] if theirs and all(_is_message(item) for item in items) else [case.thread]
    return list(dict.fromkeys([*own, *theirs, *(each.thread for each in case.merged.all())]))


def _is_message(item: CaseItem) -> bool:
    return item.kind == "message" and bool(item.thread)
