"""Which phrases one group of texts uses more than another, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heedful.text.themes.phrases import Phrases

PRIOR = 500.0  # Monroe, Colaresi & Quinn: as many words of the whole as are added to either side
NORMAL_95 = 1.959963984540054

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, eq=False)
class Contrast:
    """How much more one group uses each phrase than the other; arrays with one entry a phrase.

    Parameters
    ----------
    log_odds : array
        Above 0: the first group's phrase; below: the second's.
    z : array
        The same in standard errors.
    low, high : array
        The 95 % interval of ``log_odds``.
    first, second : array
        How many texts of either group have the phrase.
    """

    log_odds: Floats
    z: Floats
    low: Floats
    high: Floats
    first: Floats
    second: Floats


def log_odds(first: Floats, second: Floats, *, background: Floats | None = None, prior: float = PRIOR) -> Contrast:
    """Which phrases one group of texts uses more than the other, with a z and an interval for each.

    The logarithm of the odds ratio with an informative Dirichlet prior: what is rare in both groups is pulled towards
    no difference, so that neither a word used once nor a word used by everybody comes out on top.

    Parameters
    ----------
    first, second : array of float
        How often each phrase is used in either group, in the same order.
    background : array of float, optional
        How often each is used at all; the sum of both groups unless given. A phrase that is in neither is counted as
        half a use.
    prior : float
        The weight of the background, in uses; 500 unless told otherwise.

    Returns
    -------
    Contrast
        All zeros (and an interval around it) where one of the groups is empty.

    Raises
    ------
    ValueError
        The groups differ in length, or a count is negative.

    Source
    ------
    Monroe, Colaresi & Quinn (2008), "Fightin' Words", Political Analysis 16(4), equations 15, 16, 18 and 22.

    Examples
    --------
    >>> import numpy as np
    >>> found = log_odds(np.array([30.0, 50.0]), np.array([5.0, 60.0]))
    >>> [round(float(z), 2) for z in found.z]
    [1.69, -3.01]
    """
    if first.shape != second.shape or min(first.min(initial=0), second.min(initial=0)) < 0:
        raise ValueError("Two groups of counts, equally long and none below 0, are compared.")
    whole = np.maximum(first + second if background is None else background, 0.5)
    added = prior * whole / max(whole.sum(), 1e-12)
    sides = [_logit_of(counts, added) for counts in (first, second)]
    apart = sides[0] - sides[1]
    if not (first.sum() and second.sum()):
        apart = np.zeros_like(whole)
    error = np.sqrt(1 / (first + added) + 1 / (second + added))
    low, high = apart - NORMAL_95 * error, apart + NORMAL_95 * error
    return Contrast(apart, apart / error, low, high, first, second)


def contrast_of(phrases: Phrases, first: Flags, second: Flags, *, prior: float = PRIOR) -> Contrast:
    """Compare the phrases of two groups of texts: low scores with high ones, this week with the last, here with there.

    Each text counts a phrase once, so that one long complaint cannot make a theme.

    Parameters
    ----------
    phrases : Phrases
    first, second : array of bool
        Which texts are in either group, one entry a text; a text may be in neither.

    Returns
    -------
    Contrast
    """
    found = phrases.in_texts
    counts = [np.asarray(found.T @ group.astype(np.float64)) for group in (first, second)]
    return log_odds(counts[0], counts[1], prior=prior)


def _logit_of(counts: Floats, added: Floats) -> Floats:
    """The log-odds of each phrase among all uses on its side, the prior's included."""
    total = counts.sum() + added.sum()
    return np.asarray(np.log(counts + added) - np.log(np.maximum(total - counts - added, 1e-12)))
