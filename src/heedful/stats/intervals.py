"""Quantiles and the interval formulas that several measures share."""

from __future__ import annotations

from math import ceil, sqrt

from scipy.special import bdtr, bdtrik, ndtri, stdtrit


def normal_quantile(level: float) -> float:
    """How many standard errors a two-sided interval of this level reaches to each side.

    Raises
    ------
    ValueError
        When `level` is not strictly between 0 and 1.

    Examples
    --------
    >>> round(normal_quantile(0.95), 4)
    1.96
    """
    _check(level)
    return float(ndtri((1 + level) / 2))


def t_quantile(level: float, freedom: float) -> float:
    """The same for Student's t with `freedom` degrees of freedom.

    Examples
    --------
    >>> round(t_quantile(0.95, 9), 4)
    2.2622
    """
    _check(level)
    return float(stdtrit(freedom, (1 + level) / 2))


def binomial_quantile(probability: float, n: int, share: float) -> int:
    """The fewest successes of `n` that are not exceeded with at least this probability.

    Parameters
    ----------
    probability : float
        Strictly between 0 and 1.
    n : int
        Trials, ≥ 1.
    share : float
        Chance of a success, strictly between 0 and 1.

    Source
    ------
    The quantile function of the binomial distribution, as in R's ``qbinom``.

    Examples
    --------
    >>> binomial_quantile(0.025, 100, 0.5), binomial_quantile(0.975, 100, 0.5)
    (40, 60)
    """
    found: int = ceil(bdtrik(probability, n, share))
    return found - 1 if found and bdtr(found - 1, n, share) >= probability else found


def wilson_interval(share: float, n: float, z: float) -> tuple[float, float]:
    """Score interval of a share (0–1) over `n` observations, which may be an effective, fractional n.

    Source
    ------
    Wilson (1927), *Journal of the American Statistical Association* 22, 209–212.

    Examples
    --------
    >>> [round(end, 4) for end in wilson_interval(81 / 263, 263, normal_quantile(0.95))]
    [0.2553, 0.3662]
    """
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2) / (1 + z * z / n)
    low = 0.0 if share <= 0 else max(0.0, middle - reach)
    high = 1.0 if share >= 1 else min(1.0, middle + reach)
    return low, high


def _check(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level!r}")
