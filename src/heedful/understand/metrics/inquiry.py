"""One person's look at the numbers: what they may see, what the filter is set to, what was read for them already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from heedful.interactions.store import Store
from heedful.people.members.queries import visible_locations
from heedful.people.models import Member
from heedful.understand.filters.forms import DIMENSIONS, PERIODS, Filter
from heedful.understand.filters.queries import Bar, drawn_bar, filter_of, place_names, survey_names, values_heard
from heedful.understand.metrics.answer import Answer
from heedful.understand.metrics.cache import quarter_hour
from heedful.understand.metrics.metric import Words
from heedful.understand.metrics.queries import ask, setup_of
from heedful.understand.metrics.question import Period, Question
from heedful.understand.metrics.rows import Memo, different, narrowed, remembered
from heedful.understand.metrics.setup import Setup
from heedful.understand.strategy.queries import touchpoint_names

PREVIOUS: Final = "previous"
OF_MONEY: Final = ("order", "refund", "cost")
Where = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that the filter is set to, and the query string without it."""

    name: Words
    without: str


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Who looks, at what; all of its questions share what was read."""

    member: Member
    store: Store
    now: datetime
    filter: Filter
    setup: Setup
    locations: tuple[str, ...] | None
    version: int
    places: dict[str, str]
    memo: Memo = field(default_factory=dict, compare=False)

    @property
    def key(self) -> tuple[Any, ...]:
        """All that a page of numbers depends on, but the rows of the operational database that it shows."""
        workspace = self.member.workspace
        asked = (self.filter.address(), self.filter.heard_until, get_language())
        seen = (workspace.key, workspace.time_zone, self.locations, tuple(self.places.items()))
        return (*seen, self.setup, self.version, quarter_hour(self.now), *asked)

    @property
    def currency(self) -> str:
        """What money is in: the one currency that was heard of, else the workspace's."""
        seen = self.filter.where if self.locations is None else (*self.filter.where, ("location", self.locations))
        found: set[str] = set()
        for kind in OF_MONEY:
            found |= remembered(
                self.store,
                self.member.workspace.key,
                kind,
                self.memo,
                ("currencies", seen),
                lambda frame: different(narrowed(frame, seen), "currency"),
            )
        return found.pop() if len(found) == 1 else self.setup.currency

    @property
    def tz(self) -> str:
        return self.member.workspace.time_zone

    @property
    def comparison(self) -> str:
        """A page of numbers always holds them against something: the time just before, if nothing else was chosen."""
        return self.filter.comparison or PREVIOUS

    def before(self, period: Period) -> Period | None:
        return replace(self.filter, comparison=self.comparison).compared_to(period)

    def question(self, metric: str, method: str, period: Period, *, where: Where = (), **asked: Any) -> Question:
        """Of one measure, within the filter; `where` stands beside it, or in the place of the same dimension."""
        return Question(
            workspace=self.member.workspace.key,
            metric=metric,
            method=method,
            now=self.now,
            period=period,
            where=tuple(sorted((dict(self.filter.where) | dict(where)).items())),
            tz=self.tz,
            locations=self.locations,
            **asked,
        )

    def ask(self, metric: str, method: str, period: Period, **asked: Any) -> Answer:
        question = self.question(metric, method, period, **asked)
        return ask(question, store=self.store, setup=self.setup, memo=self.memo)

    def bar(self, *, kept: Sequence[tuple[str, str]] = (), without: Sequence[str] = ()) -> Bar:
        """The filter bar: always held against something."""
        values = {name: self.heard(name) for name in DIMENSIONS if name not in without}
        called = {"location": self.places, "source": self.surveys}
        bar = drawn_bar(replace(self.filter, comparison=self.comparison), values, called=called, kept=kept)
        choices = [choice for choice in bar.compare.choices if choice.value]
        compare = replace(bar.compare, choices=choices, value=self.filter.comparison)
        return replace(bar, filter=self.filter, compare=compare)

    def heard(self, dimension: str) -> list[str]:
        """The values of a dimension, of what may be seen."""
        key = ("heard", dimension)
        if key not in self.memo:
            self.memo[key] = values_heard(dimension, self.member, self.store, self.memo)
        found: list[str] = self.memo[key]
        return found

    @property
    def parts(self) -> list[Part]:
        """What the filter is made of, each with the address without it: what to loosen where nothing is left."""
        period = (PERIODS[self.filter.preset][0], {"period": "", "from": "", "to": ""})
        parts = [period] if self.filter.preset else []
        for name, values in self.filter.where:
            parts.append((f"{DIMENSIONS[name]}: {self.called(name, values[0])}", {name: ""}))
        return [Part(name, self.filter.address(**without)) for name, without in parts]

    def called(self, dimension: str, value: str | None) -> str:
        """What a group is called on a page."""
        if value is None:
            return _("not named")
        if dimension == "touchpoint":
            return self.touchpoints.get(value, value)
        if dimension == "source":
            return self.surveys.get(value, value)
        return self.places.get(value, value) if dimension == "location" else value

    @property
    def surveys(self) -> dict[str, str]:
        """What the surveys are called, by the source that their answers have; read once it is asked for."""
        if "survey names" not in self.memo:
            self.memo["survey names"] = survey_names(self.member, self.heard("source"))
        found: dict[str, str] = self.memo["survey names"]
        return found

    @property
    def touchpoints(self) -> dict[str, str]:
        """What the touchpoints are called; read once it is asked for."""
        if "touchpoint names" not in self.memo:
            self.memo["touchpoint names"] = touchpoint_names(self.member.workspace)
        found: dict[str, str] = self.memo["touchpoint names"]
        return found


def inquiry_of(asked: QueryDict, member: Member, *, store: Store, now: datetime) -> Inquiry:
    memo: Memo = {}
    return Inquiry(
        member=member,
        store=store,
        now=now,
        filter=filter_of(asked, member, store=store, now=now, memo=memo),
        setup=setup_of(member.workspace.key),
        locations=visible_locations(member),
        version=store.version(member.workspace.key),
        places=place_names(member),
        memo=memo,
    )


def against(inquiry: Inquiry, period: Period) -> str:
    """What a change is held against, as a part of a sentence: "against the 90 days before"."""
    if inquiry.comparison != PREVIOUS:
        return _("against the same days a year before")
    days = period.days or 0
    return ngettext("against the day before", "against the %(days)s days before", days) % {"days": days}


def in_days(period: Period) -> str:
    """`1 May 2026 – 29 July 2026`."""
    if period.start is None or period.end is None:
        return _("all the time")
    return f"{date_format(period.start, 'DATE_FORMAT')} – {date_format(period.end, 'DATE_FORMAT')}"
