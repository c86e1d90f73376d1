"""What is read off a text: the shapes in which it travels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

Feeling = Literal["negative", "neutral", "positive", "unclear"]
Intent = Literal["complaint", "praise", "question", "suggestion", "request", ""]
Tier = Literal["quick", "full"]
NEUTRAL: Final = 0.25
"""A sentiment nearer to 0 than this takes no side: measured against people's labels (decision 0021)."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text as it was written, and the language it is expected in: the survey's or the person's code, or empty."""

    text: str
    prior: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in the cleaned text: from ``start`` to before ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Language:
    """An ISO 639-1 code, empty where nothing tells, and how sure that is, 0 to 1."""

    code: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Personal:
    """Personal data found: what it is (``email``, ``phone``, ``card``, ``iban``, ``id``, ``url``…) and where."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a clause that contrasts with the one before it, and how it sounds.

    ``sentiment`` is −1 to +1, ``None`` where there is nothing to tell from; ``confidence`` the chance, 0 to 1, that its
    side (negative, neutral, positive) is right.
    """

    start: int
    end: int
    sentiment: float | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A theme in a sentence: its key, the sentence's number, the phrase that shows it, and how it is felt there."""

    theme: str
    sentence: int
    start: int
    end: int
    score: float
    sentiment: float | None


@dataclass(frozen=True, slots=True)
class Labels:
    """All that is read off one text.

    Parameters
    ----------
    cleaned : str
        The text that every offset counts in.
    language : Language
    sentiment : float or None
        −1 to +1, the mean over its sentences; ``None`` where there is nothing to tell from.
    confidence : float
        The chance, 0 to 1, that ``feeling`` is right.
    feeling : str
        ``negative``, ``neutral``, ``positive``, or ``unclear`` where the chance is too small.
    anger, urgency : float
        0 to 1: to sort by, not to judge by.
    intent : str
        ``complaint``, ``praise``, ``question``, ``suggestion``, ``request`` or empty.
    harsh : bool
        It insults or threatens.
    sentences, hits, personal : tuple
    model : str
        What labelled it, by name and version.
    tier : str
        ``quick`` (words alone) or ``full`` (with sentence vectors).
    """

    cleaned: str
    language: Language
    sentiment: float | None
    confidence: float
    feeling: Feeling
    anger: float
    urgency: float
    intent: Intent
    harsh: bool
    model: str
    tier: Tier
    sentences: tuple[Sentence, ...] = ()
    hits: tuple[Hit, ...] = ()
    personal: tuple[Personal, ...] = field(default=())
