"""Shares: how many of all, with Wilson's interval."""

from __future__ import annotations

from heedful.stats.clusters import Clusters, effective_n
from heedful.stats.estimate import Estimate
from heedful.stats.intervals import normal_quantile, wilson_interval


def share(successes: int, n: int, *, clusters: Clusters | None = None, level: float = 0.95) -> Estimate:
    """Share of those who did, of all who could: CSAT and CES boxes, positive reviews, rates.

    Parameters
    ----------
    successes, n : int
        How many did, of how many.
    clusters : Clusters, optional
        How the answers (coded 1, 0) spread over persons, when some answered several times. Wilson's
        interval is then that of an effective number of answers (see `effective_n`).
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        0–1. Nothing of nothing: unknown. One observation: the value with a wide interval.

    Raises
    ------
    ValueError
        When `successes` is negative or more than `n`, or `level` not between 0 and 1.

    Source
    ------
    Wilson (1927), *Journal of the American Statistical Association* 22, 209–212.

    Examples
    --------
    A vendor's help page prints 76.5 % for these answers; it is 13 of 19:

    >>> round(100 * share(13, 19).value, 1)
    68.4
    """
    z = normal_quantile(level)
    if not 0 <= successes <= n:
        raise ValueError(f"successes must lie between 0 and n={n}, not {successes}")
    if n == 0:
        return Estimate.unknown()
    low, high = wilson_interval(successes / n, effective_answers(successes, n, clusters, level), z)
    return Estimate(value=successes / n, low=low, high=high, n=n)


def effective_answers(successes: int, n: int, clusters: Clusters | None, level: float) -> float:
    """`effective_n` of a share, at least one answer given.

    Examples
    --------
    >>> effective_answers(5, 10, None, 0.95)
    10.0
    """
    value = successes / n
    return effective_n(n, value, value * (1 - value), clusters, level)
