"""Two periods or two groups: is it a change, or is it chance?"""

from __future__ import annotations

from math import ceil, sqrt

from scipy.special import ndtr, stdtr

from heedful.stats.change import MINIMUM_N, Change, verdict_of
from heedful.stats.counts import Boxes, Sums, Thirds
from heedful.stats.intervals import normal_quantile, t_quantile, wilson_interval
from heedful.stats.means import sampling_variance
from heedful.stats.scores import adjusted, nps
from heedful.stats.shares import effective_answers, share


def difference_of_scores(before: Thirds, after: Thirds, *, level: float = 0.95, minimum_n: int = MINIMUM_N) -> Change:
    """Did the NPS change, or is it higher here than there?

    Parameters
    ----------
    before, after : mapping
        The counts of each side, as the arguments of `nps`, `clusters` among them where people
        answered several times.
    level : float
        Confidence level.
    minimum_n : int
        Answers that each side needs to be judged at all.

    Returns
    -------
    Change
        Points: the plain difference, with an interval and a p from the adjusted counts.

    Source
    ------
    z on adjusted counts: Lewis & Sauro (2020), "How to statistically compare two Net Promoter Scores",
    measuringu.com/nps-significance-test; the adjustment is that of Rocks (2016).

    Examples
    --------
    >>> difference_of_scores(
    ...     dict(promoters=200, passives=120, detractors=80), dict(promoters=260, passives=100, detractors=40)
    ... ).verdict
    'higher'
    """
    first, second = nps(**before), nps(**after)
    if first.value is None or second.value is None:
        return Change.unknown(first.n, second.n, minimum_n=minimum_n)
    (old, old_variance), (new, new_variance) = (_adjusted_nps(counts, level) for counts in (before, after))
    z, error = normal_quantile(level), sqrt(old_variance + new_variance)
    p = float(2 * ndtr(-abs(new - old) / error))
    value = second.value - first.value
    verdict = verdict_of(new - old, p, first.n, second.n, minimum_n, level)
    more = _more_needed(verdict, value / 100, old_variance, new_variance, second.n, minimum_n, z)
    low, high = max(-2.0, new - old - z * error), min(2.0, new - old + z * error)
    return Change(value, 100 * low, 100 * high, p, first.n, second.n, verdict, more)


def difference_of_shares(before: Boxes, after: Boxes, *, level: float = 0.95, minimum_n: int = MINIMUM_N) -> Change:
    """Did a share change: of the satisfied, of those who found it easy, of good reviews?

    Parameters
    ----------
    before, after : mapping
        The counts of each side, as the arguments of `share`.
    level : float
        Confidence level.
    minimum_n : int
        Answers that each side needs to be judged at all.

    Returns
    -------
    Change
        −1…+1, with Newcombe's interval; p is 1 − the level at which that interval just reaches 0, so
        that the two never contradict each other.

    Source
    ------
    Newcombe (1998), method 10, *Statistics in Medicine* 17, 873–890; statsmodels has it as
    ``confint_proportions_2indep(method="newcomb")``.

    Examples
    --------
    >>> change = difference_of_shares(dict(successes=48, n=80), dict(successes=56, n=70))
    >>> round(change.low, 4), round(change.high, 4), change.verdict
    (0.0524, 0.3339, 'higher')
    """
    first, second = share(**before), share(**after)
    if first.value is None or second.value is None:
        return Change.unknown(first.n, second.n, minimum_n=minimum_n)
    sizes = [
        effective_answers(counts["successes"], counts["n"], counts.get("clusters"), level) for counts in (before, after)
    ]
    z, value = normal_quantile(level), second.value - first.value
    low, high = _newcombe(first.value, sizes[0], second.value, sizes[1], z)
    p = _newcombe_p(first.value, sizes[0], second.value, sizes[1])
    verdict = verdict_of(value, p, first.n, second.n, minimum_n, level)
    old, new = _share_variance(first.value, sizes[0]), _share_variance(second.value, sizes[1])
    more = _more_needed(verdict, value, old, new, second.n, minimum_n, z)
    return Change(value, low, high, p, first.n, second.n, verdict, more)


def difference_of_means(before: Sums, after: Sums, *, level: float = 0.95, minimum_n: int = MINIMUM_N) -> Change:
    """Did a mean score change?

    Parameters
    ----------
    before, after : mapping
        The counts of each side, as the arguments of `mean`.
    level : float
        Confidence level.
    minimum_n : int
        Answers that each side needs to be judged at all.

    Returns
    -------
    Change
        In the scale's unit. Where a side has a single answer, or only equal ones, there is no spread
        to judge by: the difference without an interval, ``unknown``.

    Source
    ------
    Welch (1947), *Biometrika* 34, 28–35; R's ``t.test``.

    Examples
    --------
    R's ``sleep`` data, ``t.test(extra ~ group)``: p-value = 0.07939.

    >>> change = difference_of_means(
    ...     dict(n=10, total=7.5, total_of_squares=34.43), dict(n=10, total=23.3, total_of_squares=90.37)
    ... )
    >>> round(change.p, 5), change.verdict
    (0.07939, 'unclear')
    """
    if min(before["n"], after["n"]) < 1:
        return Change.unknown(before["n"], after["n"], minimum_n=minimum_n)
    value = after["total"] / after["n"] - before["total"] / before["n"]
    (old, old_freedom), (new, new_freedom) = (sampling_variance(**before), sampling_variance(**after))
    if old is None or new is None:
        return Change.unknown(before["n"], after["n"], value=value, minimum_n=minimum_n)
    freedom = (old + new) ** 2 / (old * old / old_freedom + new * new / new_freedom)
    return _by_t(value, old, new, freedom, before["n"], after["n"], level, minimum_n)


def difference_of_pairs(
    n: int, total: float, total_of_squares: float, *, level: float = 0.95, minimum_n: int = MINIMUM_N
) -> Change:
    """Did the same customers answer differently the second time?

    Sharper than comparing two crowds, since each customer is compared with themselves.

    Parameters
    ----------
    n : int
        Customers who answered both times.
    total, total_of_squares : float
        Sum over them of (after − before), and of its square: of coded answers for an NPS (−100, 0,
        100) or a share (0, 1), of the scores for a mean.
    level : float
        Confidence level.
    minimum_n : int
        Customers needed to judge at all.

    Returns
    -------
    Change
        In the unit of the differences given.

    Source
    ------
    Student's paired test, as R's ``t.test(paired = TRUE)``.

    Examples
    --------
    R's ``sleep`` data, paired: p-value = 0.002833.

    >>> difference_of_pairs(10, 15.8, 38.58).verdict
    'higher'
    """
    if n < 1:
        return Change.unknown(n, n, minimum_n=minimum_n)
    variance, freedom = sampling_variance(n, total, total_of_squares)
    if variance is None:
        return Change.unknown(n, n, value=total / n, minimum_n=minimum_n)
    return _by_t(total / n, 0.0, variance, freedom, n, n, level, minimum_n)


def _adjusted_nps(counts: Thirds, level: float) -> tuple[float, float]:
    return adjusted(
        counts["promoters"],
        counts["passives"],
        counts["detractors"],
        clusters=counts.get("clusters"),
        level=level,
    )


def _newcombe(old: float, old_n: float, new: float, new_n: float, z: float) -> tuple[float, float]:
    old_low, old_high = wilson_interval(old, old_n, z)
    new_low, new_high = wilson_interval(new, new_n, z)
    down = sqrt((new - new_low) ** 2 + (old_high - old) ** 2)
    up = sqrt((new_high - new) ** 2 + (old - old_low) ** 2)
    return new - old - down, new - old + up


def _newcombe_p(old: float, old_n: float, new: float, new_n: float) -> float:
    if old == new:
        return 1.0
    from scipy.optimize import brentq  # slow to import

    end = 0 if new > old else 1
    z = brentq(lambda z: _newcombe(old, old_n, new, new_n, z)[end], 1e-9, 1e9)
    return float(2 * ndtr(-z))


def _share_variance(value: float, n: float) -> float:
    """Of an Agresti–Coull-adjusted share: never 0, unlike that of 0 of n."""
    middle = (value * n + 2) / (n + 4)
    return middle * (1 - middle) / (n + 4)


def _by_t(
    value: float, old: float, new: float, freedom: float, n_before: int, n_after: int, level: float, minimum_n: int
) -> Change:
    error, t = sqrt(old + new), t_quantile(level, freedom)
    p = float(2 * stdtr(freedom, -abs(value) / error))
    verdict = verdict_of(value, p, n_before, n_after, minimum_n, level)
    more = _more_needed(verdict, value, old, new, n_after, minimum_n, t)
    return Change(value, value - t * error, value + t * error, p, n_before, n_after, verdict, more)


def _more_needed(
    verdict: str, value: float, old: float, new: float, n_after: int, minimum_n: int, z: float
) -> int | None:
    if verdict == "unknown":
        return max(0, minimum_n - n_after) or None
    allowed = (value / z) ** 2 - old
    if verdict != "unclear" or allowed <= 0:
        return None
    return max(1, ceil(n_after * new / allowed) - n_after)
