"""The newest texts with all that finding themes needs of them, read part by part: never the whole log in memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from heedful import measures
from heedful.interactions.store import Store
from heedful.text.cleaning import clean
from heedful.text.embedding import meaning_of
from heedful.text.labels import Sentence
from heedful.text.sentences import sentences
from heedful.text.themes.voices import Voice

NEWEST: Final = 50_000  # texts
AT_ONCE: Final = 2_000
STARS: Final = 5
DAYS_OF_A_WEEK: Final = 7
LOW, HIGH = 0.5, 0.75  # of a scale: below the one somebody is unhappy, from the other on content
_ENDS: Final = re.compile(r"(\d+)-(\d+)$")


@dataclass(frozen=True, slots=True)
class Sample:
    """Texts, the newest first, and the vectors of their sentences, one after another: zeros where none is kept."""

    voices: Sequence[Voice]
    vectors: NDArray[np.float16] | None


Progress = Callable[[int, int], None]  # texts looked through, of how many


def _silently(_done: int, _whole: int) -> None:
    """Nobody watches."""


def sample_of(store: Store, workspace: str, *, most: int = NEWEST, progress: Progress = _silently) -> Sample:
    """At most so many of the texts that are read already."""
    texts = measures.lazy(store.voices(workspace)).filter(~nw.col("model").is_null(), ~_is_harsh())
    columns = ("id", "text", "language", "occurred_at", "location", "sentiment", "confidence", "scale", "value", "kind")
    newest = texts.select(*columns).sort("occurred_at", "id", descending=True).head(most)
    voices = [_voice(row) for row in newest.collect(backend="pyarrow").iter_rows(named=True)]
    return Sample(voices, _vectors(store, workspace, voices, progress))


def is_unhappy(kind: str, scale: str | None, value: float | None) -> bool | None:
    """Whether the score beside a text is low; None without one, or between."""
    if value is None:
        return None
    ends = _ENDS.search(scale or "")
    lowest, highest = (int(ends[1]), int(ends[2])) if ends else (1, STARS)
    if not ends and kind != "review":
        return None
    if (scale or "").startswith("nps"):
        return None if 6 < value < 9 else value <= 6
    part = (value - lowest) / max(highest - lowest, 1)
    return None if LOW <= part < HIGH else part < LOW


def _is_harsh() -> nw.Expr:
    return nw.col("harsh").fill_null(value=False)


def _voice(row: dict[str, Any]) -> Voice:
    cleaned = clean(row["text"])
    return Voice(
        id=row["id"],
        cleaned=cleaned,
        language=row["language"] or "",
        sentences=tuple(Sentence(each.start, each.end, None, 0.0) for each in sentences(cleaned)),
        unhappy=is_unhappy(row["kind"], row["scale"], row["value"]),
        period=row["occurred_at"].toordinal() // DAYS_OF_A_WEEK,
        place=row["location"] or "",
        sentiment=row["sentiment"],
        confidence=row["confidence"] or 0.0,
    )


def _vectors(store: Store, workspace: str, voices: Sequence[Voice], progress: Progress) -> NDArray[np.float16] | None:
    """None where no text has any: then the words alone tell."""
    starts = np.cumsum([0, *(len(voice.sentences) for voice in voices)])
    place = {voice.id: number for number, voice in enumerate(voices)}
    laid: NDArray[np.float16] | None = None
    for key, dimensions, kept in _kept(store, workspace, [voice.id for voice in voices], progress):
        if laid is None:
            laid = np.zeros((int(starts[-1]), dimensions), np.float16)
        number = place[key]
        first, last = int(starts[number]), int(starts[number + 1])
        if dimensions == laid.shape[1] and len(kept) == last - first:
            laid[first:last] = kept
    return laid


def _kept(
    store: Store, workspace: str, ids: Sequence[str], progress: Progress
) -> Iterator[tuple[str, int, NDArray[np.float16]]]:
    for start in range(0, len(ids), AT_ONCE):
        progress(start, len(ids))
        table = store.vectors(workspace, ids[start : start + AT_ONCE])
        for row in table.select(["id", "dimensions", "vectors"]).to_pylist():
            vectors = meaning_of(np.frombuffer(row["vectors"], np.float16).reshape(-1, row["dimensions"]))
            yield row["id"], vectors.shape[1], vectors
