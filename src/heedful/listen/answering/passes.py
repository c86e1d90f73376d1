"""The pass in a respondent's address: which response, begun when, with which version; nobody else can make one."""

from __future__ import annotations

import base64
import binascii
import hmac
import struct
import uuid
from datetime import UTC, datetime
from typing import NamedTuple

from django.conf import settings

PARTS = struct.Struct(">16sII")
SIGNATURE = 12  # bytes


class Pass(NamedTuple):
    key: uuid.UUID
    version: int
    begun_at: datetime


def new_pass(version: int, *, now: datetime) -> Pass:
    return Pass(uuid.uuid4(), version, now.replace(microsecond=0))


def sealed(given: Pass, code: str) -> str:
    """The pass as it stands in an address, good for this door alone."""
    body = PARTS.pack(given.key.bytes, given.version, int(given.begun_at.timestamp()))
    return base64.urlsafe_b64encode(body + _signature(body, code)).decode()


def opened(text: str, code: str) -> Pass | None:
    """The pass; None if it was not made here, for this door."""
    try:
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    body, signature = raw[: PARTS.size], raw[PARTS.size :]
    if len(body) < PARTS.size or not hmac.compare_digest(signature, _signature(body, code)):
        return None
    key, version, begun = PARTS.unpack(body)
    return Pass(uuid.UUID(bytes=key), version, datetime.fromtimestamp(begun, UTC))


def _signature(body: bytes, code: str) -> bytes:
    secret = settings.SECRET_KEY.encode()
    return hmac.digest(secret, b"heedful.listen.answering.pass\0" + code.encode() + b"\0" + body, "sha256")[:SIGNATURE]
