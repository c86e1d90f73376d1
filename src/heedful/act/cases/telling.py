"""Whom the house tells what of a case: its owner, or, while it has none, those who could take it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from heedful.act.cases.models import Case
from heedful.act.notifications.actions import notify
from heedful.act.notifications.receivers import receivers
from heedful.act.webhooks.actions import tell_of_case
from heedful.act.webhooks.events import CASE_CLOSED, CASE_OPENED, CASE_REOPENED
from heedful.people.members.models import Role
from heedful.people.models import Member

TO_PROGRAMS = (CASE_OPENED, CASE_CLOSED, CASE_REOPENED)
TEAM = [{"to": "role", "role": role, "at_place": True} for role in (Role.AGENT, Role.MANAGER)]


def tell(case: Case, event: str, *, by: Member | None, now: datetime, key: str = "", why: str = "") -> int:
    """In the caller's transaction; nobody is told of what they did themselves, and programs of what they can use."""
    if event in TO_PROGRAMS:
        tell_of_case(case, event, now=now)
    place = case.location.key if case.location else ""
    told = [case.owner] if case.owner else receivers(TEAM, case.workspace, place)[0]
    return notify(
        case.workspace,
        event,
        subject=case.subject,
        key=f"{event}:{case.pk}:{key or now.isoformat()}",
        words=_words(case, why),
        href=reverse("act:case", args=[case.number]),
        members=[each for each in told if by is None or each.pk != by.pk],
        now=now,
        location=place,
    )


def _words(case: Case, why: str) -> dict[str, Any]:
    due = min((at for at in (case.answer_due_at, case.close_due_at) if at), default=None)
    zone = ZoneInfo(case.workspace.time_zone)
    words = {"number": f"#{case.number}", "title": case.title, "place": case.location.name if case.location else ""}
    words["due"] = timezone.localtime(due, zone).isoformat(timespec="minutes") if due else ""
    return words | ({"why": why} if why else {})
