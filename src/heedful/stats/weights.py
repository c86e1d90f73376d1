"""How much of what is explained falls to each of several things that go together: from correlations alone."""

from __future__ import annotations

from math import factorial
from typing import Final

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from heedful.stats.bootstrap import Floats

MOST_SHAPLEY: Final = 15
NOTHING: Final = 1e-10  # an eigenvalue or a pivot of what others say already


def relative_weights(correlations: npt.ArrayLike, with_score: npt.ArrayLike) -> Floats:
    """Johnson's relative weights from correlations alone; they add up to R².

    Parameters
    ----------
    correlations : array, shape (…, p, p)
        Of the drivers with each other.
    with_score : array, shape (…, p)
        Of each driver with the score.

    Returns
    -------
    array of float, shape (…, p)

    Source
    ------
    Johnson (2000), *Multivariate Behavioral Research* 35, 1–19.

    Examples
    --------
    >>> relative_weights([[1.0, 0.0], [0.0, 1.0]], [0.6, -0.3]).round(2).tolist()
    [0.36, 0.09]
    """
    among, toward = np.asarray(correlations, float), np.asarray(with_score, float)
    with threadpool_limits(1, "blas"):  # thousands of small matrices: threads would only wait for each other
        values, vectors = np.linalg.eigh(among)
    there = values > NOTHING * among.shape[-1]
    roots = np.sqrt(np.where(there, values, 0.0))
    inverse = np.divide(1.0, roots, out=np.zeros_like(roots), where=there)
    turned = np.swapaxes(vectors, -1, -2)
    root = (vectors * roots[..., None, :]) @ turned
    beta = ((vectors * inverse[..., None, :]) @ turned @ toward[..., None])[..., 0]
    return np.asarray(((root * root) @ (beta * beta)[..., None])[..., 0])


def shapley_weights(correlations: npt.ArrayLike, with_score: npt.ArrayLike) -> Floats:
    """Each driver's part of R² as the mean over all orders of taking them in (Shapley value, LMG); to 15 drivers.

    Parameters
    ----------
    correlations : array, shape (p, p)
    with_score : array, shape (p,)

    Returns
    -------
    array of float, shape (p,)
        They add up to R².

    Raises
    ------
    ValueError
        For more than 15 drivers: 32,768 sets are looked at, and each more doubles them.

    Source
    ------
    Lindeman, Merenda & Gold (1980); Grömping (2006), *Journal of Statistical Software* 17(1). All sets are reached by
    sweeping the matrix (Goodnight 1979, *The American Statistician* 33, 149–158) on one driver after the other.

    Examples
    --------
    >>> shapley_weights([[1.0, 0.0], [0.0, 1.0]], [0.6, -0.3]).round(2).tolist()
    [0.36, 0.09]
    """
    toward = np.asarray(with_score, float)
    p = len(toward)
    if p > MOST_SHAPLEY:
        raise ValueError(f"{p} drivers are more than {MOST_SHAPLEY}: use the relative weights")
    explained = 1 - _left_by_set(np.asarray(correlations, float), toward)
    sets = np.arange(1 << p)
    sizes = np.array([bin(each).count("1") for each in sets])
    chance = np.array([factorial(size) * factorial(p - size - 1) / factorial(p) for size in range(p)])
    weights = np.empty(p)
    for at in range(p):
        without = sets[(sets >> at) & 1 == 0]
        gains = explained[without | (1 << at)] - explained[without]
        weights[at] = (chance[sizes[without]] * gains).sum()
    return weights


def _left_by_set(among: Floats, toward: Floats) -> Floats:
    """1 − R² of every set of drivers; a set is the number whose bits are its members."""
    whole = np.block([[among, toward[:, None]], [toward[None, :], np.ones((1, 1))]])[None]
    for _ in range(len(toward)):
        pivot, side = whole[:, 0, 0], whole[:, 0, 1:]
        gain = np.divide(1.0, pivot, out=np.zeros_like(pivot), where=pivot > NOTHING)
        without = whole[:, 1:, 1:]
        whole = np.concatenate([without, without - side[:, :, None] * side[:, None, :] * gain[:, None, None]])
    return np.asarray(whole[:, 0, 0])
