"""What a workspace teaches: the score that stands beside a comment, and what people corrected, refit the head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from heedful.text.sentiment.calibrating import Calibration, calibrated
from heedful.text.sentiment.heads import Floats, Head
from heedful.text.sentiment.quick import with_words

FEWEST = 40
"""Fewer lessons than these teach nothing that could be checked."""
PARTS = 5
BONDS = (10.0, 30.0, 100.0, 300.0)
"""How strongly the new weights are held to the packaged ones; the best on held-out lessons is taken."""
BETTER_BY = 0.01
"""So much more likely (relatively, in the geometric mean) must what is right be on held-out lessons. Of 150 lessons the
share that is right moves by chance alone as much as teaching moves it; the chances given to what is right do not."""
SURER = (0.2, 5.0)
"""The judge takes the chances to a power within these, the same for all: above 1 they are surer."""
CORRECTED = 3.0
"""A person's correction counts as so many scores beside a comment."""
SIDE_FROM_NPS = {score: 0 if score <= 6 else 1 if score <= 8 else 2 for score in range(11)}


@dataclass(frozen=True, slots=True)
class Lessons:
    """Texts of one workspace whose side is known.

    Parameters
    ----------
    numbers : array (texts, numbers)
        What a head reads of each (``heads.numbers_of``).
    sides : array of int
        0 negative, 1 neutral, 2 positive.
    weights : array
        How much each counts: 1 for a score that stood beside the comment, 3 for a correction.
    words : array (texts, 3)
        The chances that the words alone give; they are not taught.
    shares : array
        How much those count in the text's language (``quick.with_words``).
    """

    numbers: Floats
    sides: NDArray[np.int64]
    weights: Floats
    words: Floats
    shares: Floats

    def some(self, rows: NDArray[np.int64]) -> Lessons:
        """Those of these rows."""
        return Lessons(self.numbers[rows], self.sides[rows], self.weights[rows], self.words[rows], self.shares[rows])


@dataclass(frozen=True, slots=True)
class Taught:
    """A head that was taught, how well it and the one before do on lessons they did not see, and its calibration.

    ``before`` and ``after`` are the chances given to the side that was right (geometric means, 0 to 1), with each head
    made as sure as fits the lessons. ``kept`` says whether the new head is better and reads any of them otherwise; if
    not, ``head`` is the one before.
    """

    head: Head
    calibration: Calibration
    kept: bool
    before: float | None
    after: float | None
    lessons: int


def side_of_score(score: float, *, lowest: float, highest: float) -> int | None:
    """The side that a score beside a comment hints at; ``None`` outside its scale.

    0–10 by the bands of NPS; other scales by thirds, so that 1–2 of 5 stars are negative, 3 neutral, 4–5 positive.

    Examples
    --------
    >>> [side_of_score(score, lowest=1, highest=5) for score in (1, 2, 3, 4, 5)]
    [0, 0, 1, 2, 2]
    >>> [side_of_score(score, lowest=0, highest=10) for score in (6, 7, 8, 9)]
    [0, 1, 1, 2]
    """
    if not lowest <= score <= highest or highest <= lowest:
        return None
    if (lowest, highest) == (0, 10):
        return SIDE_FROM_NPS[int(score)]
    share = (score - lowest) / (highest - lowest)
    return 0 if share < 0.4 else 2 if share > 0.6 else 1


def teach(head: Head, calibration: Calibration, lessons: Lessons, *, name: str, seed: int = 0) -> Taught:
    """Refit a head to what a workspace knows, and keep it only if it then reads unseen lessons better.

    The weights start from the packaged ones and are held to them, the tighter the fewer lessons there are. How tight is
    chosen, and the gain measured, on fifths of the lessons in turn that the fit has not seen. A head that is only surer
    is no better: how far it is to be believed, the calibration says. The same lessons and seed give the same head.

    Parameters
    ----------
    head : Head
        The packaged head.
    calibration : Calibration
        Its calibration.
    lessons : Lessons
    name : str
        What the new head is to be called.
    seed : int
        Which texts fall into which fifth.

    Returns
    -------
    Taught
    """
    present = np.unique(lessons.sides)
    if len(lessons.sides) < FEWEST or len(present) < 2:
        return Taught(head, calibration, False, None, None, len(lessons.sides))
    fifths = _fifths(lessons.sides, seed)
    before = _unseen(head, lessons)
    tried = [(_held_out(head, lessons, fifths, bond), bond) for bond in BONDS]
    chances, bond = max(tried, key=lambda one: _likely(lessons, one[0]))
    was, now = _likely(lessons, before), _likely(lessons, chances)
    kept = now >= was * (1 + BETTER_BY) and bool((chances.argmax(axis=1) != before.argmax(axis=1)).any())
    told = chances if kept else before
    curve = calibrated(told.max(axis=1), told.argmax(axis=1) == lessons.sides, before=calibration)
    best = refit(head, lessons, bond, name=name) if kept else head
    return Taught(best, curve, kept, was, now, len(lessons.sides))


def refit(head: Head, lessons: Lessons, bond: float, *, name: str) -> Head:
    """The weights that fit the lessons best without going far from those of ``head``.

    Cross-entropy of the lessons plus ``bond`` × the squared distance to the weights before; convex, so one answer.
    """
    placed = head.placed(lessons.numbers).astype(np.float64)
    wanted = np.eye(len(head.bias))[lessons.sides]
    begun = np.hstack([head.weights, head.bias[:, None]]).astype(np.float64)
    rows = np.hstack([placed, np.ones((len(placed), 1))])
    held = np.full(begun.shape, bond)
    held[:, -1] = bond / 100  # how common each side is differs from place to place

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        away = flat.reshape(begun.shape)
        chances = softmax64(rows @ (begun + away).T)
        lost = -(lessons.weights * np.log(np.maximum((chances * wanted).sum(axis=1), 1e-12))).sum()
        slope = ((chances - wanted) * lessons.weights[:, None]).T @ rows + 2 * held * away
        return float(lost + (held * away * away).sum()), slope.ravel()

    found = minimize(loss, np.zeros(begun.size), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    weights = (begun + found.x.reshape(begun.shape)).astype(np.float32)
    return head.taught(weights[:, :-1], weights[:, -1], name=name)


def softmax64(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows that sum to 1, in full precision."""
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _unseen(head: Head, lessons: Lessons) -> Floats:
    return with_words(head.chances(lessons.numbers), lessons.words, lessons.shares)


def _held_out(head: Head, lessons: Lessons, fifths: NDArray[np.int64], bond: float) -> Floats:
    chances = np.zeros((len(lessons.sides), len(head.bias)), np.float32)
    for part in range(PARTS):
        seen, unseen = np.flatnonzero(fifths != part), np.flatnonzero(fifths == part)
        taught = refit(head, lessons.some(seen), bond, name=head.name)
        chances[unseen] = _unseen(taught, lessons.some(unseen))
    return chances


def _fifths(sides: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """A fifth for each lesson, every side spread evenly over them."""
    fifths = np.zeros(len(sides), np.int64)
    random = np.random.default_rng(seed)
    for side in np.unique(sides):
        rows = random.permutation(np.flatnonzero(sides == side))
        fifths[rows] = np.arange(len(rows)) % PARTS
    return fifths


def _likely(lessons: Lessons, chances: Floats) -> float:
    """The chance given to the side that was right: the geometric mean over the lessons, by weight, with all chances
    made as sure as fits best.
    """
    powers, rows = np.log(np.maximum(chances, 1e-6)).astype(np.float64), np.arange(len(chances))

    def lost(surer: float) -> float:
        right = np.maximum(softmax64(surer * powers)[rows, lessons.sides], 1e-6)
        return -float(np.average(np.log(right), weights=lessons.weights))

    return float(np.exp(-minimize_scalar(lost, bounds=SURER, method="bounded").fun))
