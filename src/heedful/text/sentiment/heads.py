"""Vectors in, chances out: multinomial logistic regression, its weights in a file of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heedful.text.lexicons import Vote

Floats = NDArray[np.float32]
SIDES = ("negative", "neutral", "positive")
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
    middles : mapping of language to array
        Other middles, for languages that had no part in the training.
    """

    name: str
    weights: Floats
    bias: Floats
    middle: Floats
    scale: Floats
    middles: Mapping[str, Floats] = field(default_factory=dict)

    def placed(self, numbers: Floats, languages: Sequence[str]) -> Floats:
        """The numbers as the weights expect them."""
        moved = numbers - self.middle
        for language, middle in self.middles.items():
            rows = [n for n, code in enumerate(languages) if code == language]
            moved[rows] = numbers[rows] - middle
        placed: Floats = moved * self.scale
        return placed

    def chances(self, numbers: Floats, languages: Sequence[str]) -> Floats:
        """A row a text that sums to 1, in the order of the outcomes."""
        return softmax(self.placed(numbers, languages) @ self.weights.T + self.bias)

    def taught(self, weights: Floats, bias: Floats, *, name: str) -> Head:
        """The same head with other weights."""
        return replace(self, weights=weights, bias=bias, name=name)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What a file keeps of it."""
        kept: dict[str, NDArray[Any]] = {
            "name": np.array(self.name),
            "weights": self.weights,
            "bias": self.bias,
            "middle": self.middle,
            "scale": self.scale,
        }
        return kept | {f"middle_{language}": middle for language, middle in self.middles.items()}


def head_of(arrays: Mapping[str, NDArray[Any]]) -> Head:
    """A head from what a file keeps of it (see ``Head.arrays``)."""
    middles = {key.removeprefix("middle_"): arrays[key] for key in arrays if key.startswith("middle_")}
    return Head(str(arrays["name"]), arrays["weights"], arrays["bias"], arrays["middle"], arrays["scale"], middles)


def numbers_of(vectors: NDArray[Any], votes: Sequence[Vote], words: Sequence[int]) -> Floats:
    """What a head reads of each text: its vector, and what our lists say where it is short."""
    beside = np.array(
        [_said(vote) if count < SHORT else (0.0,) * FROM_WORDS for vote, count in zip(votes, words, strict=True)],
        np.float32,
    ).reshape(len(votes), FROM_WORDS)
    return np.hstack([np.asarray(vectors, np.float32), beside])


def _said(vote: Vote) -> tuple[float, ...]:
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
