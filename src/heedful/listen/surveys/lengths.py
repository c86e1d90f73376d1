"""How long a way can still become. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from heedful.listen.surveys.document import Document
from heedful.listen.surveys.domains import checks_by_source, classes_of
from heedful.listen.surveys.logic import Known, path

MOST_KEPT: Final = 256
_kept: dict[int, tuple[Document, dict[str, Sequence[Any]]]] = {}  # each page asks anew, of the same few documents


def longest_way(document: Document, known: Known, *, order: Iterable[str]) -> int:
    """How many questions there are at most from here on, so that the number that is told shrinks rather than grows.

    One open question after the other is taken to be answered so that most is asked; not all of them together.
    """
    order = tuple(order)

    def way_with(answers: Mapping[str, Any]) -> tuple[str, ...]:
        return path(document, replace(known, answers=answers), order=order)

    answers, way, parting = dict(known.answers), path(document, known, order=order), _parting(document)
    for key in order:
        if key not in parting or key in answers or key not in way:
            continue
        for value in parting[key]:
            longer = way_with({**answers, key: value})
            if len(longer) > len(way):
                answers[key], way = value, longer
    return len(way)


def _parting(document: Document) -> dict[str, Sequence[Any]]:
    """The questions whose answers decide what is asked, with one answer of each kind."""
    kept = _kept.get(id(document))
    if kept is None or kept[0] is not document:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        asked = checks_by_source(replace(document, quotas=(), endings=()))
        of_answers = {key: checks for (about, key), checks in asked.items() if about == "answer"}
        found = {key: classes_of(("answer", key), checks, document) for key, checks in of_answers.items()}
        kept = document, {key: [each for each in values or () if each is not None] for key, values in found.items()}
        _kept[id(document)] = kept
    return kept[1]
