"""How one measure is looked at: by which method, cut by what, in which steps; all of it stands in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.ui.navigation import Link
from heedful.understand.filters.forms import DIMENSIONS
from heedful.understand.filters.queries import Choice
from heedful.understand.metrics.catalogue.sources import Source, source_of
from heedful.understand.metrics.inquiry import Inquiry, in_days
from heedful.understand.metrics.metric import Method, Metric
from heedful.understand.metrics.question import EVERY, Period
from heedful.understand.metrics.screen import Card, first_screen

CUTS: Final[Mapping[str, str | Promise]] = {
    **{name: title for name, title in DIMENSIONS.items() if name != "source"},
    "employee": gettext_lazy("Employee"),
    "source": DIMENSIONS["source"],
}
STEPS: Final[Mapping[str, str | Promise]] = {
    "day": gettext_lazy("Days"),
    "week": gettext_lazy("Weeks"),
    "month": gettext_lazy("Months"),
    "quarter": gettext_lazy("Quarters"),
    "year": gettext_lazy("Years"),
}
SORTS: Final = ("name", "value", "n", "change")
MOST_GROUPS: Final = 500  # a longer list is for a spreadsheet
MOST_MODELS: Final = 30  # each group is fitted a model of its own
A_CONVERSATION_HAS: Final = ("location", "channel", "touchpoint", "employee", "source")


@dataclass(frozen=True, slots=True)
class Look:
    """One measure as its page shows it. `problems`: what in the address could not be read, by its name."""

    inquiry: Inquiry
    metric: Metric
    name: str
    by: str
    every: str
    sort: str
    first: str
    second: str
    cuts: Sequence[str]
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def method(self) -> Method:
        return self.metric.methods[self.name]

    @property
    def period(self) -> Period:
        return self.inquiry.filter.period_for(self.metric)

    @property
    def held_against(self) -> Period | None:
        """A rough value of a customer grows with the log itself: two times of it cannot be held against each other."""
        return None if self.method.money or self.method.extras else self.inquiry.before(self.period)

    @property
    def time(self) -> str:
        """Which time the number is about, in words."""
        if self.method.reads == "history" and not self.method.closed and self.period.end:
            return _("all that was heard up to %(day)s") % {"day": date_format(self.period.end, "DATE_FORMAT")}
        return in_days(self.period)

    @property
    def unit(self) -> str:
        return self.metric.unit_of(self.name)

    @property
    def of(self) -> str:
        return self.metric.of_what(self.name)

    @property
    def better(self) -> str:
        return self.method.better or self.metric.better

    @property
    def kept(self) -> dict[str, str]:
        """What of the look stands in the address beside the filter."""
        named = {"method": self.name, "by": self.by, "every": self.every}
        parts = {**named, "sort": self.sort, "a": self.first, "b": self.second}
        return {name: value for name, value in parts.items() if value}

    def address(self, **changed: str) -> str:
        """The query string of the same look with something changed."""
        return self.inquiry.filter.address(**(self.kept | changed))

    def hidden(self, *but: str) -> list[tuple[str, str]]:
        """What a form that changes `but` must send along."""
        sent = QueryDict(self.address())
        return [(name, sent[name]) for name in sent if name not in but]

    @property
    def hidden_but_method(self) -> list[tuple[str, str]]:
        return self.hidden("method", "sort", "a", "b")

    @property
    def hidden_but_pair(self) -> list[tuple[str, str]]:
        return self.hidden("a", "b")

    @property
    def possible(self) -> list[Choice]:
        """The methods that the data of the workspace allow, by the address of each."""
        return [
            Choice(f"?{self.address(method=reading.method)}", reading.name, False)
            for card in cards_of(self.inquiry)
            if card.metric.key == self.metric.key
            for reading in (card.first, *card.others)
        ]

    @property
    def source(self) -> Source | None:
        return source_of(self.metric.key, self.name)

    @property
    def share(self) -> str:
        """The address that shows the same to every member: it names the workspace, the method and the days."""
        days = {"period": "", "from": f"{self.period.start or ''}", "to": f"{self.period.end or ''}"}
        return f"?{self.address(workspace=self.inquiry.member.workspace.key, method=self.name, **days)}"

    @property
    def json(self) -> str:
        """Where a program gets the same number."""
        period = {"from": self.period.start, "to": self.period.end}
        asked = [("method", self.name), *((name, day) for name, day in period.items() if day)]
        asked += [("where", f"{name}={value}") for name, values in self.inquiry.filter.where for value in values]
        return f"/api/v1/metrics/{self.metric.key}?{urlencode(asked)}"

    def group_href(self, key: str) -> str:
        """Where one group of the cut is looked at alone; empty where the filter has no such box."""
        if self.by not in DIMENSIONS or not key:
            return ""
        return f"?{self.address(**{self.by: key, 'by': '', 'sort': '', 'a': '', 'b': ''})}"

    @property
    def methods(self) -> list[Choice]:
        return [
            Choice(name, " · ".join(filter(None, (str(method.name), str(method.note)))), name == self.name)
            for name, method in self.metric.methods.items()
        ]

    @property
    def cut_links(self) -> list[Link]:
        return [
            Link(CUTS[cut], f"?{self.address(by=cut, sort='', a='', b='')}#where", current=cut == self.by)
            for cut in self.cuts
        ]

    def step_links(self, chosen: str) -> list[Link]:
        return [
            Link(words, f"?{self.address(every=step)}#trend", current=step == chosen) for step, words in STEPS.items()
        ]


def look_of(asked: QueryDict, inquiry: Inquiry, metric: Metric) -> Look:
    """The look that an address asks for."""
    problems: dict[str, str] = {}
    name = _one_of(asked, "method", metric.methods, problems, metric.aliases) or usual_method(inquiry, metric)
    cuts = _cuts(metric.methods[name], inquiry)
    return Look(
        inquiry=inquiry,
        metric=metric,
        name=name,
        by=_one_of(asked, "by", CUTS, problems) or next(iter(cuts), ""),
        every=_one_of(asked, "every", EVERY, problems),
        sort=_one_of(asked, "sort", [*SORTS, *(f"-{sort}" for sort in SORTS)], problems),
        first=asked.get("a", ""),
        second=asked.get("b", ""),
        cuts=cuts,
        problems=problems,
    )


def usual_method(inquiry: Inquiry, metric: Metric) -> str:
    """The method that the data of the workspace allow: the one that the list of measures shows."""
    return next((card.first.method for card in cards_of(inquiry) if card.metric.key == metric.key), metric.default)


def cards_of(inquiry: Inquiry) -> list[Card]:
    screen = first_screen(inquiry.member, store=inquiry.store, now=inquiry.now)
    return [card for group in screen.groups for card in group.cards]


def _cuts(method: Method, inquiry: Inquiry) -> list[str]:
    """By what it can be cut: what was heard of, and not narrowed to one already."""
    if method.asks is not None:
        return []
    fitting = A_CONVERSATION_HAS if method.reads == "conversations" else CUTS
    chosen = {name for name, _values in inquiry.filter.where}
    most = MOST_MODELS if method.headline is None and method.many_rows else MOST_GROUPS
    return [name for name in CUTS if name in fitting and name not in chosen and 1 < len(inquiry.heard(name)) <= most]


def _one_of(
    asked: QueryDict,
    name: str,
    allowed: Iterable[str],
    problems: dict[str, str],
    aliases: Mapping[str, str] = MappingProxyType({}),
) -> str:
    given = asked.get(name, "").strip()
    given = aliases.get(given, given)
    if not given or given in allowed:
        return given
    problems[name] = _("This is none of the choices.")
    return ""
