"""A plan's numbers and words as its pages say them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.act.plans.designing import (
    amount_words,
    any_draw_words,
    chance_words,
    left_out_words,
    measure_words,
    sentence_of,
    trust_words,
)
from heedful.act.plans.models import Plan
from heedful.act.plans.queries import Shown
from heedful.ui.numbers import NARROW_SPACE, difference, plain
from heedful.understand.setup.measures import unit_of

register = template.Library()
register.filter("trust_words", trust_words)
register.filter("chance_words", chance_words)
register.filter("left_out", left_out_words)
register.filter("any_draw", any_draw_words)
register.filter("measure_words", measure_words)

DESIGNS = {
    Plan.Design.RANDOMISED: gettext_lazy("A draw decided where it begins; the other places are the comparison"),
    Plan.Design.COMPARED: gettext_lazy("Against places that are left as they are"),
    Plan.Design.BEFORE_AFTER: gettext_lazy("Against its own past"),
}


@register.filter
def expected(plan: Plan) -> str:
    """How much better it is expected to be: "+10"."""
    return signed(plan, plan.expected)


@register.filter
def signed(plan: Plan, value: float | None) -> str:
    """A difference, with its sign."""
    return "–" if value is None else difference(value, unit_of(plan.metric, plan.method), plan.workspace.currency)


@register.filter
def amount(plan: Plan, value: float) -> str:
    """How large an effect is, whichever way: "6.3 points"."""
    return amount_words(value, unit_of(plan.metric, plan.method), plan.workspace.currency)


@register.filter
def told(shown: Shown) -> str:
    """What was found, in one sentence."""
    return sentence_of(shown.found, shown.plan, shown.places) if shown.found else ""


@register.filter
def design_words(plan: Plan) -> str:
    return str(DESIGNS[Plan.Design(plan.design)])


@register.filter
def drawn_words(plan: Plan, names: Mapping[str, Any]) -> str:
    """The draw, so that anybody can do it again."""
    drawn = {key: ", ".join(str(names.get(place, place)) for place in plan.drawn[key]) for key in ("out", "from")}
    return _("%(out)s, out of %(from)s (seed %(seed)s)") % {**drawn, "seed": plan.seed}


@register.filter
def moment(iso: str | None) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None


@register.filter
def day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


@register.filter
def percent(share: float) -> str:
    """A chance, in whole per cent."""
    return f"{plain(100 * share, 0)}{NARROW_SPACE}%"


@register.filter
def named(names: Mapping[str, Any] | None, key: str) -> Any:
    """What a place is called."""
    return (names or {}).get(key, key)
