"""How large an effect chance alone makes: the same estimator wherever and whenever nothing was done.

A few places make a few clusters, and both clustered errors and the wild bootstrap fail with one or two of them treated
(Conley and Taber 2011; MacKinnon and Webb 2018). So the estimate is held against its own placebos: every other choice
of as many places, and every other window of as many weeks, wound around the calendar, so that what follows from week
to week stays together (Chernozhukov, Wüthrich and Zhu 2021).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from math import comb
from typing import Final

import numpy as np
from scipy import optimize, stats

from heedful.understand.effects.panel import Bools, Floats, Panel

MOST_CHOICES: Final = 60  # of places
FEWEST_LEFT: Final = 3  # cells beyond the levels: fewer have only the noise of their own answers to go by
FEWEST_PLACEBOS: Final = 200
MOST_CELLS: Final = 1_000_000  # of all placebos together
MOST_COMPARED: Final = 600  # placebos, with one another
FARTHEST: Final = 30.0  # errors
LATELY: Final = 8  # weeks, by whose pace the coming ones are judged
ROUNDS: Final = 3  # of judging how much the weeks move beyond the noise of the answers


@dataclass(frozen=True, slots=True)
class Chance:
    """The effect, and how large it is by chance: `placebos` are in units of what the noise of the answers makes."""

    effect: float
    unit: float  # what the noise of the answers alone would make of this estimate
    spread: float  # how many times that the placebos vary
    freedom: float
    placebos: Floats

    @property
    def error(self) -> float:
        return self.unit * self.spread

    @property
    def p(self) -> float:
        return float(2 * stats.t.sf(abs(self.effect) / self.error, self.freedom)) if self.error else 0.0

    @property
    def share(self) -> float | None:
        """Of the placebos that were as large."""
        return float((np.abs(self.placebos) >= abs(self.effect) / self.unit).mean()) if len(self.placebos) else None

    def reach(self, level: float) -> float:
        """Half of the interval."""
        return float(stats.t.ppf(0.5 + level / 2, self.freedom)) * self.error


def weights(panel: Panel) -> Floats:
    """How much each cell can be trusted: by the noise of its answers, and by how much weeks move beyond that."""
    seen = panel.n > 0
    noise = np.where(np.isnan(panel.noise), 1.0, panel.noise)[:, None]
    own = np.where(seen, noise / np.where(seen, panel.n, 1.0), np.inf)
    beyond = 0.0
    if not np.isnan(panel.noise).any():
        for _ in range(ROUNDS):
            beyond = _beyond(panel, own, beyond)
    return np.where(seen, 1.0 / (own + beyond), 0.0)


def _beyond(panel: Panel, own: Floats, beyond: float) -> float:
    """The variance of weeks that answers do not explain, as a meta-analysis takes it (DerSimonian and Laird 1986)."""
    w = np.where(np.isfinite(own), 1.0 / (own + beyond), 0.0)
    left = _Levels(w, _marked(panel)).without(np.nan_to_num(panel.value)[None])[0]
    cells = _cells(w)
    freedom = cells - len(panel.places) - len(panel.periods)
    if freedom < 3:
        return 0.0
    share = freedom / cells
    over = float((w * left**2).sum() - (w * np.where(np.isfinite(own), own, 0.0)).sum() * share)
    return max(0.0, over / (float(w.sum()) * share))


def _marked(panel: Panel) -> Bools:
    return panel.treated[:, None] & panel.after[None, :]


class _Levels:
    """The levels of places and periods, taken out of any grid of the same weights at once.

    The periods' levels follow from those of the places (Schur's complement), so that only a matrix of places is
    solved; where the places are more, it is the other way round.
    """

    def __init__(self, w: Floats, marked: Bools | None = None) -> None:
        self.w = w
        self.is_turned = w.shape[0] > w.shape[1]
        side = w.T if self.is_turned else w
        whole = side.sum(axis=0)
        self.share = side / np.where(whole > 0, whole, 1.0)
        self.solved = np.linalg.pinv(np.diag(side.sum(axis=1)) - self.share @ side.T, hermitian=True)
        self.marked = None if marked is None else self._without(marked[None].astype(float))[0]

    def without(self, grids: Floats) -> Floats:
        """What is left of each grid; also of the treated weeks' own level, where these are marked."""
        left = self._without(grids)
        if self.marked is None:
            return left
        below = float((self.w * self.marked**2).sum())
        if below < 1e-9:
            return left
        slope = np.einsum("kij,ij->k", left, self.w * self.marked) / below
        found: Floats = left - slope[:, None, None] * self.marked
        return found

    def _without(self, grids: Floats) -> Floats:
        if self.is_turned:
            turned: Floats = self._out_of(grids.transpose(0, 2, 1), self.w.T).transpose(0, 2, 1)
            return turned
        return self._out_of(grids, self.w)

    def _out_of(self, grids: Floats, w: Floats) -> Floats:
        """Each column's mean goes; then the levels of the rows, with what these add to the columns' means."""
        inner = grids - np.einsum("kij,ij->kj", grids, self.share)[:, None, :]
        levels = np.einsum("kij,ij->ki", inner, w) @ self.solved
        found: Floats = inner - levels[:, :, None] + (levels @ self.share)[:, None, :]
        return found


def chance(panel: Panel, w: Floats, *, seed: int) -> Chance:
    """The effect at the treated places, beside all of its placebos."""
    levels = _Levels(w)
    value = np.where(w > 0, np.nan_to_num(panel.value), 0.0)
    effect, unit = (float(each[0]) for each in _estimates(levels, _marked(panel)[None].astype(float), value, w))
    if _cells(w) - len(panel.places) - len(panel.periods) < FEWEST_LEFT:
        return Chance(effect, unit, 1.0, max(1.0, float(panel.n.sum()) - 4), np.zeros(0))
    residual = _Levels(w, _marked(panel)).without(value[None])[0]
    spread, freedom, placebos = _placebos(panel, levels, residual, w, seed)
    return Chance(effect, unit, spread, freedom, placebos)


def _cells(w: Floats) -> int:
    return int((w > 0).sum())


def _estimates(levels: _Levels, marks: Floats, value: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Weighted two-way differences in differences of many choices at once, and what noise alone makes of each."""
    left = levels.without(marks)
    below = (w * left**2).sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.einsum("kij,ij->k", left, w * value) / below, 1.0 / np.sqrt(below)


def _choices(panel: Panel, seed: int) -> list[tuple[int, ...]]:
    """Every choice of as many places, the real one among them; some of them where they are many."""
    places, treated = len(panel.places), int(panel.treated.sum())
    if comb(places, treated) <= MOST_CHOICES:
        return list(combinations(range(places), treated))
    drawn = np.random.default_rng(seed)
    real = tuple(int(place) for place in np.flatnonzero(panel.treated))
    others = [tuple(drawn.choice(places, treated, replace=False)) for _ in range(MOST_CHOICES - 1)]
    return [real, *others]


def _placebos(
    panel: Panel, levels: _Levels, residual: Floats, w: Floats, seed: int, *, fitted: bool = True
) -> tuple[float, float, Floats]:
    """How widely they vary, how many of them are as good as independent, and they themselves.

    Where the effect was fitted, its direction is missing from what is left: both are judged by what would be left of
    noise alone.
    """
    marks = _windows(panel, seed)
    left = levels.without(marks)
    size = np.sqrt((w * left**2).sum(axis=(1, 2)))
    real = size > 1e-6 * size.max()
    arms = (left[real] * np.sqrt(w) / size[real, None, None]).reshape(int(real.sum()), -1)
    z = arms @ (residual * np.sqrt(w)).ravel()
    kept = arms
    if fitted:
        own = (levels.without(_marked(panel)[None].astype(float))[0] * np.sqrt(w)).ravel()
        own /= np.sqrt((own**2).sum())
        kept = arms - (arms @ own)[:, None] * own[None]
    spread = float(np.sqrt((z**2).mean() / (kept**2).sum(axis=1).mean()))
    few = kept[np.random.default_rng(seed).permutation(len(kept))[:MOST_COMPARED]]
    alike = few @ few.T
    return spread, float(np.trace(alike) ** 2 / (alike**2).sum()), z


def _windows(panel: Panel, seed: int) -> Floats:
    """Each choice of places in each window of as many periods; some of them where the grid is large."""
    choices = _choices(panel, seed)
    periods = len(panel.periods)
    pairs = np.arange(len(choices) * periods)
    most = max(FEWEST_PLACEBOS, MOST_CELLS // panel.value.size)
    if len(pairs) > most:
        pairs = np.sort(np.random.default_rng(seed).choice(pairs, most, replace=False))
    chosen = np.zeros((len(choices), len(panel.places)))
    for row, places in enumerate(choices):
        chosen[row, list(places)] = 1.0
    shifted = np.array([np.roll(panel.after, shift) for shift in range(periods)], dtype=float)
    found: Floats = chosen[pairs // periods][:, :, None] * shifted[pairs % periods][:, None, :]
    return found


@dataclass(frozen=True, slots=True)
class Outlook:
    """How large an effect chance will make, judged by a history in which nothing was done."""

    error: float
    freedom: float

    def power(self, effect: float, level: float) -> float:
        """With which probability an effect is told.

        What chance does will be judged by much the same weeks as now: where they show too little of it by luck, the
        bar that the effect must take is too low as well. So the error is uncertain once, not twice.
        """
        return self._power(abs(effect) / self.error if self.error else np.inf, level)

    def smallest(self, level: float, power: float) -> float:
        """The smallest effect that is told apart from chance with this probability."""
        return self.error * float(optimize.brentq(lambda errors: self._power(errors, level) - power, 0.1, FARTHEST))

    def _power(self, errors: float, level: float) -> float:
        told = float(stats.t.ppf(0.5 + level / 2, self.freedom))
        return float(stats.t.sf(told - errors, self.freedom) + stats.t.sf(told + errors, self.freedom))


def outlook(history: Panel, weeks: int, *, seed: int) -> Outlook:
    """Of so many weeks to come, at the pace of the last ones; what chance does is learnt from the weeks before."""
    ahead = _ahead(history, weeks)
    w = weights(ahead)
    size = min(weeks, max(1, len(history.periods) // 3))
    before = history.begun_at(len(history.periods) - size)
    seen = w[:, : len(history.periods)]
    residual = _Levels(seen).without(np.where(seen > 0, np.nan_to_num(history.value), 0.0)[None])[0]
    spread, freedom, _ = _placebos(before, _Levels(seen), residual, seen, seed, fitted=False)
    left = _Levels(w).without(_marked(ahead)[None].astype(float))
    return Outlook(spread / float(np.sqrt((w * left**2).sum())), freedom)


def _ahead(history: Panel, weeks: int) -> Panel:
    """The history with as many weeks to come as heard as its last ones, of which nothing is known yet but their n."""
    lately = history.n[:, -LATELY:].mean(axis=1)
    coming = np.repeat(lately[:, None], weeks, axis=1)
    mean = np.nanmean(np.where(history.n > 0, history.value, np.nan), axis=1)
    return replace(
        history,
        periods=(*history.periods, *(f"+{week}" for week in range(1, weeks + 1))),
        value=np.concatenate([history.value, np.repeat(mean[:, None], weeks, axis=1)], axis=1),
        n=np.concatenate([history.n, coming], axis=1),
        after=np.arange(len(history.periods) + weeks) >= len(history.periods),
    )
