"""Intervals by resampling counts: no row of the log is needed, and the same seed gives the same ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DRAWS = 2000
SEED = 20_160_101

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def resampled(counts: Counts, *, draws: int = DRAWS, seed: int = SEED) -> Counts:
    """What the same number of answers might as well have been.

    Parameters
    ----------
    counts : array of int, any shape
        Answers per cell.
    draws : int
        Resamples.
    seed : int
        Of the random generator.

    Returns
    -------
    array of int, shape (draws, *counts.shape)
        Multinomial counts, each draw with the same total; zeros for no answers.

    Source
    ------
    Efron & Tibshirani (1993), *An Introduction to the Bootstrap*: resampling rows is resampling cells.

    Examples
    --------
    >>> resampled(np.array([3, 0, 1]), draws=2).sum(axis=1).tolist()
    [4, 4]
    """
    cells = counts.ravel().astype(float)
    total = int(counts.sum())
    if total == 0:
        return np.zeros((draws, *counts.shape), np.int64)
    found = np.random.default_rng(seed).multinomial(total, cells / cells.sum(), size=draws)
    return found.reshape(draws, *counts.shape)


def percentile_interval(values: Floats, level: float) -> tuple[float, float]:
    """Ends between which the middle `level` of the resampled values lie.

    Examples
    --------
    >>> percentile_interval(np.arange(101.0), 0.5)
    (25.0, 75.0)
    """
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
