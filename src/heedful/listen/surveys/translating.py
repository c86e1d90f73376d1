"""A survey's texts in two languages beside each other, in groups that one can find one's way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from heedful.listen.surveys.document import Document, all_words
from heedful.listen.surveys.edits import question_at
from heedful.listen.surveys.phrases import title_of

LONG: Final = 45  # letters: more are written in a field of several lines


@dataclass(frozen=True, slots=True)
class Line:
    """One text: `place` is its place among all of the survey."""

    place: int
    name: str
    says: str
    text: str
    is_missing: bool
    is_long: bool


@dataclass(slots=True)
class Group:
    title: str
    lines: list[Line] = field(default_factory=list)


def groups_of(document: Document, language: str, typed: Mapping[int, str]) -> list[Group]:
    """All that is said in the first language; `typed` stands where it was not kept yet."""
    names = {
        "title": _("Title"),
        "intro": _("Opening words"),
        "thanks": _("Thanks"),
        "hint": _("The line beneath"),
        "lowest": _("Low end"),
        "highest": _("High end"),
        "unit": _("Unit"),
        "text": _("Text"),
        "says": _("When it is full"),
    }
    groups: dict[str, Group] = {}
    for place, (path, words) in enumerate(all_words(document)):
        says = words.get(document.languages[0], "")
        if not says:
            continue
        kind, key, rest = (*path.split(".", 2), "", "")[:3]
        text = typed.get(place, words.get(language, ""))
        name = names.get(rest or kind, "") if kind != "questions" or rest != "title" else _("Question")
        line = Line(place, name or _option_name(rest), says, text, not words.get(language), len(says) > LONG)
        group = groups.setdefault(f"{kind}.{key}" if key else "", Group(_group_title(document, kind, key)))
        group.lines.append(line)
    return list(groups.values())


def _option_name(rest: str) -> str:
    place = rest.removeprefix("labels.")
    return _("Point %(number)s") % {"number": place} if place != rest else _("Option")


def _group_title(document: Document, kind: str, key: str) -> str:
    if kind == "questions":
        question = question_at(document, key)
        return title_of(question, document) if question else key
    return {"endings": _("Ending"), "quotas": _("Quota")}.get(kind, _("Beginning and end"))
