"""The panel of a design, counted in the log's engine by place and day: the measures say what a number is, not this."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from heedful.interactions.store import Store
from heedful.understand.effects.design import Caution, Design
from heedful.understand.effects.panel import Panel, Row, panel_of
from heedful.understand.effects.terms import A_WEEK
from heedful.understand.metrics.answer import Row as Told
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.metric import Method
from heedful.understand.metrics.queries import ask
from heedful.understand.metrics.question import Period, Question
from heedful.understand.metrics.rows import Memo
from heedful.understand.metrics.setup import Setup

WEEKS_BEFORE: Final = 52
EVERYWHERE: Final = ""  # the name of the one place of a design that names none
A_DAY: Final = timedelta(days=1)
ADDS_UP: Final = ("points", "share", "score")  # a week is the mean of its days, each by how many answered


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks, of which log, when; what was read once is not read again."""

    workspace: str
    store: Store
    setup: Setup
    now: datetime
    tz: str
    locations: tuple[str, ...] | None = None
    memo: Memo = field(default_factory=dict, compare=False)

    @property
    def yesterday(self) -> date:
        """The last local day that is over."""
        return self.now.astimezone(ZoneInfo(self.tz)).date() - A_DAY

    def rows(self, design: Design, places: Sequence[str], period: Period, every: str | None) -> tuple[Told, ...]:
        where = tuple(each for each in design.where if each[0] != "location" or not places)
        question = Question(
            workspace=self.workspace,
            metric=design.metric,
            method=design.method,
            now=self.now,
            by=("location",) if places else (),
            where=(*where, ("location", tuple(places))) if places else where,
            period=period,
            every=every,
            tz=self.tz,
            locations=self.locations,
        )
        return ask(question, store=self.store, setup=self.setup, memo=self.memo).rows


def method_of(design: Design) -> Method | None:
    return METRICS[design.metric].methods.get(design.method) if design.metric in METRICS else None


def not_by_week(design: Design) -> Caution | None:
    """A measure that needs a customer's whole history has no value of one week at one place."""
    method = method_of(design)
    if method is None or method.asks is not None or method.extras or method.reads in ("history", "cohorts"):
        return Caution("not by week")
    return None


def counted(design: Design, desk: Desk, places: Sequence[str], *, until: date) -> Panel:
    """What was seen at the places, by weeks that are counted from the day the action begins, up to a day.

    Without places, everything is one.
    """
    first = min(design.starts_on, until + A_DAY) - timedelta(days=A_WEEK * WEEKS_BEFORE)
    period = Period(first, until)
    if METRICS[design.metric].unit_of(design.method) in ADDS_UP:
        rows = _by_blocks(desk.rows(design, places, period, "day"), design, until)
    else:
        rows = _by_weeks(desk.rows(design, places, period, "week"), design, until)
    return panel_of(
        rows,
        treated=design.treated or (EVERYWHERE,),
        begins=design.starts_on.isoformat(),
        noise=_noise(design, desk, places, Period(first, min(until, design.starts_on - A_DAY))),
    )


def _by_blocks(found: Iterable[Told], design: Design, until: date) -> list[Row]:
    """Seven local days each: no week lies on both sides of the beginning, and none is half over."""
    sums: dict[tuple[str, date], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in found:
        place, value, n = row.dims.get("location", EVERYWHERE), row.estimate.value, row.estimate.n
        if place is None or value is None or not n:
            continue
        weeks = (date.fromisoformat(row.period) - design.starts_on).days // A_WEEK
        cell = sums[place, design.starts_on + timedelta(days=A_WEEK * weeks)]
        cell[0] += value * n
        cell[1] += n
    return [
        (place, week.isoformat(), total / n, n)
        for (place, week), (total, n) in sorted(sums.items())
        if _is_over(week, design, until)
    ]


def _is_over(week: date, design: Design, until: date) -> bool:
    return week + timedelta(days=A_WEEK) <= until + A_DAY or until >= design.ends_on


def _by_weeks(found: Iterable[Told], design: Design, until: date) -> list[Row]:
    """A median of days is no median of a week: calendar weeks, but the one in which the action began, if midway."""
    rows = []
    for row in found:
        place, value, n = row.dims.get("location", EVERYWHERE), row.estimate.value, row.estimate.n
        if place is None or value is None or not n:
            continue
        monday = date.fromisoformat(f"{row.period}-1")
        is_split = monday < design.starts_on < monday + timedelta(days=A_WEEK)
        if not is_split and _is_over(monday, design, until):
            rows.append((place, monday.isoformat(), value, float(n)))
    return rows


def _noise(design: Design, desk: Desk, places: Sequence[str], period: Period) -> dict[str, float]:
    """The variance of one answer at each place, as its own interval over the time before tells it."""
    found = {}
    for row in desk.rows(design, places, period, None):
        place, estimate = row.dims.get("location", EVERYWHERE), row.estimate
        if place is None or estimate.low is None or estimate.high is None or not estimate.n:
            continue
        error = (estimate.high - estimate.low) / 2 / 1.96
        if error > 0:
            found[place] = error**2 * estimate.n
    return found
