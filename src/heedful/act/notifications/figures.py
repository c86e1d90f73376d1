"""The workspace's numbers for a digest: the last whole week beside the one before, and a bar for each of some weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heedful.interactions.store import Store
from heedful.people.members.queries import visible_locations
from heedful.people.models import Member
from heedful.stats import Change
from heedful.ui.charts import Point
from heedful.ui.numbers import difference, shown
from heedful.understand.metrics.queries import ask, setup_of
from heedful.understand.metrics.question import Period, Question
from heedful.understand.metrics.screen import Card, first_screen
from heedful.understand.metrics.series import points
from heedful.understand.overview.steps import in_words

WEEKS: Final = 8
MOST: Final = 4
WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """One week: its name, its number, and the hundredths of the row before, in and behind its bar."""

    label: str
    number: str
    before: int = 0
    width: int = 0

    @property
    def behind(self) -> int:
        return WHOLE - self.before - self.width


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure in the last whole week, with interval and n; whether it moved; and its bars."""

    name: str
    number: str
    n: int
    change: str
    bars: Sequence[Bar]


def last_week(now: datetime, time_zone: str) -> Period:
    """From Monday to Sunday, the last one that is over."""
    today = now.astimezone(ZoneInfo(time_zone)).date()
    monday = today - timedelta(days=today.weekday() + 7)
    return Period(monday, monday + timedelta(days=6))


def figures_for(member: Member, *, store: Store, now: datetime) -> list[Figure]:
    """The scores that the data allow, of what this member may see; in the language that is active."""
    screen = first_screen(member, store=store, now=now)
    scores = (card for group in screen.groups for card in group.cards if card.metric.room == "scores")
    return [_figure(card, member, store, now) for card in islice(scores, MOST)]


def _figure(card: Card, member: Member, store: Store, now: datetime) -> Figure:
    workspace, method = member.workspace, card.metric.methods[card.first.method]
    week, setup = last_week(now, workspace.time_zone), setup_of(workspace.key)
    asked = Question(
        workspace=workspace.key,
        metric=card.metric.key,
        method=card.first.method,
        now=now,
        tz=workspace.time_zone,
        locations=visible_locations(member),
        period=week,
        compare_to=week.previous(),
    )
    row = next(iter(ask(asked, store=store, setup=setup).rows), None)
    series = _series_of(asked, week)
    drawn = points(
        ask(series, store=store, setup=setup).rows, "week", method, heard_until=week.end, period=series.period
    )
    unit, currency = card.first.unit, setup.currency
    told = in_words(row.estimate, unit, currency) if row and row.state == "known" else _("too few answers to tell")
    change = _moved(row.change if row else None, unit, currency)
    return Figure(str(card.metric.name), told, row.estimate.n if row else 0, change, _bars(drawn, unit, currency))


def _series_of(asked: Question, week: Period) -> Question:
    first = week.start - timedelta(weeks=WEEKS - 1) if week.start else None
    return replace(asked, period=Period(first, week.end), compare_to=None, every="week")


def _moved(change: Change | None, unit: str, currency: str) -> str:
    """A change is called one only where chance would not explain it."""
    if change is None or change.value is None or change.verdict not in ("higher", "lower"):
        return _("no clear change against the week before")
    return _("%(change)s against the week before") % {"change": difference(change.value, unit, currency)}


def _bars(drawn: Sequence[Point], unit: str, currency: str) -> list[Bar]:
    """On one scale with its zero: of points from −100 to 100, else from nothing to the largest."""
    values = [point.value for point in drawn if point.value is not None and point.state == "sure"]
    low, high = (-100.0, 100.0) if unit == "points" else (min([0.0, *values]), max([0.0, *values]))
    return [_bar(point, low, high - low or 1.0, unit, currency) for point in drawn]


def _bar(point: Point, low: float, span: float, unit: str, currency: str) -> Bar:
    label = date_format(point.at, "MONTH_DAY_FORMAT") if not isinstance(point.at, str) else point.at
    if point.value is None or point.state != "sure":
        return Bar(label, _("too few (n = %(n)d)") % {"n": point.n or 0})
    begins, ends = sorted((0.0, point.value))
    before, width = round(WHOLE * (begins - low) / span), round(WHOLE * (ends - begins) / span)
    return Bar(label, shown(point.value, unit, currency), before, min(max(width, 1), WHOLE - before))
