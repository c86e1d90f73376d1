"""What people say, word for word, to show a theme."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from heedful.text.themes.voices import Voice

SHORTEST: Final = 40  # characters
LONGEST: Final = 160
MOST: Final = 8
UNSURE: Final = 0.3  # confidence that a text counts with where nobody knows
_NOT_LETTERS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a text: the place of the text among those given, its id, and where the sentence stands in it."""

    text: int
    id: str
    start: int
    end: int
    said: str
    score: float


def quotes_of(
    voices: Sequence[Voice], texts: NDArray[np.int64], sentences: NDArray[np.int64], nearness: NDArray[np.float32]
) -> tuple[Quote, ...]:
    """The sentences that show a theme best, of 40 to 160 characters, one a text, none twice.

    Parameters
    ----------
    voices : sequence of Voice
    texts, sentences : array of int
        Which sentence of which text each is.
    nearness : array of float
        How near each is to the theme; it counts times how sure the sentence's sentiment is.

    Returns
    -------
    tuple of Quote
        The best first, 8 at most. A sentence that is shorter is quoted with the whole of its text, if that is short
        enough; where none has the right length, the nearest that is not too long.
    """
    weighed = sorted(
        (
            (-float(near) * _sure(voices[text], sentence), int(text), int(sentence))
            for text, sentence, near in zip(texts, sentences, nearness, strict=True)
        )
    )
    good: list[Quote] = []
    short: list[Quote] = []
    seen: set[str] = set()
    quoted: set[int] = set()
    for score, text, sentence in weighed:
        quote = _quote(voices[text], text, sentence, -score)
        letters = _NOT_LETTERS.sub("", quote.said).lower()
        if len(quote.said) > LONGEST or not letters or letters in seen or text in quoted:
            continue
        (good if len(quote.said) >= SHORTEST else short).append(quote)
        seen.add(letters)
        quoted.add(text)
        if len(good) == MOST:
            break
    return tuple(good or short[:MOST])


def _sure(voice: Voice, sentence: int) -> float:
    return voice.sentences[sentence].confidence or voice.confidence or UNSURE


def _quote(voice: Voice, text: int, sentence: int, score: float) -> Quote:
    at = voice.sentences[sentence]
    start, end = at.start, at.end
    if end - start < SHORTEST and len(voice.cleaned) <= LONGEST:
        start, end = 0, len(voice.cleaned)
    return Quote(text, voice.id, start, end, voice.cleaned[start:end].strip(), score)
