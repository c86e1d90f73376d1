"""Before anything is done: how small an effect could be told, and how long that would take."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, islice
from typing import Final

import numpy as np

from heedful.understand.effects import chance, series
from heedful.understand.effects.design import Caution, Design, Foresight, Method
from heedful.understand.effects.panel import Panel
from heedful.understand.effects.suggestion import AnyDraw
from heedful.understand.effects.terms import A_WEEK, Terms

POWER: Final = 0.8
SHORTEST_HISTORY: Final = 8  # weeks: of fewer, it cannot be said what chance does
FEW_PLACES: Final = 4
MOST_DRAWS: Final = 16  # that are tried
LENGTHS: Final = (1, 2, 3, 4, 6, 8, 10, 13, 17, 21, 26, 34, 43, 52)  # weeks that are tried


def foreseen(
    history: Panel | None, design: Design, terms: Terms, *, expected: float | None, problem: Caution | None = None
) -> Foresight:
    alone = design.kind == "before and after" or history is None or bool(history.treated.all())
    problem = problem or _missing(history, alone=alone)
    weeks = terms.weeks
    blank = Foresight(
        smallest=None,
        power=POWER,
        level=terms.level,
        days_needed=None,
        n_before=0 if history is None else int(history.n[history.treated].sum()),
        n_expected=0 if history is None else _expected(history, weeks),
        weeks_before=0 if history is None else len(history.periods),
        weeks_after=weeks,
        method=None,
        trust=None,
        unit=terms.unit,
        units=terms.units,
        expected=expected,
        cautions=() if problem is None else (problem,),
    )
    if history is None or problem is not None:
        return blank
    ahead = outlook_of(history, weeks, terms)
    method: Method = "interrupted time series" if alone else "difference in differences"
    return replace(
        blank,
        smallest=ahead.smallest(terms.level, POWER),
        method=method,
        trust=4 if alone else 1 if design.kind == "randomised" else 2,
        chance=None if not expected else ahead.power(expected, terms.level),
        days_needed=None if not expected else _days(history, expected, terms),
        cautions=_cautions(history, alone=alone),
    )


def _missing(history: Panel | None, *, alone: bool) -> Caution | None:
    if history is None or not history.treated.any():
        return Caution("no history")
    least = series.FEWEST_PERIODS if alone else SHORTEST_HISTORY
    heard = int((history.pooled(history.treated)[1] > 0).sum())
    return Caution("short history", {"weeks": heard, "needed": least}) if heard < least else None


def _cautions(history: Panel, *, alone: bool) -> tuple[Caution, ...]:
    if alone:
        return (Caution("nothing beside"),)
    others = int((~history.treated).sum())
    return (Caution("few places", {"places": others}),) if others < FEW_PLACES else ()


def _expected(history: Panel, weeks: int) -> int:
    return round(float(history.n[history.treated][:, -chance.LATELY :].sum(axis=0).mean()) * weeks)


def outlook_of(history: Panel, weeks: int, terms: Terms) -> chance.Outlook | series.Paths:
    """How large an effect chance will make in so many weeks to come."""
    if terms.kind != "before and after" and not history.treated.all():
        return chance.outlook(history, weeks, seed=terms.seed)
    own, n = history.pooled(history.treated)
    return series.paths(own, np.full(weeks, max(1.0, float(n[-chance.LATELY :].mean()))), seed=terms.seed)


def any_draw(history: Panel, how_many: int, terms: Terms) -> AnyDraw:
    """What could be told before it is known which places a draw takes; some of the draws where they are many."""
    places = len(history.places)
    draws = list(islice(combinations(range(places), how_many), MOST_DRAWS + 1))
    if len(draws) > MOST_DRAWS:
        drawn = np.random.default_rng(terms.seed)
        draws = [tuple(drawn.choice(places, how_many, replace=False)) for _ in range(MOST_DRAWS)]
    marked = [replace(history, treated=np.isin(np.arange(places), each)) for each in draws]
    found = [outlook_of(each, terms.weeks, terms).smallest(terms.level, POWER) for each in marked]
    return AnyDraw(how_many, places, float(np.mean(found)), max(found), len(found))


def _days(history: Panel, expected: float, terms: Terms) -> int | None:
    """The first of the lengths that would do; longer ones always do better, but for what chance does in them."""
    low, high = 0, len(LENGTHS)
    while low < high:
        middle = (low + high) // 2
        if outlook_of(history, LENGTHS[middle], terms).power(expected, terms.level) >= POWER:
            high = middle
        else:
            low = middle + 1
    return LENGTHS[low] * A_WEEK if low < len(LENGTHS) else None
