"""Where a goal stands: what was measured since it began, judged against its path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from heedful.interactions.store import Store
from heedful.people.members.queries import visible_locations
from heedful.people.models import Member
from heedful.stats import Change, Estimate
from heedful.understand.filters.queries import heard_until, places_known
from heedful.understand.goals.models import Goal
from heedful.understand.goals.paths import Path, State, judged
from heedful.understand.goals.rises import Rise
from heedful.understand.metrics.answer import Row
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.estimating import difference
from heedful.understand.metrics.queries import ask, setup_of
from heedful.understand.metrics.question import Period, Question
from heedful.understand.metrics.rows import Memo
from heedful.understand.metrics.setup import Setup
from heedful.understand.setup.measures import Described, described

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """A goal with what is known since it began. `expected`: where its path is to be in the time measured.

    `within`: the target lies within the interval, so it may be reached. `told_from`: the day from which it can be told
    at all, where that is still to come.
    """

    measure: Described
    places: Sequence[str]
    now: Estimate
    minimum_n: int
    change: Change | None
    state: State
    within: bool
    is_over: bool
    since: date | None
    until: date | None
    expected: Estimate = Estimate.unknown()  # noqa: RUF009 -- frozen
    told_from: date | None = None

    @property
    def goal(self) -> Goal:
        return self.measure.kept

    @property
    def of(self) -> str:
        """What n counts."""
        return METRICS[self.goal.metric].of_what(self.goal.method) if self.measure.is_known else "observations"

    @property
    def told(self) -> Estimate:
        """What may be told: too few are kept back, and only n is said."""
        return self.now if self.now.n >= self.minimum_n else Estimate.unknown(self.now.n)

    @property
    def baseline(self) -> Estimate:
        return baseline_of(self.goal)

    @property
    def path(self) -> Path:
        return path_of(self.goal, self.measure.better)

    @property
    def rise(self) -> str:
        """What the target was said as: `+20 %`; empty where it was said by itself."""
        goal = self.goal
        return "" if goal.rise is None else Rise(goal.rise, goal.rise_is_share).written(self.measure.unit)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a member's goals are asked with; read once for all of them."""

    member: Member
    store: Store
    setup: Setup
    locations: tuple[str, ...] | None
    now: datetime
    until: date | None
    memo: Memo

    @classmethod
    def of(cls, member: Member, *, store: Store, now: datetime) -> Desk:
        memo: Memo = {}
        until = heard_until(member, store=store, now=now, memo=memo)
        return cls(member, store, setup_of(member.workspace.key), visible_locations(member), now, until, memo)

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.member.workspace.time_zone)).date()

    def row(self, metric: str, method: str, where: Sequence, period: Period) -> Row | None:
        """The one row that stands for the method; None where it gives none."""
        return next(iter(self.rows(metric, method, where, period)), None)

    def rows(self, metric: str, method: str, where: Sequence, period: Period, every: str | None = None) -> list[Row]:
        """The rows that stand for the method: one, or one for each part of the time."""
        question = Question(
            workspace=self.member.workspace.key,
            metric=metric,
            method=method,
            now=self.now,
            where=tuple((name, tuple(values)) for name, values in where),
            period=period,
            every=every,
            tz=self.member.workspace.time_zone,
            locations=self.locations,
        )
        wanted = dict(METRICS[metric].methods[method].headline or {})
        rows = ask(question, store=self.store, setup=self.setup, memo=self.memo).rows
        return [row for row in rows if wanted.items() <= row.extras.items()]


def baseline_period(metric: str, starts_on: date) -> Period:
    """The time before a goal begins, as long as suits the measure."""
    return Period(starts_on - timedelta(days=METRICS[metric].days), starts_on - A_DAY)


def baseline_of(goal: Goal) -> Estimate:
    return Estimate(goal.baseline, goal.baseline_low, goal.baseline_high, goal.baseline_n)


def begins_on(goal: Goal) -> date:
    return (goal.baseline_to or goal.created_at.date()) + A_DAY


def path_of(goal: Goal, better: str) -> Path:
    return Path(baseline_of(goal), goal.target, better, begins_on(goal), goal.due_on)


def standings(goals: Sequence[Goal], member: Member, *, store: Store, now: datetime) -> list[Standing]:
    return standings_at(Desk.of(member, store=store, now=now), goals) if goals else []


def standings_at(desk: Desk, goals: Sequence[Goal]) -> list[Standing]:
    called = places_known(desk.member, store=desk.store)
    return [_standing(goal, desk, called) for goal in goals]


def _standing(goal: Goal, desk: Desk, called: dict[str, str]) -> Standing:
    measure = described(goal)
    where = dict(goal.where)
    standing = Standing(
        measure=measure,
        places=[called.get(key, key) for key in where.get("location", ())],
        now=Estimate.unknown(),
        minimum_n=METRICS[goal.metric].methods[goal.method].minimum_n if measure.is_known else 0,
        change=None,
        state="unsure" if goal.due_on < desk.today else "too early",
        within=False,
        is_over=goal.due_on < desk.today,
        since=None,
        until=desk.until,
    )
    period = _since(goal, desk) if measure.is_known else None
    if period is None:
        return standing
    standing = replace(standing, since=period.start, until=period.end)
    whole = _whole_from(goal)
    if whole is not None and desk.until is not None and desk.until < whole:
        return replace(standing, told_from=whole)
    row = desk.row(goal.metric, goal.method, goal.where, period)
    return _judged(replace(standing, now=row.estimate), row, period, desk.today) if row else standing


def _since(goal: Goal, desk: Desk) -> Period | None:
    """The days since the goal began, at most as many as suit the measure; up to its last one."""
    begins = begins_on(goal)
    if desk.until is None or desk.until < begins:
        return None
    until = max(begins, min(desk.until, goal.due_on))
    return Period(max(begins, until - timedelta(days=METRICS[goal.metric].days - 1)), until)


def _whole_from(goal: Goal) -> date | None:
    """What customers do is counted over a time: half of it, of which fewer leave and fewer come again, says nothing.

    The first day on which as long a time has passed as what was before was counted over; None for what is said.
    """
    metric = METRICS[goal.metric]
    if metric.room != "behaviour":
        return None
    return begins_on(goal) + timedelta(days=metric.days - 1)


def _judged(standing: Standing, row: Row, period: Period, today: date) -> Standing:
    goal, now, path = standing.goal, row.estimate, standing.path
    since, until = period.start or goal.due_on, period.end or goal.due_on
    standing = replace(standing, expected=path.over(since, until))
    if row.state != "known" or now.value is None:
        return standing
    low, high = (now.value if end is None else end for end in (now.low, now.high))
    return replace(
        standing,
        change=difference(standing.baseline, now, minimum_n=standing.minimum_n),
        within=low < goal.target < high,
        state=judged(now, path, since=since, until=until, today=today, minimum_n=standing.minimum_n),
    )
