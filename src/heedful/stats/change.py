"""A difference, and whether it may be called one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

Verdict = Literal["higher", "lower", "unclear", "unknown"]

MINIMUM_N = 10


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two periods or groups, and whether it is more than chance.

    Parameters
    ----------
    value : float or None
        After less before, in the measure's own unit; ``None`` while one side is unknown.
    low, high : float or None
        Interval of the difference.
    p : float or None
        Probability of a difference at least as large, if there were none.
    n_before, n_after : int
        What it rests on.
    verdict : {"higher", "lower", "unclear", "unknown"}
        ``unclear``: enough answers, but chance alone could do it. ``unknown``: too few answers to say.
    more_needed : int or None
        How many more answers on the later side it takes: up to the minimum when ``unknown``; when
        ``unclear``, until a difference that stays as large as it looks now would be told from chance.
        ``None`` when no number of answers on that side alone could do it, or none is needed.
    q : float or None
        The p among its like, when many differences were looked at (`correct_for_many`).

    Examples
    --------
    >>> Change.unknown(3, 40).verdict
    'unknown'
    """

    value: float | None
    low: float | None
    high: float | None
    p: float | None
    n_before: int
    n_after: int
    verdict: Verdict
    more_needed: int | None = None
    q: float | None = None

    @classmethod
    def unknown(cls, n_before: int, n_after: int, *, value: float | None = None, minimum_n: int = MINIMUM_N) -> Change:
        """Too little on one side to say anything, with how many more answers the later side takes."""
        more = max(0, minimum_n - n_after) or None
        return cls(value, None, None, None, n_before, n_after, "unknown", more)

    @property
    def is_one(self) -> bool:
        """Whether it may be called a change."""
        return self.verdict in ("higher", "lower")


def verdict_of(value: float, p: float, n_before: int, n_after: int, minimum_n: int, level: float) -> Verdict:
    """Name a difference: only with enough on both sides, and a p below 1 − level.

    Examples
    --------
    >>> verdict_of(12.0, 0.001, 400, 400, minimum_n=10, level=0.95)
    'higher'
    >>> verdict_of(12.0, 0.001, 400, 9, minimum_n=10, level=0.95)
    'unknown'
    """
    if min(n_before, n_after) < minimum_n:
        return "unknown"
    if p >= 1 - level:
        return "unclear"
    return "higher" if value > 0 else "lower"


def correct_for_many(changes: Sequence[Change], *, rate: float = 0.05) -> list[Change]:
    """Judge many differences together: of those called one, no more than `rate` are expected to be chance.

    Looking at twenty clubs, one differs "significantly" by chance alone. Give all that were looked
    at, not only the striking ones.

    Parameters
    ----------
    changes : sequence of Change
        In any order; those that are ``unknown`` stay so, and are not counted among the many.
    rate : float
        False discovery rate.

    Returns
    -------
    list of Change
        In the same order, each with its `q`, and ``unclear`` instead of a change where `q` > `rate`.

    Source
    ------
    Benjamini & Hochberg (1995), *Journal of the Royal Statistical Society B* 57, 289–300.

    Examples
    --------
    >>> striking = Change(value=9.0, low=0.1, high=17.9, p=0.04, n_before=90, n_after=90, verdict="higher")
    >>> dull = Change(value=1.0, low=-8.0, high=10.0, p=0.8, n_before=90, n_after=90, verdict="unclear")
    >>> [change.verdict for change in correct_for_many([striking, dull])]
    ['unclear', 'unclear']
    """
    adjusted = iter(_false_discovery_rates([change.p for change in changes if change.verdict != "unknown"]))
    return [
        change if change.verdict == "unknown" else _among_many(change, float(next(adjusted)), rate)
        for change in changes
    ]


def _false_discovery_rates(p: Sequence[float | None]) -> npt.NDArray[np.float64]:
    """The smallest rate at which each would still be called a difference."""
    values = np.asarray(p, dtype=np.float64)
    falling = np.argsort(-values)
    shares = values[falling] * len(values) / np.arange(len(values), 0, -1)
    rates = np.empty_like(values)
    rates[falling] = np.minimum(np.minimum.accumulate(shares), 1)
    return rates


def _among_many(change: Change, q: float, rate: float) -> Change:
    return replace(change, q=q, verdict=change.verdict if q <= rate else "unclear")
