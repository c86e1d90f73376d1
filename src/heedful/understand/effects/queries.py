"""What could be told of an action, with what to compare it, and what it did: all through `understand.metrics`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from heedful.understand.effects.counting import Desk, counted, not_by_week
from heedful.understand.effects.design import Caution, Design, Foresight, Found
from heedful.understand.effects.drawing import draw
from heedful.understand.effects.foreseeing import foreseen
from heedful.understand.effects.measuring import measured
from heedful.understand.effects.panel import Panel
from heedful.understand.effects.suggesting import suggested
from heedful.understand.effects.suggestion import Suggestion
from heedful.understand.effects.terms import A_WEEK, Terms, unmeasured
from heedful.understand.metrics.catalogue import METRICS

__all__ = ["draw", "foresee", "measure", "suggest"]

A_DAY: Final = timedelta(days=1)


def measure(design: Design, *, as_of: date | None = None, others: Sequence[str] = (), **desk: Any) -> Found:
    """What the action did up to a day: by default, up to the last one that is over.

    `others` are the names of plans at the same places and time, whose effects cannot be told from this one's. `desk`
    is workspace (its key), store, setup, now, tz and locations (what the asker may see).
    """
    asked = Desk(**desk)
    until = min(as_of or asked.yesterday, asked.yesterday, design.ends_on)
    terms = _terms(design, until)
    problem = not_by_week(design)
    if problem is not None:
        return unmeasured(design.treated, terms, problem)
    panel = _panel(design, asked, until)
    if panel is None or not panel.after.any():
        return replace(unmeasured(design.treated, terms), state="cannot be told yet", needed=terms.minimum_n)
    found = measured(panel, terms)
    confounded = (Caution("confounded", {"plans": list(others)}),) if others else ()
    gone = _never_heard(design, panel)
    return replace(
        found,
        treated=design.treated,
        starts_on=design.starts_on.isoformat(),
        until=until.isoformat(),
        cautions=(*confounded, *found.cautions, *gone),
    )


def foresee(design: Design, *, expected: float | None = None, **desk: Any) -> Foresight:
    """The smallest effect that this design could tell, by the history of the same places; for `desk`, see `measure`."""
    asked = Desk(**desk)
    until = min(asked.yesterday, design.starts_on - A_DAY)
    terms = _terms(design, design.ends_on)
    problem = not_by_week(design)
    panel = None if problem else _panel(_begun(design, until), asked, until)
    return foreseen(panel, design, terms, expected=expected, problem=problem)


def suggest(design: Design, *, untouched: Sequence[str], **desk: Any) -> Suggestion:
    """Which of the untouched places moved as the treated ones did, before."""
    asked = Desk(**desk)
    until = min(asked.yesterday, design.starts_on - A_DAY)
    problem = not_by_week(design)
    if problem is not None or not design.treated or not untouched:
        return Suggestion((), (), False, "before and after", () if problem is None else (problem,))
    candidates = tuple(place for place in untouched if place not in design.treated)
    panel = _panel(_begun(replace(design, compared=candidates), until), asked, until)
    return suggested(panel, design, candidates, _terms(design, until), is_ahead=design.starts_on > asked.yesterday)


def _panel(design: Design, desk: Desk, until: date) -> Panel | None:
    places = design.treated if design.kind == "before and after" else (*design.treated, *design.compared)
    panel = counted(design, desk, places, until=until)
    return panel if panel.places else None


def _begun(design: Design, until: date) -> Design:
    """The same, ready to be counted before it begins: its weeks end where the last day known does."""
    return replace(design, starts_on=min(design.starts_on, until + A_DAY))


def _terms(design: Design, until: date) -> Terms:
    metric = METRICS[design.metric]
    days = (design.ends_on - design.starts_on).days + 1
    method = metric.methods[design.method]
    return Terms(
        kind=design.kind,
        seed=design.seed % 2**32,
        unit=metric.unit_of(design.method),
        units=metric.of_what(design.method),
        better=method.better or metric.better,
        minimum_n=method.minimum_n,
        done=min(1.0, max(0.0, ((until - design.starts_on).days + 1) / days)),
        weeks=max(1, -(-days // A_WEEK)),
    )


def _never_heard(design: Design, panel: Panel) -> tuple[Caution, ...]:
    silent = [place for place in design.compared if place not in panel.places]
    return (Caution("silent", {"places": silent}),) if silent and design.kind != "before and after" else ()
