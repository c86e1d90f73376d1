"""How people went through a survey: what each was shown, passed over, where they left, and how long it took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from heedful.listen.answering.doors import door_behind
from heedful.listen.responses.models import Response
from heedful.listen.surveys import document as asked
from heedful.listen.surveys.logic import path, question_order
from heedful.listen.surveys.queries import published_document


@dataclass(frozen=True, slots=True)
class Ways:
    """Of `n` responses, by question: how many answered it, passed over it, were not shown it, and left at it."""

    n: int = 0
    answered: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    not_shown: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    seconds: Mapping[str, list[float]] = field(default_factory=dict)

    def came(self, question: str) -> int:
        """How many it was shown to."""
        return self.answered[question] + self.skipped[question] + self.left[question]

    def median_seconds(self, question: str) -> float | None:
        return median(self.seconds[question]) if self.seconds.get(question) else None


def ways_of(responses: Iterable[Response]) -> Ways:
    n, seconds, counts = 0, {}, tuple[Counter[str], ...](Counter() for _ in range(4))
    for response in responses:
        n += 1
        document = published_document(response.version)
        _add(counts, document, way_of(document, response), response)
        for key, took in response.seconds.items():
            seconds.setdefault(key, []).append(float(took))
    return Ways(n, *counts, seconds=seconds)


def way_of(document: asked.Document, response: Response) -> tuple[str, ...]:
    """The questions they were to be asked, in their order; statements are there to be read."""
    order = question_order(document, seed=str(response.key)) if document.shuffles else _keys(document)
    if not any(question.shown_if.checks or question.jumps for question in document.questions):
        return order
    known = door_behind(response).known(response.answers, response.language, document)
    return path(document, known, order=order)


def _keys(document: asked.Document) -> tuple[str, ...]:
    return tuple(question.key for question in document.questions)


def _add(counts: tuple[Counter[Any], ...], document: asked.Document, way: tuple[str, ...], response: Response) -> None:
    answered, skipped, not_shown, left = counts
    at = _left_at(document, way, response)
    reached = way if at is None else way[: way.index(at) + 1]
    for question in document.questions:
        key = question.key
        if key in response.answers and key in way:
            answered[key] += 1
        elif key == at:
            left[key] += 1
        else:
            (skipped if key in reached else not_shown)[key] += 1


def _left_at(document: asked.Document, way: tuple[str, ...], response: Response) -> str | None:
    """The question after the last one answered, of those who did not finish; None at the very end."""
    if response.finished_at:
        return None
    asks = {question.key for question in document.questions if not isinstance(question, asked.Statement)}
    last = max((place for place, key in enumerate(way) if key in response.answers), default=-1)
    return next((key for key in way[last + 1 :] if key in asks), None)
