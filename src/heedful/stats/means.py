"""Means of scores, with Student's interval."""

from __future__ import annotations

from math import sqrt

from heedful.stats.clusters import Clusters
from heedful.stats.estimate import Estimate
from heedful.stats.intervals import t_quantile


def mean(
    n: int,
    total: float,
    total_of_squares: float,
    *,
    lowest: float | None = None,
    highest: float | None = None,
    clusters: Clusters | None = None,
    level: float = 0.95,
) -> Estimate:
    """Mean score: of satisfaction, of effort, of a sentiment.

    Parameters
    ----------
    n : int
        Answers.
    total, total_of_squares : float
        Sum of the scores, and of their squares.
    lowest, highest : float, optional
        Ends of the scale: the interval is cut there.
    clusters : Clusters, optional
        How the scores spread over persons, when some answered several times: the interval then
        rests on persons, with persons − 1 degrees of freedom.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        In the scale's own unit. No answers: unknown. One answer, one person, or answers that are all
        equal: the value without an interval, for there is no spread to judge by.

    Raises
    ------
    ValueError
        When `n` is negative, or `level` not between 0 and 1.

    Source
    ------
    Student (1908), *Biometrika* 6, 1–25; persons as in `Clusters.variance`.

    Examples
    --------
    >>> answers = [5, 4, 4, 3, 5]
    >>> estimate = mean(5, sum(answers), sum(a * a for a in answers))
    >>> estimate.value, round(estimate.low, 2), round(estimate.high, 2)
    (4.2, 3.16, 5.24)
    """
    if n < 0:
        raise ValueError(f"n cannot be negative: {n}")
    t_quantile(level, 1)  # refuses a level that is none, whatever n
    if n == 0:
        return Estimate.unknown()
    value = total / n
    variance, freedom = sampling_variance(n, total, total_of_squares, clusters)
    if variance is None:
        return Estimate(value=value, low=None, high=None, n=n)
    reach = t_quantile(level, freedom) * sqrt(variance)
    low = value - reach if lowest is None else max(lowest, value - reach)
    high = value + reach if highest is None else min(highest, value + reach)
    return Estimate(value=value, low=low, high=high, n=n)


def sampling_variance(
    n: int, total: float, total_of_squares: float, clusters: Clusters | None = None
) -> tuple[float | None, int]:
    """Variance of the mean and its degrees of freedom; ``None`` where there is no spread to judge by.

    Examples
    --------
    >>> sampling_variance(2, 3.0, 5.0)
    (0.25, 1)
    """
    value = total / n
    if clusters is not None and clusters.persons < n:
        return clusters.variance(value, n) or None, clusters.persons - 1
    squares = total_of_squares - n * value * value
    if n < 2 or squares <= 1e-12 * total_of_squares:  # below it, rounding is all there is
        return None, n - 1
    return squares / (n - 1) / n, n - 1
