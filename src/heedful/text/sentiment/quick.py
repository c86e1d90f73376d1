"""The quick tier: words, pairs of words and beginnings of words, each with its weights; no vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from heedful.text.lexicons import Vote, folded
from heedful.text.sentiment.heads import Floats, said, softmax

PLACES = 1 << 17
BEGINNING = 5  # letters; what an ending does to a word is no matter to its feeling
MOST_WORDS = 80


@dataclass(frozen=True, slots=True)
class QuickHead:
    """Chances of negative, neutral and positive from the words alone.

    Parameters
    ----------
    table : array (places, 3)
        Weights of what a text is made of, by hash.
    beside : array (3, 5)
        Weights of what our lists say.
    bias : array (3,)
    """

    table: NDArray[np.float16]
    beside: Floats
    bias: Floats

    def chances(self, texts: Sequence[str], votes: Sequence[Vote]) -> Floats:
        """A row a text that sums to 1: negative, neutral, positive."""
        scores = np.empty((len(texts), len(self.bias)), np.float32)
        for n, text in enumerate(texts):
            places = places_of(text)
            if places:
                scores[n] = self.table[places].sum(axis=0, dtype=np.float32) / np.float32(len(places) ** 0.5)
            else:
                scores[n] = 0
        beside = np.array([said(vote) for vote in votes], np.float32).reshape(len(texts), -1)
        return softmax(scores + beside @ self.beside.T + self.bias)


def places_of(text: str) -> list[int]:
    """Where the weights of a text's words, beginnings and pairs of words stand; each is divided by √(how many)."""
    words = [word.strip('.,:;!?()"«»“”…-–—') for word in folded(text).split()[:MOST_WORDS]]
    parts = [word for word in words if word and not word.startswith(("@", "http"))]
    parts += [word[:BEGINNING] + "*" for word in parts if len(word) > BEGINNING] + [
        f"{first} {second}" for first, second in pairwise(parts)
    ]
    return [crc32(part.encode()) % PLACES for part in parts]
