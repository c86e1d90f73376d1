"""One number of feeling and worth, never shown without its two parts."""

from __future__ import annotations

from math import sqrt

import numpy as np

from heedful.stats.bootstrap import DRAWS, SEED, percentile_interval
from heedful.stats.counts import Boxes, Sums
from heedful.stats.estimate import Estimate
from heedful.stats.intervals import normal_quantile
from heedful.stats.means import sampling_variance
from heedful.stats.shares import effective_answers


def cx_index(sentiment: Sums, satisfied: Boxes, *, level: float = 0.95, seed: int = SEED) -> Estimate:
    """Emotion × value: how customers feel, times how many find it good.

    Show it only beside its parts, ``mean(**sentiment)`` and ``share(**satisfied)``, with their n.

    Parameters
    ----------
    sentiment : mapping
        Counts of the texts' sentiment (−1…+1), as the arguments of `mean`.
    satisfied : mapping
        Counts of the satisfied, as the arguments of `share`.
    level, seed
        Of the bootstrap.

    Returns
    -------
    Estimate
        0–100; `n` is that of the smaller part. A part without answers: unknown. Sentiment without
        any spread: the value without an interval.

    Raises
    ------
    ValueError
        When `level` is not between 0 and 1.

    Source
    ------
    Heedful's own: (mean sentiment + 1)/2 × CSAT top-box × 100. Parametric bootstrap, the parts taken
    as independent: Student's t for the mean, a binomial smoothed by one answer for the share, of so
    many answers as its own are worth where people gave several.

    Examples
    --------
    >>> index = cx_index(dict(n=50, total=25.0, total_of_squares=20.0), dict(successes=80, n=100))
    >>> index.value, index.n
    (60.0, 50)
    """
    normal_quantile(level)
    n = min(sentiment["n"], satisfied["n"])
    if n == 0:
        return Estimate.unknown()
    feeling, worth = sentiment["total"] / sentiment["n"], satisfied["successes"] / satisfied["n"]
    variance, freedom = sampling_variance(**sentiment)
    value = 50 * (feeling + 1) * worth
    if variance is None:
        return Estimate(value=value, low=None, high=None, n=n)
    random = np.random.default_rng(seed)
    feelings = np.clip(feeling + sqrt(variance) * random.standard_t(freedom, DRAWS), -1, 1)
    told = effective_answers(satisfied["successes"], satisfied["n"], satisfied.get("clusters"), level)
    answers = max(1, round(told))
    worths = random.binomial(answers, (worth * answers + 0.5) / (answers + 1), DRAWS) / answers
    low, high = percentile_interval(50 * (feelings + 1) * worths, level)
    return Estimate(value=value, low=low, high=high, n=n)
