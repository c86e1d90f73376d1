"""One posted interaction, checked field by field and parsed into a Heard item."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Any, Final

import msgspec

from heedful.interactions.schema import KINDS, Heard

SCALES: Final[Mapping[str, tuple[float, float]]] = {
    "nps:0-10": (0, 10),
    "nps:1-10": (1, 10),
    "csat:1-3": (1, 3),
    "csat:1-5": (1, 5),
    "csat:1-10": (1, 10),
    "ces:agree5": (1, 5),
    "ces:agree7": (1, 7),
    "ces:effort5": (1, 5),
    "stars:1-5": (1, 5),
}
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "message": ("inbound", "human_reply", "bot_reply", "auto_reply", "note", "campaign", "survey"),
    "case": ("assigned", "handoff", "snoozed", "resolved", "reopened"),
}
NAMED: Final = ("answer", "message", "case", "event", "page", "cost")
AMOUNTS: Final = ("order", "refund", "cost")
DIMENSIONS_SENT: Final = ("touchpoint", "channel", "location", "employee", "product", "source")
WORDS: Final = ("name", "customer", "visitor", "session", "thread", *DIMENSIONS_SENT)
FIELDS: Final = ("id", "occurred_at", "kind", *WORDS, "scale", "value", "currency", "text", "properties")
LONGEST_WORD: Final = 200
LONGEST_PATH: Final = 2_000
LONGEST_TEXT: Final = 100_000
LARGEST_PROPERTIES: Final = 65_536
LARGEST_VALUE: Final = 1e15
EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
CLOCK_SKEW: Final = timedelta(days=1)


class InteractionError(ValueError):
    """The interaction cannot be taken: which field, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field
        self.reason = reason


def interaction(item: object, *, received_at: datetime) -> Heard:
    """The Heard item that a posted object stands for, or InteractionError with the first field at fault."""
    if not isinstance(item, Mapping):
        raise InteractionError("", "an interaction is a JSON object")
    _check_fields(item)
    kind = _kind(item)
    words = {field: _word(item, field) for field in WORDS}
    _check_name(kind, words)
    scale = _scale(item, kind)
    value = _value(item, kind, scale)
    return Heard(
        id=_id(item),
        occurred_at=_occurred_at(item, received_at),
        received_at=received_at,
        kind=kind,
        scale=scale,
        value=value,
        alias=words.pop("customer"),
        currency=_currency(item),
        text=_text(item, "text", LONGEST_TEXT),
        properties=_properties(item),
        **words,
    )


def heard_again(raw: str, *, received_at: datetime) -> list[Heard]:
    """The parser with which a rejected item is tried again; raises InteractionError as the first time."""
    try:
        item = msgspec.json.decode(raw)
    except msgspec.DecodeError as error:
        raise InteractionError("", f"the line is not JSON: {error}") from error
    return [interaction(item, received_at=received_at)]


def _check_fields(item: Mapping[str, Any]) -> None:
    for field in item:
        if field not in FIELDS:
            near = get_close_matches(str(field)[:100], FIELDS, n=1)
            hint = f"did you mean {near[0]}?" if near else "put what is your own under properties"
            raise InteractionError(str(field)[:60], f"no such field: {hint}")


def _kind(item: Mapping[str, Any]) -> str:
    kind = _text(item, "kind", LONGEST_WORD)
    if kind not in KINDS:
        raise InteractionError("kind", f"missing or unknown: it is one of {', '.join(KINDS)}")
    return kind


def _check_name(kind: str, words: Mapping[str, str | None]) -> None:
    name = words["name"]
    if kind in NAMED and name is None:
        raise InteractionError("name", f"missing: {_naming(kind)}")
    if kind in NAMES and name not in NAMES[kind]:
        raise InteractionError("name", f"a {kind} is one of {', '.join(NAMES[kind])}")
    if kind in NAMES and words["thread"] is None:
        raise InteractionError("thread", f"missing: which conversation the {kind} belongs to")


def _naming(kind: str) -> str:
    return {
        "answer": "the key of the question answered",
        "page": "the path of the page",
        "cost": "what it was spent on, retention or acquisition for instance",
    }.get(kind, f"which {kind} it is")


def _scale(item: Mapping[str, Any], kind: str) -> str | None:
    scale = _text(item, "scale", LONGEST_WORD)
    if scale is None:
        return "stars:1-5" if kind == "review" else None
    if kind not in ("answer", "review"):
        raise InteractionError("scale", f"only an answer or a review has a scale, not a {kind}")
    if scale not in SCALES:
        raise InteractionError("scale", f"unknown: it is one of {', '.join(SCALES)}")
    return scale


def _value(item: Mapping[str, Any], kind: str, scale: str | None) -> float | None:
    value = item.get("value")
    if value is None:
        if kind in ("refund", "cost"):
            raise InteractionError("value", f"missing: the amount of the {kind}")
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InteractionError("value", "a number is needed")
    if not abs(value) <= LARGEST_VALUE or not math.isfinite(value):
        raise InteractionError("value", "too large to be true")
    _check_value(float(value), kind, scale)
    return float(value)


def _check_value(value: float, kind: str, scale: str | None) -> None:
    if kind in AMOUNTS and value < 0:
        hint = " (send a refund, with its amount positive)" if kind == "order" else ""
        raise InteractionError("value", f"the amount of a {kind} is not negative{hint}")
    if scale is None:
        return
    lowest, highest = SCALES[scale]
    if not lowest <= value <= highest:
        raise InteractionError("value", f"{value:g} is off the scale {scale}: {lowest:g} to {highest:g}")
    if scale != "stars:1-5" and not value.is_integer():
        raise InteractionError("value", f"{value:g} is between the points of the scale {scale}")


def _id(item: Mapping[str, Any]) -> str:
    """The sender's own id; without one, a digest of the content, so that a repeated request adds nothing."""
    if item.get("id") is None:
        return f"sha256:{hashlib.sha256(_content(item, '')).hexdigest()}"
    return _word(item, "id") or ""


def _occurred_at(item: Mapping[str, Any], received_at: datetime) -> datetime:
    text = _text(item, "occurred_at", LONGEST_WORD)
    if text is None:
        raise InteractionError("occurred_at", "missing: when it happened, like 2026-01-31T18:30:00Z")
    moment = _moment(text)
    if moment is None:
        raise InteractionError("occurred_at", "not a time like 2026-01-31T18:30:00Z")
    if moment.tzinfo is None:
        raise InteractionError("occurred_at", "the time zone is missing: end it with Z or an offset like +02:00")
    if not EARLIEST <= moment <= received_at + CLOCK_SKEW:
        raise InteractionError("occurred_at", "before 1900, or more than a day ahead of our clock")
    return moment.astimezone(UTC)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _currency(item: Mapping[str, Any]) -> str | None:
    currency = _text(item, "currency", 3)
    if currency is not None and not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise InteractionError("currency", "three capital letters, like EUR")
    return currency


def _properties(item: Mapping[str, Any]) -> str | None:
    properties = item.get("properties")
    if properties is None:
        return None
    if not isinstance(properties, Mapping):
        raise InteractionError("properties", "a JSON object is needed")
    content = _content(properties, "properties")
    if len(content) > LARGEST_PROPERTIES:
        raise InteractionError("properties", f"longer than {LARGEST_PROPERTIES} bytes of JSON")
    return content.decode()


def _content(value: object, field: str) -> bytes:
    """One spelling of the same JSON, whatever the order of its keys."""
    try:
        return msgspec.json.encode(value, order="sorted")
    except ValueError as error:
        raise InteractionError(field, "holds a number or a text that JSON cannot hold") from error


def _word(item: Mapping[str, Any], field: str) -> str | None:
    """A name: text, or a whole number that stands for one."""
    given = item.get(field)
    if isinstance(given, int) and not isinstance(given, bool) and abs(given) < 10**18:
        item = {field: str(given)}
    word = _text(item, field, LONGEST_PATH if field == "name" else LONGEST_WORD)
    return None if word is None else _not_blank(word.strip(), field)


def _not_blank(word: str, field: str) -> str | None:
    if not word and field == "id":
        raise InteractionError("id", "blank: leave it out, or give one")
    return word or None


def _text(item: Mapping[str, Any], field: str, longest: int) -> str | None:
    text = item.get(field)
    if text is None:
        return None
    if not isinstance(text, str):
        raise InteractionError(field, "text is needed")
    if len(text) > longest:
        raise InteractionError(field, f"longer than {longest} characters")
    if "\x00" in text:
        raise InteractionError(field, "holds a NUL character")
    return text
