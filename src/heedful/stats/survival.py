"""Time until something happens, when for some it has not happened yet: the Kaplan–Meier curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from heedful.stats.estimate import Estimate

Floats = npt.NDArray[np.float64]
_BINNED_UP_TO = 1_000_000  # whole ages below this are counted in bins, which needs no sorting


@dataclass(frozen=True, eq=False, slots=True)
class Survival:
    """Share of customers still there by age, as a step curve with its interval.

    Attributes
    ----------
    age : numpy.ndarray
        The ages at which somebody was seen, rising; the unit is the caller's (days, seconds).
    still : numpy.ndarray
        Share (0–1) still there just after that age.
    low, high : numpy.ndarray
        Ends of the pointwise interval.
    at_risk, ended : numpy.ndarray
        How many were still observed just before that age; how many ended at it.
    n : int
        Customers in all.
    level : float
        Confidence level of the interval.
    """

    age: Floats
    still: Floats
    low: Floats
    high: Floats
    at_risk: Floats
    ended: Floats
    n: int
    level: float = 0.95

    def at(self, age: float) -> Estimate:
        """Share still there at an age; unknown beyond the longest observation.

        Examples
        --------
        >>> kaplan_meier([10, 20, 30], ended=[1, 0, 1], censored=[0, 1, 0]).at(15).value
        0.6666666666666667
        """
        if self.n == 0 or age < 0 or (age > self.age[-1] and self.still[-1] > 0):
            return Estimate.unknown(self.n)
        step = int(np.searchsorted(self.age, age, side="right")) - 1
        if step < 0:
            return Estimate(value=1.0, low=float(_all_of(self.n, self.level)), high=1.0, n=self.n)
        return Estimate(float(self.still[step]), float(self.low[step]), float(self.high[step]), self.n)

    def median(self) -> Estimate:
        """Age by which half have ended; unknown while more than half are still there.

        The interval is where the ends of the curve's own interval cross one half (Brookmeyer
        and Crowley 1982); an end that is never crossed is ``None``.

        Examples
        --------
        >>> kaplan_meier([10, 20, 30], ended=[1, 1, 1], censored=[0, 0, 0]).median().value
        20.0
        """
        return self.quantile(0.5)

    def quantile(self, share: float) -> Estimate:
        """Age by which `share` (0–1) of them have ended, with its interval.

        Examples
        --------
        >>> kaplan_meier([10, 20, 30], ended=[1, 1, 1], censored=[0, 0, 0]).quantile(0.9).value
        30.0
        """
        left = 1.0 - share
        value = self._first_below(self.still, left)
        if value is None:
            return Estimate.unknown(self.n)
        return Estimate(value, self._first_below(self.low, left), self._first_below(self.high, left), self.n)

    def _first_below(self, curve: Floats, left: float) -> float | None:
        below = np.flatnonzero(curve <= left + 1e-12)
        return float(self.age[below[0]]) if len(below) else None


def kaplan_meier(age: npt.ArrayLike, ended: npt.ArrayLike, censored: npt.ArrayLike, *, level: float = 0.95) -> Survival:
    """How many are still there at each age, counting fairly those who have not ended yet.

    A plain average over the ended ones alone looks better the more is left open. Here everybody
    counts for as long as they were observed.

    Parameters
    ----------
    age : array_like
        Ages at which somebody ended or was last observed, in any order and unit, ≥ 0.
    ended, censored : array_like of int
        At each of these ages: how many ended; how many were still there when last observed.
    level : float
        Confidence level of the interval.

    Returns
    -------
    Survival
        The curve. No rows: a curve with ``n=0`` whose every answer is unknown. The interval is
        log(−log) (it stays within 0–1); before the first ending, where that one does not
        exist, the lower end is the exact one for "all of those at risk" and the upper end 1.

    Raises
    ------
    ValueError
        If the three have different lengths, or an age or a count is negative or not a number.

    Notes
    -----
    Source: Kaplan & Meier (1958); Greenwood's variance; Kalbfleisch & Prentice (1980) for the
    log(−log) interval. Those who leave and those last observed at one age are counted so that
    the latter were still at risk.

    Examples
    --------
    >>> curve = kaplan_meier([6, 7, 9, 10], ended=[3, 1, 0, 1], censored=[1, 0, 1, 14])
    >>> [round(float(share), 3) for share in curve.still]
    [0.857, 0.807, 0.807, 0.753]
    """
    age, ended, censored = _counted(age, ended, censored)
    n = int(ended.sum() + censored.sum())
    if n == 0:
        nothing = np.empty(0)
        return Survival(nothing, nothing, nothing, nothing, nothing, nothing, 0, level)
    at_risk = (ended + censored)[::-1].cumsum()[::-1]
    still = np.cumprod(1 - ended / at_risk)
    low, high = _log_log(still, ended, at_risk, level)
    return Survival(age, still, low, high, at_risk, ended, n, level)


def count_durations(durations: npt.ArrayLike, has_ended: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Group one duration per customer to the counts that `kaplan_meier` takes.

    Parameters
    ----------
    durations : array_like
        How long each was observed, ≥ 0.
    has_ended : array_like of bool or 0/1
        Whether the ending was seen.

    Returns
    -------
    tuple of numpy.ndarray
        ``age, ended, censored``; all empty when there is nobody.

    Raises
    ------
    ValueError
        If a duration is negative or not a number, or the two differ in length.

    Examples
    --------
    >>> [counts.tolist() for counts in count_durations([5, 3, 5], [1, 0, 0])]
    [[3.0, 5.0], [0.0, 1.0], [1.0, 1.0]]
    """
    times = np.asarray(durations, dtype=np.float64)
    over = np.asarray(has_ended, dtype=bool)
    if times.shape != over.shape:
        raise ValueError("durations and has_ended must be of one length")
    if not len(times):
        return times, times, times
    if not np.isfinite(times).all() or times.min() < 0:
        raise ValueError("a duration must be a number and not negative")
    whole = times.astype(np.int64) if times.max() < _BINNED_UP_TO else None
    if whole is not None and np.array_equal(whole, times):
        everybody, endings = np.bincount(whole), np.bincount(whole[over], minlength=int(whole.max()) + 1)
        days = np.flatnonzero(everybody)
        return days.astype(float), endings[days].astype(float), (everybody - endings)[days].astype(float)
    return _counted_by_sorting(times, over)


def churn_survival(
    age: npt.ArrayLike, ended: npt.ArrayLike, censored: npt.ArrayLike, *, at_age: float, level: float = 0.95
) -> Estimate:
    """Share of customers gone by a given age, with those still there counted fairly.

    Parameters
    ----------
    age, ended, censored : array_like
        As for `kaplan_meier`; the age is days since the contract began.
    at_age : float
        The age that is asked about, in the same unit.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        A share 0–1 of `n` contracts; unknown if nobody was observed for that long.

    Examples
    --------
    >>> churn_survival([10, 20, 30], [1, 0, 1], [0, 1, 0], at_age=10).n
    3
    """
    there = kaplan_meier(age, ended, censored, level=level).at(at_age)
    if there.value is None or there.low is None or there.high is None:
        return Estimate.unknown(there.n)
    return Estimate(1 - there.value, 1 - there.high, 1 - there.low, there.n)


def median_lifetime(
    age: npt.ArrayLike, ended: npt.ArrayLike, censored: npt.ArrayLike, *, level: float = 0.95
) -> Estimate:
    """Age by which half of the contracts have ended; unknown while more than half still run.

    Takes what `kaplan_meier` takes and gives the curve's median in the unit of `age`.

    Examples
    --------
    >>> median_lifetime([10, 20, 30], [1, 1, 1], [0, 0, 0]).value
    20.0
    """
    return kaplan_meier(age, ended, censored, level=level).median()


def _counted(age: npt.ArrayLike, ended: npt.ArrayLike, censored: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
    """As float arrays with rising, distinct ages at which somebody was seen."""
    ages, endings, open_ones = (np.asarray(each, dtype=np.float64) for each in (age, ended, censored))
    if not ages.shape == endings.shape == open_ones.shape:
        raise ValueError("age, ended and censored must be of one length")
    for each in (ages, endings, open_ones):
        if not np.isfinite(each).all() or (each < 0).any():
            raise ValueError("ages and counts must be numbers and not negative")
    seen = endings + open_ones > 0
    if not seen.all():
        ages, endings, open_ones = ages[seen], endings[seen], open_ones[seen]
    if (np.diff(ages) <= 0).any():
        distinct, place = np.unique(ages, return_inverse=True)
        return distinct, _sums(place, endings), _sums(place, open_ones)
    return ages, endings, open_ones


def _sums(place: npt.NDArray[np.intp], counts: Floats) -> Floats:
    return np.bincount(place, weights=counts).astype(np.float64)


def _counted_by_sorting(times: Floats, over: npt.NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Two plain sorts: several times faster than one that must carry the endings along."""
    everybody = np.sort(times)
    last_of_age = np.flatnonzero(np.append(everybody[1:] != everybody[:-1], True))
    age = everybody[last_of_age]
    seen = np.diff(last_of_age, prepend=-1).astype(np.float64)
    endings = np.diff(np.searchsorted(np.sort(times[over]), age, side="right"), prepend=0).astype(np.float64)
    return age, endings, seen - endings


def _log_log(still: Floats, ended: Floats, at_risk: Floats, level: float) -> tuple[Floats, Floats]:
    z = float(ndtri((1 + level) / 2))
    low, high = np.zeros_like(still), np.ones_like(still)
    inside = (still > 0) & (still < 1)
    left = np.where(at_risk > ended, at_risk - ended, 1.0)
    greenwood = np.cumsum(ended / (at_risk * left))[inside]
    log_still = np.log(still[inside])
    width = z * np.sqrt(greenwood) / -log_still
    low[inside], high[inside] = np.exp(log_still * np.exp(width)), np.exp(log_still * np.exp(-width))
    whole = still == 1
    low[whole] = _all_of(at_risk[whole], level)
    gone = still == 0
    if gone.any():  # the curve cannot rise again: its upper end stays where it was
        first = int(np.argmax(gone))
        high[gone] = high[first - 1] if first else 1 - _all_of(at_risk[0], level)
    return low, high


def _all_of(n: npt.ArrayLike, level: float) -> Floats:
    """Lower end (Clopper–Pearson) of a share when all of n did."""
    return np.asarray(((1 - level) / 2) ** (1 / np.asarray(n, dtype=np.float64)))
