"""How far a stated chance can be believed, learned from cases whose outcome is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
FEWEST = 100
"""Fewer cases than these tell too little about their own chances."""
STEADY = 20.0  # cases of the belief before, that each new step of the curve is mixed with


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rising curve from the chance that a head states to the chance that it is right.

    Parameters
    ----------
    stated, right : array
        The corners of the curve; between them it is straight.
    """

    stated: Floats
    right: Floats

    def __call__(self, stated: ArrayLike) -> Floats:
        """The chance of being right, 0 to 1, for each stated one."""
        right: Floats = np.interp(np.asarray(stated, float), self.stated, self.right)
        return right


def calibrated(stated: ArrayLike, right: ArrayLike, *, before: Calibration | None = None) -> Calibration:
    """Learn the curve from cases (isotonic regression, drawn a little towards the belief before).

    Parameters
    ----------
    stated : array
        The chances that were stated.
    right : array of bool
        Whether each was right.
    before : Calibration, optional
        What is believed until now; kept as it is when there are fewer than 100 cases.

    Returns
    -------
    Calibration

    Examples
    --------
    >>> curve = calibrated([0.9] * 200, [True] * 140 + [False] * 60)
    >>> round(float(curve(0.9)), 2)
    0.7
    """
    x, y = np.asarray(stated, float), np.asarray(right, float)
    if len(x) < FEWEST:
        return before if before is not None else UNTOUCHED
    weights = np.ones(len(x))
    if before is not None:
        grid = np.linspace(x.min(), 1, 11)
        x, y = np.concatenate([x, grid]), np.concatenate([y, before(grid)])
        weights = np.concatenate([weights, np.full(len(grid), STEADY)])
    from sklearn.isotonic import IsotonicRegression  # a second to import, and only who learns needs it

    curve = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(x, y, sample_weight=weights)
    return Calibration(np.asarray(curve.X_thresholds_), np.asarray(curve.y_thresholds_))


UNTOUCHED = Calibration(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
