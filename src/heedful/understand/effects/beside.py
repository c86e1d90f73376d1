"""Beside untouched places: how much more the treated ones changed, or how much more than a mix of the others."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, isfinite
from typing import Final

import numpy as np

from heedful.understand.effects import chance as by_chance
from heedful.understand.effects import synthetic
from heedful.understand.effects.design import Caution, Found, Lead, Placebo
from heedful.understand.effects.difference import difference
from heedful.understand.effects.panel import Floats, Panel
from heedful.understand.effects.terms import Terms, blank, mean_of, seen, shares

FEW_PLACES: Final = 4
SHORT_HISTORY: Final = 12  # periods
STUDY_POINTS: Final = 6


def compared(panel: Panel, terms: Terms, *, checked: bool = True) -> Found:
    """Beside untouched places; beside a mix of them where there are enough to mix, and it was much closer before."""
    placebo = _placebo(panel, terms) if checked else None
    if terms.kind != "randomised" and synthetic.fits(panel) and synthetic.closer(panel):
        return _synthetic(panel, terms, placebo)
    w = by_chance.weights(panel)
    chance = replace(by_chance.chance(panel, w, seed=terms.seed), effect=difference(panel, w))
    p_before = None if placebo is None else placebo.p
    return replace(
        _beside(panel, terms, chance, w),
        placebo=placebo and replace(placebo, tried=len(chance.placebos), share=chance.share),
        alike_before=p_before,
        study=_study(panel, terms) if checked else (),
        cautions=_cautions(panel, apart=p_before is not None and p_before < 1 - terms.level),
    )


def _beside(panel: Panel, terms: Terms, chance: by_chance.Chance, w: Floats) -> Found:
    reach = chance.reach(terms.level_now)
    before, after = (mean_of(panel, treated=True, after=after) for after in (False, True))
    return replace(
        blank(panel, terms),
        method="difference in differences",
        trust=1 if terms.kind == "randomised" else 2,
        value=chance.effect,
        low=chance.effect - reach,
        high=chance.effect + reach,
        p=chance.p,
        se=chance.error,
        before=before,
        after=after,
        elsewhere=after - before - chance.effect,
        comparison=shares(panel, w),
        inference="placebos" if len(chance.placebos) else "answers",
        series=seen(panel, _expected(panel, w)),
    )


def _synthetic(panel: Panel, terms: Terms, placebo: Placebo | None) -> Found:
    found = synthetic.mixed(panel)
    reach = synthetic.reach(found, terms.level_now)
    before, after = (mean_of(panel, treated=True, after=after) for after in (False, True))
    return replace(
        blank(panel, terms),
        method="synthetic control",
        trust=3,
        value=found.effect,
        low=found.effect - reach if isfinite(reach) else None,
        high=found.effect + reach if isfinite(reach) else None,
        p=found.p,
        se=found.error,
        before=before,
        after=after,
        elsewhere=after - before - found.effect,
        comparison=tuple(sorted(found.weights.items(), key=lambda each: (-each[1], each[0]))),
        inference="places",
        placebo=placebo and replace(placebo, tried=found.tried, share=found.p),
        alike_before=None if placebo is None else placebo.p,
        series=seen(panel, found.mix),
        cautions=(Caution("mixed"),),
    )


def _expected(panel: Panel, w: Floats) -> Floats:
    """What the treated places would show, had they moved as the others did."""
    value = np.nan_to_num(panel.value)
    weight = w * ~panel.treated[:, None]
    places = np.where(weight > 0, value, 0.0)
    before = weight * ~panel.after[None]
    base = (places * before).sum(axis=1) / np.where(before.sum(axis=1) > 0, before.sum(axis=1), np.nan)
    moved = np.where((weight > 0) & np.isfinite(base)[:, None], value - np.nan_to_num(base)[:, None], 0.0)
    total = (weight * np.isfinite(base)[:, None]).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = mean_of(panel, treated=True, after=False) + (weight * moved).sum(axis=0) / np.where(
            total > 0, total, np.nan
        )
    return found


def _placebo(panel: Panel, terms: Terms) -> Placebo | None:
    """The same on the day in the middle of the time before, when nothing began."""
    history = panel.of_periods(~panel.after)
    if len(history.periods) < 4:
        return None
    half = history.begun_at(len(history.periods) // 2)
    if min(half.told(treated=side, after=time) for side in (True, False) for time in (True, False)) < 1:
        return None
    found = by_chance.chance(half, by_chance.weights(half), seed=terms.seed)
    if not isfinite(found.effect) or not isfinite(found.error):
        return None
    reach = found.reach(terms.level)
    on = half.periods[len(history.periods) // 2]
    return Placebo(on, found.effect, found.effect - reach, found.effect + reach, found.p, len(found.placebos), None)


def _study(panel: Panel, terms: Terms) -> tuple[Lead, ...]:
    """The difference in steps of time, before and after, each against the rest of the time before."""
    before = panel.weeks_before
    size = max(1, ceil(before / STUDY_POINTS))
    starts = list(range(before % size, before, size))
    history = np.flatnonzero(~panel.after)
    if before < 4 or len(starts) < 2:
        return ()
    points = [_lead(panel, history, history[first : first + size], first - before, terms) for first in starts]
    later = np.flatnonzero(panel.after)
    points += [_lead(panel, history, later[first : first + size], first, terms) for first in range(0, len(later), size)]
    return tuple(point for point in points if point is not None)


def _lead(panel: Panel, history: np.ndarray, window: np.ndarray, period: int, terms: Terms) -> Lead | None:
    kept = np.union1d(history, window)
    part = replace(panel.of_periods(np.isin(np.arange(len(panel.periods)), kept)), after=np.isin(kept, window))
    if not part.told(treated=True, after=True) or not part.told(treated=False, after=True):
        return None
    found = by_chance.chance(part, by_chance.weights(part), seed=terms.seed)
    reach = found.reach(terms.level)
    if not isfinite(reach):
        return None
    return Lead(int(period), found.effect, found.effect - reach, found.effect + reach)


def _cautions(panel: Panel, *, apart: bool) -> tuple[Caution, ...]:
    found = []
    others = int((~panel.treated).sum())
    if others < FEW_PLACES:
        found.append(Caution("few places", {"places": others}))
    if panel.weeks_before < SHORT_HISTORY:
        found.append(Caution("short before", {"weeks": panel.weeks_before}))
    if apart:
        found.append(Caution("moved apart"))
    closed = _fell_silent(panel)
    if closed:
        found.append(Caution("closed", {"places": closed}))
    return tuple(found)


def _fell_silent(panel: Panel) -> list[str]:
    """Places of the comparison that were heard before, and not in the last weeks."""
    late = panel.n[:, panel.after][:, -max(1, panel.weeks_after // 3) :].sum(axis=1)
    heard = panel.n[:, ~panel.after].sum(axis=1) > 0
    return [
        place
        for place, done, now, was in zip(panel.places, panel.treated, late, heard, strict=True)
        if not done and was and not now
    ]
