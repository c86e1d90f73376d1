"""Which themes are new, and which are on the rise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom

State = Literal["new", "rising", "steady"]
FALSE_ALARMS: Final = 0.05  # of all themes that are called rising, the share that may be so by chance
LEAST: Final = 3  # texts in the last period without which nothing is called new or rising

Counts = NDArray[np.float64]


def chance_of_rise(counts: Sequence[float] | Counts, texts: Sequence[float] | Counts) -> float:
    """How likely so many in the last period would be if nothing had changed.

    A theme's share is not known but estimated from the periods before, so that the number to expect is spread as a
    negative binomial. Where it swung more from period to period than chance alone would have it, it is spread wider.

    Parameters
    ----------
    counts : sequence of float
        Texts of the theme in each period, the last one at the end.
    texts : sequence of float
        All texts in each.

    Returns
    -------
    float
        A one-sided p; 1.0 where there is nothing before or nothing now.

    Source
    ------
    The predictive distribution of a Poisson count under Jeffreys' prior Gamma(1/2, 0): Gelman et al. (2013), Bayesian
    Data Analysis, 3rd ed., section 2.6; the dispersion is Pearson's X² over its degrees of freedom.

    Examples
    --------
    >>> round(chance_of_rise([4, 5, 3, 12], [100, 100, 100, 100]), 4)
    0.0058
    """
    theme, whole = np.asarray(counts, dtype=float), np.asarray(texts, dtype=float)
    before, heard = theme[:-1].sum(), whole[:-1].sum()
    if heard <= 0 or whole[-1] <= 0 or theme[-1] <= 0:
        return 1.0
    size = (before + 0.5) / _dispersion(theme[:-1], whole[:-1])
    expected = (before + 0.5) * whole[-1] / heard
    return float(nbinom.sf(theme[-1] - 1, size, size / (size + expected)))


def discoveries(chances: Sequence[float] | Counts, *, rate: float = FALSE_ALARMS) -> NDArray[np.bool_]:
    """Which of many p-values to believe, so that of those believed at most this share is chance.

    Source
    ------
    Benjamini & Hochberg (1995), "Controlling the false discovery rate", JRSS B 57(1).

    Examples
    --------
    >>> discoveries([0.01, 0.04, 0.03, 0.5]).tolist()
    [True, False, False, False]
    """
    p = np.asarray(chances, dtype=float)
    if not len(p):
        return np.zeros(0, dtype=bool)
    order = np.argsort(p, kind="stable")
    holds = np.flatnonzero(p[order] <= rate * np.arange(1, len(p) + 1) / len(p))
    believed = np.zeros(len(p), dtype=bool)
    believed[order[: holds[-1] + 1 if len(holds) else 0]] = True
    return believed


def states_of(counts: Counts, texts: Counts) -> tuple[State, ...]:
    """Each theme's state in the last period: new where it was never heard before, rising, or steady.

    Parameters
    ----------
    counts : array, themes × periods
        Texts of each theme in each period; the last period is looked at.
    texts : array, periods
        All texts in each.

    Returns
    -------
    tuple of str
        All steady where there is but one period.
    """
    if counts.shape[1] < 2:
        return tuple(_state(theme, False) for theme in counts)
    believed = discoveries([chance_of_rise(theme, texts) for theme in counts])
    return tuple(_state(theme, bool(grown)) for theme, grown in zip(counts, believed, strict=True))


def _state(theme: Counts, grown: bool) -> State:
    if not grown or theme[-1] < LEAST:
        return "steady"
    return "new" if theme[:-1].sum() == 0 else "rising"


def _dispersion(theme: Counts, whole: Counts) -> float:
    """How much more the counts swing than chance would have it; never less than 1, nor told from one period."""
    heard = whole > 0
    expected = whole[heard] * theme.sum() / max(whole.sum(), 1)
    if heard.sum() < 3 or theme.sum() <= 0:
        return 1.0
    return max(1.0, float(((theme[heard] - expected) ** 2 / expected).sum() / (heard.sum() - 1)))
