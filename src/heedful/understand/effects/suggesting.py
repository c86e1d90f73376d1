"""Which untouched places to compare with: judged by the past alone, so that the comparison is not chosen to please."""

from __future__ import annotations

from dataclasses import replace
from math import comb, isfinite
from typing import Final

import numpy as np

from heedful.understand.effects import chance
from heedful.understand.effects.design import Caution, Design
from heedful.understand.effects.foreseeing import SHORTEST_HISTORY, any_draw
from heedful.understand.effects.panel import Panel
from heedful.understand.effects.suggestion import Suggestion, Twin
from heedful.understand.effects.terms import Terms

LATELY: Final = 4  # weeks
MOST: Final = 40  # places to compare with
CLEARLY_APART: Final = 0.01
ENOUGH_DRAWS: Final = 20
FEWEST_DRAWN_FROM: Final = 6  # places
FEW_PLACES: Final = 4


def suggested(
    panel: Panel | None, design: Design, candidates: tuple[str, ...], terms: Terms, *, is_ahead: bool
) -> Suggestion:
    places = len(design.treated) + len(candidates)
    may_draw = is_ahead and places >= FEWEST_DRAWN_FROM and comb(places, len(design.treated)) >= ENOUGH_DRAWS
    if panel is None or not panel.treated.any() or len(panel.periods) < SHORTEST_HISTORY:
        weeks = 0 if panel is None else len(panel.periods)
        caution = Caution("short history", {"weeks": weeks, "needed": SHORTEST_HISTORY})
        return Suggestion((), (), may_draw, "before and after", (caution,))
    twins, left_out = [], []
    for place in candidates:
        why = _why_not(panel, place, terms)
        if why:
            left_out.append((place, why))
        else:
            twins.append(_twin(panel, place))
    twins.sort(key=lambda twin: (-(twin.alike or -1.0), twin.place))
    left_out += [(twin.place, "enough") for twin in twins[MOST:]]
    kept = tuple(twins[:MOST])
    cautions = (Caution("few places", {"places": len(kept)}),) if 0 < len(kept) < FEW_PLACES else ()
    could = None
    if may_draw and kept:
        chosen = panel.treated | np.isin(panel.places, [twin.place for twin in kept])
        could = any_draw(panel.of_places(chosen), int(panel.treated.sum()), replace(terms, kind="randomised"))
    return Suggestion(kept, tuple(left_out), may_draw, "compared" if kept else "before and after", cautions, could)


def _why_not(panel: Panel, place: str, terms: Terms) -> str:
    if place not in panel.places:
        return "silent"
    n = panel.n[panel.places.index(place)]
    if not n[-LATELY:].sum():
        return "silent"
    if n.sum() < terms.minimum_n or (n > 0).sum() < len(panel.periods) / 2:
        return "too few"
    return "apart" if _moved_apart(panel, place, terms) else ""


def _moved_apart(panel: Panel, place: str, terms: Terms) -> bool:
    """Between the halves of the past, the place changed otherwise than the treated ones, beyond what chance does."""
    pair = panel.of_places(panel.treated | (np.array(panel.places) == place)).begun_at(len(panel.periods) // 2)
    if min(pair.told(treated=side, after=time) for side in (True, False) for time in (True, False)) < 1:
        return False
    found = chance.chance(pair, chance.weights(pair), seed=terms.seed)
    return isfinite(found.p) and found.p < CLEARLY_APART


def _twin(panel: Panel, place: str) -> Twin:
    at = panel.places.index(place)
    own, _ = panel.pooled(panel.treated)
    other, n = panel.value[at], panel.n[at]
    both = np.isfinite(own) & (n > 0)
    alike = None
    if both.sum() >= SHORTEST_HISTORY and own[both].std() > 0 and other[both].std() > 0:
        alike = float(np.corrcoef(own[both], other[both])[0, 1])
    return Twin(place, alike, int(n.sum()), int((n > 0).sum()))
