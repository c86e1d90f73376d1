"""What the voices may be narrowed by: the house's filter bar, and boxes of their own."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heedful.understand.filters.queries import Box
from heedful.understand.metrics.inquiry import Inquiry
from heedful.understand.metrics.metric import Words
from heedful.understand.voices.forms import CHOICES, TITLES, Asked, choices_of
from heedful.understand.voices.listing import languages_heard, themes_heard
from heedful.understand.voices.words import language_name

ANY_TIME: Final = _("Any time")
ALL: Final = _("All")
LEFT_OUT: Final = _("Left out")
OWN: Final = ("feeling", "theme", "intent", "language", "kind", "harsh")


@dataclass(frozen=True, slots=True)
class Boxes:
    """What the page may be narrowed by: the first are always there, the others unfold."""

    first: Sequence[Box]
    more: Sequence[Box]
    more_is_set: bool


def boxes_of(inquiry: Inquiry, asked: Asked, themes: dict[str, str]) -> Boxes:
    bar = inquiry.bar()
    heard = themes_heard(inquiry.store, inquiry.member.workspace.key)
    offered: dict[str, dict[str, Words]] = {name: dict(words) for name, words in CHOICES.items()}
    offered["theme"] = dict(sorted(((key, name) for key, name in themes.items() if key in heard), key=_by_name))
    spoken = languages_heard(inquiry.store, inquiry.member.workspace.key)
    offered["language"] = dict(sorted(((code, language_name(code)) for code in spoken), key=_by_name))
    own = {name: _box(name, asked, offered[name], themes) for name in OWN}
    times = [choice for choice in bar.period.choices if choice.value != "all"]
    period = replace(bar.period, choices=[replace(times[0], name=ANY_TIME), *times[1:]])
    places = [box for box in bar.dimensions if box.name == "location"]
    others = [box for box in bar.dimensions if box.name != "location"]
    more = [*others, own["intent"], own["language"], own["kind"], own["harsh"]]
    return Boxes([own["feeling"], own["theme"], *places, period], more, any(box.value for box in more))


def _by_name(pair: tuple[str, Any]) -> str:
    return str(pair[1]).casefold()


def _box(name: str, asked: Asked, words: dict[str, Words], known: Container[str]) -> Box:
    empty = LEFT_OUT if name == "harsh" else ALL
    problem, value = dict(asked.problems).get(name, ""), getattr(asked, name)
    if name == "theme" and value and value not in known:
        problem = gettext("There is no such theme here, or not any more.")
    return Box(name, TITLES[name], choices_of(name, asked, words, empty), value, problem)
