"""One place: its measures beside the same at all the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import hypot
from typing import Any
from weakref import WeakKeyDictionary

from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.interactions.store import Store
from heedful.stats import Change, Estimate
from heedful.ui import charts
from heedful.understand.events.queries import happenings
from heedful.understand.metrics.answer import Row
from heedful.understand.metrics.cache import Kept
from heedful.understand.metrics.estimating import difference
from heedful.understand.metrics.inquiry import Inquiry
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.screen import Card
from heedful.understand.metrics.series import year_to
from heedful.understand.metrics.verdicts import judged_together
from heedful.understand.overview.headlines import Headline, headline_row, is_comparable
from heedful.understand.places.looks import PLACE, cards_by_place
from heedful.understand.places.queries import monthly, points_of

_pages: WeakKeyDictionary[Store, Kept[PlacePage]] = WeakKeyDictionary()
DRAWN = ("nps", "csat", "ces", "positive_reviews")  # what a place's trend is drawn of: the first of these there is


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure at one place, beside the same at all the others."""

    headline: Headline
    others: Estimate | None
    against_others: Change | None


@dataclass(frozen=True, slots=True)
class PlacePage:
    key: str
    name: str
    measured: Sequence[Measured]
    trend: charts.Trend | None

    @property
    def changed(self) -> list[Measured]:
        return [each for each in self.measured if each.headline.change and each.headline.change.is_one]

    @property
    def differing(self) -> list[Measured]:
        return [each for each in self.measured if each.against_others and each.against_others.is_one]


def place_page(inquiry: Inquiry, key: str, name: str, others: Sequence[str], *, whole: bool) -> PlacePage | None:
    """All measures of one place, against the others of the same time."""
    kept, address = _pages.setdefault(inquiry.store, Kept(most=128)), (inquiry.key, key, tuple(others))
    found = kept.get(address)
    if found is None and whole:
        measured = _judged(list(_measured(inquiry, key, others)))
        found = PlacePage(key, name, measured, _trend(inquiry, key, name, measured, others))
        kept.keep(address, found)
    return found


def _measured(inquiry: Inquiry, key: str, others: Sequence[str]) -> Iterator[Measured]:
    for card in cards_by_place(inquiry):
        metric, method = card.metric, card.metric.methods[card.first.method]
        period = inquiry.filter.period_for(metric)
        before = inquiry.before(period) if is_comparable(method) else None
        answer = inquiry.ask(metric.key, card.first.method, period, where=_at(key), compare_to=before)
        row = headline_row(answer, method)
        if not row.estimate.n:
            continue
        headline = _headline(inquiry, card, period, row, key, answer.warnings)
        if not others or not is_comparable(method):
            yield Measured(headline, None, None)
            continue
        there = _there(inquiry, card, period, others)
        yield Measured(headline, there, difference(there, row.estimate, minimum_n=method.minimum_n))


def _there(inquiry: Inquiry, card: Card, period: Period, others: Sequence[str]) -> Estimate:
    """The others: all of their answers together. Of customers, the mean of the others' own numbers: who goes from one
    to another stays with them together, and with none of them alone.
    """
    metric, method = card.metric, card.metric.methods[card.first.method]
    if metric.room != "behaviour":
        return headline_row(inquiry.ask(metric.key, card.first.method, period, where=_at(*others)), method).estimate
    rows = inquiry.ask(metric.key, card.first.method, period, by=(PLACE,)).rows
    return mean_of([row.estimate for row in rows if row.dims[PLACE] in others and row.state == "known"])


def mean_of(estimates: Sequence[Estimate]) -> Estimate:
    """The plain mean of independent numbers, with the interval that follows from theirs."""
    n = sum(each.n for each in estimates)
    values = [each.value for each in estimates if each.value is not None]
    if not values or any(each.low is None or each.high is None for each in estimates):
        return Estimate.unknown(n)
    value, many = sum(values) / len(values), len(values)
    below = hypot(*((each.value or 0.0) - (each.low or 0.0) for each in estimates)) / many
    above = hypot(*((each.high or 0.0) - (each.value or 0.0) for each in estimates)) / many
    return Estimate(value, value - below, value + above, n)


def _headline(inquiry: Inquiry, card: Card, period: Period, row: Row, key: str, warnings: Sequence[Any]) -> Headline:
    metric, method = card.metric, card.metric.methods[card.first.method]
    rows = monthly(inquiry, metric.key, card.first.method, method, period).get(key, [])
    line = charts.Sparkline(
        title=str(metric.name),
        unit=metric.unit_of(card.first.method),
        of=metric.of_what(card.first.method),
        points=points_of(inquiry, rows, method, period),
    )
    return Headline(
        metric=metric,
        method=card.first.method,
        period=period,
        estimate=row.estimate,
        href=_address(inquiry, card, key),
        warnings=warnings,
        change=row.change,
        before=inquiry.before(period),
        sparkline=line if rows else None,
    )


def _address(inquiry: Inquiry, card: Card, key: str) -> str:
    query = inquiry.filter.address(method=card.first.method, location=key)
    return f"{reverse('understand:metric', args=[card.metric.key])}?{query}"


def _at(*keys: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ((PLACE, tuple(sorted(keys))),)


def _judged(measured: Sequence[Measured]) -> list[Measured]:
    """What changed here, and what differs from the others: each judged among all of its kind."""
    nothing = Change.unknown(0, 0)
    changes = judged_together([each.headline.change or nothing for each in measured])
    beside = judged_together([each.against_others or nothing for each in measured])
    return [
        replace(
            each,
            headline=replace(each.headline, change=change if each.headline.change else None),
            against_others=other if each.against_others else None,
        )
        for each, change, other in zip(measured, changes, beside, strict=True)
    ]


def _trend(
    inquiry: Inquiry, key: str, name: str, measured: Sequence[Measured], others: Sequence[str]
) -> charts.Trend | None:
    headline = next(
        (each.headline for wanted in DRAWN for each in measured if each.headline.metric.key == wanted), None
    )
    if headline is None or headline.period.end is None:
        return None
    year = year_to(headline.period.end)

    def line(places: Sequence[str], called: str) -> charts.Series:
        rows = inquiry.ask(headline.metric.key, headline.method, year, where=_at(*places), every="month").rows
        return charts.Series(called, points_of(inquiry, [row for row in rows if row.estimate.n], headline.how, year))

    beside = (line(others, _("The others")),) if others else ()
    return charts.Trend(
        title=str(headline.metric.says),
        says=str(headline.metric.name),
        unit=headline.unit,
        of=headline.of,
        per="month",
        series=(line([key], name), *beside),
        events=tuple(charts.Event(each.happened_on, each.words) for each in happenings(inquiry.member, year, key)),
    )
