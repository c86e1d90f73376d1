"""The measures that the overview shows: each a question that an owner asks, and its answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.stats import Change, Estimate
from heedful.ui.charts import Sparkline
from heedful.understand.goals.models import Goal
from heedful.understand.metrics.answer import Answer, Row
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.inquiry import Inquiry
from heedful.understand.metrics.metric import Method, Metric, Words
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.screen import Card, Screen
from heedful.understand.metrics.series import points, year_to
from heedful.understand.norms.models import Norm

LARGE: Final = ("nps", "csat", "retention", "first_response")


@dataclass(frozen=True, slots=True)
class Headline:
    """One measure's number. `before` and what stands on it is None until it was asked for."""

    metric: Metric
    method: str
    period: Period
    estimate: Estimate
    href: str
    warnings: Sequence[Words] = ()
    goal: Goal | None = None
    norm: Norm | None = None
    change: Change | None = None
    before: Period | None = None
    sparkline: Sparkline | None = None

    @property
    def how(self) -> Method:
        return self.metric.methods[self.method]

    @property
    def unit(self) -> str:
        return self.metric.unit_of(self.method)

    @property
    def of(self) -> str:
        return self.metric.of_what(self.method)

    @property
    def better(self) -> str:
        return self.how.better or self.metric.better

    @property
    def told(self) -> Estimate:
        """Below the minimum the number is kept back, and only n is said."""
        return self.estimate if self.needed == 0 else Estimate.unknown(self.estimate.n)

    @property
    def is_waiting(self) -> bool:
        """Whether a part of it was never heard, however many customers there are: costs, for instance."""
        return self.estimate.value is None and self.estimate.n >= self.how.minimum_n

    @property
    def needs(self) -> str:
        return _("It needs %(what)s.") % {"what": self.how.says}

    @property
    def needed(self) -> int:
        return max(0, self.how.minimum_n - self.estimate.n)


def plain_headlines(inquiry: Inquiry, screen: Screen) -> list[Headline]:
    """One number for each measure that the data allow, over the filter's time and place."""
    cards = [card for group in screen.groups for card in group.cards]
    return [_of_card(inquiry, card) if _is_plain(inquiry) else _asked(inquiry, card) for card in cards]


def compared(inquiry: Inquiry, headline: Headline) -> Headline:
    """The headline with its change against the time before, not yet judged among the others, and its last year."""
    before = inquiry.before(headline.period)
    if before is not None and is_comparable(headline.how):
        answer = inquiry.ask(headline.metric.key, headline.method, headline.period, compare_to=before)
        headline = replace(headline, change=headline_row(answer, headline.how).change, before=before)
    return replace(headline, sparkline=_sparkline(inquiry, headline))


def is_comparable(method: Method) -> bool:
    """Whether two times of it can be held against each other: a rough value of a customer grows with the log itself."""
    return not method.money


def headline_row(answer: Answer, method: Method) -> Row:
    """The row that stands for the method: the only one, or the one with the extras that it names."""
    wanted = dict(method.headline or {})
    return next((row for row in answer.rows if wanted.items() <= row.extras.items()), answer.rows[0])


def split(headlines: Sequence[Headline]) -> tuple[list[Headline], list[Headline]]:
    """Those that matter most, to be shown large, and the others."""
    large = [headline for headline in headlines if headline.metric.key in LARGE]
    for headline in headlines:
        if len(large) < min(len(LARGE), len(headlines)) and headline not in large:
            large.append(headline)
    return large, [headline for headline in headlines if headline not in large]


def _is_plain(inquiry: Inquiry) -> bool:
    return inquiry.filter.period is None and not inquiry.filter.where


def _of_card(inquiry: Inquiry, card: Card) -> Headline:
    first = card.first
    href = _address(inquiry, card.metric.key, first.method)
    return Headline(card.metric, first.method, card.period, first.estimate, href, first.warnings)


def _asked(inquiry: Inquiry, card: Card) -> Headline:
    period = inquiry.filter.period_for(card.metric)
    answer = inquiry.ask(card.metric.key, card.first.method, period)
    row = headline_row(answer, card.metric.methods[card.first.method])
    remarks = answer.warnings if answer.impossible is None else (answer.impossible,)
    href = _address(inquiry, card.metric.key, card.first.method)
    return Headline(card.metric, card.first.method, period, row.estimate, href, remarks)


def _address(inquiry: Inquiry, key: str, method: str) -> str:
    more = {} if method == METRICS[key].default else {"method": method}
    query = inquiry.filter.address(**more)
    return reverse("understand:metric", args=[key]) + (f"?{query}" if query else "")


def _sparkline(inquiry: Inquiry, headline: Headline) -> Sparkline | None:
    """The last year by months. Of money there is none here: each month of it is a history of its own."""
    end = headline.period.end
    if headline.how.money or end is None:
        return None
    year = year_to(end)
    answer = inquiry.ask(headline.metric.key, headline.method, year, every="month")
    rows = [row for row in answer.rows if row.estimate.n]
    if len(rows) < 2:
        return None
    drawn = points(rows, "month", headline.how, heard_until=inquiry.filter.heard_until, period=year)
    return Sparkline(title=f"{headline.metric.name}", unit=headline.unit, of=headline.of, points=drawn)


def with_goals(headlines: Sequence[Headline], goals: Sequence[Goal], norms: dict, where: object) -> Iterator[Headline]:
    """Each with the goal that was set for just this, and with its norm."""
    for headline in headlines:
        fits = (goal for goal in goals if (goal.metric, goal.method) == (headline.metric.key, headline.method))
        goal = next((goal for goal in fits if _conditions(goal) == where), None)
        yield replace(headline, goal=goal, norm=norms.get((headline.metric.key, headline.method)))


def _conditions(goal: Goal) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted((name, tuple(sorted(values))) for name, values in goal.where))
