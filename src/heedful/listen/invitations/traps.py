"""Telling a person from what opens links for them: scanners of mail servers, previews, prefetching browsers.

A link in a mail never answers anything. Still, a scanner may press a button as well; four things give it away. It
follows a link that nobody can see, it asks by a method or with a header by which no page is read, it sends the form
before anybody could have read it, or it does so in the moment in which the mail was handed over. What is filtered is
kept (`states.note_filtered`), and the page is shown again: a person who was very fast presses once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest

from heedful.listen.invitations.models import Filtered, Invitation

TRAP = "trap"
TOO_FAST = "too-fast"
METHOD = "method"
TRAP_PARAMETER = "trap"  # /s/<token>/?trap=1 stands in the mail where nobody sees it
READING = timedelta(seconds=1)  # from a page's first byte to its form: nobody is faster
ARRIVING = timedelta(seconds=3)  # from our handing a mail over to somebody's answering it
AFTER_TRAP = timedelta(seconds=60)  # what followed the hidden link goes on to the others
_ASKING_AHEAD = (("Sec-Purpose", "prefetch"), ("Purpose", "prefetch"), ("X-Moz", "prefetch"), ("X-Purpose", "preview"))


@dataclass(frozen=True, slots=True)
class Facts:
    """What a request shows of who made it. `shown_at` is when the page that is sent now had been opened."""

    method: str
    followed_trap: bool = False
    is_ahead: bool = False
    shown_at: datetime | None = None
    agent: str = ""


def facts_of(request: HttpRequest, *, shown_at: datetime | None = None) -> Facts:
    return Facts(
        method=request.method or "",
        followed_trap=TRAP_PARAMETER in request.GET,
        is_ahead=any(word in request.headers.get(name, "").lower() for name, word in _ASKING_AHEAD),
        shown_at=shown_at,
        agent=request.headers.get("User-Agent", "")[:200],
    )


def why_filtered(invitation: Invitation, *, facts: Facts, now: datetime) -> str | None:
    """Why this visit is no person's; None where it may be one. A visit that is filtered opens and answers nothing."""
    if facts.followed_trap:
        return TRAP
    if facts.method not in ("GET", "POST") or facts.is_ahead:
        return METHOD
    if facts.method == "GET":
        return None
    if _is_too_fast(invitation, facts, now):
        return TOO_FAST
    return TRAP if _has_followed_trap(invitation, facts, now) else None


def _is_too_fast(invitation: Invitation, facts: Facts, now: datetime) -> bool:
    if facts.shown_at is not None and now - facts.shown_at < READING:
        return True
    return invitation.sent_at is not None and now - invitation.sent_at < ARRIVING


def _has_followed_trap(invitation: Invitation, facts: Facts, now: datetime) -> bool:
    trapped = Filtered.objects.filter(invitation=invitation, why=TRAP, agent=facts.agent)
    return trapped.filter(at__gt=now - AFTER_TRAP, at__lte=now).exists()
