"""From a plan's row to what understand.effects is asked: the one place where the two meet.

What reckons is imported when it is first asked for: it brings large libraries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from heedful.act.plans.confounding import last_day
from heedful.act.plans.models import Plan
from heedful.interactions.store import Store
from heedful.understand.effects.design import Design, Foresight, Found
from heedful.understand.effects.suggestion import Suggestion
from heedful.understand.metrics.metric import Method, Metric
from heedful.understand.metrics.queries import setup_of
from heedful.understand.setup.measures import described, gives_one_number, unit_of


def design_of(plan: Plan) -> Design:
    return Design(
        metric=plan.metric,
        method=plan.method,
        treated=tuple(plan.treated),
        starts_on=plan.starts_on,
        ends_on=last_day(plan),
        kind=Plan.Design(plan.design).value,
        compared=tuple(plan.compared),
        where=tuple((name, tuple(values)) for name, values in plan.where),
        seed=plan.seed or plan.pk,
    )


def fits(metric: Metric, method: Method) -> bool:
    """Whether it has a value for a week at a place."""
    from heedful.understand.effects.counting import not_by_week

    name = next(name for name, each in metric.methods.items() if each is method)
    asked = Design(metric.key, name, treated=(), starts_on=date.min, ends_on=date.max)
    return gives_one_number(metric, method) and not_by_week(asked) is None


def foresight_of(plan: Plan, *, store: Store, now: datetime) -> Foresight:
    from heedful.understand.effects.queries import foresee

    return foresee(design_of(plan), expected=plan.expected, **_desk(plan, store, now))


def suggestion_of(plan: Plan, *, untouched: Sequence[str], store: Store, now: datetime) -> Suggestion:
    from heedful.understand.effects.queries import suggest

    design = replace(design_of(plan), kind="compared")
    return suggest(design, untouched=tuple(untouched), **_desk(plan, store, now))


def found_of(plan: Plan, *, store: Store, now: datetime) -> Found:
    from heedful.understand.effects.queries import measure

    return measure(design_of(plan), **_desk(plan, store, now))


def drawn(places: Sequence[str], how_many: int, seed: int) -> tuple[str, ...]:
    from heedful.understand.effects.queries import draw

    return draw(tuple(places), how_many, seed)


def sentence_of(found: Found, plan: Plan, places: Sequence[str]) -> str:
    """What a manager reads, in the language that is active."""
    from heedful.understand.effects.words import sentence

    return sentence(found, measure=measure_words(plan), places=places, currency=plan.workspace.currency)


def measure_words(plan: Plan) -> str:
    """What is measured, and at which touchpoint, where nothing else counts."""
    from heedful.understand.effects.words import measured_at

    return str(measured_at(described(plan).name, dict(plan.where).get("touchpoint", ())))


def amount_words(value: float, unit: str, currency: str = "") -> str:
    """How large an effect is, without its direction."""
    from heedful.understand.effects.words import amount

    return amount(value, unit, currency)


def any_draw_words(plan: Plan, suggestion: Suggestion) -> str:
    """What a draw could tell, before it is known which places it takes."""
    from heedful.understand.effects.words import any_draw_told

    unit = unit_of(plan.metric, plan.method)
    return any_draw_told(suggestion.any_draw, unit, plan.workspace.currency) if suggestion.any_draw else ""


def trust_words(found: Found) -> str:
    from heedful.understand.effects.words import TRUST

    return str(TRUST[found.trust])


def chance_words(found: Found) -> str:
    """How it was judged what chance alone does."""
    from heedful.understand.effects.words import INFERENCE

    return str(INFERENCE[found.inference])


def left_out_words(why: str) -> str:
    from heedful.understand.effects.words import LEFT_OUT

    return str(LEFT_OUT[why])


def _desk(plan: Plan, store: Store, now: datetime) -> dict[str, Any]:
    workspace = plan.workspace
    return {
        "workspace": workspace.key,
        "locations": None,
        "store": store,
        "setup": setup_of(workspace.key),
        "now": now,
        "tz": workspace.time_zone,
    }
