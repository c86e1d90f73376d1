"""A mail that came back, as far as a case can use it: who wrote, what about, and what they wrote themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256
from typing import Final

from heedful.act.cases.quoting import own_words, words_of_html

LARGEST: Final = 2_000_000  # bytes that are looked at
MOST_NAMES: Final = 20
LONGEST_NAME: Final = 120
NAMES_A_CASE: Final = (
    "In-Reply-To", "References", "To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To",
)  # fmt: skip
AUTOMATIC: Final = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "List-Id", "List-Unsubscribe")
IN_BULK: Final = ("bulk", "junk", "list", "auto_reply")
_AWAY: Final = re.compile(
    r"^\s*(automatic reply|auto(-| )?reply|out of (the )?office|automatinis atsakymas|автоматический ответ|автоответ"
    r"|автоматична відповідь|автовідповідь)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mail:
    number: str  # the same for the same mail, however often it comes
    names: str  # whatever may name the letter that it answers
    message_id: str
    sender: str
    at: datetime | None
    text: str
    attachments: tuple[str, ...]
    is_automatic: bool


def read_mail(raw: bytes) -> Mail:
    mail = message_from_bytes(raw[:LARGEST], policy=policy.compat32)
    message_id = _said(mail, "Message-ID")
    found = getaddresses([_said(mail, "From")])
    return Mail(
        number=sha256(message_id.encode() if message_id else raw).hexdigest()[:40],
        names=" ".join(_said(mail, name) for name in NAMES_A_CASE),
        message_id=message_id,
        sender=found[0][1].strip().lower() if found else "",
        at=_moment(_said(mail, "Date")),
        text=_text(mail),
        attachments=_attachments(mail),
        is_automatic=_is_automatic(mail),
    )


def _is_automatic(mail: Message) -> bool:
    """RFC 3834, and how it was said before it; a report of a mail server's, too."""
    submitted = _said(mail, "Auto-Submitted").split(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or _said(mail, "Precedence").lower() in IN_BULK
        or any(mail.get(name) is not None for name in AUTOMATIC)
        or _said(mail, "Return-Path").strip() == "<>"
        or mail.get_content_type() == "multipart/report"
        or bool(_AWAY.match(_decoded(_said(mail, "Subject"))))
    )


def _text(mail: Message) -> str:
    """As it was written plainly; else what its page says."""
    parts = [part for part in mail.walk() if not part.is_multipart() and not _name(part)]
    for kind, read in (("text/plain", _plain), ("text/html", lambda part: words_of_html(_words(part)))):
        said = [read(part) for part in parts if part.get_content_type() == kind and not _is_attached(part)]
        if text := "\n\n".join(filter(None, said)):
            return text
    return ""


def _plain(part: Message) -> str:
    text = _words(part)
    if str(part.get_param("format", "")).lower() == "flowed":  # RFC 3676: a line that ends in a space goes on
        text = re.sub(r"(?<!^--)(?<!\n--) \r?\n(?![> ])", " ", text)
    return own_words(text)


def _attachments(mail: Message) -> tuple[str, ...]:
    along = [part for part in mail.walk() if not part.is_multipart() and _goes_along(part)]
    named = [" ".join(_name(part).split())[:LONGEST_NAME] or part.get_content_type() for part in along]
    return tuple(named[:MOST_NAMES])


def _goes_along(part: Message) -> bool:
    """Pictures that stand within the words, a logo under a signature, are no attachments."""
    return _is_attached(part) or (bool(_name(part)) and part.get("Content-ID") is None)


def _is_attached(part: Message) -> bool:
    return _said(part, "Content-Disposition").split(";")[0].strip().lower() == "attachment"


def _name(part: Message) -> str:
    return _decoded(part.get_filename() or "")


def _words(part: Message) -> str:
    payload = part.get_payload(decode=True)
    words = payload if isinstance(payload, bytes) else b""
    try:
        return words.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:  # a charset that nobody knows
        return words.decode("utf-8", "replace")


def _said(mail: Message, name: str) -> str:
    """All that the field says, each time it stands there; bytes that are no text become question marks."""
    return " ".join(" ".join(str(each).split()) for each in mail.get_all(name, []))


def _decoded(text: str) -> str:
    try:
        return str(make_header(decode_header(text)))
    except (LookupError, ValueError):  # said to be in a charset that it is not in: as it stands
        return text


def _moment(date: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(date)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
