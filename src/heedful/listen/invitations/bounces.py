"""Reading what comes back: that a mail could not be delivered, is late, or was called spam.

Most servers say so in a form (RFC 3464, RFC 5965); older ones in words alone. What a mail of ours was about is known by
its Message-ID, which is in what they send back of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Literal

LARGEST = 2_000_000  # bytes of a mail that are looked at
LONGEST_SAID = 300
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.#-])([45]\d\d)[ \-](?=[\d#A-Za-z<(])")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_MESSAGE_ID = re.compile(r"^[ >]*Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_BY_WORDS = re.compile(
    r"(qmail-send program|could not be delivered|couldn't be delivered|failed permanently|delivery to the following"
    r"|undeliverable|delivery (?:has )?failed|wasn't delivered|returned to sender|message was not delivered"
    r"|не доставлено|не удалось доставить|недоставк|nepristatyt)",
    re.IGNORECASE,
)
_SENDERS = re.compile(r"mailer-daemon|postmaster|mail delivery|microsoft outlook", re.IGNORECASE)
Kind = Literal["bounced", "delayed", "complained"]


@dataclass(frozen=True, slots=True)
class Bounce:
    """What came back. `status` is RFC 3463's ("5.1.1"), "" where nobody says it."""

    kind: Kind
    address: str = ""
    message_ids: tuple[str, ...] = ()
    permanent: bool = False
    status: str = ""
    said: str = ""


def read_bounce(raw: bytes) -> Bounce | None:
    """What the mail tells of; None if it is no such mail (an answer of a person's, an absence note)."""
    mail = message_from_bytes(raw[:LARGEST], policy=policy.default)
    assert isinstance(mail, EmailMessage)  # noqa: S101 -- policy.default makes no other
    parts = list(mail.walk())
    ids = tuple(_original_ids(parts))
    if (feedback := _first(parts, "message/feedback-report")) is not None:
        return _complaint(feedback, ids, parts)
    if (status := _first(parts, "message/delivery-status")) is not None:
        return _by_form(status, ids, parts)
    return _by_words(mail, ids, parts)


def _by_form(status: EmailMessage, ids: tuple[str, ...], parts: list[EmailMessage]) -> Bounce | None:
    """RFC 3464: a block of fields for the mail, and one for each receiver; the first that failed counts."""
    blocks = [block for block in _blocks(status) if block.get("action") or block.get("status")]
    if not blocks:
        return None
    block = min(blocks, key=lambda each: _action(each) != "failed")
    action = _action(block)
    if action not in ("failed", "delayed"):
        return None
    said = " ".join(block.get("diagnostic-code", "").split(";", 1)[-1].split()) or _words(parts)
    code = block.get("status", "").split(" ")[0]
    better = _STATUS.search(said)
    if better and code.endswith(".0.0"):  # "5.0.0" is what is said when nobody looked
        code = better[1]
    address = _address_in(block.get("original-recipient", "")) or _address_in(block.get("final-recipient", ""))
    permanent = action == "failed" and not code.startswith("4")
    return Bounce("bounced" if action == "failed" else "delayed", address, ids, permanent, code, said[:LONGEST_SAID])


def _complaint(feedback: EmailMessage, ids: tuple[str, ...], parts: list[EmailMessage]) -> Bounce | None:
    fields = next(iter(_blocks(feedback)), {})
    if fields.get("feedback-type", "").strip().lower() not in ("abuse", "fraud"):
        return None
    address = _address_in(fields.get("original-rcpt-to", "")) or _address_in(_original_to(parts))
    return Bounce("complained", address, ids, permanent=True, said=fields.get("user-agent", "")[:LONGEST_SAID])


def _by_words(mail: EmailMessage, ids: tuple[str, ...], parts: list[EmailMessage]) -> Bounce | None:
    """qmail, old Exim, gateways of their own kind: a mail from the server itself that says it in prose."""
    words = _words(parts)
    sender, failed = str(mail.get("From", "")), str(mail.get("X-Failed-Recipients", ""))
    if not failed and not (_SENDERS.search(sender) and _BY_WORDS.search(f"{mail.get('Subject', '')} {words}")):
        return None
    status, code = _STATUS.search(words), _CODE.search(words)
    is_temporary = (status[1] if status else code[1] if code else "5").startswith("4")
    address = _address_in(failed) or _address_in(words) or _address_in(_original_to(parts))
    line = next((each for each in words.splitlines() if (_STATUS.search(each) or _CODE.search(each))), words)
    said = " ".join(line.split())[:LONGEST_SAID]
    return Bounce("bounced", address, ids, not is_temporary, status[1] if status else "", said)


def _blocks(part: EmailMessage) -> Iterator[dict[str, str]]:
    """The groups of fields in a report, whichever way the parser left them: as messages, or as text."""
    inner = part.get_payload()
    texts = [each.as_string() for each in inner] if isinstance(inner, list) else re.split(r"\n\s*\n", _text(part))
    for text in texts:
        unfolded = re.sub(r"\r?\n[ \t]+", " ", text.strip())
        pairs = (line.partition(":") for line in unfolded.splitlines())
        yield {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def _action(block: dict[str, str]) -> str:
    said = block.get("action", "").split(" ")[0].lower()
    return said or {"5": "failed", "4": "delayed"}.get(block.get("status", "")[:1], "")


def _original_ids(parts: list[EmailMessage]) -> Iterator[str]:
    """The Message-IDs of what came back, from the copy of it, its headers, or where its headers stand in the text."""
    for part in parts[1:]:
        if found := str(part.get("Message-ID", "")).strip():
            yield found
    for part in parts:
        if part.get_content_type() in ("text/plain", "text/rfc822-headers"):
            yield from _MESSAGE_ID.findall(_text(part))


def _original_to(parts: list[EmailMessage]) -> str:
    return next((str(part["To"]) for part in parts[1:] if part.get("To")), "")


def _words(parts: list[EmailMessage]) -> str:
    return next((_text(part).strip() for part in parts if part.get_content_type() == "text/plain"), "")


def _first(parts: list[EmailMessage], kind: str) -> EmailMessage | None:
    return next((part for part in parts if part.get_content_type() == kind), None)


def _text(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return str(part.get_payload() or "")
    charset = part.get_content_charset() or "utf-8"
    try:
        return payload.decode(charset, "replace")
    except LookupError:  # a charset that nobody knows
        return payload.decode("utf-8", "replace")


def _address_in(text: str) -> str:
    found = _ADDRESS.search(text)
    return found[0].strip(".").lower() if found else ""
