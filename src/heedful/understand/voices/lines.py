"""One text, sentence by sentence: how each sounds, and which themes stand in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from heedful.interactions.store import Store
from heedful.text.labels import Labels, Said, Sentence
from heedful.understand.metrics.metric import Words
from heedful.understand.voices.pieces import Covered, Piece, pieces_of
from heedful.understand.voices.quotes import Chip, Names, chips_of, personal_in, side_of
from heedful.understand.voices.readers import reader_of
from heedful.understand.voices.waiting import prior_of
from heedful.understand.voices.words import FEELING_ICONS, FEELINGS, TONES
from heedful.understand.voices.written import vectors_in

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, or what contrasts with the one before it."""

    pieces: Sequence[Piece]
    feeling: str
    sure: float
    chips: Sequence[Chip]

    @property
    def feeling_word(self) -> Words:
        return FEELINGS[self.feeling]

    @property
    def icon(self) -> str:
        return FEELING_ICONS[self.feeling]

    @property
    def tone(self) -> str:
        return TONES.get(self.feeling, "")


def lines_of(row: Row, names: Names, workspace: str, *, store: Store, bare: bool = False) -> list[Line]:
    """Its sentences as the model reads them today; what it reads of each is kept nowhere."""
    read = _read(row, workspace, store)
    covered = () if bare else personal_in(row)
    return [_line(read.cleaned, number, each, row, names, covered) for number, each in enumerate(read.sentences)]


def _read(row: Row, workspace: str, store: Store) -> Labels:
    reader, said = reader_of(workspace), Said(row["text"], prior_of(row["properties"]))
    kept = vectors_in(store.vectors(workspace, [row["id"]]), reader.embedder) if reader.embedder else {}
    if row["id"] in kept:
        return reader.by_meaning.full([said], [kept[row["id"]]])[0][0]
    return reader.by_words.quick([said])[0]


def _line(cleaned: str, number: int, sentence: Sentence, row: Row, names: Names, covered: Sequence[Covered]) -> Line:
    start, end = sentence.start, sentence.end
    hits = [hit for hit in row["hits"] if hit["sentence"] == number and start <= hit["first"] < end]
    pieces = pieces_of(
        cleaned[start:end],
        themes=[(hit["first"] - start, min(hit["last"], end) - start) for hit in hits if hit["last"] <= end],
        covered=[
            Covered(each.kind, max(each.start, start) - start, min(each.end, end) - start)
            for each in covered
            if each.start < end and each.end > start
        ],
    ).pieces
    feeling = "unclear" if sentence.sentiment is None else side_of([sentence.sentiment])
    return Line(pieces, feeling, sentence.confidence, chips_of(hits, names.themes))
