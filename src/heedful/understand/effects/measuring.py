"""A panel in, what the action did out: the one way, for plans and for published cases alike.

In order of trust: the places were drawn; held against untouched places; against a mix of them that moved alike;
against their own past.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil, isfinite
from typing import Final

from heedful.understand.effects import series
from heedful.understand.effects.beside import compared
from heedful.understand.effects.design import Caution, Found
from heedful.understand.effects.drawn import between_drawn
from heedful.understand.effects.panel import Panel
from heedful.understand.effects.terms import Terms, blank

MOST_MORE: Final = 4  # times as many observations as there are: beyond, more of them is no answer


def measured(panel: Panel, terms: Terms, *, checked: bool = True) -> Found:
    """What was done at the treated places since the action began; `checked`: with its event study and placebo date."""
    missing = _missing(panel, terms)
    if missing is not None:
        return replace(blank(panel, terms), cautions=(missing,))
    too_few = _short_by(panel, terms)
    if too_few:
        return replace(blank(panel, terms), state="cannot be told yet", needed=too_few)
    if not panel.weeks_before:
        found = between_drawn(panel, terms)
    elif not (~panel.treated).any():
        found = series.against_past(panel, terms, checked=checked)
    else:
        found = compared(panel, terms, checked=checked)
    return _stated(found, terms)


def _missing(panel: Panel, terms: Terms) -> Caution | None:
    """Why no effect can be measured, whatever is waited for."""
    if not panel.treated.any():
        return Caution("nothing treated")
    if not panel.weeks_before and terms.kind != "randomised":
        return Caution("no history")
    if not panel.weeks_before and panel.treated.all():
        return Caution("nothing compared")
    if panel.weeks_before and not panel.told(treated=True, after=False):
        return Caution("no history")
    alone = terms.kind == "before and after" or panel.treated.all()
    if alone and not series.enough(panel.pooled(panel.treated)[0][~panel.after]):
        return Caution("short history", {"weeks": panel.weeks_before, "needed": series.FEWEST_PERIODS})
    return None


def _short_by(panel: Panel, terms: Terms) -> int:
    """How many observations are missing until anything may be said."""
    sides = [True] if panel.treated.all() else [True, False]
    times = [True] if not panel.weeks_before else [True, False]
    counts = [panel.told(treated=side, after=time) for side in sides for time in times]
    return sum(max(0, terms.minimum_n - count) for count in counts)


def _stated(found: Found, terms: Terms) -> Found:
    """Whether it may be told: apart from chance, or so sure that nothing large is there; else how much is missing."""
    value, se = found.value, found.se
    if value is None or se is None or not isfinite(value) or not isfinite(se):
        return replace(found, state="not possible", value=None, low=None, high=None, p=None, se=None, elsewhere=None)
    early = () if terms.done >= 1 else (Caution("early", {"level": terms.level_now}),)
    found = replace(found, cautions=(*early, *found.cautions))
    if found.apart:
        return replace(found, state="told")
    if found.low is None:  # too few places to say what chance does
        return replace(found, state="cannot be told yet")
    needed = _needed(found)
    if terms.done >= 1 and needed is None:
        return replace(found, state="told")
    return replace(found, state="cannot be told yet", needed=needed)


def _needed(found: Found) -> int | None:
    """How many more observations it takes, were the effect as large as it looks; None where that is too many."""
    reach = ((found.high or 0.0) - (found.low or 0.0)) / 2
    times = (reach / abs(found.value)) ** 2 if found.value else float("inf")
    return ceil((times - 1) * found.n) if times <= MOST_MORE else None
