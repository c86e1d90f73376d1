"""What other words would take in, before anything is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from heedful.text.cleaning import clean
from heedful.text.personal import masked
from heedful.text.themes.keywords import Keywords
from heedful.understand.themes.counting import Scope, kept, labelled_texts, theme_hits

LOOKED_AT: Final = 5_000  # of the newest texts
SHOWS_ALONE: Final = 0.6  # what a keyword weighs that shows a theme by itself
MOST_SHOWN: Final = 3
LONGEST: Final = 160  # characters


@dataclass(frozen=True, slots=True)
class Preview:
    """Of the newest `texts` without the theme, how many the words stand in; some of these."""

    texts: int
    more: int
    examples: Sequence[str]


def more_texts(scope: Scope, keywords: Mapping[str, Sequence[str]], *, theme: str = "") -> Preview:
    """By the words alone: what the meaning of sentences adds is known once the texts are read anew."""
    rows: list[dict[str, Any]] = kept(scope, ("preview", theme), lambda: _others(scope, theme))
    readers: dict[str, Keywords] = {}
    taken = []
    for row in rows:
        language = row["language"] or ""
        if language not in readers:
            readers[language] = Keywords([keywords], language)
        cleaned = clean(row["text"])
        if any(found.weight >= SHOWS_ALONE for found in readers[language].found(cleaned)):
            taken.append(cleaned)
    return Preview(len(rows), len(taken), [_shortened(masked(text)) for text in taken[:MOST_SHOWN]])


def _others(scope: Scope, theme: str) -> list[dict[str, Any]]:
    texts = labelled_texts(scope).select("id", "text", "language", "occurred_at")
    if theme:
        texts = texts.join(theme_hits(scope, theme).select("id"), on="id", how="anti")
    newest = texts.sort("occurred_at", "id", descending=True).head(LOOKED_AT).collect(backend="pyarrow")
    return list(newest.select("text", "language").iter_rows(named=True))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
