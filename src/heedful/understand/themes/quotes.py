"""What was said of a theme, word for word: typical sentences, each with the text that it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import narwhals as nw

from heedful import measures
from heedful.text.cleaning import clean
from heedful.text.personal import masked
from heedful.text.sentences import sentences
from heedful.understand.metrics.question import Period
from heedful.understand.themes.counting import Scope, kept, texts_read_for

LOOKED_AT: Final = 200  # the strongest hits, of which some are shown
SHORTEST, LONGEST = 40, 160  # characters: what reads well as a quote


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a text, personal data masked. `before` and `after` stand around the phrase that shows the theme."""

    id: str
    before: str
    phrase: str
    after: str
    language: str
    sentiment: float | None
    location: str | None
    said_on: date
    sentence: int

    @property
    def text(self) -> str:
        return f"{self.before}{self.phrase}{self.after}"


def quotes_of(scope: Scope, period: Period, theme: str, *, most: int = 6) -> list[Quote]:
    """The clearest sentences about it, none twice, none that insults; those of a quote's length first."""
    found: list[Quote] = kept(scope, ("quotes", period, theme), lambda: list(_read(scope, period, theme)))
    apart: dict[str, Quote] = {}
    for quote in sorted(found, key=lambda quote: not SHORTEST <= len(quote.text) <= LONGEST):
        apart.setdefault(quote.text.casefold(), quote)
    return list(apart.values())[:most]


def _read(scope: Scope, period: Period, theme: str) -> Iterator[Quote]:
    texts = texts_read_for(scope, period, theme).filter(~nw.col("harsh").fill_null(value=False))
    texts = texts.select("id", "text", "language", "location", "occurred_at", "confidence")
    hits = measures.lazy(scope.store.hits(scope.workspace)).filter(nw.col("theme") == theme)
    strongest = hits.select("id", "sentence", "first", "last", "score", felt=nw.col("sentiment"))
    weight = nw.col("score").fill_null(0.0) * (1 + nw.col("felt").abs().fill_null(0.0))
    together = texts.join(strongest, on="id", how="inner").with_columns(weight=weight)
    rows = together.sort("weight", "occurred_at", "id", descending=True).head(LOOKED_AT)
    for row in rows.collect(backend="pyarrow").iter_rows(named=True):
        quote = _quote(row, ZoneInfo(scope.tz))
        if quote is not None:
            yield quote


def _quote(row: dict[str, Any], zone: ZoneInfo) -> Quote | None:
    """None where the text has changed since it was read."""
    cleaned = clean(row["text"])
    spans = sentences(cleaned)
    if row["sentence"] >= len(spans):
        return None
    span = spans[row["sentence"]]
    first, last = max(row["first"], span.start), min(row["last"], span.end)
    if first >= last:
        first = last = span.end
    parts = [cleaned[span.start : first], cleaned[first:last], cleaned[last : span.end]]
    if masked(cleaned[span.start : span.end]) != cleaned[span.start : span.end]:
        parts = [masked(cleaned[span.start : span.end]), "", ""]
    said_at: datetime = row["occurred_at"].replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
    return Quote(
        row["id"], *parts, row["language"] or "", row["felt"], row["location"], said_at.date(), row["sentence"]
    )
