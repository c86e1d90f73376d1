"""Spam, answers sent twice and mere tries count nowhere, and everything of them stays: until it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from heedful.interactions import spool
from heedful.listen.responses.models import Response
from heedful.listen.responses.signals import response_changed
from heedful.people.models import Member, Trace
from heedful.people.traces.actions import leave_trace

WHY: Final = ("spam", "duplicate", "try")
MOST_AT_ONCE: Final = 1_000


def set_aside(responses: QuerySet[Response], *, why: str, by: Member | None, now: datetime) -> int:
    """Let these count no more, here and in the log; those set aside before stay as they are. Returns how many."""
    if why not in WHY:
        raise ValueError(f"a response is set aside as {' or '.join(WHY)}, not as {why!r}")
    with transaction.atomic():
        chosen = _locked(responses.filter(set_aside=""))
        _mark(chosen, why, by=by, now=now)
        if chosen:
            spool.withdraw(chosen[0].workspace.key, [response.thread for response in chosen])
            _trace(Trace.What.RESPONSE_SET_ASIDE, chosen, by=by, now=now, why=why)
    return len(chosen)


def take_back(responses: QuerySet[Response], *, by: Member | None, now: datetime) -> int:
    """Let these count again, as they were."""
    with transaction.atomic():
        chosen = _locked(responses.exclude(set_aside=""))
        _mark(chosen, "", by=None, now=None)
        if chosen:
            spool.restore(chosen[0].workspace.key, [response.thread for response in chosen])
            _trace(Trace.What.RESPONSE_TAKEN_BACK, chosen, by=by, now=now)
    return len(chosen)


def _locked(responses: QuerySet[Response]) -> list[Response]:
    rows = responses.select_related("survey", "version", "workspace").defer("version__document").order_by("pk")
    return list(rows.select_for_update(of=("self",))[:MOST_AT_ONCE])


def _mark(chosen: Sequence[Response], why: str, *, by: Member | None, now: datetime | None) -> None:
    for response in chosen:
        response.set_aside, response.set_aside_by, response.set_aside_at = why, by, now
        response.save(update_fields=["set_aside", "set_aside_by", "set_aside_at"])
        response_changed.send(sender=Response, response=response, created=False)


def _trace(what: Trace.What, chosen: Sequence[Response], *, by: Member | None, now: datetime, **more: str) -> None:
    for response in chosen:
        leave_trace(response.workspace, what, by=by, now=now, response=str(response.key), **more)
