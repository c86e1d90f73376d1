"""Net scores: the share of the delighted less the share of the unhappy."""

from __future__ import annotations

from math import sqrt

from heedful.stats.clusters import Clusters, effective_n
from heedful.stats.estimate import Estimate
from heedful.stats.intervals import normal_quantile


def nps(
    promoters: int, passives: int, detractors: int, *, clusters: Clusters | None = None, level: float = 0.95
) -> Estimate:
    """Net Promoter Score: would they recommend us, on balance?

    Parameters
    ----------
    promoters, passives, detractors : int
        Answers of 9–10, 7–8 and 0–6. Dismissed and skipped questions are in none of them.
    clusters : Clusters, optional
        How the answers (coded 1, 0, −1) spread over persons, when some answered several times. The
        interval is then that of an effective number of answers (see `effective_n`).
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Points, −100…+100: the plain score, with the adjusted-Wald interval cut at the scale's ends and,
        where a handful of like answers lie outside of it, reaching as far as the score itself.
        No answers: unknown. One answer: the value with an interval that says how little it is.

    Raises
    ------
    ValueError
        When a count is negative, or `level` not between 0 and 1.

    Source
    ------
    Rocks (2016), "Interval estimation for the Net Promoter Score", *The American Statistician* 70(4),
    365–372: n+3, P+¾, D+¾.

    Examples
    --------
    >>> nps(10, 0, 0).value
    100.0
    >>> round(nps(10, 0, 0).low, 1)
    47.5
    """
    return net_score(promoters, passives, detractors, clusters=clusters, level=level)


def net_score(top: int, middle: int, bottom: int, *, clusters: Clusters | None = None, level: float = 0.95) -> Estimate:
    """Share of the top answers less the share of the bottom ones, as CES `index7` does: %(6–7) − %(1–3).

    Parameters
    ----------
    top, middle, bottom : int
        Answers in the upper, middle and lower boxes.
    clusters : Clusters, optional
        As for `nps`.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Points, −100…+100, as for `nps`.

    Raises
    ------
    ValueError
        When a count is negative, or `level` not between 0 and 1.

    Source
    ------
    As for `nps`.

    Examples
    --------
    Customer effort on 1–7, 1,000 answers 80/210/140/110/160/180/120:

    >>> net_score(top=300, middle=270, bottom=430).value
    -13.0
    """
    n = _total(top, middle, bottom)
    z = normal_quantile(level)
    if n == 0:
        return Estimate.unknown()
    center, variance = adjusted(top, middle, bottom, clusters=clusters, level=level)
    reach = z * sqrt(variance)
    value, low, high = 100 * (top - bottom) / n, 100 * (center - reach), 100 * (center + reach)
    return Estimate(value=value, low=max(-100.0, min(low, value)), high=min(100.0, max(high, value)), n=n)


def adjusted(
    top: int, middle: int, bottom: int, *, clusters: Clusters | None = None, level: float = 0.95
) -> tuple[float, float]:
    """Rocks' adjusted centre (−1…+1) of a net score and its sampling variance; at least one answer.

    Examples
    --------
    >>> center, variance = adjusted(10, 0, 0)
    >>> round(center, 3), round(1.96 * variance**0.5, 2)
    (0.769, 0.29)
    """
    n = _total(top, middle, bottom)
    net = (top - bottom) / n
    real = effective_n(n, net, (top + bottom) / n - net * net, clusters, level)
    size = real + 3
    up, down = (top / n * real + 0.75) / size, (bottom / n * real + 0.75) / size
    return up - down, (up + down - (up - down) ** 2) / size


def _total(*counts: int) -> int:
    if min(counts) < 0:
        raise ValueError(f"counts cannot be negative: {counts}")
    return sum(counts)
