"""One measure, cut by a dimension: where is it better, and where can that not be told?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heedful.stats import Change, Estimate, ranking
from heedful.ui import charts
from heedful.understand.filters.queries import Choice
from heedful.understand.metrics.answer import Answer, Row
from heedful.understand.metrics.estimating import difference
from heedful.understand.metrics.looks import CUTS, SORTS, Look
from heedful.understand.metrics.metric import Metric, Words
from heedful.understand.metrics.scales import scale_of
from heedful.understand.metrics.verdicts import judged_together

MOST_DRAWN: Final = 40
RANKED: Final = ("location", "channel", "touchpoint", "employee", "product")

OF_CUSTOMERS: Final = gettext_lazy(
    "Counted within each group alone: who went from one to another counts as gone from the first, and who bought once "
    "in each has bought once. So the groups lie below the whole."
)


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the cut. `rank` is None where it cannot be ranked."""

    key: str | None
    name: str
    estimate: Estimate
    needed: int
    change: Change | None
    rank: int | None
    shrunk: Estimate | None
    href: str

    @property
    def told(self) -> Estimate:
        return Estimate.unknown(self.estimate.n) if self.needed else self.estimate


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head that sorts."""

    title: str
    href: str
    sorted: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Versus:
    """Two groups beside each other: is the second one different?"""

    first: Group
    second: Group
    change: Change


@dataclass(frozen=True, slots=True)
class Cut:
    dimension: str
    title: Words
    groups: Sequence[Group]
    heads: Sequence[Head]
    ranking: charts.Ranking | None
    bars: charts.Bars | None
    says: str
    impossible: Words | None
    warnings: Sequence[Words]
    note: Words = ""
    firsts: Sequence[Choice] = ()
    seconds: Sequence[Choice] = ()
    versus: Versus | None = None
    left_out: int = 0


def cut_of(look: Look) -> Cut | None:
    """None where it cannot be cut at all."""
    if not look.by or look.method.extras:
        return None
    answer = look.inquiry.ask(look.metric.key, look.name, look.period, by=(look.by,), compare_to=look.held_against)
    groups = _groups(look, answer)
    drawn = groups[:MOST_DRAWN]
    ranked = [group for group in groups if group.rank is not None]
    fair = look.by in RANKED and len(ranked) > 1
    chosen = [next((group for group in groups if group.key == key), None) for key in (look.first, look.second)]
    return Cut(
        dimension=look.by,
        title=CUTS[look.by],
        groups=_sorted(groups, look.sort),
        heads=_heads(look),
        ranking=_ranking(look, drawn) if fair else None,
        bars=None if fair or not groups else _bars(look, drawn),
        says=_told_apart(ranked) if fair else "",
        impossible=answer.impossible,
        warnings=answer.warnings,
        note=OF_CUSTOMERS if look.metric.room == "behaviour" else "",
        firsts=_choices(groups, look.first),
        seconds=_choices(groups, look.second),
        versus=_versus(look, *chosen),
        left_out=len(groups) - len(drawn),
    )


def _groups(look: Look, answer: Answer) -> list[Group]:
    """By rank where they can be ranked, then by how many answered; what has no name comes last."""
    rows = {row.dims[look.by]: row for row in answer.rows if row.estimate.n}
    changes = judged_together([row.change or Change.unknown(0, 0) for row in rows.values()])
    judged = dict(zip(rows, changes, strict=True))
    named = {key: row.estimate for key, row in rows.items() if key is not None}
    better = "lower" if look.better == "lower" else "higher"
    ranked = ranking(named, better=better, minimum_n=look.method.minimum_n)
    found = [_group(look, rows[each.key], judged[each.key], each.rank, each.shrunk) for each in ranked]
    nameless = [_group(look, row, judged[None], None, None) for key, row in rows.items() if key is None]
    return [*found, *nameless]


def _group(look: Look, row: Row, change: Change, rank: int | None, shrunk: Estimate | None) -> Group:
    key = row.dims[look.by]
    name = look.inquiry.called(look.by, key)
    href = "" if key is None else look.group_href(key)
    return Group(key, name, row.estimate, row.needed, change if look.held_against else None, rank, shrunk, href)


def _ranking(look: Look, groups: Sequence[Group]) -> charts.Ranking:
    return charts.Ranking(
        title=_("%(measure)s, ranked") % {"measure": look.metric.name},
        says=_(
            "The dot is drawn towards the whole, the more the fewer answers stand behind it; the short line is as "
            "measured. Those that share a rank cannot be told apart."
        ),
        unit=look.unit,
        currency=look.inquiry.currency,
        of=look.of,
        places=tuple(
            charts.Place(
                charts.Point.of(
                    group.name, group.shrunk or group.estimate, minimum_n=look.method.minimum_n, href=group.href
                ),
                group.rank,
                group.estimate.value,
            )
            for group in groups
        ),
    )


def _bars(look: Look, groups: Sequence[Group]) -> charts.Bars:
    return charts.Bars(
        title=_("%(measure)s by %(dimension)s")
        % {"measure": look.metric.name, "dimension": str(CUTS[look.by]).lower()},
        unit=look.unit,
        currency=look.inquiry.currency,
        of=look.of,
        base=zero_of(look.metric, look.name),
        points=tuple(
            charts.Point.of(group.name, group.estimate, minimum_n=look.method.minimum_n, href=group.href)
            for group in groups
        ),
    )


def zero_of(metric: Metric, name: str) -> float:
    """Where nothing is: the lowest score of a scale, as 1 of 5, or 0."""
    scale = scale_of(metric, name) if metric.unit_of(name) == "score" else None
    return float(scale.lowest) if scale else 0.0


def _told_apart(ranked: Sequence[Group]) -> str:
    """What the ranks say, in one sentence."""
    first = [group.name for group in ranked if group.rank == 1]
    if len(first) == len(ranked):
        return _("None of them can be told apart from the others: what differs may be chance.")
    if len(first) == 1:
        return _("%(name)s leads, and that is more than chance.") % {"name": first[0]}
    return ngettext("%(n)s of them leads.", "%(n)s of them share the lead: they cannot be told apart.", len(first)) % {
        "n": len(first)
    }


def _sorted(groups: Sequence[Group], sort: str) -> list[Group]:
    """By what was asked for; unknown values stay last either way."""
    name, backwards = sort.lstrip("-"), sort.startswith("-")
    if not name:
        return list(groups)
    if name == "name":
        return sorted(groups, key=lambda group: group.name.casefold(), reverse=backwards)
    known = [group for group in groups if _sort_value(group, name) is not None]
    ordered = sorted(known, key=lambda group: _sort_value(group, name) or 0.0, reverse=backwards)
    return [*ordered, *(group for group in groups if group not in known)]


def _sort_value(group: Group, name: str) -> float | None:
    if name == "n":
        return float(group.estimate.n)
    return group.told.value if name == "value" else (group.change.value if group.change else None)


def _heads(look: Look) -> list[Head]:
    titles = {"name": str(CUTS[look.by]), "value": _("Value"), "n": _("Rests on"), "change": _("Change")}
    return [_head(look, name, titles[name]) for name in SORTS]


def _head(look: Look, name: str, title: str) -> Head:
    state = {name: "ascending", f"-{name}": "descending"}.get(look.sort, "")
    turned = f"-{name}" if state == "ascending" or (not state and name != "name") else name
    return Head(title, f"?{look.address(sort=turned)}#table", state, name in ("value", "n"))


def _choices(groups: Sequence[Group], chosen: str) -> list[Choice]:
    return [Choice(group.key, group.name, group.key == chosen) for group in groups if group.key is not None]


def _versus(look: Look, first: Group | None, second: Group | None) -> Versus | None:
    if first is None or second is None or first.key == second.key:
        return None
    return Versus(first, second, difference(first.estimate, second.estimate, minimum_n=look.method.minimum_n))
