"""What moved, for a manager who has no time: sentences made of numbers, each with a way to these numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from heedful.stats import Change, Estimate
from heedful.ui.numbers import difference, shown
from heedful.understand.drivers.moved import Moved, Part, WhatMoved, what_moved
from heedful.understand.metrics.inquiry import against
from heedful.understand.metrics.looks import Look


@dataclass(frozen=True, slots=True)
class Told:
    """What moved, and how it is told. `rows`: each theme with the change of its share, and of how it is felt."""

    found: WhatMoved
    sentences: Sequence[Sentence]

    @property
    def rows(self) -> list[tuple[Moved, str, str]]:
        return [(each, _moved_by(each.share, "share"), _moved_by(each.felt, "score")) for each in self.found.themes]


@dataclass(frozen=True, slots=True)
class Sentence:
    """`href`: where its numbers stand."""

    text: str
    href: str


def told_of(look: Look) -> Told | None:
    found = what_moved(look)
    return None if found is None else Told(found, paragraph(look, found))


def paragraph(look: Look, found: WhatMoved) -> list[Sentence]:
    """Nothing is said that chance would explain; where all is chance, that is said."""
    if found.is_nothing:
        return [Sentence(_("Nothing moved that chance would not explain."), "#moved-numbers")]
    return [*_whole(look, found), *(_part(look, part) for part in _largest(found)), *_themes(found)]


def _whole(look: Look, found: WhatMoved) -> Iterator[Sentence]:
    whole = found.whole
    if whole is None or whole.verdict == "unknown" or found.level.value is None or found.level_before.value is None:
        return
    words = {
        "measure": look.metric.name,
        "now": shown(found.level.value, look.unit, look.inquiry.currency),
        "then": shown(found.level_before.value, look.unit, look.inquiry.currency),
        "against": against(look.inquiry, look.period),
    }
    if whole.is_one:
        moved = _("%(measure)s went from %(then)s to %(now)s (%(difference)s) %(against)s: that is more than chance.")
        yield Sentence(moved % (words | {"difference": _between(whole, look.unit)}), "#why")
    else:
        still = _("%(measure)s is %(now)s, after %(then)s: the difference may be chance.")
        yield Sentence(still % words, "#why")


def _largest(found: WhatMoved) -> list[Part]:
    return sorted(found.parts, key=lambda part: -abs(part.change.value or 0.0))[:2]


def _part(look: Look, part: Part) -> Sentence:
    if part.kind == "rate" and part.change.verdict == "higher":
        words = _("%(name)s answered higher: that alone is %(difference)s.")
    elif part.kind == "rate":
        words = _("%(name)s answered lower: that alone is %(difference)s.")
    elif part.grew:
        words = _("More of the answers came from %(name)s: that alone is %(difference)s.")
    else:
        words = _("Fewer of the answers came from %(name)s: that alone is %(difference)s.")
    href = look.group_href(part.key or "") or "#why"
    return Sentence(words % {"name": part.name, "difference": _between(part.change, look.unit)}, href)


def _themes(found: WhatMoved) -> Iterator[Sentence]:
    for theme in found.themes:
        if theme.share.is_one:
            yield Sentence(_shared(theme), theme.href)
        if theme.felt.is_one:
            yield Sentence(_felt(theme), theme.href)


def _shared(theme: Moved) -> str:
    more = _("More speak of %(name)s: %(now)s of the texts, %(then)s before (%(difference)s).")
    less = _("Fewer speak of %(name)s: %(now)s of the texts, %(then)s before (%(difference)s).")
    return (more if theme.share.verdict == "higher" else less) % {
        "name": theme.name,
        "now": _value(theme.after, "share"),
        "then": _value(theme.before, "share"),
        "difference": _between(theme.share, "share"),
    }


def _felt(theme: Moved) -> str:
    better = _("%(name)s is felt better than before: %(now)s on −1 to +1, after %(then)s (%(difference)s).")
    worse = _("%(name)s is felt worse than before: %(now)s on −1 to +1, after %(then)s (%(difference)s).")
    return (better if theme.felt.verdict == "higher" else worse) % {
        "name": theme.name,
        "now": _value(theme.felt_after, "score"),
        "then": _value(theme.felt_before, "score"),
        "difference": _between(theme.felt, "score"),
    }


def _value(estimate: Estimate, unit: str) -> str:
    return _("not known") if estimate.value is None else shown(estimate.value, unit)


def _between(change: Change, unit: str) -> str:
    """`−4.1, between −6.0 and −2.2`."""
    told = difference(change.value or 0.0, unit)
    if change.low is None or change.high is None:
        return told
    low, high = (difference(end, unit, bare=True) for end in (change.low, change.high))
    return _("%(difference)s, between %(low)s and %(high)s") % {"difference": told, "low": low, "high": high}


def _moved_by(change: Change, unit: str) -> str:
    if change.is_one:
        return _between(change, unit)
    return _("too few to tell") if change.verdict == "unknown" else _("no clear change")
