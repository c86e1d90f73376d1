"""What chance alone does to a number that is looked at again and again: beyond these limits, something has changed.

Each window of time is looked at once, with its own observations. So the chance of a false alarm is the same at every
look and can be stated ahead, which it cannot be where one test is repeated while its observations grow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt
from typing import Literal

import numpy as np
from scipy.special import stdtr, stdtrit

Side = Literal["below", "above", "both"]

FEWEST = 6  # windows before that tell what is usual


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


def _around(centre: float, reach: float, freedom: int, rate: float, side: Side) -> Limits:
    tail = rate / 2 if side == "both" else rate
    far = float(stdtrit(freedom, 1 - tail)) * reach
    return Limits(-inf if side == "above" else centre - far, inf if side == "below" else centre + far)


def _check(rate: float, n: float) -> None:
    if not 0 < rate < 0.5:
        raise ValueError("a chance of a false alarm lies between 0 and 0.5")
    if not n > 0:
        raise ValueError("a window has observations")
