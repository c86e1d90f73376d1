"""How much a customer's next purchase is worth: the Gamma-Gamma model of spend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import digamma, gammaln, ndtri

from heedful.stats.estimate import Estimate
from heedful.stats.fitting import CannotFit, Likelihood, maximise, weighted_sum

Floats = npt.NDArray[np.float64]
MINIMUM_SPENDERS = 10


@dataclass(frozen=True, eq=False, slots=True)
class GammaGamma:
    """A fitted model of spend: each customer has a level, each purchase varies around it.

    Attributes
    ----------
    p, q, v : float
        Shape of a purchase; shape and scale of the customers' levels (`v` in money).
    log_likelihood : float
    n : int
        Customers with a repeat purchase and a positive spend, on whom it was fitted.
    covariance : numpy.ndarray
        Of the logs of ``p, q, v``; NaN where the data do not tell.
    """

    p: float
    q: float
    v: float
    log_likelihood: float
    n: int
    covariance: Floats

    @property
    def mean_spend(self) -> float:
        """Expected spend per purchase of a customer of whom nothing is known yet."""
        return self.p * self.v / (self.q - 1)

    def moved(self, log_steps: Floats) -> GammaGamma:
        """The model with each parameter moved by a step of its log, to see what depends on it."""
        p, q, v = (float(each) for each in np.array([self.p, self.q, self.v]) * np.exp(log_steps))
        return GammaGamma(p, q, v, self.log_likelihood, self.n, self.covariance)


def fit_gamma_gamma(
    frequency: npt.ArrayLike, spend: npt.ArrayLike, customers: npt.ArrayLike | None = None
) -> GammaGamma:
    """Learn from repeat purchases how spend varies within a customer and between customers.

    Parameters
    ----------
    frequency : array_like of int
        Purchases after the first.
    spend : array_like of float
        Mean spend per purchase after the first. Rows without a repeat purchase, and those
        whose spend is not positive (all of it refunded), are left out.
    customers : array_like of int, optional
        How many customers each row stands for; one if left out.

    Returns
    -------
    GammaGamma

    Raises
    ------
    CannotFit
        With the reason: fewer than 10 repeat customers who spent, all spent the same, or the
        spread of spend is so wide that the model's mean does not exist (q ≤ 1).

    Notes
    -----
    Source: Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value". It supposes that
    spend and frequency are unrelated: see `spend_correlation`.

    Examples
    --------
    >>> model = fit_gamma_gamma([1, 2, 3, 4], [10, 30, 22, 18], [10, 10, 10, 10])
    >>> 10 < model.mean_spend < 30
    True
    """
    x, m, weight = _spenders(frequency, spend, customers)
    n = int(weight.sum())
    if n < MINIMUM_SPENDERS:
        raise CannotFit(f"Only {n} repeat customers have spent anything; it takes {MINIMUM_SPENDERS} to see a pattern.")
    if m.min() == m.max():
        raise CannotFit("All customers spend the same: there is nothing to model.")
    unit = weighted_sum(weight, m) / n
    found = maximise(_likelihood(x, m / unit, weight), parameters=3, n=n)
    p, q, v = (float(each) for each in np.exp(found.log_parameters))
    if q <= 1:
        raise CannotFit("Spend varies so widely between customers that its mean cannot be told.")
    return GammaGamma(p, q, v * unit, found.log_likelihood - n * float(np.log(unit)), n, found.covariance)


def expected_spend(model: GammaGamma, frequency: npt.ArrayLike, spend: npt.ArrayLike) -> Floats:
    """Expected spend per purchase: the customer's own mean, drawn towards everybody's.

    Parameters
    ----------
    model : GammaGamma
    frequency, spend : array_like
        As for `fit_gamma_gamma`. Without a repeat purchase: everybody's mean.

    Returns
    -------
    numpy.ndarray
        Money per purchase, one per customer.

    Examples
    --------
    >>> model = fit_gamma_gamma([1, 2, 3, 4], [10, 30, 22, 18], [10, 10, 10, 10])
    >>> bool(expected_spend(model, [0], [0.0])[0] == model.mean_spend)
    True
    """
    x = np.asarray(frequency, dtype=np.float64)
    m = np.maximum(np.nan_to_num(np.asarray(spend, dtype=np.float64)), 0.0)
    return model.p * (model.v + x * m) / (model.p * x + model.q - 1)


def spend_correlation(
    frequency: npt.ArrayLike, spend: npt.ArrayLike, customers: npt.ArrayLike | None = None, *, level: float = 0.95
) -> Estimate:
    """Whether those who buy more often also spend more each time, which the model excludes.

    Parameters
    ----------
    frequency, spend, customers : array_like
        As for `fit_gamma_gamma`.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Pearson's correlation −1…1 with Fisher's interval over `n` repeat customers; unknown
        below 4 of them, or where either never varies.

    Examples
    --------
    >>> round(spend_correlation([1, 2, 3, 4], [10, 30, 22, 18]).value, 3)
    0.248
    """
    x, m, weight = _spenders(frequency, spend, customers)
    n = int(weight.sum())
    if n < 4 or x.min() == x.max() or m.min() == m.max():
        return Estimate.unknown(n)
    around_x, around_m = x - weighted_sum(weight, x) / n, m - weighted_sum(weight, m) / n
    spread = (weighted_sum(weight, around_x**2) * weighted_sum(weight, around_m**2)) ** 0.5
    value = float(np.clip(weighted_sum(weight, around_x * around_m) / spread, -1, 1))
    if abs(value) > 1 - 1e-12:
        return Estimate(value, None, None, n)
    middle, reach = np.arctanh(value), float(ndtri((1 + level) / 2)) / np.sqrt(n - 3)
    return Estimate(value, float(np.tanh(middle - reach)), float(np.tanh(middle + reach)), n)


def _spenders(
    frequency: npt.ArrayLike, spend: npt.ArrayLike, customers: npt.ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    x, m = np.asarray(frequency, dtype=np.float64), np.asarray(spend, dtype=np.float64)
    weight = np.ones_like(x) if customers is None else np.asarray(customers, dtype=np.float64)
    if not x.shape == m.shape == weight.shape:
        raise ValueError("frequency, spend and customers must be of one length")
    again = (x > 0) & (m > 0) & (weight > 0)
    return x[again], m[again], weight[again]


def _likelihood(x: Floats, m: Floats, weight: Floats) -> Likelihood:
    """Log-likelihood and gradient by the logs of p, q, v; what depends on x alone is summed once."""
    counts, place = np.unique(x, return_inverse=True)
    customers, n = np.bincount(place, weights=weight), weight.sum()
    log_m, bought = np.log(m), x * m
    sum_log_m, sum_x_log_xm = weighted_sum(weight, log_m), weighted_sum(weight * x, log_m + np.log(x))

    def log_likelihood(log_parameters: Floats) -> tuple[float, Floats]:
        p, q, v = np.exp(log_parameters)
        shape = p * counts
        level = v + bought
        log_level = weight * np.log(level)
        by_count = np.bincount(place, weights=log_level)
        value = customers @ (gammaln(shape + q) - gammaln(shape)) + n * (q * np.log(v) - gammaln(q))
        value += p * sum_x_log_xm - sum_log_m - by_count @ (shape + q)
        risen = digamma(shape + q)
        by_p = (customers * counts) @ (risen - digamma(shape)) + sum_x_log_xm - by_count @ counts
        by_q = customers @ risen + n * (np.log(v) - digamma(q)) - by_count.sum()
        by_v = n * q / v - np.bincount(place, weights=weight / level) @ (shape + q)
        return float(value), np.array([by_p * p, by_q * q, by_v * v])

    return log_likelihood
