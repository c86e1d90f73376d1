"""How many answers does it take?"""

from __future__ import annotations

from math import ceil, sqrt

from scipy.special import ndtri

from heedful.stats.intervals import normal_quantile

PROMOTERS, DETRACTORS = 0.5, 0.2  # an NPS of 30: where most are, and near the widest


def margin_of_error(
    n: int, *, promoters: float = PROMOTERS, detractors: float = DETRACTORS, level: float = 0.95
) -> float:
    """How far an NPS from `n` answers may be off, to each side.

    Parameters
    ----------
    n : int
        Answers, at least one.
    promoters, detractors : float
        Their shares, 0–1.
    level : float
        Confidence level.

    Returns
    -------
    float
        Points: half the width of the adjusted-Wald interval, before it is cut at the scale's ends.

    Raises
    ------
    ValueError
        When `n` is below 1, or the shares are none.

    Source
    ------
    Rocks (2016), as for `nps`.

    Examples
    --------
    >>> [round(margin_of_error(n), 1) for n in (10, 30, 100, 400, 1000)]
    [42.1, 26.6, 15.1, 7.6, 4.8]
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, not {n}")
    _net_variance(promoters, detractors)
    up, down = (promoters * n + 0.75) / (n + 3), (detractors * n + 0.75) / (n + 3)
    return 100 * normal_quantile(level) * sqrt(_net_variance(up, down) / (n + 3))


def answers_for_margin(
    margin: float, *, promoters: float = PROMOTERS, detractors: float = DETRACTORS, level: float = 0.95
) -> int:
    """Smallest number of answers whose NPS is off by no more than `margin` points to each side.

    Raises
    ------
    ValueError
        When `margin` is not positive.

    Examples
    --------
    >>> answers_for_margin(10), margin_of_error(answers_for_margin(10)) <= 10
    (232, True)
    """
    if margin <= 0:
        raise ValueError(f"margin must be positive, not {margin}")
    high = 1
    while margin_of_error(high, promoters=promoters, detractors=detractors, level=level) > margin:
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        if margin_of_error(middle, promoters=promoters, detractors=detractors, level=level) > margin:
            low = middle
        else:
            high = middle
    return high


def answers_needed(
    difference: float,
    *,
    promoters: float = PROMOTERS,
    detractors: float = DETRACTORS,
    power: float = 0.8,
    level: float = 0.95,
) -> int:
    """Answers per period (or group) it takes to notice an NPS change of `difference` points.

    Parameters
    ----------
    difference : float
        Points, of either sign.
    promoters, detractors : float
        Their shares now, 0–1.
    power : float
        How sure to be of noticing it, if it is there.
    level : float
        How sure not to notice what is not there.

    Returns
    -------
    int
        Answers on each side of the comparison.

    Raises
    ------
    ValueError
        When `difference` is 0, or a share or probability is none.

    Source
    ------
    Two-sample z: n = 2V·(z₁₋α/₂ + z₁₋β)²/δ² with V = p + d − (p − d)²; e.g. Cohen (1988), ch. 2.

    Examples
    --------
    >>> answers_needed(5), answers_needed(10)
    (3831, 958)
    """
    return _needed(difference / 100, _net_variance(promoters, detractors), power, level)


def answers_needed_for_share(difference: float, share: float, *, power: float = 0.8, level: float = 0.95) -> int:
    """Answers per period (or group) it takes to notice that a share moves by `difference` (0–1).

    Raises
    ------
    ValueError
        When `difference` is 0, or the share leaves 0–1 with it or without it.

    Source
    ------
    Two-sample z with both variances: n = (p₀q₀ + p₁q₁)(z₁₋α/₂ + z₁₋β)²/δ²; Fleiss, Levin & Paik (2003),
    *Statistical Methods for Rates and Proportions*, §4.1 (the unpooled form).

    Examples
    --------
    >>> answers_needed_for_share(0.05, share=0.80)
    903
    """
    moved = share + difference
    if not (0 <= share <= 1 and 0 <= moved <= 1):
        raise ValueError(f"a share lies between 0 and 1, not at {share} or {moved}")
    return _needed(difference, (share * (1 - share) + moved * (1 - moved)) / 2, power, level)


def detectable_difference(
    n: int,
    *,
    promoters: float = PROMOTERS,
    detractors: float = DETRACTORS,
    power: float = 0.8,
    level: float = 0.95,
) -> float:
    """Smallest NPS change, in points, that `n` answers on each side would be likely to show.

    Raises
    ------
    ValueError
        When `n` is below 1, or a share or probability is none.

    Source
    ------
    `answers_needed`, solved for the difference.

    Examples
    --------
    >>> round(detectable_difference(958), 1)
    10.0
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, not {n}")
    return 100 * _reach(power, level) * sqrt(2 * _net_variance(promoters, detractors) / n)


def _needed(difference: float, variance: float, power: float, level: float) -> int:
    if difference == 0:
        raise ValueError("no number of answers shows a difference of 0")
    return max(1, ceil(2 * variance * (_reach(power, level) / difference) ** 2))


def _reach(power: float, level: float) -> float:
    if not 0 < power < 1:
        raise ValueError(f"power must lie between 0 and 1, not {power!r}")
    return normal_quantile(level) + float(ndtri(power))


def _net_variance(promoters: float, detractors: float) -> float:
    if min(promoters, detractors) < 0 or promoters + detractors > 1 + 1e-12:
        raise ValueError(f"promoters and detractors are shares of one whole, not {promoters} and {detractors}")
    return promoters + detractors - (promoters - detractors) ** 2
