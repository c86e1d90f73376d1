"""A text cut into pieces, so that a page can mark what was looked for and what shows a theme, and cover the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from heedful.text.folding import places
from heedful.understand.metrics.metric import Words
from heedful.understand.voices.words import PERSONAL, SOMETHING_PERSONAL

Mark = Literal["", "found", "theme", "covered"]
EXCERPT: Final = 420
BEFORE: Final = 120  # of an excerpt that begins inside, so much stands before what was looked for


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text. `covered`: instead of it stands what it is."""

    text: Words
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Covered:
    """Personal data: what it is, and where it stands in the cleaned text."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cut:
    """A text in pieces; `is_whole` unless it was too long."""

    pieces: Sequence[Piece]
    is_whole: bool = True


def pieces_of(
    cleaned: str,
    *,
    words: Sequence[str] = (),
    themes: Iterable[tuple[int, int]] = (),
    covered: Sequence[Covered] = (),
    excerpt: bool = False,
) -> Cut:
    """The cleaned text in pieces; as an excerpt, around the first word that was looked for."""
    marks: list[tuple[Mark, int]] = [("", -1)] * len(cleaned)
    for start, end in themes:
        marks[start:end] = [("theme", -1)] * len(marks[start:end])
    found = [(span.start, span.end) for span in places(cleaned, words)]
    for start, end in found:
        marks[start:end] = [("found", -1)] * len(marks[start:end])
    for number, each in enumerate(covered):
        marks[each.start : each.end] = [("covered", number)] * len(marks[each.start : each.end])
    first, last = _bounds(cleaned, found) if excerpt else (0, len(cleaned))
    pieces = list(_pieces(cleaned, marks, covered, first, last))
    return Cut(pieces, is_whole=(first, last) == (0, len(cleaned)))


def _bounds(cleaned: str, found: Sequence[tuple[int, int]]) -> tuple[int, int]:
    if len(cleaned) <= EXCERPT:
        return 0, len(cleaned)
    first = min((start for start, _ in found), default=0)
    first = 0 if first < EXCERPT - BEFORE else _word_start(cleaned, first - BEFORE)
    last = min(len(cleaned), first + EXCERPT)
    return first, last if last == len(cleaned) else _word_start(cleaned, last)


def _word_start(cleaned: str, near: int) -> int:
    """Not inside of a word, if one ends not far before."""
    space = cleaned.rfind(" ", max(0, near - 40), near)
    return near if space < 0 else space + 1


def _pieces(
    cleaned: str, marks: Sequence[tuple[Mark, int]], covered: Sequence[Covered], first: int, last: int
) -> Iterator[Piece]:
    place = first
    if first:
        yield Piece("… ")
    for (mark, number), run in groupby(marks[first:last]):
        end = place + sum(1 for _ in run)
        words = PERSONAL.get(covered[number].kind, SOMETHING_PERSONAL) if mark == "covered" else cleaned[place:end]
        yield Piece(words, mark)
        place = end
    if last < len(cleaned):
        yield Piece(" …")
