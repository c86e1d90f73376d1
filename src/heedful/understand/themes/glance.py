"""All themes at a glance: how large each is, how it sounds, what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful import measures
from heedful.stats import Change, Estimate
from heedful.ui import charts
from heedful.understand.metrics.inquiry import Inquiry, in_days
from heedful.understand.metrics.metric import Words
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.series import year_to
from heedful.understand.metrics.verdicts import judged_together
from heedful.understand.themes.counting import (
    FEWEST,
    MINIMUM_N,
    Counts,
    Scope,
    Sums,
    counts_by,
    counts_over_time,
    span_of_texts,
    theme_counts,
)
from heedful.understand.themes.models import FoundTheme, NamedTheme
from heedful.understand.themes.queries import called, hit_key

DAYS: Final = 90
MOST_DRAWN: Final = 15
NEW: Final = gettext_lazy("New")
RISING: Final = gettext_lazy("Rising")


@dataclass(frozen=True)
class Sight:
    """What the filter leaves of the texts: which, in which time, held against which."""

    inquiry: Inquiry
    scope: Scope
    period: Period
    before: Period | None

    @cached_property
    def now(self) -> Counts:
        return theme_counts(self.scope, self.period)

    @cached_property
    def earlier(self) -> Counts | None:
        return theme_counts(self.scope, self.before) if self.before else None

    @property
    def year(self) -> Period:
        return year_to(self.period.end or self.inquiry.filter.heard_until)

    @cached_property
    def months(self) -> dict[date, Counts]:
        return counts_over_time(self.scope, self.year)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The filter, as a form keeps it."""
        return list(QueryDict(self.inquiry.filter.address()).items())

    def voices(self, key: str) -> str:
        """The very texts that are counted: of the same days, insults and threats among them."""
        days = self.period.address
        address = self.inquiry.filter.address(theme=key, compare="", harsh="too", **days)
        return f"{reverse('understand:voices')}?{address}"

    @property
    def query(self) -> str:
        address = self.inquiry.filter.address()
        return f"?{address}" if address else ""


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """One theme in the list. `mark` says in words that it is new, or that it rose among all; empty for most."""

    key: str
    name: str
    href: str
    parent: str
    share: Estimate
    sums: Sums
    change: Change | None
    line: charts.Sparkline
    mark: Words = ""
    phrases: Sequence[str] = ()
    found: FoundTheme | None = None

    @property
    def direction(self) -> str:
        return self.change.verdict if self.change and self.change.is_one else ""


@dataclass(frozen=True, slots=True)
class Glance:
    texts: int
    named: Sequence[ThemeRow]
    found: Sequence[ThemeRow]
    silent: Sequence[ThemeRow]
    changed: charts.Dumbbell | None

    @property
    def standing_out(self) -> list[ThemeRow]:
        return [row for row in (*self.named, *self.found) if row.mark]


def sight_of(inquiry: Inquiry) -> Sight:
    """The last ninety days, unless the filter says otherwise."""
    where = inquiry.filter.where
    if inquiry.locations is not None:
        where = (*where, ("location", inquiry.locations))
    workspace = inquiry.member.workspace
    scope = Scope(inquiry.store, workspace.key, workspace.time_zone, where)
    until = inquiry.filter.heard_until
    period = inquiry.filter.period or Period(until - timedelta(days=DAYS - 1), until)
    return Sight(inquiry, scope, period, inquiry.before(period) if period.days else None)


def glance_of(sight: Sight, named: Iterable[NamedTheme], found: Iterable[FoundTheme]) -> Glance:
    """Every theme that is looked for, the largest first, then what was found beside them."""
    rows = [_row(sight, theme) for theme in named if theme.is_looked_for]
    others = [_row(sight, theme) for theme in found if theme.is_looked_for]
    judged = _judged([*rows, *others])
    by_size = sorted(judged, key=lambda row: (-row.sums.texts, row.name.casefold()))
    loud = [row for row in by_size if row.sums.texts]
    silent = [row for row in by_size if not row.sums.texts and row.found is None and sight.now.read_for(row.key)]
    return Glance(
        texts=sight.now.texts,
        named=[row for row in loud if row.found is None],
        found=[row for row in loud if row.found is not None],
        silent=sorted(silent, key=_by_name),
        changed=_changed(sight, loud),
    )


def place_glance(sight: Sight, first: str, second: str, rows: Sequence[ThemeRow]) -> charts.Dumbbell | None:
    """The themes at two places side by side; None where one of them has nothing."""
    places = counts_by(sight.scope, sight.period, "location")
    one, other = places.get(first), places.get(second)
    if one is None or other is None:
        return None
    changes = judged_together([other.change_from(one, row.key) for row in rows])
    names = [sight.inquiry.called("location", key) for key in (first, second)]
    return charts.Dumbbell(
        title=_("%(second)s beside %(first)s") % {"first": names[0], "second": names[1]},
        unit="share",
        of="texts",
        says=_("Of all texts from each place, how many are about the theme."),
        before=names[0],
        after=names[1],
        better="",
        rows=tuple(_pair(row, one, other, change) for row, change in zip(rows, changes, strict=True))[:MOST_DRAWN],
    )


def points_of(sight: Sight, theme: str) -> tuple[charts.Point, ...]:
    """A theme's share month by month; a month without texts is a gap."""
    months, year = sight.months, sight.year
    if year.start is None or year.end is None:
        return ()
    heard = sight.inquiry.filter.heard_until
    return tuple(
        charts.Point.of(
            start,
            months.get(start, Counts()).share(theme),
            minimum_n=MINIMUM_N,
            over=measures.next_period(start, "month") - timedelta(days=1) <= heard,
        )
        for start in measures.periods(year.start, year.end, "month")
    )


def theme_href(theme: NamedTheme | FoundTheme, query: str = "") -> str:
    page = "understand:found-theme" if isinstance(theme, FoundTheme) else "understand:theme"
    return reverse(page, args=[theme.key]) + query


def whole_span(sight: Sight) -> Period:
    """Where the period is open, from the first text on."""
    span = span_of_texts(sight.scope)
    if sight.period.start is not None or span is None:
        return sight.period
    return replace(sight.period, start=span[0].date())


def _row(sight: Sight, theme: NamedTheme | FoundTheme) -> ThemeRow:
    key, now, earlier = hit_key(theme), sight.now, sight.earlier
    parent = theme.parent if isinstance(theme, NamedTheme) else None
    found = theme if isinstance(theme, FoundTheme) else None
    return ThemeRow(
        key=key,
        name=called(theme),
        href=theme_href(theme, sight.query),
        parent=called(parent) if parent and parent.is_looked_for else "",
        share=now.share(key),
        sums=now.of(key),
        change=now.change_from(earlier, key) if earlier is not None and earlier.texts else None,
        line=charts.Sparkline(title=called(theme), unit="share", of="texts", points=points_of(sight, key)),
        phrases=[phrase["text"] for phrase in found.phrases[:4]] if found else (),
        found=found,
    )


def _judged(rows: Sequence[ThemeRow]) -> list[ThemeRow]:
    """Many are looked at: a change counts among all of them."""
    nothing = Change.unknown(0, 0)
    changes = judged_together([row.change or nothing for row in rows])
    judged = [replace(row, change=change if row.change else None) for row, change in zip(rows, changes, strict=True)]
    return [replace(row, mark=_mark(row)) for row in judged]


def _mark(row: ThemeRow) -> Words:
    if row.sums.texts < FEWEST:
        return ""
    if row.found is not None and row.found.state == FoundTheme.State.NEW:
        return NEW
    return RISING if row.direction == "higher" else ""


def _changed(sight: Sight, rows: Sequence[ThemeRow]) -> charts.Dumbbell | None:
    earlier = sight.earlier
    if earlier is None or sight.before is None or not earlier.texts or not rows:
        return None
    pairs = (_pair(row, earlier, sight.now, row.change) for row in rows[:MOST_DRAWN] if row.change)
    return charts.Dumbbell(
        title=_("What is said more, what less?"),
        unit="share",
        of="texts",
        says=_("Of all texts of each time, how many are about the theme."),
        before=in_days(sight.before),
        after=in_days(sight.period),
        better="",
        rows=tuple(pairs),
    )


def _pair(row: ThemeRow, before: Counts, after: Counts, change: Change | None) -> charts.Pair:
    sides: Mapping[str, Counts] = {"before": before, "after": after}
    points = {name: charts.Point.of(row.name, each.share(row.key), minimum_n=MINIMUM_N) for name, each in sides.items()}
    return charts.Pair(**points, verdict=change.verdict if change else "unknown")


def _by_name(row: ThemeRow) -> str:
    return row.name.casefold()
