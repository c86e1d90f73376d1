from collections.abc import Callable
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heedful.ui.intervals import interval_picture
from heedful.ui.numbers import difference, plain, shown

register = template.Library()

COUNTED: dict[str, Callable[[int], str]] = {
    "answers": lambda n: ngettext("%(n)s answer", "%(n)s answers", n),
    "reviews": lambda n: ngettext("%(n)s review", "%(n)s reviews", n),
    "customers": lambda n: ngettext("%(n)s customer", "%(n)s customers", n),
    "orders": lambda n: ngettext("%(n)s order", "%(n)s orders", n),
    "conversations": lambda n: ngettext("%(n)s conversation", "%(n)s conversations", n),
    "waits": lambda n: ngettext("%(n)s wait", "%(n)s waits", n),
    "touchpoints": lambda n: ngettext("%(n)s touchpoint", "%(n)s touchpoints", n),
    "texts": lambda n: ngettext("%(n)s text", "%(n)s texts", n),
    "observations": lambda n: ngettext("%(n)s observation", "%(n)s observations", n),
}


@register.simple_tag
def number(value: float | None, unit: str = "count", currency: str = "") -> str:
    """A number alone, for a table's cell; a dash that reads as "unknown" where there is none."""
    return "–" if value is None else shown(float(value), unit, currency)


@register.simple_tag
def counted(n: int, of: str = "observations") -> str:
    """`412 answers`, in the reader's grammar."""
    return COUNTED[of](n) % {"n": plain(n, 0)}


@register.inclusion_tag("ui/estimate.html")
def estimate(
    value: float | None, low: float | None, high: float | None, n: int, unit: str, **how: Any
) -> dict[str, Any]:
    """A number with its honesty. `how`: of (what n counts), minimum_n, currency, small."""
    of, currency = how.get("of") or "observations", how.get("currency") or ""
    known = value is not None
    return {
        "value": shown(float(value), unit, currency) if known else None,
        "low": shown(float(low), unit, currency) if known and low is not None else None,
        "high": shown(float(high), unit, currency) if known and high is not None else None,
        "counted": counted(n, of),
        "unknown": None if known else not_yet(n, of, how.get("minimum_n") or 0),
        "picture": None if how.get("small") else interval_picture(value, low, high, unit),
        "small": bool(how.get("small")),
    }


def not_yet(n: int, of: str, minimum_n: int) -> str:
    """Why there is no number: how many more it takes, or that nothing was heard."""
    if n >= minimum_n:
        return _("Not known yet")
    more = counted(minimum_n - n, of)
    return _("Not enough to tell yet: it takes %(more)s more") % {"more": more}


@register.inclusion_tag("ui/change.html")
def change(found: Any, unit: str, better: str, **how: Any) -> dict[str, Any]:
    """A difference in words: better, worse, none that can be told from chance, or too few to tell.

    `found` is a stats.Change; `better` says which way is good. `how`: currency, against (what it is held against),
    beside (it is no change in time, but a difference between two).
    """
    state = _state_of(found.verdict, better)
    known = found.value is not None and state != "unknown"
    currency = how.get("currency") or ""
    return {
        "state": state,
        "icon": _CHANGE_ICONS[found.verdict],
        "words": NO_DIFFERENCE if state == "none" and how.get("beside") else _CHANGE_WORDS[state],
        "difference": difference(found.value, unit, currency) if known else None,
        "low": difference(found.low, unit, currency, bare=True) if known and found.low is not None else None,
        "high": difference(found.high, unit, currency, bare=True) if known and found.high is not None else None,
        "against": how.get("against") or "",
    }


NO_DIFFERENCE = gettext_lazy("No difference to be sure of")
_CHANGE_ICONS = {
    "higher": "arrow-up",
    "lower": "arrow-down",
    "unclear": "equal-approximately",
    "unknown": "circle-dashed",
}
_CHANGE_WORDS = {
    "better": gettext_lazy("Better"),
    "worse": gettext_lazy("Worse"),
    "none": gettext_lazy("No change to be sure of"),
    "unknown": gettext_lazy("Too few to tell"),
}


def _state_of(verdict: str, better: str) -> str:
    if verdict in ("higher", "lower"):
        return "better" if verdict == better else "worse"
    return "none" if verdict == "unclear" else "unknown"
