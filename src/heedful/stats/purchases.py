"""Buying again, as estimates."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import bdtrik

from heedful.stats.estimate import Estimate
from heedful.stats.shares import share


def repeat_purchase(customers: int, repeat_customers: int, *, level: float = 0.95) -> Estimate:
    """Share of customers who ordered at least twice.

    Parameters
    ----------
    customers, repeat_customers : int
        Customers with an order in the window; those with two or more.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        A share 0–1 with Wilson's interval; unknown without customers.

    Examples
    --------
    >>> round(repeat_purchase(4, 3).value, 2)
    0.75
    """
    return share(repeat_customers, customers, level=level)


def median_days(days: npt.ArrayLike, gaps: npt.ArrayLike, *, level: float = 0.95) -> Estimate:
    """Days after which half of the returns have come: the middle gap between two orders.

    Parameters
    ----------
    days, gaps : array_like
        How many gaps were so many days long.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Days, midway between the two middle gaps if their number is even; `n` counts the gaps.
        The interval is that of order statistics, which supposes no distribution; below six
        gaps there is none at 95 %. Unknown without gaps.

    Raises
    ------
    ValueError
        If the two differ in length or a count is negative.

    Examples
    --------
    >>> median_days([7, 30, 90], [1, 1, 1]).value
    30.0
    """
    at, count = np.asarray(days, dtype=np.float64), np.asarray(gaps, dtype=np.float64)
    if at.shape != count.shape or (count < 0).any():
        raise ValueError("days and gaps must be of one length, and gaps not negative")
    order = np.argsort(at)
    at, upto = at[order], np.cumsum(count[order])
    n = int(upto[-1]) if len(upto) else 0
    if n == 0:
        return Estimate.unknown()

    def ranked(rank: int) -> float:
        return float(at[np.searchsorted(upto, rank)])

    value = (ranked((n + 1) // 2) + ranked(n // 2 + 1)) / 2
    outside = _rank_below(n, level)
    if outside < 1:
        return Estimate(value, None, None, n)
    return Estimate(value, ranked(outside), ranked(n + 1 - outside), n)


def _rank_below(n: int, level: float) -> int:
    """The highest rank that lies below the median with at least half of the confidence asked for."""
    tail = (1 - level) / 2
    if tail < 0.5**n:
        return 0
    return int(np.floor(bdtrik(tail, n, 0.5) + 1e-9)) + 1
