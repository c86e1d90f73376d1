"""A rule as a sentence, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heedful.act.alerts.conditions import (
    AnyCondition,
    Change,
    Detractor,
    Level,
    NewTheme,
    Score,
    Sounds,
    Spike,
    Stars,
    Unanswered,
    WordsSaid,
)
from heedful.act.alerts.models import Rule
from heedful.ui.numbers import plain
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.setup.amounts import written
from heedful.understand.themes.counting import FOUND
from heedful.understand.themes.models import FoundTheme, NamedTheme
from heedful.understand.themes.queries import called

SIGNS: Final[Mapping[str, Promise]] = {
    "angry": gettext_lazy("It sounds angry"),
    "urgent": gettext_lazy("It sounds urgent"),
    "negative": gettext_lazy("It sounds negative"),
    "complaint": gettext_lazy("It is a complaint"),
}
SOUNDS: Final[Mapping[str, Promise]] = {
    "angry": gettext_lazy("A text sounds angry."),
    "urgent": gettext_lazy("A text sounds urgent."),
    "negative": gettext_lazy("A text sounds negative."),
    "complaint": gettext_lazy("A text is a complaint."),
}
SOUNDS_ABOUT: Final[Mapping[str, Promise]] = {
    "angry": gettext_lazy("A text about “%(theme)s” sounds angry."),
    "urgent": gettext_lazy("A text about “%(theme)s” sounds urgent."),
    "negative": gettext_lazy("A text about “%(theme)s” sounds negative."),
    "complaint": gettext_lazy("A text about “%(theme)s” is a complaint."),
}
HEARD: Final[Mapping[str, Promise]] = {
    "answer": gettext_lazy("answers"),
    "review": gettext_lazy("reviews"),
    "message": gettext_lazy("messages"),
    "mention": gettext_lazy("mentions"),
    "order": gettext_lazy("orders"),
    "event": gettext_lazy("events"),
}
FEW: Final = 12  # of a list's words


def says(condition: AnyCondition, rule: Rule) -> str:
    """The rule as a sentence."""
    text = _SAYS[type(condition)](condition, rule)
    if not condition.touchpoint or isinstance(condition, Level):
        return text
    return _("%(says)s At the touchpoint %(touchpoint)s.") % {"says": text, "touchpoint": condition.touchpoint}


def _detractor(condition: Detractor, _rule: Rule) -> str:
    return _("Somebody gives %(score)d or less when asked whether they would recommend us.") % {
        "score": condition.at_most
    }


def _score(condition: Score, _rule: Rule) -> str:
    scale = condition.scale.partition(":")[0]
    about = METRICS[scale].name if scale in METRICS else condition.scale
    return _("Somebody gives %(score)s or less: %(about)s.") % {"score": plain(condition.at_most, 0), "about": about}


def _stars(condition: Stars, _rule: Rule) -> str:
    return _("A review has %(stars)s stars or fewer.") % {"stars": plain(condition.at_most, 0)}


def _words(condition: WordsSaid, _rule: Rule) -> str:
    more = "…" if len(condition.words) > FEW else ""
    return _("A customer writes one of these words: %(words)s.") % {"words": ", ".join(condition.words[:FEW]) + more}


def _sounds(condition: Sounds, rule: Rule) -> str:
    if not condition.theme:
        return str(SOUNDS[condition.sign])
    return str(SOUNDS_ABOUT[condition.sign]) % {"theme": _theme_called(condition.theme, rule)}


def _theme_called(key: str, rule: Rule) -> str:
    found = key.removeprefix(FOUND)
    themes = FoundTheme.objects.filter(workspace=rule.workspace_id, key=found)
    named = NamedTheme.objects.filter(set__workspace=rule.workspace_id, key=key)
    theme = (named if found == key else themes).first()
    return called(theme) if theme else key


def _unanswered(condition: Unanswered, _rule: Rule) -> str:
    return _("A customer waits for an answer for %(time)s.") % {"time": written(condition.minutes * 60.0, "seconds")}


def _measure(condition: Level | Change) -> str:
    metric = METRICS.get(condition.metric)
    return str(metric.name) if metric else condition.metric


def _level(condition: Level, _rule: Rule) -> str:
    metric = METRICS.get(condition.metric)
    unit = metric.unit_of(condition.method) if metric and condition.method in metric.methods else "score"
    said = {"measure": _measure(condition), "touchpoint": condition.touchpoint}
    if condition.at_least is not None:
        limit = said | {"limit": written(condition.at_least, unit)}
        return _("%(measure)s is below %(limit)s by more than chance.") % limit
    if condition.at_most is not None:
        limit = said | {"limit": written(condition.at_most, unit)}
        return _("%(measure)s is above %(limit)s by more than chance.") % limit
    return _("%(measure)s misses what the touchpoint “%(touchpoint)s” has promised, by more than chance.") % said


def _change(condition: Change, _rule: Rule) -> str:
    return _("%(measure)s leaves the limits in which it usually lies.") % {"measure": _measure(condition)}


def _spike(condition: Spike, _rule: Rule) -> str:
    kinds = ", ".join(str(HEARD[kind]) for kind in condition.kinds)
    return _("More is heard in an hour than usual in this hour of the week: %(kinds)s.") % {"kinds": kinds}


def _new_theme(_condition: NewTheme, rule: Rule) -> str:
    n = rule.minimum_n
    return ngettext(
        "A theme comes up that nobody has named, in %(n)d text at least.",
        "A theme comes up that nobody has named, in %(n)d texts at least.",
        n,
    ) % {"n": n}


_SAYS: Final[Mapping[type, Any]] = {
    Detractor: _detractor,
    Score: _score,
    Stars: _stars,
    WordsSaid: _words,
    Sounds: _sounds,
    Unanswered: _unanswered,
    Level: _level,
    Change: _change,
    Spike: _spike,
    NewTheme: _new_theme,
}
