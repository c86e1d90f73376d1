"""Drawn places of which nothing is known from before: the difference of two means."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import stats

from heedful.understand.effects import chance as by_chance
from heedful.understand.effects.design import Found
from heedful.understand.effects.panel import Panel
from heedful.understand.effects.terms import Terms, blank, shares


def between_drawn(panel: Panel, terms: Terms) -> Found:
    """Drawn, and nothing known from before: the difference of two means."""
    w = by_chance.weights(panel)
    means, errors, freedoms = [], [], []
    for side in (panel.treated, ~panel.treated):
        n, value = panel.n[side], np.nan_to_num(panel.value[side])
        means.append(float((n * value).sum() / n.sum()))
        between = int((n > 0).sum())
        if between > 2 and np.isnan(panel.noise[side]).any():
            error = float(np.sqrt((n * (value - means[-1]) ** 2).sum() / (between - 1) / n.sum()))
            freedoms.append(between - 1)
        else:
            error = float(np.sqrt((panel.noise[side][:, None] * n).sum()) / n.sum())
            freedoms.append(int(n.sum()) - 1)
        errors.append(error)
    error = float(np.hypot(errors[0], errors[1]))
    freedom = error**4 / sum(e**4 / f for e, f in zip(errors, freedoms, strict=True))
    effect = means[0] - means[1]
    reach = float(stats.t.ppf(0.5 + terms.level_now / 2, freedom)) * error
    return replace(
        blank(panel, terms),
        method="difference in means",
        trust=1,
        value=effect,
        low=effect - reach,
        high=effect + reach,
        p=float(2 * stats.t.sf(abs(effect) / error, freedom)),
        se=error,
        after=means[0],
        elsewhere=means[1],
        comparison=shares(panel, w),
        inference="answers",
    )
