"""One series and its own past: what it would have come to, by simulated paths.

Paths wander together from their last known level, as the weeks do; taking each week's forecast error for itself finds
effects where there are none, in most series. How much the level wanders is known only roughly: the likeliest value is
often "not at all" though it does (Shephard and Harvey 1990), and going by it alone finds effects in a third of these
series. So the paths are of every value, each as often as the weeks before make it likely.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from heedful.understand.effects.design import Caution, Found, Placebo
from heedful.understand.effects.panel import Floats, Panel
from heedful.understand.effects.terms import Terms, blank, mean_of, seen

PATHS: Final = 10_000
FEWEST_PERIODS: Final = 12
# How much a new week moves the level, from not at all to wholly, as often as Jeffreys' prior has it: that of the moving
# average of which the differences of the weeks are one.
GAINS: Final = 1 - np.sin(np.pi / 2 * (np.arange(24) + 0.5) / 24)
WANDERINGS: Final = GAINS**2 / (1 - GAINS)  # variance of the level's step, in those of a week's noise


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

    def power(self, effect: float, level: float) -> float:
        """With which probability an effect is told: in how many of the paths that it lifts."""
        low, high = np.quantile(self.means, [0.5 - level / 2, 0.5 + level / 2])
        lifted = self.means + abs(effect)
        return float(((lifted > high) | (lifted < low)).mean())

    def smallest(self, level: float, power: float) -> float:
        """The smallest effect that is told apart from chance with this probability."""
        high, missed = np.quantile(self.means, [0.5 + level / 2, 1 - power])
        return float(high - missed)


def paths(before: Floats, n_after: Floats, *, seed: int) -> Paths:
    """A level that wanders, seen through the noise of the weeks; `n_after` weighs the weeks that came."""
    drawn = np.random.default_rng(seed)
    wandering, level, unsure, noise, freedom = _learnt(before, drawn)
    spread = np.sqrt(noise * freedom / drawn.chisquare(freedom))
    steps, shaken = drawn.standard_normal((2, len(n_after), PATHS))
    began = level + spread * np.sqrt(unsure) * drawn.standard_normal(PATHS)
    each = began + spread * (np.sqrt(wandering) * steps.cumsum(axis=0) + shaken)
    return Paths((n_after / n_after.sum()) @ each, each.mean(axis=1))


def _learnt(before: Floats, drawn: np.random.Generator) -> Floats:
    """For each path: how much its level wanders, its last level, the variance of that and of the weeks, and with which
    freedom that was learnt. The filter is statsmodels'; the noise is integrated out, as Jeffreys' prior has it."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    model = UnobservedComponents(before, "llevel", use_exact_diffuse=True)
    found = np.array([(*_filtered(model, wandering), wandering) for wandering in WANDERINGS])
    likely = np.exp(found[:, 0] - found[:, 0].max())
    of_path = drawn.choice(len(found), PATHS, p=likely / likely.sum())
    return np.roll(found[of_path, 1:], 1, axis=1).T


def _filtered(model: Any, wandering: float) -> tuple[float, float, float, float, int]:
    """How likely the weeks before are, and what they leave known; variances are in those of a week's noise."""
    model.update(np.array([1.0, wandering]))
    found = model.ssm.filter()
    error, size = found.forecasts_error[0, found.nobs_diffuse :], found.forecasts_error_cov[0, 0, found.nobs_diffuse :]
    told = np.isfinite(error) & (size > 0)
    freedom = int(told.sum())
    squares = max(float((error[told] ** 2 / size[told]).sum()), np.finfo(float).tiny)
    likelihood = -(np.log(size[told]).sum() + freedom * np.log(squares)) / 2
    level, unsure = found.predicted_state[0, -1], found.predicted_state_cov[0, 0, -1] - wandering
    return float(likelihood), float(level), max(0.0, float(unsure)), squares / freedom, freedom


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
