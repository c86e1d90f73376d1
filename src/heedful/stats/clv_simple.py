"""What a customer is worth by the textbook: a rough formula, with the spread of real customers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from heedful.stats.estimate import Estimate

Floats = npt.NDArray[np.float64]
DAYS_OF_YEAR = 365.25
_UNITS = 2_000  # the bootstrap resamples customers, or as many random groups of them if there are more


def clv_simple(
    annual_revenue: npt.ArrayLike,
    relationship_days: npt.ArrayLike,
    customers: npt.ArrayLike | None = None,
    *,
    years: float | None = None,
    acquisition_cost: float = 0.0,
    margin: float = 1.0,
    level: float = 0.95,
    resamples: int = 999,
) -> Estimate:
    """Rough customer value: annual revenue per customer × years of relationship − acquisition cost.

    A rule of thumb, and to be labelled so: it discounts nothing, and takes the relationships
    seen so far, which go on, for their whole length.

    Parameters
    ----------
    annual_revenue : array_like
        Each customer's revenue a year, net of refunds.
    relationship_days : array_like
        Days from each customer's first order to the last.
    customers : array_like of int, optional
        How many customers each row stands for; one if left out.
    years : float, optional
        Years of relationship, where the shop knows better; the mean seen so far, if left out.
    acquisition_cost : float
        What it costs to win a customer; 0 gives the value before that.
    margin : float
        Share of revenue that is kept, 0–1; 1 speaks of revenue.
    level : float
        Confidence level.
    resamples : int
        Of the percentile bootstrap over customers. It is seeded: the same data, the same
        interval. Above 2,000 customers it resamples 2,000 random groups of equal size.

    Returns
    -------
    Estimate
        Money per customer. Unknown without customers, or if nobody ever came back and `years`
        is not given; no interval below two customers.

    Raises
    ------
    ValueError
        If the lengths differ, or the margin is not within 0–1.

    Examples
    --------
    >>> clv_simple([100.0, 300.0], [365.25, 1095.75], acquisition_cost=50.0).value
    350.0
    """
    revenue, days = (np.asarray(each, dtype=np.float64) for each in (annual_revenue, relationship_days))
    weight = np.ones(revenue.shape) if customers is None else np.asarray(customers, dtype=np.float64)
    if not revenue.shape == days.shape == weight.shape:
        raise ValueError("annual_revenue, relationship_days and customers must be of one length")
    check_margin(margin)
    n = int(weight.sum())
    if n == 0 or (years is None and not (weight * days).sum()):
        return Estimate.unknown(n)

    def worth(mean_revenue: Floats, mean_days: Floats) -> Floats:
        length = mean_days / DAYS_OF_YEAR if years is None else np.full_like(mean_days, years)
        return mean_revenue * margin * length - acquisition_cost

    value = float(worth(np.array([weight @ revenue / n]), np.array([weight @ days / n]))[0])
    if n < 2:
        return Estimate(value, None, None, n)
    drawn = worth(*_bootstrapped_means(revenue, days, weight.astype(np.int64), resamples))
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(value, float(low), float(high), n)


def check_margin(margin: float) -> None:
    """Refuse a margin that is no share, as 40 for 40 %.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> check_margin(0.4)
    """
    if not 0 <= margin <= 1:
        raise ValueError(f"a margin is a share from 0 to 1, not {margin}")


def _bootstrapped_means(revenue: Floats, days: Floats, weight: npt.NDArray[np.int64], resamples: int) -> list[Floats]:
    """Means of both over customers drawn with replacement, once per resample."""
    draw = np.random.default_rng(20050)
    each = np.repeat(np.column_stack([revenue, days]), weight, axis=0)
    n = len(each)
    if n > _UNITS:
        each = draw.permutation(each)
        size = np.diff(np.linspace(0, n, _UNITS + 1).astype(np.int64))
        sums = np.add.reduceat(each, np.concatenate([[0], size.cumsum()[:-1]]), axis=0)
        units = np.column_stack([sums, size])
    else:
        units = np.column_stack([each, np.ones(n)])
    drawn = _drawn_times(draw, len(units), resamples) @ units
    return [drawn[:, 0] / drawn[:, 2], drawn[:, 1] / drawn[:, 2]]


def _drawn_times(draw: np.random.Generator, units: int, resamples: int) -> Floats:
    """How often each unit is drawn in each resample; counting the draws is seven times as quick as a multinomial."""
    drawn = draw.integers(0, units, (resamples, units), dtype=np.int32)
    of_resample = np.arange(resamples)[:, np.newaxis] * units
    times = np.bincount((drawn + of_resample).ravel(), minlength=resamples * units)
    return times.reshape(resamples, units).astype(np.float64)
