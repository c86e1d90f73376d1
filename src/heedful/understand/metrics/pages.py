"""One measure, looked at closely: its number, its line over time, where it is so, and why it changed."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from heedful.interactions.labels import VERSIONED
from heedful.interactions.store import Store
from heedful.stats import Estimate
from heedful.ui import charts
from heedful.ui.navigation import Link
from heedful.understand.drivers.paragraph import Told, told_of
from heedful.understand.events.queries import happenings
from heedful.understand.goals.models import Goal
from heedful.understand.goals.queries import visible_goals
from heedful.understand.metrics.answer import Answer, Row
from heedful.understand.metrics.cache import Kept
from heedful.understand.metrics.cohorts import cohorts_of
from heedful.understand.metrics.cuts import Cut, cut_of
from heedful.understand.metrics.inquiry import Inquiry
from heedful.understand.metrics.looks import Look
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.series import fitting, points, year_to
from heedful.understand.metrics.trust import Trust, trust_of
from heedful.understand.metrics.why import Why, answers_drawn, why_of
from heedful.understand.norms.models import Norm
from heedful.understand.norms.queries import norms_by_measure

FEW = 3  # a line of fewer points over the last year tells less than all that was heard

_rests: WeakKeyDictionary[Store, Kept[Rest]] = WeakKeyDictionary()
_trusts: WeakKeyDictionary[Store, Kept[tuple[Trust | None]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Front:
    """What a page of one measure shows at once. `row` is None where no single number stands for the method."""

    look: Look
    answer: Answer
    row: Row | None
    goal: Goal | None
    norm: Norm | None
    trend: charts.Trend | None
    every: str
    trust: Trust | None

    @property
    def told(self) -> Estimate:
        if self.row is None:
            return Estimate.unknown()
        enough = self.row.estimate.n >= self.look.method.minimum_n
        return self.row.estimate if enough else Estimate.unknown(self.row.estimate.n)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was heard that the method reads, within the filter."""
        return not self.answer.n

    @property
    def steps(self) -> list[Link]:
        return self.look.step_links(self.every)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.look.inquiry.parts)


@dataclass(frozen=True, slots=True)
class Rest:
    """What comes after it."""

    cut: Cut | None
    why: Why | None
    answers: charts.Distribution | None
    cohorts: charts.HeatTable | None
    told: Told | None


def front_of(look: Look) -> Front:
    inquiry = look.inquiry
    single = look.method.headline is not None or not look.method.extras
    answer = inquiry.ask(look.metric.key, look.name, look.period, compare_to=look.held_against)
    row = _headline(answer, look) if single else None
    goal = _goal(look)
    norm = norms_by_measure(inquiry.member.workspace).get((look.metric.key, look.name))
    trend, every = _trend(look, goal, norm) if single else (None, "")
    return Front(look, answer, row, goal, norm, trend, every, _trust(look))


def _trust(look: Look) -> Trust | None:
    """What the model was fitted to, read anew only after something is heard."""
    key = (look.inquiry.key, look.metric.key, look.name)
    kept = _trusts.setdefault(look.inquiry.store, Kept(most=32))
    found = kept.get(key)
    if found is None:
        found = (trust_of(look),)
        kept.keep(key, found)
    return found[0]


def rest_of(look: Look) -> Rest:
    kept, key = _rests.setdefault(look.inquiry.store, Kept(most=128)), _rest_key(look)
    rest = kept.get(key)
    if rest is None:
        rest = Rest(cut_of(look), why_of(look), answers_drawn(look), cohorts_of(look), told_of(look))
        kept.keep(key, rest)
    return rest


def is_worked_out(look: Look) -> bool:
    return _rests.setdefault(look.inquiry.store, Kept(most=128)).get(_rest_key(look)) is not None


def _rest_key(look: Look) -> tuple[Hashable, ...]:
    """What was read off the texts is told with it, and changes without a row of the log."""
    inquiry = look.inquiry
    read_off = inquiry.store.version(inquiry.member.workspace.key, [VERSIONED])
    return (inquiry.key, read_off, look.metric.key, *look.kept.items(), look.name)


def _headline(answer: Answer, look: Look) -> Row:
    wanted = dict(look.method.headline or {})
    return next((row for row in answer.rows if wanted.items() <= row.extras.items()), answer.rows[0])


def _goal(look: Look) -> Goal | None:
    """The goal that was set for just this."""
    for goal in visible_goals(look.inquiry.member):
        where = tuple(sorted((name, tuple(sorted(values))) for name, values in goal.where))
        if (goal.metric, goal.method, where) == (look.metric.key, look.name, look.inquiry.filter.where):
            return goal
    return None


def _trend(look: Look, goal: Goal | None, norm: Norm | None) -> tuple[charts.Trend | None, str]:
    """The line over time: of the period chosen, else of the last year. A model of all of history has none by itself."""
    period = look.inquiry.filter.period or year_to(look.inquiry.filter.heard_until)
    every = look.every or (fitting(period) if look.inquiry.filter.period else "month")
    if look.method.headline is None and look.method.reads == "history" and not look.every:
        return None, every
    rows = _heard(look, period, every)
    if len(rows) < FEW and look.inquiry.filter.period is None and look.method.reads != "history":
        period = Period(None, look.inquiry.filter.heard_until)
        rows = _heard(look, period, every)
    if not rows:
        return None, every
    drawn = points(rows, every, look.method, heard_until=look.inquiry.filter.heard_until, period=period)
    return (
        charts.Trend(
            title=str(look.metric.says),
            says=str(look.method.says),
            unit=look.unit,
            currency=look.inquiry.currency,
            of=look.of,
            per=every,
            series=(charts.Series(str(look.metric.name), drawn),),
            events=_events(look.inquiry, period),
            goal=goal.target if goal else None,
            norm=norm.value if norm else None,
        ),
        every,
    )


def _heard(look: Look, period: Period, every: str) -> list[Row]:
    return [row for row in look.inquiry.ask(look.metric.key, look.name, period, every=every).rows if row.estimate.n]


def _events(inquiry: Inquiry, period: Period) -> tuple[charts.Event, ...]:
    places = next((values for name, values in inquiry.filter.where if name == "location"), ())
    return tuple(charts.Event(each.happened_on, each.words) for each in happenings(inquiry.member, period, places))
