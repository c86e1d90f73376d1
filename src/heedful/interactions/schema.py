"""The interaction log: one row per thing that happened between a customer and the company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
import pyarrow as pa

KINDS: Final = ("answer", "order", "refund", "message", "page", "event", "review", "mention", "case", "cost")

CHOICE: Final = "choice"
"""The scale of an answer that was chosen from a survey's options: its text is the survey's, nobody wrote it."""

TIMESTAMP: Final = pa.timestamp("us")  # naive UTC: every engine agrees on it

LOG: Final = pa.schema(
    [
        pa.field("workspace", pa.string(), nullable=False),
        pa.field("id", pa.string(), nullable=False),
        pa.field("occurred_at", TIMESTAMP, nullable=False),
        pa.field("received_at", TIMESTAMP, nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("name", pa.string()),
        pa.field("scale", pa.string()),
        pa.field("customer", pa.string()),
        pa.field("alias", pa.string()),
        pa.field("visitor", pa.string()),
        pa.field("session", pa.string()),
        pa.field("thread", pa.string()),
        pa.field("touchpoint", pa.string()),
        pa.field("channel", pa.string()),
        pa.field("location", pa.string()),
        pa.field("employee", pa.string()),
        pa.field("product", pa.string()),
        pa.field("value", pa.float64()),
        pa.field("currency", pa.string()),
        pa.field("text", pa.string()),
        pa.field("source", pa.string()),
        pa.field("properties", pa.string()),
    ]
)

HEARD: Final = pa.schema([field for field in LOG if field.name not in {"workspace", "customer"}])

DIMENSIONS: Final = ("touchpoint", "channel", "location", "employee", "product", "source", "name", "currency")


class Heard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One interaction as a sender gave it, verified and parsed, not yet in the log.

    ``alias`` is the customer's id in the sender's own words; the log resolves it, through the
    links, to ``customer``. ``occurred_at`` is aware.
    """

    id: str
    occurred_at: datetime
    received_at: datetime
    kind: str
    name: str | None = None
    scale: str | None = None
    alias: str | None = None
    visitor: str | None = None
    session: str | None = None
    thread: str | None = None
    touchpoint: str | None = None
    channel: str | None = None
    location: str | None = None
    employee: str | None = None
    product: str | None = None
    value: float | None = None
    currency: str | None = None
    text: str | None = None
    source: str | None = None
    properties: str | None = None


class Link(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who is who: a visitor is known by an alias (`visitor`), or an alias is merged into another (`into`)."""

    id: str
    occurred_at: datetime
    received_at: datetime
    alias: str
    visitor: str | None = None
    into: str | None = None


class Unlink(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The undoing of one link (`link`), or of all that rows say of a visitor and an alias (`visitor` and `alias`)."""

    id: str
    occurred_at: datetime
    received_at: datetime
    link: str | None = None
    visitor: str | None = None
    alias: str | None = None


LINKS: Final = pa.schema(
    [
        pa.field("workspace", pa.string(), nullable=False),
        pa.field("id", pa.string(), nullable=False),
        pa.field("occurred_at", TIMESTAMP, nullable=False),
        pa.field("received_at", TIMESTAMP, nullable=False),
        pa.field("what", pa.string(), nullable=False),  # identify, merge, undo, disown
        pa.field("alias", pa.string()),
        pa.field("visitor", pa.string()),
        pa.field("into", pa.string()),
        pa.field("link", pa.string()),
    ]
)


def asked_kinds(kinds: Sequence[str] | None) -> Sequence[str]:
    """The kinds asked for, all of them if none are named; raises ValueError for one that does not exist."""
    if kinds is None:
        return KINDS
    if unknown := set(kinds) - set(KINDS):
        raise ValueError(f"the log knows no such kind: {', '.join(sorted(unknown))}")
    return kinds


msgspec.json.Decoder(Heard)  # msgspec learns the types now: two threads that did so at once ended the process
