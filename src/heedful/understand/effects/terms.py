"""What a measurement goes by beside its panel, and what every answer begins with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite, sqrt
from typing import Final

import numpy as np
from scipy import stats

from heedful.understand.effects.design import Caution, Found, Kind, Point
from heedful.understand.effects.panel import Floats, Panel

A_WEEK: Final = 7
SUREST: Final = 0.999  # an interval surer than that is endless


@dataclass(frozen=True, slots=True)
class Terms:
    """What else a measurement goes by. `done`: the share of its time that the action has run (1: it is over)."""

    kind: Kind = "compared"
    seed: int = 1
    unit: str = ""
    units: str = "observations"
    better: str = "higher"
    minimum_n: int = 1
    level: float = 0.95
    done: float = 1.0
    weeks: int = 1  # that it runs in all

    @property
    def level_now(self) -> float:
        """Looking early and often must not find what is not there: the earlier, the surer (O'Brien and Fleming)."""
        if self.done >= 1:
            return self.level
        bound = float(stats.norm.ppf(0.5 + self.level / 2)) / sqrt(max(self.done, 0.01))
        return min(SUREST, float(1 - 2 * stats.norm.sf(bound)))


def unmeasured(treated: tuple[str, ...], terms: Terms, *cautions: Caution) -> Found:
    """Nothing was seen that an effect could be measured from."""
    return Found(
        state="not possible",
        value=None,
        low=None,
        high=None,
        p=None,
        n=0,
        n_compared=0,
        method=None,
        trust=None,
        unit=terms.unit,
        units=terms.units,
        level=terms.level_now,
        better=terms.better,
        treated=treated,
        cautions=cautions,
    )


def blank(panel: Panel, terms: Terms) -> Found:
    """What is known before anything is measured."""
    return replace(
        unmeasured(tuple(name for name, done in zip(panel.places, panel.treated, strict=True) if done), terms),
        n=panel.told(treated=True, after=True),
        n_compared=panel.told(treated=False, after=True),
        series=seen(panel, None),
    )


def mean_of(panel: Panel, *, treated: bool, after: bool) -> float:
    part = np.ix_(panel.treated == treated, panel.after == after)
    n = panel.n[part]
    return float((n * np.nan_to_num(panel.value[part])).sum() / n.sum())


def seen(panel: Panel, expected: Floats | None) -> tuple[Point, ...]:
    own, n_own = panel.pooled(panel.treated)
    _, n_other = panel.pooled(~panel.treated)
    other = np.full(len(own), np.nan) if expected is None else expected
    return tuple(
        Point(period, bool(panel.after[i]), known(own[i]), known(other[i]), int(n_own[i]), int(n_other[i]))
        for i, period in enumerate(panel.periods)
    )


def known(value: float) -> float | None:
    return float(value) if isfinite(value) else None


def shares(panel: Panel, w: Floats) -> tuple[tuple[str, float], ...]:
    """How much each place of the comparison counts."""
    trusted = w[:, panel.after].sum(axis=1) * ~panel.treated
    whole = trusted.sum()
    shares = [(place, float(share / whole)) for place, share in zip(panel.places, trusted, strict=True) if share]
    return tuple(sorted(shares, key=lambda each: (-each[1], each[0])))
