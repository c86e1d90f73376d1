"""How long customers wait: median, p90 and mean, fair to those who are waiting still."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from heedful.stats.estimate import Estimate
from heedful.stats.intervals import binomial_quantile, t_quantile
from heedful.stats.survival import Survival, count_durations, kaplan_meier

Floats = npt.NDArray[np.float64]


def median_duration(
    wait_seconds: npt.ArrayLike, ended: npt.ArrayLike, count: npt.ArrayLike | None = None, *, level: float = 0.95
) -> Estimate:
    """Time within which half of the customers were served.

    The open ones count as "at least so long" (Kaplan-Meier): leaving them out would make a
    growing backlog look like an improvement.

    Parameters
    ----------
    wait_seconds : array of float
        Length of the waits, in seconds, ≥ 0; for an open one, how long it has lasted so far. An
        unknown length (``nan``) is left out: it is no zero.
    ended : array of bool
        Whether that wait is over.
    count : array of int, optional
        How many waits share that row; one each if not given.
    level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        Seconds; `n` counts open waits too. Unknown without waits, and while more than half are
        open for longer than any that ended. An end of the interval that the waits cannot give
        (too few, or too many open) is ``None``.

    Raises
    ------
    ValueError
        Arrays of different lengths, a negative wait or count.

    Notes
    -----
    Source: nothing open, the interval is the distribution-free one between two order statistics
    (Conover, *Practical Nonparametric Statistics*, 3rd ed., section 3.2); otherwise Brookmeyer and
    Crowley (1982) on the log(-log) limits of the curve. Where exactly half were served at one
    moment and the next comes later, the value lies midway, as in R's ``survfit``.

    Examples
    --------
    >>> median_duration([60, 120, 600], [True, True, True]).value
    120.0
    >>> median_duration([60, 120, 600, 7200, 7200], [True, True, True, False, False]).value
    600.0
    >>> median_duration([60, 7200, 7200], [True, False, False])
    Estimate(value=None, low=None, high=None, n=3)
    """
    return duration_quantile(wait_seconds, ended, count, share=0.5, level=level)


def p90_duration(
    wait_seconds: npt.ArrayLike, ended: npt.ArrayLike, count: npt.ArrayLike | None = None, *, level: float = 0.95
) -> Estimate:
    """Time within which nine of ten customers were served: what the unlucky ones live through.

    Takes, gives and raises what :func:`median_duration` does; an upper end needs about thirty waits.

    Examples
    --------
    >>> p90_duration(range(10, 1001, 10), [True] * 100)
    Estimate(value=905.0, low=840.0, high=960.0, n=100)
    """
    return duration_quantile(wait_seconds, ended, count, share=0.9, level=level)


def duration_quantile(
    wait_seconds: npt.ArrayLike,
    ended: npt.ArrayLike,
    count: npt.ArrayLike | None = None,
    *,
    share: float,
    level: float = 0.95,
) -> Estimate:
    """Time within which a given share of the customers were served.

    Takes, gives and raises what :func:`median_duration` does.

    Parameters
    ----------
    share : float
        The share (0-1, both ends excluded) of customers served within that time.

    Raises
    ------
    ValueError
        Also where `share` is not between 0 and 1.

    Examples
    --------
    >>> duration_quantile([60, 120, 600, 900], [True] * 4, share=0.75).value
    750.0
    """
    if not 0 < share < 1:
        raise ValueError("share must lie between 0 and 1")
    seconds, over, people = _waits(wait_seconds, ended, count)
    if count is None:  # counting whole seconds in bins is quicker than sorting them
        curve = kaplan_meier(*count_durations(seconds, over), level=level)
    else:
        curve = kaplan_meier(seconds, np.where(over, people, 0), np.where(over, 0, people), level=level)
    value = _served_by(curve, share)
    if value is None:
        return Estimate.unknown(curve.n)
    if over.all():
        low, high = _order_statistics(curve, share, level)
    else:
        limits = curve.quantile(share)
        low, high = limits.low, limits.high
    return Estimate(value=value, low=low, high=high, n=curve.n)


def mean_duration(
    wait_seconds: npt.ArrayLike, ended: npt.ArrayLike, count: npt.ArrayLike | None = None, *, level: float = 0.95
) -> Estimate:
    """Total time divided by the number of enquiries: the textbook's average.

    It speaks of the enquiries that are over; the open ones cannot enter it, so read it beside
    the median: a few forgotten enquiries pull it far, and a growing backlog does not show in it.

    Parameters
    ----------
    wait_seconds, ended, count, level
        As in :func:`median_duration`.

    Returns
    -------
    Estimate
        Seconds; `n` counts the waits that are over. The interval is Student's t, cut at 0;
        ``None`` for a single wait. Unknown where none is over.

    Raises
    ------
    ValueError
        Arrays of different lengths, a negative wait or count.

    Examples
    --------
    >>> mean_duration([60, 120, 600, 9000], [True, True, True, False]).value
    260.0
    """
    seconds, over, people = _waits(wait_seconds, ended, count)
    seconds, people = seconds[over], people[over]
    n = int(people.sum())
    if n == 0:
        return Estimate.unknown()
    mean = float((seconds * people).sum() / n)
    if n == 1:
        return Estimate(value=mean, low=None, high=None, n=n)
    variance = float((people * (seconds - mean) ** 2).sum() / (n - 1))
    margin = t_quantile(level, n - 1) * (variance / n) ** 0.5
    return Estimate(value=mean, low=max(0.0, mean - margin), high=mean + margin, n=n)


def _waits(
    wait_seconds: npt.ArrayLike, ended: npt.ArrayLike, count: npt.ArrayLike | None
) -> tuple[Floats, npt.NDArray[np.bool_], Floats]:
    seconds = np.asarray(wait_seconds, dtype=np.float64)
    over = np.asarray(ended, dtype=bool)
    people = np.ones_like(seconds) if count is None else np.asarray(count, dtype=np.float64)
    if not seconds.shape == over.shape == people.shape:
        raise ValueError("wait_seconds, ended and count must be of one length")
    known = ~np.isnan(seconds) & (people != 0)
    return seconds[known], over[known], people[known]


def _served_by(curve: Survival, share: float) -> float | None:
    """The first moment at which the share is served; midway to the next one where it is met exactly."""
    left = 1 - share
    enough = np.flatnonzero(curve.still <= left + 1e-12)
    if not len(enough):
        return None
    first = int(enough[0])
    later = np.flatnonzero(curve.still < left - 1e-12)
    exact = len(later) and curve.still[first] > left - 1e-12
    return float((curve.age[first] + curve.age[later[0]]) / 2) if exact else float(curve.age[first])


def _order_statistics(curve: Survival, share: float, level: float) -> tuple[float | None, float | None]:
    """The two waits, in order of length, between which the quantile lies at the level, whatever the distribution."""
    tail = (1 - level) / 2
    low = binomial_quantile(tail, curve.n, share)
    high = binomial_quantile(1 - tail, curve.n, share) + 1
    upto = curve.ended.cumsum()
    return (
        float(curve.age[np.searchsorted(upto, low)]) if low >= 1 else None,
        float(curve.age[np.searchsorted(upto, high)]) if high <= curve.n else None,
    )
