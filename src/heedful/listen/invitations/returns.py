"""What follows from what comes back, by whichever way: the mailbox of bounces, a provider's or a gateway's word."""

from __future__ import annotations

import imaplib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache

from heedful.listen.invitations import sms
from heedful.listen.invitations.bounces import LARGEST, Bounce, read_bounce
from heedful.listen.invitations.messages import referred_to
from heedful.listen.invitations.models import Invitation, Sending
from heedful.listen.invitations.resting import rest, rests, wake
from heedful.listen.invitations.unsubscribing import (
    complain,
    resubscribe_number,
    take_refusal,
    unsubscribe,
    unsubscribe_number,
)
from heedful.people.models import Workspace

AT_ONCE = 50
EVERY_SECONDS = 300
TIMEOUT_SECONDS = 20
BY_ADDRESS = timedelta(days=14)  # what names no mail is about one of these days
MAILBOX = "mailbox-of-bounces"
Channel = Sending.Channel
Take = Callable[[bytes, datetime], bool]  # whether it knew what the mail was about
_taken_also_by: list[Take] = []


def take_also_by(take: Take) -> None:
    """A room above has a use for what is no bounce, as an answer to a letter of its own."""
    _taken_also_by[:] = [take]


def read_returned_due(now: datetime) -> int:
    """Read the mailbox of bounces, every few minutes; how many mails were looked at."""
    if settings.BOUNCE_MAILBOX is None or rests(MAILBOX, now) or not cache.add(MAILBOX, 1, timeout=EVERY_SECONDS):
        return 0
    try:
        looked_at = _read_mailbox(now)
    except (imaplib.IMAP4.error, OSError) as error:
        rest(MAILBOX, f"{type(error).__name__}: {error}", now)
        return 0
    wake(MAILBOX)
    return looked_at


def _read_mailbox(now: datetime) -> int:
    """What is not seen yet; it is marked as seen once what follows from it is kept."""
    box = settings.BOUNCE_MAILBOX
    kind = imaplib.IMAP4_SSL if box.encrypted else imaplib.IMAP4
    imap = kind(box.host, box.port, timeout=TIMEOUT_SECONDS)
    try:
        imap.login(box.user, box.password)
        _said(imap.select(f'"{box.folder}"'))
        numbers = _said(imap.uid("SEARCH", "UNSEEN"))[0].split()[:AT_ONCE]
        for number in numbers:
            _take(_fetched(imap, number.decode()), now)
            _said(imap.uid("STORE", number.decode(), "+FLAGS", r"(\Seen)"))
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            imap.logout()
    return len(numbers)


def _fetched(imap: imaplib.IMAP4, number: str) -> bytes:
    """The beginning of the mail, without marking it as seen."""
    data = _said(imap.uid("FETCH", number, f"(BODY.PEEK[]<0.{LARGEST}>)"))
    return next((bytes(each[1]) for each in data if isinstance(each, tuple)), b"")


def _said(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(f"{kind} {data}")
    return data


def _take(raw: bytes, now: datetime) -> None:
    if bounce := read_bounce(raw):
        take_bounce(bounce, now=now)
    else:
        any(take(raw, now) for take in _taken_also_by)


def take_returned(raw: bytes, *, now: datetime) -> Invitation | None:
    """Whose mail this was about, once what follows is kept; None where it is no such mail, or not one of ours."""
    bounce = read_bounce(raw)
    return take_bounce(bounce, now=now) if bounce else None


def take_bounce(bounce: Bounce, *, now: datetime) -> Invitation | None:
    """Late is not lost: of a mail that is only delayed nothing follows."""
    invitation = invitation_of(bounce, now=now) if bounce.kind != "delayed" else None
    if invitation is None:
        return None
    if bounce.kind == "complained":
        complain(invitation, now=now)
    else:
        take_refusal(invitation, said=_words_of(bounce), now=now)
    return invitation


def _words_of(bounce: Bounce) -> str:
    """With the status in front, where it says more than that it is final."""
    is_known = bounce.status and not bounce.status.endswith(".0.0") and bounce.status not in bounce.said
    return f"{bounce.status} {bounce.said}" if is_known else bounce.said


def invitation_of(bounce: Bounce, *, now: datetime) -> Invitation | None:
    """By our own mark in its Message-ID, by a provider's number of it or, where neither came back, by the address."""
    mails = Invitation.objects.select_related("workspace").filter(channel=Channel.EMAIL).exclude(sent_at=None)
    for each in bounce.message_ids:
        if number := referred_to(each):
            return mails.filter(pk=number).first()
        if found := mails.filter(message_id=each).first():
            return found
    if bounce.message_ids or not bounce.address:
        return None  # it was about a mail, and that was none of ours
    return mails.filter(address=bounce.address, sent_at__gt=now - BY_ADDRESS).order_by("-sent_at").first()


def take_event(event: Any, *, now: datetime) -> Invitation | None:
    """What a provider tells of a mail; that it was opened there counts for nothing, since pictures do not read."""
    mails = Invitation.objects.select_related("workspace").filter(channel=Channel.EMAIL)
    number = referred_to(str((event.metadata or {}).get("invitation", "")))
    invitation = mails.filter(pk=number).first() if number else None
    if invitation is None and event.message_id:
        invitation = mails.filter(message_id=event.message_id).first()
    if invitation is None:
        return None
    said = " ".join(f"{event.mta_response or ''} {event.description or event.reject_reason or ''}".split())
    match event.event_type:
        case "bounced" | "rejected" | "failed":
            take_refusal(invitation, said=said, now=now)
        case "complained":
            complain(invitation, now=now)
        case "unsubscribed":
            unsubscribe(invitation, now=now)
    return invitation


def take_told_by_gateway(workspace: Workspace, said: dict[str, str], *, now: datetime) -> None:
    """What became of a short message, or one that somebody sent back."""
    if status := said.get("MessageStatus"):
        sent = Invitation.objects.filter(
            workspace=workspace, channel=Channel.SMS, message_id=said.get("MessageSid", "")
        )
        invitation = sent.select_related("workspace").first()
        if invitation and invitation.message_id and status in ("undelivered", "failed"):
            take_refusal(invitation, said=f"{said.get('ErrorCode', '')} {status}".strip(), now=now)
    elif sms.says_stop(said.get("Body", ""), said.get("OptOutType", "")):
        unsubscribe_number(workspace, said.get("From", ""), now=now)
    elif sms.says_start(said.get("Body", ""), said.get("OptOutType", "")):
        resubscribe_number(workspace, said.get("From", ""), now=now)
