"""Vectors in, chances out: multinomial logistic regression, its weights in a file of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heedful.text.labels import Feeling
from heedful.text.lexicons import Vote

Floats = NDArray[np.float32]
SIDES: tuple[Feeling, ...] = ("negative", "neutral", "positive")
SHORT = 25  # words; in a longer sentence single words mislead
FROM_WORDS = 5  # numbers that the lists add to a vector


@dataclass(frozen=True, slots=True)
class Head:
    """Chances of each outcome from numbers about a text.

    Parameters
    ----------
    name : str
        Which weights these are.
    weights, bias : array (outcomes, numbers), (outcomes,)
    middle, scale : array (numbers,)
        Numbers are first moved by ``middle`` and multiplied by ``scale``.
    """

    name: str
    weights: Floats
    bias: Floats
    middle: Floats
    scale: Floats

    @property
    def dimensions(self) -> int:
        """How many numbers of a text are its vector's."""
        return len(self.middle) - FROM_WORDS

    def placed(self, numbers: Floats) -> Floats:
        """The numbers as the weights expect them."""
        placed: Floats = (numbers - self.middle) * self.scale
        return placed

    def chances(self, numbers: Floats) -> Floats:
        """A row a text that sums to 1, in the order of the outcomes."""
        return softmax(self.placed(numbers) @ self.weights.T + self.bias)

    def taught(self, weights: Floats, bias: Floats, *, name: str) -> Head:
        """The same head with other weights."""
        return replace(self, weights=weights, bias=bias, name=name)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What a file keeps of it."""
        kept = {name: getattr(self, name) for name in ("weights", "bias", "middle", "scale")}
        return {"name": np.array(self.name), **kept}


def head_of(arrays: Mapping[str, NDArray[Any]]) -> Head:
    """A head from what a file keeps of it (see ``Head.arrays``)."""
    return Head(str(arrays["name"]), *(arrays[name] for name in ("weights", "bias", "middle", "scale")))


def numbers_of(vectors: NDArray[Any], votes: Sequence[Vote], words: Sequence[int]) -> Floats:
    """What a head reads of each text: its vector, and what our lists say where it is short."""
    beside = np.array(
        [said(vote) if count < SHORT else (0.0,) * FROM_WORDS for vote, count in zip(votes, words, strict=True)],
        np.float32,
    ).reshape(len(votes), FROM_WORDS)
    return np.hstack([np.asarray(vectors, np.float32), beside])


def said(vote: Vote) -> tuple[float, ...]:
    """What our lists say, as numbers between −1 and 1."""
    good, bad = vote.good / (vote.good + 2), vote.bad / (vote.bad + 2)
    return vote.value, good, bad, float(vote.good > 0), float(vote.bad > 0)


def softmax(x: Floats) -> Floats:
    """Rows that sum to 1."""
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    shares: Floats = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


@lru_cache(8)
def packaged_arrays(name: str) -> dict[str, NDArray[Any]]:
    """The numbers of ``text/weights/<name>.npz``."""
    with as_file(files("heedful.text") / "weights" / f"{name}.npz") as path:
        return read(path)


def read(path: Path) -> dict[str, NDArray[Any]]:
    """The numbers of a file; never anything that could run."""
    with np.load(path, allow_pickle=False) as kept:
        return {key: kept[key] for key in kept.files}
