"""How many there may be in an hour, by what was counted in the same hour of the weeks before: one more is a spike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

_MOST_COUNTED = 2**22
_TAIL = 0.025  # of the hours before: the most unusual ones, by which still more unusual ones are told
_FEWEST_IN_TAIL = 10
_FARTHEST = 3.0  # in logarithms: how far a single hour may draw what is usual, so that an old outcry deafens nobody
Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scatter:
    """How counts scatter: `times` as much as those of events that have nothing to do with one another.

    The rest is how their own tail falls off, where it is known: the share `share` of the hours had a chance below
    `edge`, and of these it fell by the factor e^`decay` again and again; `seen` of them tell.
    """

    times: float = 1.0
    edge: float = 1.0
    share: float = 1.0
    decay: float = 1.0
    seen: int = 0

    def chance_for(self, rate: float) -> float:
        """What the chance has to be below, by counting alone, so that it is below `rate` in truth.

        Examples
        --------
        >>> Scatter().chance_for(0.001), round(Scatter(2.0, 0.02, 0.025, 1.2, 30).chance_for(0.001), 6)
        (0.001, 0.000339)
        """
        if not self.seen or rate >= self.share:
            return rate * self.edge / self.share
        return self.edge * exp(-self.seen * self.decay * ((self.share / rate) ** (1 / self.seen) - 1))


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


def scatter_of(counts: Sequence[Sequence[float]]) -> Scatter:
    """How counts like these scatter, and how their tail falls off: each is held against the others of its hour.

    Parameters
    ----------
    counts : sequence of sequences of float
        As `dispersion` takes them: for each hour of the week its counts, week by week.

    Returns
    -------
    Scatter
        From some hundred counts on with what their own tail says; from fewer, as `dispersion` alone has it.

    Source
    ------
    Peaks over a threshold (Davison & Smith 1990, JRSS B 52): below the edge, chances fall off exponentially in their
    logarithm, with a rate estimated by Hill's estimator (1975, Annals of Statistics 3), censored, so that few outcries
    among them count little. That the rate is only estimated is allowed for as in a prediction: (1 + z/k)^−k for e^−z.

    Examples
    --------
    >>> scatter_of([[4, 4, 4], [2, 10, 6]])
    Scatter(times=1.3333333333333333, edge=1.0, share=1.0, decay=1.0, seen=0)
    """
    times = dispersion(counts)
    cells = [cell for each in counts if len(cell := np.asarray(each, float)) > 1 and cell.sum() > 0]
    found = [_chance(cell, cell.sum() - cell, len(cell) - 1, times) for cell in cells]
    chances = np.sort(np.concatenate(found)) if found else np.zeros(0)
    below = int(len(chances) * _TAIL)
    if below < _FEWEST_IN_TAIL:
        return Scatter(times)
    edge = float(chances[below])
    far = np.log(edge / np.maximum(chances[:below], 1e-300))
    near = max(int((far < _FARTHEST).sum()), 1)
    return Scatter(times, edge, below / len(chances), float(np.minimum(far, _FARTHEST).sum()) / near, near)


def most_usual(before: Sequence[float], *, rate: float, scatter: Scatter = Scatter()) -> int:
    """The largest count that is nothing unusual after these: one more is a spike.

    Parameters
    ----------
    before : sequence of float
        The counts of the same hour in the weeks before; at least one.
    rate : float
        The chance of a false alarm at this look, strictly between 0 and 0.5.
    scatter : Scatter
        What `scatter_of` says of counts like these; `times` ≥ 1.

    Returns
    -------
    int
        Counts are whole numbers, so a limit between two of them cannot be met exactly: the nearer one is taken
        (mid-p).

    Raises
    ------
    ValueError
        Nothing came before, a count below zero, or a rate or scatter that cannot be.

    Source
    ------
    The exact conditional test: given how many there were in all, the newest of several Poisson counts is binomial
    (Przyborowski & Wilenski 1940, Biometrika 31); of those that scatter more, as many fewer are counted.

    Examples
    --------
    >>> most_usual([10, 12, 8, 10, 11, 9, 10, 10], rate=0.001)
    22
    >>> most_usual([10, 12, 8, 10, 11, 9, 10, 10], rate=0.001, scatter=Scatter(times=2.0))
    28
    """
    counts = np.asarray(before, float)
    if not 0 < rate < 0.5:
        raise ValueError("a chance of a false alarm lies between 0 and 0.5")
    if not len(counts) or not np.isfinite(counts).all() or (counts < 0).any():
        raise ValueError("what came before is at least one count, none below zero")
    if not (isfinite(scatter.times) and scatter.times >= 1):
        raise ValueError("counts scatter at least as much as by chance alone")
    limit, whole = scatter.chance_for(rate), float(counts.sum())

    def is_usual(count: int) -> bool:
        return float(_chance(np.array([count]), np.array([whole]), len(counts), scatter.times)[0]) > limit

    low, high = 0, 1
    while is_usual(high) and high < _MOST_COUNTED:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if is_usual(middle) else (low, middle)
    return low


def _chance(count: Counts, whole: Counts, weeks: int, times: float) -> Counts:
    """The chance of more, and half of that of as many, after `whole` in so many weeks."""
    count, whole, share = count / times, whole / times, 1 / (weeks + 1)
    at_least = np.where(count > 0, betainc(np.maximum(count, 1e-9), whole + 1, share), 1.0)
    more = np.where(whole > 0, betainc(count + 1, np.maximum(whole, 1e-9), share), 0.0)
    chance: Counts = (at_least + more) / 2
    return chance
