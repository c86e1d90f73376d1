"""Made-up chains of clubs, answer by answer: as hard for a measurement of effects as real ones are.

Answers come in a weekly season, of customers who answer again and stay as they are; all clubs drift together, and
each has good and bad weeks of its own that last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from heedful.understand.effects.panel import Panel, panel_of

BY_WEEKDAY = np.array([1.2, 1.1, 1.0, 1.0, 0.9, 1.4, 0.6])
LIKED_BY_WEEKDAY = np.array([0.1, 0.0, 0.0, -0.1, -0.2, 0.3, 0.2])
CUSTOMERS = 150  # a club has


@dataclass(frozen=True, slots=True)
class Chain:
    """How many clubs, at how many something is done, for how many weeks before and after."""

    clubs: int = 6
    treated: int = 1
    before: int = 40
    after: int = 8
    a_day: float = 4.0
    lasting: float = 0.5  # how much of a club's good week is left in the next


def heard(chain: Chain, rng: np.random.Generator) -> Panel:
    """What was heard, where nothing was done."""
    days = 7 * (chain.before + chain.after)
    common = np.repeat(np.cumsum(rng.normal(0, 0.05, chain.before + chain.after)), 7)
    common += 0.3 * np.sin(2 * np.pi * np.arange(days) / 365 + rng.uniform(0, 6))
    rows = []
    noise: dict[str, float] = {}
    for club in range(chain.clubs):
        scores, day = _answers(chain, days, common + rng.normal(0, 0.3), rng)
        name = f"club {club}"
        week = day // 7
        n = np.bincount(week, minlength=days // 7)
        total = np.bincount(week, weights=scores, minlength=days // 7)
        rows += [(name, f"{w:03d}", float(total[w] / n[w]), float(n[w])) for w in np.flatnonzero(n)]
        noise[name] = float(scores[week < chain.before].var())
    chosen = rng.choice(chain.clubs, chain.treated, replace=False)
    treated = [f"club {club}" for club in chosen]
    return panel_of(rows, treated=treated, begins=f"{chain.before:03d}", noise=noise)


def _answers(chain: Chain, days: int, liked: Any, rng: np.random.Generator) -> tuple[Any, Any]:
    """A hundred for a promoter, minus a hundred for a detractor; and the day of each."""
    weeks = np.zeros(days // 7)
    for week in range(1, len(weeks)):
        weeks[week] = chain.lasting * weeks[week - 1] + rng.normal(0, 0.12)
    rate = chain.a_day * rng.uniform(0.5, 1.8) * BY_WEEKDAY[np.arange(days) % 7]
    day = np.repeat(np.arange(days), rng.poisson(rate))
    of_customer = rng.normal(0, 0.9, CUSTOMERS)[rng.integers(0, CUSTOMERS, len(day))]
    felt = liked[day] + LIKED_BY_WEEKDAY[day % 7] + np.repeat(weeks, 7)[day] + of_customer
    score = np.clip(np.round(8.2 + 1.6 * (felt + rng.normal(0, 1.0, len(day)))), 0, 10)
    return np.where(score >= 9, 100.0, np.where(score <= 6, -100.0, 0.0)), day


def lifted(panel: Panel, effect: float) -> Panel:
    """The same with an effect: where it is done, each week's mean lies that many points higher."""
    from dataclasses import replace

    return replace(panel, value=panel.value + effect * panel.treated[:, None] * panel.after[None])
