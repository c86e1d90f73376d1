"""A rule in plain words: what is looked for has a form of its own, the rest is the same for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful.act.alerts import conditions
from heedful.act.alerts.conditions import condition_of
from heedful.act.alerts.ground import Ground
from heedful.act.alerts.item_forms import DetractorForm, ScoreForm, SoundsForm, StarsForm, UnansweredForm, WordsForm
from heedful.act.alerts.models import Rule
from heedful.act.alerts.number_forms import ChangeForm, LevelForm, NewThemeForm, SpikeForm
from heedful.understand.setup.amounts import written
from heedful.understand.setup.measures import unit_of

FORMS: Final[Mapping[str, tuple[type[Ground], Promise, str]]] = {
    "detractor": (DetractorForm, _("Somebody would not recommend you"), "frown"),
    "score": (ScoreForm, _("Somebody gives a low score"), "thumbs-down"),
    "stars": (StarsForm, _("A bad review comes in"), "star"),
    "words": (WordsForm, _("Somebody writes certain words"), "text-search"),
    "sounds": (SoundsForm, _("Somebody is angry, or it is urgent"), "angry"),
    "unanswered": (UnansweredForm, _("A customer waits too long for an answer"), "hourglass"),
    "level": (LevelForm, _("A measure misses its standard"), "ruler"),
    "change": (ChangeForm, _("A measure leaves its usual limits"), "activity"),
    "spike": (SpikeForm, _("Much more is heard than usual"), "trending-up"),
    "new theme": (NewThemeForm, _("A new theme comes up"), "lightbulb"),
}
FOR_ALL: Final = frozenset({"new theme"})  # what no single place has


def initial_of(rule: Rule) -> dict[str, Any]:
    """What the form holds of a rule."""
    condition = condition_of(rule)
    given = {name: getattr(condition, name) for name in condition.__struct_fields__}
    kept = {name: getattr(rule, name) for name in ("name", "locations", *Ground.shared) if hasattr(rule, name)}
    given |= kept | _told(rule.tells)
    if isinstance(condition, conditions.WordsSaid):
        given["words"] = "\n".join(condition.words)
    if isinstance(condition, conditions.Level):
        unit = unit_of(condition.metric, condition.method)
        given |= {name: written(getattr(condition, name), unit) for name in LevelForm.amounts}
    if isinstance(condition, conditions.Level | conditions.Change):
        given["measure"] = (condition.metric, condition.method)
    return given


def _told(tells: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "tell_managers": any(each.get("to") == "role" for each in tells),
        "tell_members": [str(pk) for each in tells if each.get("to") == "members" for pk in each["members"]],
        "tell_channels": [str(each["channel"]) for each in tells if each.get("to") == "channel"],
    }
