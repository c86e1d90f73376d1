"""Customers lost: with a contract, by a model where nobody says goodbye, or by plain silence."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from heedful.stats.bgnbd import fit_bgnbd, probability_alive
from heedful.stats.estimate import Estimate
from heedful.stats.fitting import CannotFit, weighted_sum
from heedful.stats.histories import group_histories
from heedful.stats.shares import share

Floats = npt.NDArray[np.float64]


def churn_rate(cancelled: int, customers_start: int, *, level: float = 0.95) -> Estimate:
    """Share of the customers at the start of the period who cancelled in it.

    Parameters
    ----------
    cancelled : int
        Of those there at the start, how many cancelled before the end.
    customers_start : int
        Customers under contract at the start; somebody who subscribed at that very moment is one.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        A share 0–1 with Wilson's interval; unknown if there was nobody at the start.

    Examples
    --------
    >>> round(churn_rate(1869, 7043).value, 4)
    0.2654
    """
    return share(cancelled, customers_start, level=level)


def churn_model(
    frequency: npt.ArrayLike,
    recency: npt.ArrayLike,
    age: npt.ArrayLike,
    customers: npt.ArrayLike | None = None,
    *,
    unit_days: float = 7.0,
    level: float = 0.95,
) -> Estimate:
    """Share of repeat customers who have probably left, where nobody cancels.

    Parameters
    ----------
    frequency, recency, age, customers : array_like
        As for `group_histories`.
    unit_days : float
        The model's unit of time in days.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        The mean of 1 − P(alive), a share 0–1; `n` counts the customers with a repeat purchase.
        Of one-time buyers it is unknown whether they left, and they are not in it. Unknown
        altogether where the model cannot be fitted; `fit_bgnbd` says why. The interval holds
        both what the fit does not know and the luck of who left.

    Examples
    --------
    >>> churn_model([0, 1, 3, 8], [0, 30, 60, 80], [90, 90, 90, 90], [60, 20, 15, 5]).n
    40
    """
    rows = group_histories(frequency, recency, age, customers)
    again = rows.frequency > 0
    weight, n = rows.customers[again], int(rows.customers[again].sum())
    try:
        model = fit_bgnbd(rows.frequency, rows.recency, rows.age, rows.customers, unit_days=unit_days)
    except CannotFit:
        return Estimate.unknown(n)
    history = rows.frequency[again], rows.recency[again], rows.age[again]

    def gone(log_steps: Floats) -> float:
        return weighted_sum(weight, 1 - probability_alive(model.moved(log_steps), *history)) / n

    left = 1 - probability_alive(model, *history)
    slope = np.array([(gone(step) - gone(-step)) / 2e-4 for step in np.eye(4) * 1e-4])
    variance = float(slope @ model.covariance @ slope) + weighted_sum(weight, left * (1 - left)) / n**2
    value = gone(np.zeros(4))
    if not np.isfinite(variance):
        return Estimate(value, None, None, n)
    reach = float(ndtri((1 + level) / 2)) * max(variance, 0.0) ** 0.5
    return Estimate(value, max(value - reach, 0.0), min(value + reach, 1.0), n)


def silence_threshold(days: npt.ArrayLike, gaps: npt.ArrayLike, *, percentile: float = 90) -> float | None:
    """Days within which this shop's own customers come back, if they do: a percentile of the gaps.

    Parameters
    ----------
    days, gaps : array_like
        How many gaps between two purchases were so many days long.
    percentile : float
        0–100; 90: nine of ten returns came sooner.

    Returns
    -------
    float or None
        Days; ``None`` while nobody has ever come back.

    Raises
    ------
    ValueError
        If the percentile is not within 0–100.

    Examples
    --------
    >>> silence_threshold([7, 30, 90], [6, 3, 1])
    30.0
    """
    if not 0 <= percentile <= 100:
        raise ValueError(f"a percentile lies between 0 and 100, not at {percentile}")
    at, count = np.asarray(days, dtype=np.float64), np.asarray(gaps, dtype=np.float64)
    order = np.argsort(at)
    upto = np.cumsum(count[order])
    if not len(upto) or not upto[-1]:
        return None
    reached = int(np.searchsorted(upto, upto[-1] * percentile / 100 * (1 - 1e-12)))
    return float(at[order][reached])


def churn_silence(
    days: npt.ArrayLike,
    gaps: npt.ArrayLike,
    customers: npt.ArrayLike,
    *,
    percentile: float = 90,
    level: float = 0.95,
) -> Estimate:
    """Share of customers silent for longer than nearly all who ever came back were.

    This is silence, not proof of a loss, and is to be called so; but the number of days is the
    shop's own habit (see `silence_threshold`), not a round number from elsewhere.

    Parameters
    ----------
    days, gaps, customers : array_like
        Of so many days: how many gaps between two purchases were so long; how many customers'
        last purchase lies so far back.
    percentile : float
        Of the gaps, 0–100.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        A share 0–1 of `n` customers with Wilson's interval; unknown while nobody came back.

    Raises
    ------
    ValueError
        If the percentile is not within 0–100.

    Examples
    --------
    >>> churn_silence([7, 30, 90, 200], [6, 3, 1, 0], [5, 2, 2, 1]).value
    0.3
    """
    at, count = np.asarray(days, dtype=np.float64), np.asarray(customers, dtype=np.float64)
    threshold = silence_threshold(days, gaps, percentile=percentile)
    if threshold is None:
        return Estimate.unknown(int(count.sum()))
    return share(int(count[at > threshold].sum()), int(count.sum()), level=level)
