"""A text as a page quotes it: the words, who said them where and when, what they gave, and what was read off them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from django.utils.translation import gettext as _

from heedful.people.models import Customer
from heedful.text.cleaning import clean
from heedful.text.folding import wanted
from heedful.text.labels import NEUTRAL
from heedful.ui.numbers import plain
from heedful.understand.metrics.metric import Words
from heedful.understand.voices.pieces import Covered, Cut, pieces_of
from heedful.understand.voices.words import FEELING_ICONS, FEELINGS, INTENTS, KINDS, TONES

Row = Mapping[str, Any]
STARS: Final = 5
_OF: Final = re.compile(r"-?(\d+)$")


@dataclass(frozen=True, slots=True)
class Chip:
    """A theme in a text, and how it is felt there."""

    key: str
    name: str
    feeling: str

    @property
    def feeling_word(self) -> Words:
        return FEELINGS[self.feeling]

    @property
    def tone(self) -> str:
        return TONES.get(self.feeling, "")


@dataclass(frozen=True, slots=True)
class Quote:
    """One text, ready to be shown. `feeling` is empty while nobody has read it."""

    key: str
    cut: Cut
    language: str
    at: datetime
    kind: Words
    place: str
    channel: str
    score: str
    customer: str
    customer_name: str
    feeling: str
    sure: float | None
    intent: Words
    is_harsh: bool
    is_corrected: bool
    has_personal: bool
    is_in_full: bool
    chips: Sequence[Chip]

    @property
    def feeling_word(self) -> Words:
        return FEELINGS.get(self.feeling, "")

    @property
    def icon(self) -> str:
        return FEELING_ICONS.get(self.feeling, "circle-dashed")

    @property
    def tone(self) -> str:
        return TONES.get(self.feeling, "")


@dataclass(frozen=True, slots=True)
class Names:
    """What keys of the log are called: places, themes, customers, and the scores beside texts, by thread."""

    places: Mapping[str, str]
    themes: Mapping[str, str]
    customers: Mapping[str, Customer]
    scores: Mapping[str, tuple[str, float]]


def quote_of(row: Row, names: Names, *, looked_for: str = "", whole: bool = False, bare: bool = False) -> Quote:
    """The row as a quote; `whole`: all of the text; `bare`: personal data stand there as they were written."""
    cleaned = clean(row["text"])
    covered = personal_in(row)
    cut = pieces_of(
        cleaned,
        words=wanted(looked_for),
        themes=[(hit["first"], hit["last"]) for hit in row["hits"] if hit["last"] - hit["first"] < len(cleaned)],
        covered=() if bare else covered,
        excerpt=not whole,
    )
    customer = names.customers.get(row["customer"] or "")
    return Quote(
        key=row["id"],
        cut=cut,
        language=row["language"] or "",
        at=row["occurred_at"].replace(tzinfo=UTC),
        kind=KINDS.get(row["kind"], row["kind"]),
        place=names.places.get(row["location"], row["location"]) or "",
        channel=row["channel"] or "",
        score=score_of(row, names.scores),
        customer=row["customer"] or "",
        customer_name=(customer.name if customer else "") or row["customer"] or "",
        feeling=row["feeling"] or "",
        sure=row["confidence"],
        intent=INTENTS.get(row["intent"] or "", ""),
        is_harsh=bool(row["harsh"]),
        is_corrected=bool(row["corrected"]),
        has_personal=bool(covered),
        is_in_full=row["tier"] == "full",
        chips=chips_of(row["hits"], names.themes),
    )


def personal_in(row: Row) -> list[Covered]:
    """Personal data that were found in the text."""
    return [Covered(*each) for each in msgspec.json.decode(row["personal"])] if row["personal"] else []


def chips_of(hits: Sequence[Row], names: Mapping[str, str]) -> list[Chip]:
    """Each theme of a text once, in the order in which they come up; a theme that is gone has no name any more."""
    found: dict[str, list[float]] = {}
    for hit in hits:
        felt = found.setdefault(hit["theme"], [])
        if hit["sentiment"] is not None:
            felt.append(hit["sentiment"])
    return [Chip(key, names[key], side_of(felt)) for key, felt in found.items() if key in names]


def side_of(felt: Sequence[float]) -> str:
    if not felt:
        return "unclear"
    mean = sum(felt) / len(felt)
    return "neutral" if abs(mean) < NEUTRAL else "positive" if mean > 0 else "negative"


def score_of(row: Row, beside: Mapping[str, tuple[str, float]]) -> str:
    """What was given with the text, on its scale: `3 of 10`; empty without one."""
    scale, value = row["scale"], row["value"]
    if value is None or row["kind"] not in ("answer", "review"):
        scale, value = beside.get(row["thread"] or "", (None, None))
    if value is None:
        return ""
    ends = _OF.search(scale or "")
    of = int(ends[1]) if ends else STARS if row["kind"] == "review" else None
    number = plain(value, 0 if value == int(value) else 1)
    return _("%(score)s of %(of)s") % {"score": number, "of": of} if of else number
