"""From sentences to a text: each is felt by itself, then they are weighed together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heedful.text.labels import Feeling
from heedful.text.sentiment.calibrating import Calibration
from heedful.text.sentiment.heads import SIDES, Floats

UNCLEAR_BELOW = 0.5
"""A side that is less likely than this is not named."""
QUIET = 0.25
"""How much a sentence that feels nothing weighs beside one that feels something: a date beside a complaint."""


@dataclass(frozen=True, slots=True)
class Felt:
    """How a text is felt: −1 to +1, the side, and the chance that the side is right."""

    sentiment: float | None
    feeling: Feeling
    confidence: float


NOTHING = Felt(None, "unclear", 0.0)


def sentiment_of(chances: Floats) -> Floats:
    """The chance of positive less that of negative, −1 to +1, for each row of (negative, neutral, positive)."""
    balance: Floats = chances[:, 2] - chances[:, 0]
    return balance


def together(chances: Floats, words: NDArray[np.int64], owners: NDArray[np.int64], texts: int) -> Floats:
    """The chances of each text from those of its sentences.

    Parameters
    ----------
    chances : array (sentences, 3)
        Negative, neutral, positive.
    words : array of int
        How many words each sentence has.
    owners : array of int
        Which text a sentence belongs to.
    texts : int
        How many texts there are; one without sentences gets a row of zeros.

    Returns
    -------
    array (texts, 3)
        The mean over its sentences, in which those that feel something weigh more, and long ones more than short ones
        (by the root of their words).
    """
    weights = (QUIET + (1 - QUIET) * (1 - chances[:, 1])) * np.sqrt(words + 1)
    totals = np.zeros((texts, chances.shape[1]), np.float64)
    np.add.at(totals, owners, chances * weights[:, None])
    sums = totals.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(totals, sums, out=np.zeros_like(totals), where=sums > 0).astype(np.float32)
    return shares


def felt(chances: Floats, calibration: Calibration) -> list[Felt]:
    """The side of each text, with the chance that it is right; *unclear* where that is too small."""
    if not len(chances):
        return []
    columns = sentiment_of(chances), chances.argmax(axis=1), calibration(chances.max(axis=1)), chances.any(axis=1)
    return [
        _felt(balance, SIDES[best], sure) if anything else NOTHING
        for balance, best, sure, anything in zip(*(column.tolist() for column in columns), strict=True)
    ]


def _felt(sentiment: float, side: Feeling, sure: float) -> Felt:
    return Felt(round(sentiment, 4), side if sure >= UNCLEAR_BELOW else "unclear", round(sure, 4))
