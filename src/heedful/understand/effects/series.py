"""One series and its own past: what it would have come to, by simulated paths (statsmodels).

Paths wander together from their last known level, as the weeks do; taking each week's forecast error for itself finds
effects where there are none, in most series.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from heedful.understand.effects.design import Caution, Found, Placebo
from heedful.understand.effects.panel import Floats, Panel
from heedful.understand.effects.terms import Terms, blank, mean_of, seen

PATHS: Final = 2_000
FEWEST_PERIODS: Final = 12


@dataclass(frozen=True, slots=True)
class Paths:
    """What the weeks after would have been: their mean in each simulated path, and the middle of the paths."""

    means: Floats
    middle: Floats

    def around(self, seen: float, level: float) -> tuple[float, float, float]:
        """The effect's low and high, and how rarely a path goes as far."""
        effects = seen - self.means
        low, high = (float(each) for each in np.quantile(effects, [0.5 - level / 2, 0.5 + level / 2]))
        tail = min(float((effects <= 0).mean()), float((effects >= 0).mean()))
        return low, high, max(2 * tail, 1.0 / len(effects))


def paths(before: Floats, n_after: Floats, *, seed: int) -> Paths:
    """A level that wanders, seen through the noise of the weeks; `n_after` weighs the weeks that came."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of weeks that do not wander at all
        fitted = UnobservedComponents(before, "llevel").fit(disp=0)
        drawn = fitted.simulate(len(n_after), repetitions=PATHS, anchor="end", rng=np.random.default_rng(seed))
    each = np.asarray(drawn).reshape(len(n_after), PATHS)
    weight = n_after / n_after.sum()
    return Paths((each * weight[:, None]).sum(axis=0), each.mean(axis=1))


def enough(before: Floats) -> bool:
    return int(np.isfinite(before).sum()) >= FEWEST_PERIODS


def against_past(panel: Panel, terms: Terms, *, checked: bool = True) -> Found:
    """With nothing to compare with: against where the series would have wandered by itself."""
    own, n = panel.pooled(panel.treated)
    found = paths(own[~panel.after], n[panel.after], seed=terms.seed)
    came = float(np.nansum(own[panel.after] * n[panel.after]) / n[panel.after].sum())
    low, high, p = found.around(came, terms.level_now)
    expected = np.concatenate([np.full(panel.weeks_before, np.nan), found.middle])
    return replace(
        blank(panel, terms),
        method="interrupted time series",
        trust=4,
        value=came - float(found.means.mean()),
        low=low,
        high=high,
        p=p,
        se=float(found.means.std()),
        before=mean_of(panel, treated=True, after=False),
        after=came,
        inference="paths",
        placebo=_placebo_past(panel, terms) if checked else None,
        series=seen(panel, expected),
        cautions=(Caution("nothing beside"),),
    )


def _placebo_past(panel: Panel, terms: Terms) -> Placebo | None:
    own, n = panel.pooled(panel.treated)
    weeks = min(panel.weeks_after, panel.weeks_before - FEWEST_PERIODS)
    if weeks < 1:
        return None
    first = panel.weeks_before - weeks
    window = slice(first, panel.weeks_before)
    if not n[window].sum() or not enough(own[:first]):
        return None
    found = paths(own[:first], n[window], seed=terms.seed)
    came = float(np.nansum(own[window] * n[window]) / n[window].sum())
    low, high, p = found.around(came, terms.level)
    return Placebo(panel.periods[first], came - float(found.means.mean()), low, high, p, 1, None)
