"""How angry a text is: to sort by, never to judge by."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from heedful.text.lexicons import Vote
from heedful.text.sentiment.heads import Floats, Head, head_of, packaged_arrays

LOUD = 0.25  # what a shout adds
STRONG = 3.0  # from so much blame a sentence is strong


@lru_cache(1)
def anger_head() -> Head:
    """The packaged head: calm or angry."""
    return head_of(packaged_arrays("anger"))


def anger_from_vectors(numbers: Floats) -> Floats:
    """The chance that each sentence is angry, from what a head reads of it (``sentiment.heads.numbers_of``)."""
    chances: Floats = anger_head().chances(numbers)[:, 1]
    return chances


def anger_from_words(text: str, vote: Vote) -> float:
    """How angry the words sound where there is no vector: strong blame, shouting, exclamation marks; 0 to 1.

    Examples
    --------
    >>> calm, loud = Vote(-0.3, 0.0, 1.0, 1), Vote(-0.9, 0.0, 5.0, 2)
    >>> anger_from_words("a bit late", calm) < anger_from_words("TERRIBLE, never again!!!", loud)
    True
    """
    blame = min(vote.bad / (2 * STRONG), 1.0) if vote.bad > vote.good else 0.0
    if not blame:
        return 0.0
    return min(0.6 * blame + loudness(text), 1.0)


def loudness(text: str) -> float:
    """What capitals and rows of exclamation marks add, 0 to 0.5."""
    letters = list(filter(str.isalpha, text))
    shouted = len(letters) > 7 and sum(map(str.isupper, letters)) > 0.7 * len(letters)
    return LOUD * shouted + LOUD * ("!!" in text)


def of_texts(chances: Floats, owners: NDArray[np.int64], texts: int) -> Floats:
    """The anger of each text: that of its angriest sentence; 0 where it has none."""
    most = np.zeros(texts, np.float32)
    np.maximum.at(most, owners, chances)
    return most
