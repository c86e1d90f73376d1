"""Where a goal stands: judged by intervals, never by a share of the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from heedful.interactions.store import Store
from heedful.people.members.queries import visible_locations
from heedful.people.models import Member
from heedful.stats import Change, Estimate
from heedful.understand.filters.queries import heard_until, places_known
from heedful.understand.goals.models import Goal
from heedful.understand.metrics.answer import Row
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.estimating import difference
from heedful.understand.metrics.queries import ask, setup_of
from heedful.understand.metrics.question import Period, Question
from heedful.understand.metrics.rows import Memo
from heedful.understand.metrics.setup import Setup
from heedful.understand.setup.measures import Described, described

State = Literal["reached", "perhaps", "on the way", "not", "too few"]
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """A goal with what is known since it began. `within`: the target lies within the interval, so it may be reached."""

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
        question = Question(
            workspace=self.member.workspace.key,
            metric=metric,
            method=method,
            now=self.now,
            where=tuple((name, tuple(values)) for name, values in where),
            period=period,
            tz=self.member.workspace.time_zone,
            locations=self.locations,
        )
        wanted = dict(METRICS[metric].methods[method].headline or {})
        rows = ask(question, store=self.store, setup=self.setup, memo=self.memo).rows
        return next((row for row in rows if wanted.items() <= row.extras.items()), None)


def baseline_period(metric: str, starts_on: date) -> Period:
    """The time before a goal begins, as long as suits the measure."""
    return Period(starts_on - timedelta(days=METRICS[metric].days), starts_on - A_DAY)


def baseline_of(goal: Goal) -> Estimate:
    return Estimate(goal.baseline, goal.baseline_low, goal.baseline_high, goal.baseline_n)


def standings(goals: Sequence[Goal], member: Member, *, store: Store, now: datetime) -> list[Standing]:
    if not goals:
        return []
    desk = Desk.of(member, store=store, now=now)
    called = places_known(member, store=store)
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
        state="too few",
        within=False,
        is_over=goal.due_on < desk.today,
        since=None,
        until=desk.until,
    )
    period = _since(goal, desk) if measure.is_known else None
    if period is None:
        return standing
    row = desk.row(goal.metric, goal.method, goal.where, period)
    standing = replace(standing, since=period.start, until=period.end)
    return _judged(replace(standing, now=row.estimate), row) if row else standing


def _since(goal: Goal, desk: Desk) -> Period | None:
    """The days since the goal began, at most as many as suit the measure; up to its last one."""
    begins = (goal.baseline_to or goal.created_at.date()) + A_DAY
    if desk.until is None or desk.until < begins:
        return None
    until = max(begins, min(desk.until, goal.due_on))
    return Period(max(begins, until - timedelta(days=METRICS[goal.metric].days - 1)), until)


def _judged(standing: Standing, row: Row) -> Standing:
    goal, now, better = standing.goal, row.estimate, standing.measure.better
    if row.state != "known" or now.value is None:
        return standing
    low, high = (now.value if end is None else end for end in (now.low, now.high))
    change = difference(standing.baseline, now, minimum_n=standing.minimum_n)
    standing = replace(standing, change=change, within=low < goal.target < high)
    if (low >= goal.target) if better == "higher" else (high <= goal.target):
        return replace(standing, state="reached")
    if (now.value >= goal.target) if better == "higher" else (now.value <= goal.target):
        return replace(standing, state="perhaps")
    if change.verdict == "unknown":
        return standing
    return replace(standing, state="on the way" if change.verdict == better else "not")
