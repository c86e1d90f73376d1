"""Who is still a customer where nobody says goodbye: the BG/NBD model of repeat purchases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import digamma, expit, gammaln, hyp2f1

from heedful.stats.fitting import CannotFit, Fitted, maximise, weighted_sum
from heedful.stats.histories import Histories, group_histories

Floats = npt.NDArray[np.float64]
MINIMUM_REPEAT_CUSTOMERS = 10
_NEAR = 1e-5  # how near to a removable singularity of the formula its two sides are averaged


@dataclass(frozen=True, eq=False, slots=True)
class BgNbd:
    """A fitted model: how often customers buy, and how likely each purchase is their last.

    Attributes
    ----------
    r, alpha : float
        Purchase rates vary over customers as a gamma distribution; `alpha` is in units of time.
    a, b : float
        The chance to leave after a purchase varies as a beta distribution.
    log_likelihood : float
    n : int
        Customers it was fitted on.
    unit_days : float
        Days in the model's unit of time (7: weeks).
    covariance : numpy.ndarray
        Of the logs of ``r, alpha, a, b``; NaN where the data do not tell.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    n: int
    unit_days: float
    covariance: Floats

    def moved(self, log_steps: Floats) -> BgNbd:
        """The model with each parameter moved by a step of its log, to see what depends on it."""
        r, alpha, a, b = (float(each) for each in np.array([self.r, self.alpha, self.a, self.b]) * np.exp(log_steps))
        return BgNbd(r, alpha, a, b, self.log_likelihood, self.n, self.unit_days, self.covariance)


def fit_bgnbd(
    frequency: npt.ArrayLike,
    recency: npt.ArrayLike,
    age: npt.ArrayLike,
    customers: npt.ArrayLike | None = None,
    *,
    unit_days: float = 7.0,
) -> BgNbd:
    """Learn from purchase histories how often customers buy and how they leave.

    Parameters
    ----------
    frequency, recency, age, customers : array_like
        As for `group_histories`: purchases after the first, day of the last, days observed.
    unit_days : float
        The model's unit of time; weeks, as in the literature, unless told otherwise.

    Returns
    -------
    BgNbd

    Raises
    ------
    CannotFit
        With the reason: nobody, nobody observed for a day, fewer than 10 customers who came
        back, or no pattern that the model can follow.
    ValueError
        On histories that cannot be (see `group_histories`).

    Notes
    -----
    Source: Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, *Marketing
    Science* 24(2). Maximum likelihood with the analytic gradient over distinct histories.

    Examples
    --------
    >>> model = fit_bgnbd([0, 1, 3, 8], [0, 30, 60, 80], [90, 90, 90, 90], [60, 20, 15, 5])
    >>> model.n
    100
    """
    rows = group_histories(frequency, recency, age, customers)
    n = float(rows.customers.sum())
    _can_fit(rows)
    unit = float(rows.age.max()) / 10  # any unit would do; the search likes numbers around 1
    likelihood = _Likelihood(rows, unit)
    found = maximise(likelihood, parameters=4, n=n)
    return _model(found, rows, unit, unit_days)


def probability_alive(model: BgNbd, frequency: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike) -> Floats:
    """How likely each is still a customer; NaN (unknown) for those who bought once only.

    The model lets a customer leave only after a repeat purchase, so it would say a certain 1 of
    one-time buyers: that is its assumption, not knowledge, and is not passed on.

    Parameters
    ----------
    model : BgNbd
    frequency, recency, age : array_like
        Purchases after the first, day of the last, days observed (see `group_histories`).

    Returns
    -------
    numpy.ndarray
        Shares 0–1, or NaN; empty for nobody.

    Examples
    --------
    >>> model = fit_bgnbd([0, 1, 3, 8], [0, 30, 60, 80], [90, 90, 90, 90], [60, 20, 15, 5])
    >>> probability_alive(model, [0], [0], [90])
    array([nan])
    """
    x, last, end = (np.asarray(each, dtype=np.float64) for each in (frequency, recency, age))
    return np.where(x > 0, _alive(model, x, last, end), np.nan)


def expected_purchases(
    model: BgNbd, frequency: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike, *, days: float
) -> Floats:
    """Purchases to expect from each customer over the next `days`.

    Parameters
    ----------
    model : BgNbd
    frequency, recency, age : array_like
        Purchases after the first, day of the last, days observed (see `group_histories`).
    days : float
        How far ahead, from the end of observation.

    Returns
    -------
    numpy.ndarray
        Expected numbers of days with a purchase, one per customer.

    Notes
    -----
    Equation 10 of Fader, Hardie & Lee (2005), after Euler's transformation of the
    hypergeometric function, so that it neither overflows for heavy buyers nor fails at a ≤ 1.

    Examples
    --------
    >>> model = fit_bgnbd([0, 1, 3, 8], [0, 30, 60, 80], [90, 90, 90, 90], [60, 20, 15, 5])
    >>> bool(expected_purchases(model, [8], [80], [90], days=90)[0] > 3)
    True
    """
    x, last, end = (np.asarray(each, dtype=np.float64) for each in (frequency, recency, age))
    return _alive(model, x, last, end) * purchases_if_alive(model, x, end, days=days)


def purchases_if_alive(model: BgNbd, frequency: Floats, age: Floats, *, days: float) -> Floats:
    """Purchases to expect over the next `days` from customers who have not left yet.

    The costly part of `expected_purchases`; it does not depend on when the last purchase was.

    Examples
    --------
    >>> model = fit_bgnbd([0, 1, 3, 8], [0, 30, 60, 80], [90, 90, 90, 90], [60, 20, 15, 5])
    >>> float(purchases_if_alive(model, np.array([3.0]), np.array([90.0]), days=0.0)[0]) == 0
    True
    """
    alpha, ahead = model.alpha + age / model.unit_days, days / model.unit_days
    singular = (abs(model.a - 1) < _NEAR) | (np.abs(model.a + model.b + frequency - 1) < _NEAR)
    if not np.any(singular):
        return _purchases(model.a, model, frequency, alpha, ahead)
    sides = [_purchases(model.a + side * 10 * _NEAR, model, frequency, alpha, ahead) for side in (-1, 1)]
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = _purchases(model.a, model, frequency, alpha, ahead)
    return np.where(singular, (sides[0] + sides[1]) / 2, plain)


class _Likelihood:
    """The log-likelihood of distinct histories and its gradient by the logs of r, α, a, b.

    Whatever depends on the number of purchases alone, or on the age alone, is summed once per
    distinct number; only the chance to have left after the last purchase needs every row.
    """

    def __init__(self, rows: Histories, unit: float) -> None:
        x, weight = rows.frequency.astype(np.int64), rows.customers
        ages, age_at = np.unique(rows.age, return_inverse=True)
        again = x > 0
        lasts, last_at = np.unique(rows.recency[again], return_inverse=True)
        self.purchases = np.arange(int(x.max()) + 1, dtype=np.float64)
        self.by_purchases = np.bincount(x, weights=weight)
        self.ages, self.lasts = ages / unit, lasts / unit
        self.by_age = np.bincount(age_at, weights=weight)
        self.bought_by_age = np.bincount(age_at, weights=weight * x)
        self.x, self.weight, self.age_at, self.last_at = x[again], weight[again], age_at[again], last_at

    def __call__(self, log_parameters: Floats) -> tuple[float, Floats]:
        r, alpha, a, b = np.exp(log_parameters)
        count, x = self.by_purchases, self.purchases
        n, ages, lasts = count.sum(), alpha + self.ages, alpha + self.lasts
        log_ages, log_lasts = np.log(ages), np.log(lasts)
        after = np.where(x > 0, b + x - 1, 1.0)

        waited = log_ages[self.age_at] - log_lasts[self.last_at]
        odds = (np.log(a) - np.log(after))[self.x] + (r + self.x) * waited  # log odds of having left
        left = self.weight * expit(odds)
        rate = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        leaving = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        value = count @ (rate + leaving) - (r * self.by_age + self.bought_by_age) @ log_ages
        value += weighted_sum(self.weight, np.logaddexp(0, odds))

        left_by_purchases = np.bincount(self.x, weights=left, minlength=len(x))
        shared = count @ (digamma(a + b) - digamma(a + b + x))
        by_r = (
            count @ (digamma(r + x) - digamma(r) + np.log(alpha)) - self.by_age @ log_ages + weighted_sum(left, waited)
        )
        by_alpha = n * r / alpha - (r * self.by_age + self.bought_by_age) @ (1 / ages)
        by_alpha += weighted_sum(left * (r + self.x), (1 / ages)[self.age_at] - (1 / lasts)[self.last_at])
        by_a = shared + left.sum() / a
        by_b = shared + count @ (digamma(b + x) - digamma(b)) - left_by_purchases @ (1 / after)
        return float(value), np.array([by_r * r, by_alpha * alpha, by_a * a, by_b * b])


def _can_fit(rows: Histories) -> None:
    if not rows.customers.sum():
        raise CannotFit("There are no customers yet.")
    if rows.age.max() == 0:
        raise CannotFit("Nobody has been a customer for a day yet.")
    again = int(rows.customers[rows.frequency > 0].sum())
    if again < MINIMUM_REPEAT_CUSTOMERS:
        raise CannotFit(f"Only {again} customers have come back; it takes {MINIMUM_REPEAT_CUSTOMERS} to see a pattern.")


def _model(found: Fitted, rows: Histories, unit: float, unit_days: float) -> BgNbd:
    """Back from the unit of the search to the caller's: only α and the likelihood depend on it."""
    r, alpha, a, b = (float(each) for each in np.exp(found.log_parameters))
    ratio = unit / unit_days
    log_likelihood = found.log_likelihood - weighted_sum(rows.customers, rows.frequency) * float(np.log(ratio))
    return BgNbd(r, alpha * ratio, a, b, log_likelihood, int(rows.customers.sum()), unit_days, found.covariance)


def _alive(model: BgNbd, x: Floats, last: Floats, end: Floats) -> Floats:
    """P(alive) by the model's letter: 1 where there was no repeat purchase."""
    alpha, unit = model.alpha, model.unit_days
    after = np.where(x > 0, model.b + x - 1, 1.0)
    odds = np.log(model.a / after) + (model.r + x) * np.log((alpha + end / unit) / (alpha + last / unit))
    return np.where(x > 0, expit(-odds), 1.0)


def _purchases(a: float, model: BgNbd, x: Floats, alpha: Floats, ahead: float) -> Floats:
    total = a + model.b + x - 1
    ratio = ahead / (alpha + ahead)
    left = (1 - ratio) ** (a - 1) * hyp2f1(total - model.r - x, a - 1, total, ratio)
    return np.asarray(np.divide(total, a - 1) * (1 - left))
