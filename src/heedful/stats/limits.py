"""What chance alone does to a number that is looked at again and again: beyond these limits, something has changed.

Each window of time is looked at once, with its own observations. So the chance of a false alarm is the same at every
look and can be stated ahead, which it cannot be where one test is repeated while its observations grow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import asin, inf, isfinite, pi, sin, sqrt
from typing import Literal

import numpy as np
from scipy.special import betainc, betaln, gammaln, stdtr, stdtrit

Side = Literal["below", "above", "both"]

FEWEST = 6  # windows before that tell what is usual
_MOST_COUNTED = 2**22
_AS_BY_CHANCE = 1.001


@dataclass(frozen=True, slots=True)
class Usual:
    """What windows of time were like before: their mean, how much one observation scatters around it, and how many.

    ``spread`` is that of a single observation, worked out between the windows and not within them: so it holds what
    makes whole windows differ, too (the weather, who was at the desk, several answers of one person).
    """

    mean: float
    spread: float
    n: float
    windows: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Between these a window lies by chance; an end is infinite where nothing that side is an alarm."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether the value is nothing unusual.

        Examples
        --------
        >>> Limits(-1.0, 1.0).holds(1.0), Limits(-1.0, 1.0).holds(1.5)
        (True, False)
        """
        return self.low <= value <= self.high


def rate_of(days: float, window_minutes: int) -> float:
    """The chance of a false alarm at one look, so that there is one in so many days.

    Parameters
    ----------
    days : float
        Between two false alarms, on average; > 0.
    window_minutes : int
        How long a window is, and so how often it is looked; > 0.

    Returns
    -------
    float
        At most 0.05: long windows are looked at rarely, and nobody wants to be wrong at every other one.

    Raises
    ------
    ValueError
        When either is not above zero.

    Examples
    --------
    >>> rate_of(100, 1440), rate_of(30, 7 * 1440)
    (0.01, 0.05)
    """
    if not (days > 0 and window_minutes > 0):
        raise ValueError("days and minutes are above zero")
    return min(window_minutes / (days * 1440), 0.05)


def usual(values: Sequence[float], sizes: Sequence[float]) -> Usual | None:
    """What is usual, by windows of the same kind that came before.

    Parameters
    ----------
    values : sequence of float
        The measure in each window.
    sizes : sequence of float
        On how many observations each rests. Windows with none are passed over.

    Returns
    -------
    Usual or None
        None where fewer than six windows are known: then nobody can say what is usual.

    Raises
    ------
    ValueError
        Not as many values as sizes, or one that is not finite.

    Source
    ------
    The variance of a window is taken as inversely proportional to its size, with the factor estimated between the
    windows, as in D. B. Laney (2002), "Improved control charts for attributes", Quality Engineering 14(4).

    Examples
    --------
    >>> usual([40, 44, 36, 42, 38, 40], [25] * 6)
    Usual(mean=40.0, spread=14.142135623730951, n=150.0, windows=6)
    >>> usual([40, 44], [25, 25]) is None
    True
    """
    if len(values) != len(sizes):
        raise ValueError("each window has a value and a size")
    x, n = np.asarray(values, float), np.asarray(sizes, float)
    if not (np.isfinite(x).all() and np.isfinite(n).all()):
        raise ValueError("a window without a value is left out, and has none that is not finite")
    x, n = x[n > 0], n[n > 0]
    if len(x) < FEWEST:
        return None
    whole = float(n.sum())
    mean = float((n * x).sum() / whole)
    spread = sqrt(float((n * (x - mean) ** 2).sum()) / (len(x) - 1))
    return Usual(mean, spread, whole, len(x))


def limits_of_change(before: Usual, n: float, *, rate: float, side: Side = "both") -> Limits:
    """Between what the next window lies, unless something has changed.

    Parameters
    ----------
    before : Usual
        The windows before.
    n : float
        Observations of the window that is looked at; > 0.
    rate : float
        The chance of a false alarm at this look, strictly between 0 and 0.5.
    side : {"both", "below", "above"}
        Which way a change matters.

    Returns
    -------
    Limits
        With windows around a constant mean, normal and of a variance inversely proportional to their size, exactly
        the share `rate` of them lies outside: what is usual is itself only estimated, and that is allowed for.

    Examples
    --------
    >>> before = usual([40, 44, 36, 42, 38, 40], [25] * 6)
    >>> limits = limits_of_change(before, 25, rate=0.05)
    >>> round(limits.low, 2), round(limits.high, 2)
    (32.15, 47.85)
    """
    _check(rate, n)
    reach = before.spread * sqrt(1 / n + 1 / before.n)
    return _around(before.mean, reach, before.windows - 1, rate, side)


def limits_of_level(before: Usual, standard: float, n: float, *, rate: float, side: Side) -> Limits:
    """How far a window may miss a standard by chance, while the level is just at the standard.

    The same as `limits_of_change`, held against what was promised and not against what is usual. One that keeps its
    standard with room to spare gives fewer false alarms than stated. Shares are given and taken as `angle` has them,
    or the long side of a lopsided share would give more.

    Examples
    --------
    >>> before = usual([40, 44, 36, 42, 38, 40], [25] * 6)
    >>> limits = limits_of_level(before, 35, 25, rate=0.05, side="below")
    >>> round(limits.low, 2), limits.high
    (29.3, inf)
    """
    _check(rate, n)
    return _around(standard, before.spread * sqrt(1 / n), before.windows - 1, rate, side)


def surprise(before: Usual, value: float, n: float) -> float:
    """The chance, 0 to 1, that a window lies as far from the usual as this one, though nothing has changed.

    Examples
    --------
    >>> before = usual([40, 44, 36, 42, 38, 40], [25] * 6)
    >>> round(surprise(before, 47.85, 25), 3), surprise(before, 40, 25)
    (0.05, 1.0)
    """
    _check(0.01, n)
    reach = before.spread * sqrt(1 / n + 1 / before.n)
    if reach == 0:
        return 1.0 if value == before.mean else 0.0
    return float(2 * stdtr(before.windows - 1, -abs(value - before.mean) / reach))


def angle(share: float, n: float) -> float:
    """A share on a scale on which shares of every size scatter alike, evenly to both sides.

    Source
    ------
    F. J. Anscombe (1948), "The transformation of Poisson, binomial and negative-binomial data", Biometrika 35.

    Examples
    --------
    >>> round(angle(0.5, 20), 4), round(angle(1.0, 20), 4) < 1.58
    (0.7854, True)
    """
    return asin(sqrt(min(1.0, max(0.0, (share * n + 0.375) / (n + 0.75)))))


def share_at(angle_of_it: float, n: float) -> float:
    """The share whose `angle` this is, between 0 and 1.

    Examples
    --------
    >>> round(share_at(angle(0.8, 30), 30), 6), share_at(float("inf"), 30)
    (0.8, 1.0)
    """
    at = sin(min(pi / 2, max(0.0, angle_of_it))) ** 2
    return min(1.0, max(0.0, (at * (n + 0.75) - 0.375) / n))


def dispersion(counts: Sequence[Sequence[float]]) -> float:
    """How much more counts scatter than those of events that have nothing to do with one another.

    Parameters
    ----------
    counts : sequence of sequences of float
        For each hour of the week (or whatever is alike), its counts week by week; those with fewer than two say
        nothing.

    Returns
    -------
    float
        1 for independent events, and at least that; 2 where they mostly come in pairs.

    Source
    ------
    Pearson's chi-squared over its degrees of freedom; McCullagh & Nelder (1989), *Generalized Linear Models*, 4.5.

    Examples
    --------
    >>> dispersion([[4, 4, 4], [2, 10, 6]])
    1.3333333333333333
    >>> dispersion([])
    1.0
    """
    chi, freedom = 0.0, 0
    for each in counts:
        cell = np.asarray(each, float)
        if len(cell) > 1 and cell.sum() > 0:
            chi += float(((cell - cell.mean()) ** 2).sum() / cell.mean())
            freedom += len(cell) - 1
    return max(1.0, chi / freedom) if freedom else 1.0


def most_usual(before: Sequence[float], *, rate: float, scatter: float = 1.0) -> int:
    """The largest count that is nothing unusual after these: one more is a spike.

    Parameters
    ----------
    before : sequence of float
        The counts of the same hour in the weeks before; at least one.
    rate : float
        The chance of a false alarm at this look, strictly between 0 and 0.5.
    scatter : float
        What `dispersion` says of counts like these; ≥ 1.

    Returns
    -------
    int
        Counts are whole numbers, so a limit between two of them cannot be met exactly: the nearer one is taken
        (mid-p). Where a handful is expected, or counts scatter a lot, there are fewer false alarms than stated.

    Raises
    ------
    ValueError
        Nothing came before, a count below zero, or a rate or scatter that cannot be.

    Source
    ------
    The exact conditional test: given how many there were in all, the newest of several Poisson counts is binomial
    (Przyborowski & Wilenski 1940, Biometrika 31), and of negative binomial ones beta-binomial.

    Examples
    --------
    >>> most_usual([10, 12, 8, 10, 11, 9, 10, 10], rate=0.001)
    22
    >>> most_usual([10, 12, 8, 10, 11, 9, 10, 10], rate=0.001, scatter=2)
    31
    """
    counts = np.asarray(before, float)
    _check(rate, 1)
    if not len(counts) or not np.isfinite(counts).all() or (counts < 0).any():
        raise ValueError("what came before is at least one count, none below zero")
    if not (isfinite(scatter) and scatter >= 1):
        raise ValueError("counts scatter at least as much as by chance alone")
    whole, weeks = float(counts.sum()), len(counts)
    if scatter < _AS_BY_CHANCE:
        return _last_before(lambda count: _binomial_middle(count, whole, weeks), rate)
    size = (whole + 0.5) / weeks / (scatter - 1)
    return _last_before(lambda count: _beta_binomial_middle(count, whole, weeks, size), rate)


def _binomial_middle(count: int, whole: float, weeks: int) -> float:
    """The chance of more, and half of that of as many."""
    at_least = float(betainc(count, whole + 1, 1 / (weeks + 1))) if count else 1.0
    more = float(betainc(count + 1, whole, 1 / (weeks + 1))) if whole else 0.0
    return (at_least + more) / 2


def _beta_binomial_middle(count: int, whole: float, weeks: int, size: float) -> float:
    together = whole + count
    k = np.arange(count, int(together) + 1)
    chances = np.exp(
        gammaln(together + 1)
        - gammaln(k + 1)
        - gammaln(together - k + 1)
        + betaln(k + size, together - k + weeks * size)
        - betaln(size, weeks * size)
    )
    return float(chances.sum() - chances[0] / 2)


def _last_before(chance_of: Callable[[int], float], rate: float) -> int:
    """The largest count whose chance is still above the rate: found by doubling, then by halves."""
    low, high = 0, 1
    while chance_of(high) > rate and high < _MOST_COUNTED:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if chance_of(middle) > rate else (low, middle)
    return low


def _around(centre: float, reach: float, freedom: int, rate: float, side: Side) -> Limits:
    tail = rate / 2 if side == "both" else rate
    far = float(stdtrit(freedom, 1 - tail)) * reach
    return Limits(-inf if side == "above" else centre - far, inf if side == "below" else centre + far)


def _check(rate: float, n: float) -> None:
    if not 0 < rate < 0.5:
        raise ValueError("a chance of a false alarm lies between 0 and 0.5")
    if not n > 0:
        raise ValueError("a window has observations")
