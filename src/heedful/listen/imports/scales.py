"""On which scale a question was answered: plain where the values prove it, asked where they do not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.listen.imports.checks import ends_of
from heedful.listen.imports.drafts import Draft, Scoring
from heedful.listen.imports.guessing.kinds import ColumnKind
from heedful.listen.imports.roles import Role

CHOICES = {
    Role.NPS: (("nps:0-10", gettext_lazy("0 to 10")), ("nps:1-10", gettext_lazy("1 to 10, there is no 0"))),
    Role.CSAT: (
        ("csat:1-5", gettext_lazy("1 to 5, 5 is best")),
        ("csat:1-3", gettext_lazy("1 to 3, 3 is best")),
        ("csat:1-10", gettext_lazy("1 to 10, 10 is best")),
    ),
    Role.CES: (
        ("ces:agree7", gettext_lazy("1 to 7, 7 agrees most that it was easy")),
        ("ces:agree5", gettext_lazy("1 to 5, 5 agrees most that it was easy")),
        ("ces:effort5", gettext_lazy("1 to 5, 5 is the most effort")),
    ),
    Role.STARS: (("stars:1-5", gettext_lazy("1 to 5 stars")),),
}


@dataclass(frozen=True)
class ScaleQuestion:
    """Columns of one role whose values leave the same doubt; `seen` says how often each value was met."""

    role: Role
    columns: tuple[str, ...]
    seen: dict[str, int]

    @property
    def values(self) -> str:
        shown = sorted(self.seen.items(), key=lambda each: (not _is_number(each[0]), _number(each[0]), each[0]))
        return ", ".join(f"{value} ({count:,})" for value, count in shown[:20])

    def likely(self) -> str:
        """What to stand first: the narrowest scale that holds nearly all that was answered."""
        whole = sum(self.seen.values())
        fits = [
            scale
            for scale, _words in CHOICES[self.role]
            if sum(count for value, count in self.seen.items() if not _is_off(value, scale)) > 0.5 * whole
        ]
        return fits[0] if fits else CHOICES[self.role][0][0]

    def off_likely(self) -> tuple[str, ...]:
        """Values off the likely scale: their meaning has to be asked."""
        return off_scale(self.likely(), self.seen)


def proven_scale(role: Role, seen: ColumnKind) -> str:
    """The scale that the values leave no doubt of; empty where they do."""
    numbers = [_number(value) for value in seen.counts if _is_number(value)]
    if not numbers or len(numbers) < len(seen.counts):
        return ""
    low, high = min(numbers), max(numbers)
    if role == Role.NPS:
        return "nps:0-10" if low == 0 and high <= 10 else ""
    if role == Role.STARS:
        return "stars:1-5" if low >= 1 and high <= 5 else ""
    return "csat:1-5" if role == Role.CSAT and low >= 1 and high == 5 else ""


def scale_questions(draft: Draft, columns: dict[str, ColumnKind]) -> list[ScaleQuestion]:
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in draft.scored:
        role = Role(draft.roles[name])
        if not proven_scale(role, columns[name]):
            groups.setdefault((role, *_ends(columns[name])), []).append(name)
    return [ScaleQuestion(Role(key[0]), tuple(names), _together(names, columns)) for key, names in groups.items()]


def proven(draft: Draft, columns: dict[str, ColumnKind]) -> dict[str, Scoring]:
    found = {name: proven_scale(Role(draft.roles[name]), columns[name]) for name in draft.scored}
    return {name: Scoring(scale=scale) for name, scale in found.items() if scale}


def off_scale(scale: str, seen: dict[str, int]) -> tuple[str, ...]:
    return tuple(value for value in seen if _is_off(value, scale))


def described(scale: str) -> str:
    """`NPS, 0 to 10`."""
    words = dict(pair for choices in CHOICES.values() for pair in choices)
    return str(words.get(scale, scale)) if scale else _("not said yet")


def _ends(seen: ColumnKind) -> tuple[str, ...]:
    numbers = [_number(value) for value in seen.counts if _is_number(value)]
    others = sorted(value for value in seen.counts if not _is_number(value))
    return (str(min(numbers, default="")), str(max(numbers, default="")), *others)


def _together(names: list[str], columns: dict[str, ColumnKind]) -> dict[str, int]:
    seen: dict[str, int] = {}
    for name in names:
        for value, count in columns[name].counts.items():
            seen[value] = seen.get(value, 0) + count
    return seen


def _is_number(value: str) -> bool:
    """A whole one, also as other programs write it: 9.0."""
    return bool(re.fullmatch(r"-?\d+([.,]0+)?", value))


def _number(value: str) -> int:
    return int(re.split("[.,]", value)[0]) if _is_number(value) else 0


def _is_off(value: str, scale: str) -> bool:
    ends = ends_of(scale)
    return ends is not None and not (_is_number(value) and ends[0] <= _number(value) <= ends[1])
