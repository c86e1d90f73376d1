"""What people's corrections teach about themes: a few are enough to begin with, and each more counts for more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float32]
Double = NDArray[np.float64]

HELD_BACK: Final = 1.0  # how strongly weights are held at nought: as if nothing had been taught
STRETCH: Final = 3.0  # vectors lie close together: so much further apart, a few corrections tell them from one another


@dataclass(frozen=True, slots=True)
class Taught:
    """What is added to a theme's score for the words and the meaning of a sentence. Plain arrays, to be kept as such.

    Parameters
    ----------
    keys : tuple of str
        The themes, as the columns of evidence and the rows of `weights` count them.
    centre : array, shape (d,)
        The mean of the vectors that taught; empty where there were none.
    weights : array, shape (themes, themes + d + 1)
    """

    keys: tuple[str, ...]
    centre: Array
    weights: Array

    def adds(self, evidence: Array, vectors: NDArray[np.floating] | None) -> Array:
        """To be added to the untaught scores: a row a sentence, a column a theme. Without vectors, words alone add."""
        return _features(evidence, vectors, self.centre) @ self.weights.T

    def for_themes(self, keys: tuple[str, ...]) -> Taught:
        """The same for another list of themes: what is gone is left out, what is new has learnt nothing."""
        if keys == self.keys:
            return self
        weights = np.zeros((len(keys), len(keys) + len(self.centre) + 1), dtype=np.float32)
        old = [self.keys.index(key) for key in keys if key in self.keys]
        new = [place for place, key in enumerate(keys) if key in self.keys]
        weights[np.ix_(new, new)] = self.weights[np.ix_(old, old)]
        weights[np.ix_(new, range(len(keys), weights.shape[1]))] = self.weights[old, len(self.keys) :]
        return Taught(keys, self.centre, weights)


def taught_by(
    keys: Sequence[str],
    evidence: Array,
    untaught: Array,
    is_about: NDArray[np.floating],
    vectors: NDArray[np.floating] | None = None,
    *,
    held_back: float = HELD_BACK,
) -> Taught:
    """Learn from sentences of which people said what they are about.

    A logistic regression for each theme that begins where keywords and descriptions left off, so that one correction
    moves little and twenty move much.

    Parameters
    ----------
    keys : sequence of str
        The themes, in the order of the columns.
    evidence, untaught : array, shape (n, themes)
        What the finder says of these sentences (`Finder.weighed`, `Finder.untaught`).
    is_about : array, shape (n, themes)
        1: is about it, 0: is not, nan: nobody said.
    vectors : array, shape (n, d), optional
    held_back : float
        Higher: corrections count for less.

    Returns
    -------
    Taught
        A theme that nothing was said of has learnt nothing.

    Examples
    --------
    >>> import numpy as np
    >>> nothing = np.zeros((4, 1), dtype=np.float32)
    >>> vectors = np.array([[1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9]], dtype=np.float32)
    >>> taught = taught_by(["queue"], nothing, nothing - 1, np.array([[1], [1], [0], [0]]), vectors)
    >>> (taught.adds(nothing, vectors)[:, 0] > 0).tolist()
    [True, True, False, False]
    """
    centre = np.zeros(0, np.float32) if vectors is None else vectors.astype(np.float32).mean(axis=0)
    features = _features(evidence, vectors, centre).astype(np.float64)
    rows = [_learnt(features, untaught[:, column], is_about[:, column], held_back) for column in range(len(keys))]
    weights = np.stack(rows) if rows else np.zeros((0, features.shape[1]))
    return Taught(tuple(keys), centre, weights.astype(np.float32))


def _features(evidence: Array, vectors: NDArray[np.floating] | None, centre: Array) -> Array:
    if not len(centre):
        middle = np.zeros((len(evidence), 0), np.float32)
    elif vectors is None:
        middle = np.zeros((len(evidence), len(centre)), np.float32)
    else:
        middle = STRETCH * (vectors.astype(np.float32) - centre)
    return np.hstack([evidence, middle, np.ones((len(evidence), 1), np.float32)]).astype(np.float32)


def _learnt(features: Double, begun: Array, is_about: NDArray[np.floating], held_back: float) -> Double:
    said = ~np.isnan(is_about)
    rows, offset, wanted = features[said], begun[said].astype(np.float64), is_about[said].astype(np.float64)

    def loss(weights: Double) -> tuple[float, Double]:
        logits = np.clip(offset + rows @ weights, -30, 30)
        chance = 1 / (1 + np.exp(-logits))
        surprise = np.logaddexp(0, logits) - wanted * logits
        held = held_back * weights
        return float(surprise.sum() + weights @ held / 2), rows.T @ (chance - wanted) + held

    start = np.zeros(features.shape[1])
    if not len(rows):
        return start
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x)
