"""The quick tier: words, pairs of words and beginnings of words, each with its weights; no vectors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from heedful.text.lexicons import Vote, folded
from heedful.text.sentiment.heads import FROM_WORDS, Floats, said, softmax

PLACES = 1 << 17
BEGINNING = 5  # letters; what an ending does to a word is no matter to its feeling
MOST_WORDS = 80
_WORDS = re.compile(r"[^\s.,:;!?()\"«»“”…–—]+")


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
        placed = [places_of(text) for text in texts]
        counts = np.array([len(places) for places in placed])
        scores = np.zeros((len(texts), len(self.bias)), np.float32)
        some = np.flatnonzero(counts)
        if len(some):
            rows = self.table[np.fromiter(chain.from_iterable(placed), np.int64)].astype(np.float32)
            starts = np.concatenate([[0], np.cumsum(counts[some])[:-1]])
            scores[some] = np.add.reduceat(rows, starts) / np.sqrt(counts[some], dtype=np.float32)[:, None]
        beside = np.array([said(vote) for vote in votes], np.float32).reshape(len(texts), FROM_WORDS)
        return softmax(scores + beside @ self.beside.T + self.bias)


def with_words(chances: Floats, by_words: Floats, shares: NDArray[np.float32]) -> Floats:
    """The chances that vectors give and those of the words alone, joined: the means of their logarithms, by share.

    Examples
    --------
    >>> one, words = np.array([[0.8, 0.1, 0.1]], np.float32), np.array([[0.2, 0.2, 0.6]], np.float32)
    >>> (100 * with_words(one, words, np.array([0.5], np.float32))).round().astype(int).tolist()
    [[51, 18, 31]]
    """
    share = shares[:, None]
    return softmax((1 - share) * np.log(np.maximum(chances, 1e-6)) + share * np.log(np.maximum(by_words, 1e-6)))


def places_of(text: str) -> list[int]:
    """Where the weights of a text's words, beginnings and pairs of words stand; each is divided by √(how many)."""
    words = [word for word in _WORDS.findall(folded(text))[:MOST_WORDS] if word[0] != "@" and word[:4] != "http"]
    beginnings = [word[:BEGINNING] + "*" for word in words if len(word) > BEGINNING]
    pairs = [_place(" ".join(pair)) for pair in pairwise(words)]
    return [*map(_known_place, words), *map(_known_place, beginnings), *pairs]


def _place(part: str) -> int:
    return crc32(part.encode()) % PLACES


_known_place = lru_cache(1 << 16)(_place)  # words come again, pairs of them seldom
