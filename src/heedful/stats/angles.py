"""Shares on a scale on which chance strays evenly to both sides."""

from __future__ import annotations

from math import asin, pi, sin, sqrt


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
