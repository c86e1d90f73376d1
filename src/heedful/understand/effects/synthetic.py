"""Synthetic control: the treated place beside a mix of untouched ones that moved as it did, by diff-diff."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np

from heedful.understand.effects.panel import Bools, Floats, Panel

FEWEST_PLACES: Final = 19  # untouched: with fewer, the treated place being the oddest happens by chance in over 5 %
FEWEST_PERIODS: Final = 12
MUCH_CLOSER: Final = 0.5  # of the distance

Matched = tuple[float, dict[str, float], Floats]  # the mean gap, the weights, the gap of each period


@dataclass(frozen=True, slots=True)
class Mixed:
    """The mean gap since the action began, beside the gaps at places where nothing was done."""

    effect: float
    weights: dict[str, float]
    mix: Floats  # what the mix shows in each period
    p: float
    error: float
    turns: Floats  # effects at the others, in units of how well their own past was matched
    past: float
    tried: int


def fits(panel: Panel) -> bool:
    """One place (or the treated ones pooled), enough others, enough of a past, no gaps."""
    many = int((~panel.treated).sum()) >= FEWEST_PLACES and panel.weeks_before >= FEWEST_PERIODS
    return many and panel.weeks_after > 0 and not np.isnan(panel.value).any()


def closer(panel: Panel) -> bool:
    """Whether a mix was much closer to the treated place than all the others together, judged by the past alone."""
    others = panel.value[~panel.treated]
    own = panel.pooled(panel.treated)[0]
    _, _, gaps = _matched(own, others, panel.after, [str(place) for place in range(len(others))])
    apart = own - others.mean(axis=0)
    return _past(gaps, panel.after) < MUCH_CLOSER * float(apart[~panel.after].std())


def mixed(panel: Panel) -> Mixed:
    """Each untouched place takes its turn as if it were treated; gaps are judged by how well the past was matched."""
    donors = [place for place, done in zip(panel.places, panel.treated, strict=True) if not done]
    own = panel.pooled(panel.treated)[0]
    others = panel.value[~panel.treated]
    effect, weights, gaps = _matched(own, others, panel.after, donors)
    turns = [_turn(others, i, panel.after) for i in range(len(donors))]
    ratio = effect / _past(gaps, panel.after)
    chance = np.array([turn for turn in turns if np.isfinite(turn)])
    p = float((1 + (np.abs(chance) >= abs(ratio)).sum()) / (1 + len(chance)))
    past = _past(gaps, panel.after)
    return Mixed(effect, weights, own - gaps, p, past * float(np.sqrt((chance**2).mean())), chance, past, len(chance))


def reach(found: Mixed, level: float) -> float:
    """Half of the interval: as far as all but the oddest of the others go; endless where they are too few to say."""
    place = ceil(level * (found.tried + 1))
    return float(np.sort(np.abs(found.turns))[place - 1]) * found.past if place <= found.tried else float("inf")


def _turn(others: Floats, i: int, after: Bools) -> float:
    rest = np.delete(others, i, axis=0)
    effect, _, gaps = _matched(others[i], rest, after, [str(j) for j in range(len(rest))])
    return effect / _past(gaps, after)


def _past(gaps: Floats, after: Bools) -> float:
    return float(np.sqrt((gaps[~after] ** 2).mean())) or float("nan")


def _matched(own: Floats, others: Floats, after: Bools, names: list[str]) -> tuple[float, dict[str, float], Floats]:
    import pandas as pd
    from diff_diff import SyntheticControl

    units = ["", *names]
    periods = len(after)
    table = pd.DataFrame(
        {
            "value": np.concatenate([own, others.ravel()]),
            "unit": np.repeat(units, periods),
            "period": np.tile(np.arange(periods), len(units)),
            "treated": np.concatenate([after.astype(int), np.zeros(others.size, dtype=int)]),
        }
    )
    before = [int(each) for each in np.flatnonzero(~after)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of a past that is matched badly: the placebos say that
        found = SyntheticControl(v_method="custom", custom_v=[1.0] * len(before), standardize="none").fit(
            table, "value", "treated", "unit", "period", pre_period_outcomes=before
        )
    gaps = np.array([found.gap_path[period] for period in range(periods)], dtype=float)
    return float(found.att), {str(k): float(v) for k, v in found.donor_weights.items()}, gaps
