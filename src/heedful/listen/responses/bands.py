"""Which scores are good, and which are poor, by the question's own scale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from heedful.listen.surveys import document as asked

Band = Literal["good", "between", "poor"]
BANDS: Final[tuple[Band, ...]] = ("good", "between", "poor")

NPS: Final = {"good": (9, 10), "between": (7, 8), "poor": (0, 6)}
CSAT: Final = {
    3: {"good": (3, 3), "between": (2, 2), "poor": (1, 1)},
    5: {"good": (4, 5), "between": (3, 3), "poor": (1, 2)},
    10: {"good": (9, 10), "between": (7, 8), "poor": (1, 6)},
}
CES: Final = {
    5: {"good": (4, 5), "between": (3, 3), "poor": (1, 2)},
    7: {"good": (5, 7), "between": (4, 4), "poor": (1, 3)},
}


def bands_of(question: asked.Question) -> dict[Band, tuple[int, int]]:
    """The lowest and the highest score of each band, both included; nothing where the question has no such scale."""
    match question:
        case asked.Nps():
            return NPS  # type: ignore[return-value]
        case asked.Csat() | asked.Grid(measured_as="csat"):
            return CSAT.get(question.points, {})  # type: ignore[return-value]
        case asked.Ces():
            return CES[question.points]  # type: ignore[return-value]
    return {}


def band_of(question: asked.Question, score: float) -> Band | None:
    return next((band for band, (low, high) in bands_of(question).items() if low <= score <= high), None)


def scored(document: asked.Document) -> asked.Question | None:
    """The question whose answer is the score of a response: the first that asks for a standard measure."""
    return next(iter(all_scored(document)), None)


def all_scored(document: asked.Document) -> Iterator[asked.Question]:
    return (question for question in document.questions if isinstance(question, asked.Nps | asked.Csat | asked.Ces))
