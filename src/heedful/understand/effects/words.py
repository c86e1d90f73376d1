"""What was found, in sentences that a manager understands; put together when they are read, in their language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from heedful.ui.numbers import MINUS, difference, plain, rounded
from heedful.ui.templatetags.numbers import counted
from heedful.understand.effects.design import Caution, Found
from heedful.understand.effects.suggestion import AnyDraw, Suggestion
from heedful.understand.metrics.metric import Words

TRUST: Final[Mapping[int | None, Words]] = {
    1: gettext_lazy("The places were drawn: the surest way."),
    2: gettext_lazy("Held against places that were left as they are."),
    3: gettext_lazy("Held against a mix of places that moved alike before."),
    4: gettext_lazy("Held against its own past: the least sure way, as anything else that changed counts, too."),
    None: "",
}
LEFT_OUT: Final[Mapping[str, Words]] = {
    "silent": gettext_lazy("nothing was heard there lately"),
    "too few": gettext_lazy("too little was heard there"),
    "apart": gettext_lazy("it moved otherwise before"),
    "enough": gettext_lazy("others moved more alike, and are enough"),
}
INFERENCE: Final[Mapping[str, Words]] = {
    "placebos": gettext_lazy("by the same comparison at other places and in other weeks, where nothing was done"),
    "places": gettext_lazy("by the same comparison at each of the other places, where nothing was done"),
    "paths": gettext_lazy("by simulated paths of how it would have gone on by itself"),
    "answers": gettext_lazy("by the noise of the answers alone"),
    "": "",
}


def amount(value: float, unit: str, currency: str = "") -> str:
    """How large an effect is, without its direction."""
    if unit not in _COUNTED:
        return difference(abs(value), unit, currency).lstrip("+")
    whole, broken = _COUNTED[unit]
    number = rounded(abs(value) * (100 if unit == "share" else 1), 1)
    if number == int(number):
        return whole(int(number)) % {"number": plain(float(number), 0)}
    return broken() % {"number": plain(float(number), 1)}


# Whole numbers have their plural forms, and decimal ones a form of their own in many languages: 5 пунктов, 2,5 пункта.
_COUNTED: Final[Mapping[str, tuple[Callable[[int], str], Callable[[], str]]]] = {
    "points": (
        lambda n: ngettext("%(number)s point", "%(number)s points", n),
        lambda: pgettext("a decimal number", "%(number)s points"),
    ),
    "share": (
        lambda n: ngettext("%(number)s percentage point", "%(number)s percentage points", n),
        lambda: pgettext("a decimal number", "%(number)s percentage points"),
    ),
}


def _signed(value: float, unit: str, currency: str) -> str:
    text = amount(value, unit, currency)
    return f"{MINUS if value < 0 else '+'}{text}" if any(digit in text for digit in "123456789") else text


def measured_at(measure: Words, touchpoints: Sequence[str]) -> Words:
    """What is measured, and at which touchpoint, where nothing else counts."""
    if not touchpoints:
        return measure
    return _("%(measure)s at “%(touchpoint)s”") % {"measure": measure, "touchpoint": ", ".join(touchpoints)}


def sentence(found: Found, *, measure: Words, places: Sequence[str], currency: str = "") -> str:
    """What the action did, in one sentence; `places` are the names of where it was done."""
    if found.state == "not possible" or (found.value is None and found.needed is None):
        return _("It cannot be told what this did to %(measure)s.") % {"measure": measure}
    if found.state == "cannot be told yet" or found.value is None or found.low is None or found.high is None:
        return _not_yet(found)
    named = {"measure": measure, "places": _listed(places), "level": _percent(found.level)}
    ends = sorted((found.low, found.high), key=abs)
    if found.apart:
        low, high = (amount(end, found.unit, currency) for end in ends)
        words = {"amount": amount(found.value, found.unit, currency), "low": low, "high": high}
        return _TOLD[found.method == "interrupted time series", found.value > 0]() % (named | words)
    low, high = (_signed(end, found.unit, currency) for end in (found.low, found.high))
    return _(
        "No effect on %(measure)s in %(places)s can be told from chance: if there is one, it lies between %(low)s and "
        "%(high)s, with %(level)s %% confidence."
    ) % (named | {"low": low, "high": high})


def _not_yet(found: Found) -> str:
    if found.needed is None:
        return _("This cannot be told yet.")
    return _("This cannot be told yet: it takes about %(more)s more.") % {"more": counted(found.needed, found.units)}


_TOLD: Final[Mapping[tuple[bool, bool], Callable[[], str]]] = {
    (False, True): lambda: _(
        "%(measure)s in %(places)s rose by %(amount)s more than elsewhere; between %(low)s and %(high)s with "
        "%(level)s %% confidence."
    ),
    (False, False): lambda: _(
        "%(measure)s in %(places)s fell by %(amount)s more than elsewhere; between %(low)s and %(high)s with "
        "%(level)s %% confidence."
    ),
    (True, True): lambda: _(
        "%(measure)s in %(places)s is %(amount)s higher than its own past let expect; between %(low)s and %(high)s "
        "with %(level)s %% confidence."
    ),
    (True, False): lambda: _(
        "%(measure)s in %(places)s is %(amount)s lower than its own past let expect; between %(low)s and %(high)s "
        "with %(level)s %% confidence."
    ),
}


def _listed(names: Sequence[str]) -> str:
    if not names:
        return _("all places")
    if len(names) == 1:
        return names[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _percent(level: float) -> str:
    """95, or 99.9 where it was looked at early; never 100."""
    return plain(min(99.9, round(100 * level, 1)), 0 if abs(100 * level - round(100 * level)) < 0.05 else 1)


def caution(found: Caution) -> str:
    """One thing to mind, as a sentence."""
    return CAUTIONS[found.key](found.values)


def _few_places(values: Mapping[str, Any]) -> str:
    return ngettext(
        "It is compared with only %(n)s place: what happens there by chance weighs much.",
        "It is compared with only %(n)s places: what happens at one of them by chance weighs much.",
        values["places"],
    ) % {"n": values["places"]}


def _short_history(values: Mapping[str, Any]) -> str:
    return ngettext(
        "Only %(n)s week was heard before; it takes %(needed)s to say what chance does.",
        "Only %(n)s weeks were heard before; it takes %(needed)s to say what chance does.",
        values["weeks"],
    ) % {"n": values["weeks"], "needed": values["needed"]}


def _short_before(values: Mapping[str, Any]) -> str:
    return ngettext(
        "Only %(n)s period was heard before: whether they moved alike can hardly be seen.",
        "Only %(n)s periods were heard before: whether they moved alike can hardly be seen.",
        values["weeks"],
    ) % {"n": values["weeks"]}


CAUTIONS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "few places": _few_places,
    "short history": _short_history,
    "short before": _short_before,
    "no history": lambda _values: _("Nothing was heard there before, so a change cannot be seen."),
    "nothing treated": lambda _values: _("Nothing was heard of the places where it is done."),
    "nothing compared": lambda _values: _("There is no place to compare with."),
    "nothing beside": lambda _values: _(
        "With no place to compare with, a season or anything else that changed in that time looks like an effect."
    ),
    "moved apart": lambda _values: _(
        "The places did not move alike before it began: a part of the difference may be older than the action."
    ),
    "mixed": lambda _values: _(
        "The others together did not move as this place did, so a mix of them that did stands for it."
    ),
    "closed": lambda values: (
        _("Nothing is heard any more of places that it is compared with: %(places)s. They count up to then.")
        % {"places": ", ".join(values["places"])}
    ),
    "silent": lambda values: (
        _("Nothing was heard of places that it was to be compared with: %(places)s.")
        % {"places": ", ".join(values["places"])}
    ),
    "confounded": lambda values: (
        _("Something else was done at these places in that time (%(plans)s): what each of them did is not known.")
        % {"plans": ", ".join(values["plans"])}
    ),
    "early": lambda values: (
        _("It is not over yet. Looking early finds chance more easily, so the interval is wider: %(level)s %%.")
        % {"level": _percent(values["level"])}
    ),
    "not by week": lambda _values: _(
        "This measure looks at customers' whole histories, so that it has no value for a week at a place. Choose "
        "another one for the effect, as a score."
    ),
}


def any_draw_told(found: AnyDraw, unit: str, currency: str = "") -> str:
    """What a draw could tell, before it is known which places it takes."""
    return ngettext(
        "Were any %(n)s of these %(of)s places drawn, the smallest effect that it could tell would be %(usual)s on "
        "average; with the least lucky draw, %(worst)s.",
        "Were any %(n)s of these %(of)s places drawn, the smallest effect that it could tell would be %(usual)s on "
        "average; with the least lucky draw, %(worst)s.",
        found.how_many,
    ) % {
        "n": found.how_many,
        "of": found.places,
        "usual": amount(found.usual, unit, currency),
        "worst": amount(found.worst, unit, currency),
    }


def why_suggested(found: Suggestion) -> str:
    """Why these places, in one sentence."""
    if not found.compared:
        return _("No untouched place can be compared with: the effect can only be held against its own past.")
    return ngettext(
        "%(n)s untouched place was heard enough, and moved as they did before.",
        "%(n)s untouched places were heard enough, and moved as they did before.",
        len(found.compared),
    ) % {"n": len(found.compared)}
