"""Why did it change: did each segment change, or did the mix of segments?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from heedful.stats.bootstrap import SEED, Counts, Floats, percentile_interval, resampled
from heedful.stats.estimate import Estimate
from heedful.stats.intervals import normal_quantile

Key = TypeVar("Key", bound=Hashable)

NET = (100.0, 0.0, -100.0)  # what a promoter, a passive and a detractor are worth


@dataclass(frozen=True, slots=True)
class Part(Generic[Key]):
    """One segment's part in a change; `rate` and `mix` add up to its contribution.

    Parameters
    ----------
    key : hashable
        The segment.
    rate : Estimate
        What its own score's change did to the whole; 0 for a new or vanished segment.
    mix : Estimate
        What its growing or shrinking did.

    Examples
    --------
    >>> Part("Nord", rate=Estimate(-2.0, -4.0, 0.0, 90), mix=Estimate(0.5, 0.1, 0.9, 90)).rate.value
    -2.0
    """

    key: Key
    rate: Estimate
    mix: Estimate


@dataclass(frozen=True, slots=True)
class Decomposition(Generic[Key]):
    """A change of the whole, taken apart: `change` = `rate` + `mix`, each the sum of its `parts`.

    Examples
    --------
    >>> Decomposition.unknown(0).change.is_known
    False
    """

    change: Estimate
    rate: Estimate
    mix: Estimate
    parts: tuple[Part[Key], ...]

    @classmethod
    def unknown(cls, n: int) -> Decomposition[Key]:
        """One of the two periods has no answers."""
        return cls(Estimate.unknown(n), Estimate.unknown(n), Estimate.unknown(n), ())


def mix_and_rate(
    before: Mapping[Key, Sequence[int]],
    after: Mapping[Key, Sequence[int]],
    *,
    points: Sequence[float] = NET,
    level: float = 0.95,
    seed: int = SEED,
) -> Decomposition[Key]:
    """Take a score's change apart: what segments did, and what their growing and shrinking did.

    A chain's NPS can fall while each club's rises, when the weaker clubs answer more often.

    Parameters
    ----------
    before, after : mapping of segment to counts
        Answers per segment and category, the categories in the order of `points`: (promoters,
        passives, detractors) for NPS.
    points : sequence of float
        What an answer of each category is worth: (100, 0, −100) for NPS, (1, 0) for a share, the
        scores themselves for a mean.
    level, seed
        Of the bootstrap intervals: counts of each period are resampled as one multinomial, so that
        the mix varies as well as the scores.

    Returns
    -------
    Decomposition
        In the unit of `points`. A segment seen in one period only is all mix. No answers in one of
        the periods: unknown, with no parts.

    Raises
    ------
    ValueError
        When a segment has another number of counts than there are points, or a negative one.

    Source
    ------
    Kitagawa (1955), *Journal of the American Statistical Association* 50, 1168–1194, in its symmetric
    form: Δ = Σ ½(w₁+w₀)(r₁−r₀) + Σ (w₁−w₀)(½(r₁+r₀)−R̄), R̄ the mean of the two totals.

    Examples
    --------
    >>> taken_apart = mix_and_rate({"a": (8, 0, 2), "b": (2, 0, 8)}, {"a": (9, 0, 1), "b": (12, 0, 28)})
    >>> round(taken_apart.change.value), round(taken_apart.rate.value), round(taken_apart.mix.value)
    (-16, 20, -36)
    """
    normal_quantile(level)
    keys = list(dict.fromkeys([*before, *after]))
    old, new = (_table(counts, keys, len(points)) for counts in (before, after))
    n = int(old.sum() + new.sum())
    if not old.sum() or not new.sum():
        return Decomposition.unknown(n)
    worth = np.array(points, float)
    rate, mix = _taken_apart(old[None], new[None], worth)
    rates, mixes = _taken_apart(resampled(old, seed=seed), resampled(new, seed=seed + 1), worth)
    sizes = (old + new).sum(axis=1)
    parts = tuple(
        Part(
            key,
            _estimate(rate[0, at], rates[:, at], int(sizes[at]), level),
            _estimate(mix[0, at], mixes[:, at], int(sizes[at]), level),
        )
        for at, key in enumerate(keys)
    )
    return Decomposition(
        change=_estimate((rate + mix).sum(), (rates + mixes).sum(axis=1), n, level),
        rate=_estimate(rate.sum(), rates.sum(axis=1), n, level),
        mix=_estimate(mix.sum(), mixes.sum(axis=1), n, level),
        parts=parts,
    )


def _table(counts: Mapping[Key, Sequence[int]], keys: Sequence[Key], width: int) -> Counts:
    table = np.zeros((len(keys), width), np.int64)
    for at, key in enumerate(keys):
        own = counts.get(key, (0,) * width)
        if len(own) != width or min(own) < 0:
            raise ValueError(f"{key!r} needs {width} counts, none of them negative, not {tuple(own)}")
        table[at] = own
    return table


def _taken_apart(old: Counts, new: Counts, points: Floats) -> tuple[Floats, Floats]:
    """Rate and mix per draw and segment, of counts shaped (draws, segments, categories)."""
    old_weights, old_scores = _weights_and_scores(old, points)
    new_weights, new_scores = _weights_and_scores(new, points)
    old_scores, new_scores = (  # a segment that was not there has no change of its own
        np.where(np.isnan(old_scores), new_scores, old_scores),
        np.where(np.isnan(new_scores), old_scores, new_scores),
    )
    old_scores, new_scores = np.nan_to_num(old_scores), np.nan_to_num(new_scores)
    whole = ((old_weights * old_scores).sum(axis=1) + (new_weights * new_scores).sum(axis=1))[:, None] / 2
    rate = (new_weights + old_weights) / 2 * (new_scores - old_scores)
    mix = (new_weights - old_weights) * ((new_scores + old_scores) / 2 - whole)
    return rate, mix


def _weights_and_scores(counts: Counts, points: Floats) -> tuple[Floats, Floats]:
    sizes = counts.sum(axis=2)
    scores = np.divide(counts @ points, sizes, out=np.full(sizes.shape, np.nan), where=sizes > 0)
    return sizes / sizes.sum(axis=1, keepdims=True), scores


def _estimate(value: float, draws: Floats, n: int, level: float) -> Estimate:
    low, high = percentile_interval(draws, level)
    return Estimate(value=float(value), low=low, high=high, n=n)
