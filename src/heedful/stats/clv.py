"""What a customer will be worth: a model of purchases times a model of spend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from heedful.stats.bgnbd import BgNbd, fit_bgnbd, probability_alive, purchases_if_alive
from heedful.stats.clv_simple import DAYS_OF_YEAR, check_margin
from heedful.stats.estimate import Estimate
from heedful.stats.fitting import CannotFit, weighted_sum
from heedful.stats.gamma_gamma import GammaGamma, expected_spend, fit_gamma_gamma, spend_correlation

Floats = npt.NDArray[np.float64]
RELATED = 0.1  # a correlation of frequency and spend beyond this is worth a warning


@dataclass(frozen=True, eq=False, slots=True)
class ModelClv:
    """Customer value by the models, with what is needed to judge whether to believe it.

    Attributes
    ----------
    estimate : Estimate
        Mean value per customer over the time ahead.
    purchases, spend : BgNbd, GammaGamma
        The fitted models.
    correlation : Estimate
        Of frequency and spend among repeat customers; the models suppose 0.
    unknown_alive : int
        One-time buyers: whether they are still customers is unknown.
    cautions : tuple of str
        What to say beside the number; empty if nothing.
    """

    estimate: Estimate
    purchases: BgNbd
    spend: GammaGamma
    correlation: Estimate
    unknown_alive: int
    cautions: tuple[str, ...]


def customer_values(
    purchases: BgNbd,
    spend_model: GammaGamma,
    frequency: npt.ArrayLike,
    recency: npt.ArrayLike,
    age: npt.ArrayLike,
    spend: npt.ArrayLike,
    *,
    months: int = 12,
    monthly_discount: float = 0.01,
    margin: float = 1.0,
) -> Floats:
    """What each customer will bring over the coming months, discounted.

    Parameters
    ----------
    purchases, spend_model : BgNbd, GammaGamma
        The fitted models.
    frequency, recency, age, spend : array_like
        One row per customer: as for `heedful.stats.fit_bgnbd` and `fit_gamma_gamma`.
    months : int
        How far ahead; a month is a twelfth of a year.
    monthly_discount : float
        What money a month later is worth less; 0.01: one per cent.
    margin : float
        Share of revenue that is kept, 0–1.

    Returns
    -------
    numpy.ndarray
        Money, one per customer. Of one-time buyers it is what the model expects of their like;
        whether they are still customers is unknown.

    Raises
    ------
    ValueError
        If the margin is not within 0–1, there are no months, or the discount is negative.

    Examples
    --------
    >>> buys = fit_bgnbd([0, 1, 3, 8], [0, 30, 60, 80], [90, 90, 90, 90], [60, 20, 15, 5])
    >>> pays = fit_gamma_gamma([1, 3, 8], [10.0, 30.0, 20.0], [20, 15, 5])
    >>> once, often = customer_values(buys, pays, [0, 8], [0, 80], [90, 90], [0.0, 20.0])
    >>> bool(often > once > 0)
    True
    """
    check_margin(margin)
    if months < 1 or monthly_discount < 0:
        raise ValueError("months must be at least 1 and the discount not negative")
    x, last, end = (np.asarray(each, dtype=np.float64) for each in (frequency, recency, age))
    ahead = _Ahead(x, end, months, monthly_discount)
    return margin * ahead.purchases(purchases, last) * expected_spend(spend_model, x, spend)


def fit_clv(
    frequency: npt.ArrayLike,
    recency: npt.ArrayLike,
    age: npt.ArrayLike,
    spend: npt.ArrayLike,
    customers: npt.ArrayLike | None = None,
    *,
    months: int = 12,
    monthly_discount: float = 0.01,
    margin: float = 1.0,
    unit_days: float = 7.0,
    level: float = 0.95,
) -> ModelClv:
    """Mean customer value over the coming months by BG/NBD × Gamma-Gamma, and whether to believe it.

    Parameters
    ----------
    frequency, recency, age, spend, customers : array_like
        Histories with the mean spend per repeat purchase.
    months, monthly_discount, margin
        As in `customer_values`.
    unit_days : float
        The purchase model's unit of time in days.
    level : float
        Confidence level.

    Returns
    -------
    ModelClv
        The interval of its estimate holds what the fits do not know; that the future may differ
        from the past is in no interval: look at `heedful.stats.calibration_table` first.

    Raises
    ------
    CannotFit
        With the reason, if either model cannot be fitted.
    ValueError
        On histories that cannot be, or as `customer_values`.

    Notes
    -----
    Source: Fader, Hardie & Lee (2005), *Journal of Marketing Research* 42(4); the models' own
    sources are named with them. The interval is the delta method on the seven parameters.

    Examples
    --------
    >>> histories = [0, 1, 3, 8], [0, 30, 60, 80], [90, 90, 90, 90]
    >>> value = fit_clv(*histories, [0.0, 10.0, 30.0, 20.0], [60, 20, 15, 5])
    >>> value.unknown_alive
    60
    """
    x, last, end, m = (np.asarray(each, dtype=np.float64) for each in (frequency, recency, age, spend))
    weight = np.ones_like(x) if customers is None else np.asarray(customers, dtype=np.float64)
    buys, pays = fit_bgnbd(x, last, end, customers, unit_days=unit_days), fit_gamma_gamma(x, m, weight)
    check_margin(margin)
    if months < 1 or monthly_discount < 0:
        raise ValueError("months must be at least 1 and the discount not negative")
    ahead, n = _Ahead(x, end, months, monthly_discount), float(weight.sum())
    expected, worth = ahead.purchases(buys, last), expected_spend(pays, x, m)
    value = margin * weighted_sum(weight, expected * worth) / n
    steps = 1e-4
    by_buying = [
        weighted_sum(weight, (ahead.purchases(buys.moved(step), last) - expected) * worth) / steps
        for step in np.eye(4) * steps
    ]
    by_paying = [
        weighted_sum(weight, expected * (expected_spend(pays.moved(step), x, m) - worth)) / steps
        for step in np.eye(3) * steps
    ]
    slopes = (np.array(by_buying) * margin / n, buys.covariance), (np.array(by_paying) * margin / n, pays.covariance)
    error = float(sum(slope @ covariance @ slope for slope, covariance in slopes)) ** 0.5
    reach = float(ndtri((1 + level) / 2)) * error
    low, high = (max(value - reach, 0.0), value + reach) if np.isfinite(reach) else (None, None)
    correlation = spend_correlation(x, m, weight, level=level)
    return ModelClv(
        Estimate(value, low, high, int(n)), buys, pays, correlation, int(weight[x == 0].sum()), _cautions(correlation)
    )


def clv_model(
    frequency: npt.ArrayLike,
    recency: npt.ArrayLike,
    age: npt.ArrayLike,
    spend: npt.ArrayLike,
    customers: npt.ArrayLike | None = None,
    *,
    months: int = 12,
    monthly_discount: float = 0.01,
    margin: float = 1.0,
    unit_days: float = 7.0,
    level: float = 0.95,
) -> Estimate:
    """Mean customer value over the coming months: the estimate of `fit_clv` alone.

    Takes what `fit_clv` takes; where that cannot fit, and says why, this one is unknown.

    Examples
    --------
    >>> clv_model([0], [0], [90], [0.0], [500])
    Estimate(value=None, low=None, high=None, n=500)
    """
    try:
        return fit_clv(
            frequency,
            recency,
            age,
            spend,
            customers,
            months=months,
            monthly_discount=monthly_discount,
            margin=margin,
            unit_days=unit_days,
            level=level,
        ).estimate
    except CannotFit:
        return Estimate.unknown(int(np.sum(customers)) if customers is not None else np.size(frequency))


class _Ahead:
    """Discounted purchases ahead; the costly part once per distinct (purchases, age)."""

    def __init__(self, frequency: Floats, age: Floats, months: int, monthly_discount: float) -> None:
        self.frequency, self.age = frequency, age
        pairs, place = np.unique(frequency + 1j * age, return_inverse=True)
        self.counts, self.ages, self.place = pairs.real, pairs.imag, place
        self.months, self.discount = months, monthly_discount

    def purchases(self, model: BgNbd, recency: Floats) -> Floats:
        total, before = np.zeros_like(self.counts), np.zeros_like(self.counts)
        for month in range(1, self.months + 1):
            days = month * DAYS_OF_YEAR / 12
            upto = purchases_if_alive(model, self.counts, self.ages, days=days)
            total += (upto - before) / (1 + self.discount) ** month
            before = upto
        alive = np.where(self.frequency > 0, probability_alive(model, self.frequency, recency, self.age), 1.0)
        return np.asarray(alive * total[self.place])


def _cautions(correlation: Estimate) -> tuple[str, ...]:
    r, low, high = correlation.value, correlation.low, correlation.high
    if r is None or low is None or high is None or abs(r) <= RELATED or low <= 0 <= high:
        return ()
    more = "more" if r > 0 else "less"
    return (
        f"Those who buy more often spend {more} each time (correlation {r:.2f}); the model supposes that they do not.",
    )
