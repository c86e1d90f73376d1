"""The first screen: every measure that the workspace's data allow, each with its honesty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from heedful.interactions.schema import KINDS
from heedful.interactions.store import Store
from heedful.people.members.queries import visible_locations
from heedful.people.models import Member
from heedful.stats import Estimate
from heedful.understand.metrics.answer import Answer, Row
from heedful.understand.metrics.cache import Kept, quarter_hour
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.metric import Method, Metric, Room, Words
from heedful.understand.metrics.queries import NOTHING_HEARD, ask, setup_of
from heedful.understand.metrics.question import Period, Question
from heedful.understand.metrics.rows import Memo, different, remembered, span_of_kinds
from heedful.understand.metrics.setup import Setup

ROOMS: Final[Mapping[Room, Promise]] = {"scores": _("Scores"), "behaviour": _("Behaviour"), "service": _("Service")}


_screens: WeakKeyDictionary[Store, Kept[Screen]] = WeakKeyDictionary()
_askers = ThreadPoolExecutor(2, thread_name_prefix="asker")  # while one waits for the engine, the other plans


@dataclass(frozen=True, slots=True)
class Reading:
    """One method's number on the screen."""

    method: str
    name: Words
    note: Words
    says: Words
    unit: str
    of: str
    minimum_n: int
    estimate: Estimate
    warnings: Sequence[Words] = ()

    @property
    def told(self) -> Estimate:
        """What may be told: below the minimum the number is kept back, and only n is said."""
        return self.estimate if self.estimate.n >= self.minimum_n else Estimate.unknown(self.estimate.n)


@dataclass(frozen=True, slots=True)
class Card:
    """One measure: its first method that the data allow, and the others beneath."""

    metric: Metric
    period: Period
    first: Reading
    others: tuple[Reading, ...]

    @property
    def address(self) -> str:
        """Where a program, or a spreadsheet, gets the same rows."""
        asked = {"method": self.first.method, "from": f"{self.period.start}", "to": f"{self.period.end}"}
        return f"/api/v1/metrics/{self.metric.key}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A measure that the data do not allow yet, and what it waits for."""

    metric: Metric
    reason: Words


@dataclass(frozen=True, slots=True)
class Group:
    title: Words
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    as_of: datetime
    heard_until: date | None
    currency: str
    groups: tuple[Group, ...]
    waiting: tuple[Waiting, ...]


def first_screen(member: Member, *, store: Store, now: datetime) -> Screen:
    """Every measure of the catalogue, over the time that suits it, up to the last day heard.

    Kept until anything is heard or a quarter of an hour is over; it says as of when it is.
    """
    setup, locations = setup_of(member.workspace.key), visible_locations(member)
    version = store.version(member.workspace.key)
    key = (member.workspace.key, member.workspace.time_zone, locations, setup, version, quarter_hour(now))
    screens = _screens.setdefault(store, Kept(most=64))
    kept = screens.get(key)
    if kept is None:
        kept = _screen(member, locations, setup, store, now)
        screens.keep(key, kept)
    return kept


def _screen(member: Member, locations: tuple[str, ...] | None, setup: Setup, store: Store, now: datetime) -> Screen:
    memo: Memo = {}
    last = _last_day_heard(member, store, now, memo)
    if last is None:
        return Screen(as_of=now, heard_until=None, currency=setup.currency, groups=(), waiting=())
    asking = _Asking(member, locations, last, now, store, setup, memo, _scales_heard(member, store, memo))
    found = _asked_by_two(asking)
    cards = [each for each in found if isinstance(each, Card)]
    return Screen(
        as_of=now,
        heard_until=last,
        currency=setup.currency,
        groups=tuple(
            Group(title, tuple(card for card in cards if card.metric.room == room)) for room, title in ROOMS.items()
        ),
        waiting=tuple(each for each in found if isinstance(each, Waiting)),
    )


def _asked_by_two(asking: _Asking) -> list[Card | Waiting]:
    """Measures of the same kinds share what they read, so one asker asks for them all.

    The longest begin; those that rest on others' numbers come last, to find them there.
    """
    together: dict[tuple[str, ...], list[Metric]] = {}
    for metric in reversed(list(METRICS.values())):
        together.setdefault(metric.kinds, []).append(metric)
    tasks = sorted(
        together.values(), key=lambda metrics: any(m.also for each in metrics for m in each.methods.values())
    )
    found = _askers.map(lambda metrics: [(metric.key, asking.card(metric)) for metric in metrics], tasks)
    cards = dict(pair for pairs in found for pair in pairs)
    return [cards[key] for key in METRICS]


@dataclass(frozen=True, slots=True)
class _Asking:
    """The one who looks, and what is read for all measures together."""

    member: Member
    locations: tuple[str, ...] | None
    last: date
    now: datetime
    store: Store
    setup: Setup
    memo: Memo
    scales: frozenset[str]

    def card(self, metric: Metric) -> Card | Waiting:
        period = Period(self.last - timedelta(days=metric.days - 1), self.last)
        reasons: list[Words] = []
        readings: list[Reading] = []
        for name, method in metric.methods.items():
            if not self.is_for(method, readings):
                continue
            answer = self.answer(metric, name, period)
            row = _headline(answer, method)
            if row is not None and row.estimate.n:
                readings.append(_reading(metric, name, method, row, answer))
            elif answer.impossible is not None:
                reasons.append(answer.impossible)
        if readings:
            return Card(metric, period, readings[0], tuple(readings[1:]))
        return Waiting(metric, reasons[0] if reasons else NOTHING_HEARD)

    def is_for(self, method: Method, found: Sequence[Reading]) -> bool:
        """Whether the method stands on the screen, and there may be anything that it reads."""
        if method.headline is None or (method.last_resort and found):
            return False
        return not method.scales or not self.scales.isdisjoint(method.scales)

    def answer(self, metric: Metric, method: str, period: Period) -> Answer:
        question = Question(
            workspace=self.member.workspace.key,
            metric=metric.key,
            method=method,
            now=self.now,
            period=period,
            tz=self.member.workspace.time_zone,
            locations=self.locations,
        )
        return ask(question, store=self.store, setup=self.setup, memo=self.memo)


def _rests_on_others(metrics: Sequence[Metric]) -> bool:
    return any(method.also for metric in metrics for method in metric.methods.values())


def _headline(answer: Answer, method: Method) -> Row | None:
    """The row that stands for the method: the only one, or the one with the extras that it names."""
    wanted = dict(method.headline or {})
    return next((row for row in answer.rows if wanted.items() <= row.extras.items()), None)


def _reading(metric: Metric, name: str, method: Method, row: Row, answer: Answer) -> Reading:
    return Reading(
        method=name,
        name=method.name,
        note=method.note,
        says=method.says,
        unit=answer.unit,
        of=metric.of_what(name),
        minimum_n=method.minimum_n,
        estimate=row.estimate,
        warnings=answer.warnings,
    )


def _last_day_heard(member: Member, store: Store, now: datetime, memo: Memo) -> date | None:
    """The local day of the newest row, today at the latest; None while nothing was heard."""
    span = span_of_kinds(member.workspace.key, KINDS, store, memo)
    if span is None:
        return None
    return min(span[1].replace(tzinfo=UTC), now).astimezone(ZoneInfo(member.workspace.time_zone)).date()


def _scales_heard(member: Member, store: Store, memo: Memo) -> frozenset[str]:
    """The scales on which anything was ever answered: the others need no question."""
    found: frozenset[str] = remembered(
        store, member.workspace.key, "answer", memo, "scales", lambda frame: different(frame, "scale")
    )
    return found
