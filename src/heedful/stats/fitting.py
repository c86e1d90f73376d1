"""Maximum likelihood for the purchase models: the same care for each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Likelihood = Callable[[Floats], tuple[float, Floats]]
_EDGE = 9.0  # |log parameter| up to which the search goes: e^9 is beyond what data can tell from infinity
_STARTS = (0.0, -1.0, 1.0, -2.0)


class CannotFit(ValueError):  # noqa: N818 (it reads as what it says)
    """The data cannot tell the model's parameters; the message says why, in a manager's words."""


@dataclass(frozen=True, eq=False, slots=True)
class Fitted:
    """Log parameters at the maximum, the log-likelihood there, and their covariance."""

    log_parameters: Floats
    log_likelihood: float
    covariance: Floats


def weighted_sum(weights: Floats, values: Floats) -> float:
    """Sum of the products, row by row, in one thread.

    NumPy hands long ``@`` products to several threads, which wait for one another: on a busy
    machine that made a fit four times as dear.

    Examples
    --------
    >>> weighted_sum(np.array([2.0, 3.0]), np.array([10.0, 1.0]))
    23.0
    """
    return float(np.einsum("i,i->", weights, values))


def maximise(log_likelihood: Likelihood, *, parameters: int, n: float) -> Fitted:
    """Find the parameters under which what was seen is the most likely.

    Parameters
    ----------
    log_likelihood : callable
        Log parameters → (log-likelihood, its gradient by the log parameters).
    parameters : int
        How many there are.
    n : float
        Observations, to scale the search with.

    Returns
    -------
    Fitted
        The covariance is the inverse of the observed information; a parameter that ran to the
        edge of the search (as good as 0 or infinite) is taken as known there. NaN where the
        information is not positive: the interval is then unknown.

    Raises
    ------
    CannotFit
        If no search from any of the fixed starts settles. There is no randomness.

    Examples
    --------
    >>> import numpy as np
    >>> poisson = lambda rate: (30 * rate[0] - 10 * np.exp(rate[0]), 30 - 10 * np.exp(rate))
    >>> round(float(np.exp(maximise(poisson, parameters=1, n=10).log_parameters[0])), 4)
    3.0
    """

    from scipy.optimize import minimize  # slow to import, and most of what is asked needs no model

    def loss(point: Floats) -> tuple[float, Floats]:
        value, slope = log_likelihood(point)
        return -value / n, -slope / n

    for start in _STARTS:
        found = minimize(
            loss,
            np.full(parameters, start),
            jac=True,
            method="L-BFGS-B",
            bounds=[(-_EDGE, _EDGE)] * parameters,
            options={"ftol": 1e-13, "gtol": 1e-7, "maxiter": 500, "maxls": 50},
        )
        inside = np.abs(found.x) < _EDGE - 1e-6
        if np.isfinite(found.fun) and np.abs(np.where(inside, found.jac, 0.0)).max() < 1e-4:
            return Fitted(found.x, -float(found.fun) * n, _covariance(log_likelihood, found.x, inside))
    raise CannotFit("The model does not settle on these customers: their purchases follow another pattern.")


def _covariance(log_likelihood: Likelihood, point: Floats, inside: npt.NDArray[np.bool_]) -> Floats:
    """Inverse of the observed information over the parameters that are not at the edge."""
    free = np.flatnonzero(inside)
    covariance = np.zeros((len(point), len(point)))
    if not len(free):
        return covariance
    information = np.empty((len(free), len(free)))
    step = 1e-4
    for row, parameter in enumerate(free):
        ahead, behind = point.copy(), point.copy()
        ahead[parameter] += step
        behind[parameter] -= step
        slope = (log_likelihood(ahead)[1] - log_likelihood(behind)[1]) / (2 * step)
        information[row] = -slope[free]
    information = (information + information.T) / 2
    if np.linalg.eigvalsh(information).min() <= 0:
        return np.full_like(covariance, np.nan)
    covariance[np.ix_(free, free)] = np.linalg.inv(information)
    return covariance
