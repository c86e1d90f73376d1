"""Did a count grow?"""

from __future__ import annotations

from scipy.special import bdtr, betaincinv

from heedful.stats.change import MINIMUM_N, Change, verdict_of
from heedful.stats.intervals import normal_quantile


def growth(before: int, after: int, *, level: float = 0.95, minimum_n: int = MINIMUM_N) -> Change:
    """By what part did a count grow: of reviews, of mentions, of cases?

    Parameters
    ----------
    before, after : int
        Counts of two periods of the same length.
    level : float
        Confidence level.
    minimum_n : int
        Count that the two periods together need to be judged at all.

    Returns
    -------
    Change
        0.25 is a quarter more. Nothing before: unknown, for there is nothing to grow from.

    Source
    ------
    Given their sum, one of two Poisson counts is binomial; the interval is Clopper & Pearson's (1934),
    turned from the share after/(before + after) into the ratio; R's ``poisson.test(c(after, before))``.

    Examples
    --------
    >>> growth(40, 50).value, growth(40, 50).verdict
    (0.25, 'unclear')
    """
    if min(before, after) < 0:
        raise ValueError(f"counts cannot be negative: {before}, {after}")
    if before == 0:
        return Change.unknown(before, after, minimum_n=minimum_n)
    normal_quantile(level)
    tail = (1 - level) / 2
    low = 0.0 if after == 0 else float(betaincinv(after, before + 1, tail))
    high = float(betaincinv(after + 1, before, 1 - tail))
    p = min(1.0, 2 * float(bdtr(min(before, after), before + after, 0.5)))
    value = after / before - 1
    verdict = verdict_of(value, p, before + after, before + after, minimum_n, level)
    return Change(value, low / (1 - low) - 1, high / (1 - high) - 1, p, before, after, verdict)
