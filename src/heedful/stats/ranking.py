"""Who leads, who only seems to: ranks with ties, and estimates shrunk towards the whole."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import nan
from typing import Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from heedful.stats.change import MINIMUM_N
from heedful.stats.estimate import Estimate
from heedful.stats.intervals import normal_quantile

Key = TypeVar("Key", bound=Hashable)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranked(Generic[Key]):
    """One place in a league table.

    Parameters
    ----------
    key : hashable
        Who: a location, a person, a channel.
    raw : Estimate
        As measured.
    shrunk : Estimate
        Drawn towards the whole by as much as its smallness calls for; equal to `raw` where nothing
        could be learned from the others, unknown where `raw` is.
    rank : int or None
        1 + how many are clearly better; equal ranks are ties. ``None``: too few answers to be ranked.

    Examples
    --------
    >>> place = Ranked("Nord", raw=Estimate(40.0, 1.0, 79.0, 12), shrunk=Estimate(31.0, 10.0, 52.0, 12), rank=1)
    >>> place.rank
    1
    """

    key: Key
    raw: Estimate
    shrunk: Estimate
    rank: int | None


def ranking(
    estimates: Mapping[Key, Estimate],
    *,
    better: Literal["higher", "lower"] = "higher",
    minimum_n: int = MINIMUM_N,
    level: float = 0.95,
) -> list[Ranked[Key]]:
    """Rank locations or people without rewarding noise.

    A rank is 1 + the number of those whose whole interval lies beyond one's own: overlapping
    intervals are ties, and every rank can be defended. (Two 95 % intervals that do not overlap
    differ at about p = .006, which leaves room for looking at many.)

    Parameters
    ----------
    estimates : mapping of key to Estimate
        Of one measure and one method, with intervals of the confidence `level`.
    better : {"higher", "lower"}
        Which end leads.
    minimum_n : int
        Those with fewer answers are listed last, unranked.
    level : float
        Of the intervals given, and of those of the shrunk estimates.

    Returns
    -------
    list of Ranked
        By rank, then by the shrunk value, best first; then the unranked, by n. Empty for nothing.

    Raises
    ------
    ValueError
        When `better` is another word.

    Source
    ------
    Shrinkage: empirical Bayes for normal means, Efron & Morris (1975), *Journal of the American
    Statistical Association* 70, 311–319; spread between units as DerSimonian & Laird (1986),
    *Controlled Clinical Trials* 7, 177–188. Standard errors are read from the intervals' widths.
    Ranks by intervals: Goldstein & Spiegelhalter (1996), *JRSS A* 159, 385–443.

    Examples
    --------
    >>> table = ranking({
    ...     "Nord": Estimate(10.0, 2.0, 18.0, 500),
    ...     "West": Estimate(45.0, 37.0, 53.0, 480),
    ...     "Ost": Estimate(41.0, 33.0, 49.0, 510),
    ...     "Hafen": Estimate(100.0, 30.0, 100.0, 4),
    ... })
    >>> [(place.key, place.rank) for place in table]
    [('West', 1), ('Ost', 1), ('Nord', 3), ('Hafen', None)]
    """
    if better not in ("higher", "lower"):
        raise ValueError(f"better must be 'higher' or 'lower', not {better!r}")
    sign = 1 if better == "higher" else -1
    shrunk = shrink(estimates, level=level)
    places = [Ranked(key, raw, shrunk[key], _rank(raw, estimates, sign, minimum_n)) for key, raw in estimates.items()]
    return sorted(places, key=lambda place: _order(place, sign))


def shrink(estimates: Mapping[Key, Estimate], *, level: float = 0.95) -> dict[Key, Estimate]:
    """Draw each estimate towards the mean of all, the more the less it rests on.

    Parameters
    ----------
    estimates : mapping of key to Estimate
        Those without an interval stay as they are and teach nothing.
    level : float
        Of the intervals given and returned.

    Returns
    -------
    dict
        The same keys. Fewer than three with an interval: as given, for there is no spread to learn.

    Source
    ------
    As for `ranking`; the interval adds the uncertainty of the common mean, w·s² + (1 − w)²·Var(μ).

    Examples
    --------
    >>> two = {"a": Estimate(1.0, 0.0, 2.0, 9), "b": Estimate(3.0, 2.0, 4.0, 9)}
    >>> shrink(two) == two
    True
    """
    z = normal_quantile(level)
    usable = [key for key, one in estimates.items() if _error(one, z) > 0]
    if len(usable) < 3:
        return dict(estimates)
    values = np.array([estimates[key].value for key in usable], float)
    variances = np.array([_error(estimates[key], z) ** 2 for key in usable])
    between = between_variance(values, variances)
    weights = 1 / (variances + between)
    middle, middle_variance = float(weights @ values / weights.sum()), float(1 / weights.sum())
    own = between / (between + variances)
    centers = own * values + (1 - own) * middle
    errors = np.sqrt(own * variances + (1 - own) ** 2 * middle_variance)
    drawn = {
        key: Estimate(float(center), float(center - z * error), float(center + z * error), estimates[key].n)
        for key, center, error in zip(usable, centers, errors, strict=True)
    }
    return {**estimates, **drawn}


def between_variance(values: Floats, variances: Floats) -> float:
    """How much units really differ, beyond what sampling would make them: a variance, 0 if not at all.

    Source
    ------
    DerSimonian & Laird (1986).

    Examples
    --------
    >>> between_variance(np.array([1.0, 2.0, 3.0]), np.array([4.0, 4.0, 4.0]))
    0.0
    """
    weights = 1 / variances
    middle = weights @ values / weights.sum()
    excess = weights @ (values - middle) ** 2 - (len(values) - 1)
    return max(0.0, float(excess / (weights.sum() - (weights @ weights) / weights.sum())))


def _error(estimate: Estimate, z: float) -> float:
    low, high = _ends(estimate)
    return (high - low) / (2 * z)


def _rank(own: Estimate, others: Mapping[Key, Estimate], sign: int, minimum_n: int) -> int | None:
    if not _ranks(own, minimum_n):
        return None
    best = max(sign * end for end in _ends(own))
    worst = [min(sign * end for end in _ends(other)) for other in others.values() if _ranks(other, minimum_n)]
    return 1 + sum(end > best for end in worst)


def _ranks(estimate: Estimate, minimum_n: int) -> bool:
    return estimate.low is not None and estimate.high is not None and estimate.n >= minimum_n


def _ends(estimate: Estimate) -> tuple[float, float]:
    """Both ends; without an interval, ends that touch nothing."""
    low, high = estimate.low, estimate.high
    return (nan, nan) if low is None or high is None else (low, high)


def _order(place: Ranked[Key], sign: int) -> tuple[bool, float, float]:
    if place.rank is None or place.shrunk.value is None:
        return True, -place.raw.n, 0.0
    return False, place.rank, -sign * place.shrunk.value
