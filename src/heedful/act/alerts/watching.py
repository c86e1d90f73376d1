"""Rules about a number: each window of time is looked at once, when it is over, and held against what is usual.

All clocks are those of the workspace's wall: a day is a local day, an hour of the week the one that the wall shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from math import exp, inf, isfinite, log1p
from typing import Any, Final
from zoneinfo import ZoneInfo

import narwhals as nw
import pyarrow as pa

from heedful.act.alerts.conditions import Change, Level, Spike, Watched
from heedful.act.alerts.models import Rule
from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.stats.angles import angle, share_at
from heedful.stats.limits import Limits, Side, limits_of_change, limits_of_level, rate_of, usual
from heedful.stats.spikes import Scatter, most_usual, scatter_of
from heedful.understand.goals.models import Standard
from heedful.understand.metrics.answer import Row
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.metric import Method, Metric
from heedful.understand.metrics.queries import ask
from heedful.understand.metrics.question import Period, Question
from heedful.understand.metrics.rows import narrowed

A_DAY: Final = timedelta(days=1)
AN_HOUR: Final = timedelta(hours=1)
WEEKS: Final = 12  # of which what is usual is learnt
WEEKS_OF_HOURS: Final = 8
FEWEST_IN_A_SPIKE: Final = 5
DAY_MINUTES: Final = 1440
WEEK_MINUTES: Final = 7 * DAY_MINUTES
EVERY: Final = {DAY_MINUTES: "day", WEEK_MINUTES: "week"}


@dataclass(frozen=True, slots=True)
class Look:
    """One window of a place, held against its limits; without `limits`, too little was heard before to have any."""

    place: str
    begins: datetime
    ends: datetime
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    limits: Limits | None = None

    @property
    def is_beyond(self) -> bool:
        return self.limits is not None and self.value is not None and not self.limits.holds(self.value)

    @property
    def limit(self) -> float | None:
        """The end that was crossed; the nearer one where none was."""
        if self.limits is None or self.value is None:
            return None
        ends = [end for end in (self.limits.low, self.limits.high) if isfinite(end)]
        return min(ends, key=lambda end: abs(end - (self.value or 0.0)), default=None)


def can_be_watched(_metric: Metric, method: Method) -> bool:
    """Whether a window of it stands for itself: what customers do over the years has no days."""
    return method.reads in ("period", "conversations") and not method.extras and method.asks is None


def false_alarm_rate(condition: Watched, rule: Rule) -> float:
    """The chance of a false alarm at one look at one place."""
    return rate_of(condition.false_alarm_days, 60 if isinstance(condition, Spike) else rule.window_minutes)


def looks(rule: Rule, condition: Watched, since: datetime, *, store: Store, now: datetime) -> list[Look]:
    """All windows that were over between `since` and `now`, in order of time."""
    if isinstance(condition, Spike):
        return list(_looks_at_hours(rule, condition, since, store, now))
    if METRICS.get(condition.metric) is None or condition.method not in METRICS[condition.metric].methods:
        return []
    return list(_looks_at_measure(rule, condition, since, store, now))


def rows_in(rule: Rule, condition: Watched, look: Look, store: Store) -> pa.Table:
    """Exactly what the window's number was made of: id, kind and time, the newest first."""
    kinds, scales = condition_kinds(condition), tuple[str, ...]()
    if not isinstance(condition, Spike):
        scales = METRICS[condition.metric].methods[condition.method].scales
    at = nw.col("occurred_at")
    frame = _narrowed(rule, condition, store, kinds).filter(at >= _naive(look.begins), at < _naive(look.ends))
    if scales:
        frame = frame.filter(nw.col("scale").is_in(list(scales)))
    if look.place:
        frame = frame.filter(nw.col("location") == look.place)
    rows = frame.select("id", "kind", "occurred_at").sort("occurred_at", "id", descending=True)
    table: pa.Table = rows.collect(backend="pyarrow").to_native()
    return table


def condition_kinds(condition: Watched) -> Sequence[str]:
    if isinstance(condition, Spike):
        return condition.kinds
    return METRICS[condition.metric].kinds_of(condition.method)


def _looks_at_measure(
    rule: Rule, condition: Level | Change, since: datetime, store: Store, now: datetime
) -> Iterator[Look]:
    zone, days = ZoneInfo(rule.workspace.time_zone), rule.window_minutes // DAY_MINUTES
    until = _last_day(now.astimezone(zone).date(), days)
    first = since.astimezone(zone).date()
    question = Question(
        workspace=rule.workspace.key,
        metric=condition.metric,
        method=condition.method,
        now=now,
        by=("location",) if _apart(rule, condition) else (),
        where=_where(rule, condition),
        period=Period(_monday(first) - timedelta(weeks=WEEKS + 1), until),
        every=EVERY[rule.window_minutes],
        tz=rule.workspace.time_zone,
    )
    rows = ask(question, store=store).rows
    for place, its in groupby(sorted(rows, key=_place_of), key=_place_of):
        series = {day: row for row in its if (day := _day_of(row.period)) is not None}
        for day in sorted(series):
            last = day + timedelta(days=days - 1)
            if first <= last + A_DAY and last <= until and _moment(last + A_DAY, zone) > since:
                yield _look(rule, condition, place, day, series, zone)


def _look(
    rule: Rule, condition: Level | Change, place: str, day: date, series: Mapping[date, Row], zone: ZoneInfo
) -> Look:
    row, days = series[day], rule.window_minutes // DAY_MINUTES
    it, estimate = series[day].estimate, row.estimate
    begins, ends = _moment(day, zone), _moment(day + timedelta(days=days), zone)
    before = [series[at] for week in range(1, WEEKS + 1) if (at := day - timedelta(weeks=week)) in series]
    limits = None
    if it.value is not None and it.n >= rule.minimum_n:
        limits = _limits(rule, condition, estimate.value, it.n, before)
    return Look(place, begins, ends, it.value, it.n, it.low, it.high, limits)


def _limits(rule: Rule, condition: Level | Change, value: float | None, n: int, before: Sequence[Row]) -> Limits | None:
    known = [row.estimate for row in before if row.estimate.value is not None and row.estimate.n > 0]
    unit, rate = METRICS[condition.metric].unit_of(condition.method), false_alarm_rate(condition, rule)
    into, out = _scale(unit if isinstance(condition, Level) or unit == "seconds" else "")
    past = usual([into(each.value or 0.0, each.n) for each in known], [each.n for each in known])
    if past is None or value is None:
        return None
    if isinstance(condition, Change):
        return _back(limits_of_change(past, n, rate=rate), n, out)
    promised = promised_by(rule, condition)
    if promised is None:
        return None
    standard, side = promised
    return _back(limits_of_level(past, into(standard, n), n, rate=rate, side=side), n, out)


def promised_by(rule: Rule, condition: Level) -> tuple[float, Side] | None:
    """What the level is held against: the rule's own limit, or what the touchpoint has promised by now."""
    low, high = condition.at_least, condition.at_most
    if low is None and high is None:
        about = {"metric": condition.metric, "method": condition.method, "touchpoint": condition.touchpoint}
        standard = Standard.objects.filter(workspace=rule.workspace_id, **about).first()
        low, high = (standard.at_least, standard.at_most) if standard else (None, None)
    if low is not None:
        return low, "below"
    return None if high is None else (high, "above")


def _scale(unit: str) -> tuple[Callable[[float, float], float], Callable[[float, float], float]]:
    """On which chance strays evenly to both sides, and the way back."""
    if unit == "share":
        return angle, share_at
    if unit == "seconds":
        return (lambda value, _n: log1p(max(value, 0.0))), (lambda value, _n: exp(min(value, 40.0)) - 1)
    return (lambda value, _n: value), (lambda value, _n: value)


def _back(limits: Limits, n: float, out: Callable[[float, float], float]) -> Limits:
    low = out(limits.low, n) if isfinite(limits.low) else -inf
    return Limits(low, out(limits.high, n) if isfinite(limits.high) else inf)


def _looks_at_hours(rule: Rule, condition: Spike, since: datetime, store: Store, now: datetime) -> Iterator[Look]:
    until = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    first = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    zone = ZoneInfo(rule.workspace.time_zone)
    counted = _hours(rule, condition, first - timedelta(weeks=WEEKS_OF_HOURS, hours=1), until, store)
    rate, heard_from = false_alarm_rate(condition, rule), min((min(each) for each in counted.values()), default=until)
    for place, counts in sorted(counted.items()):
        scatters: dict[date, Scatter] = {}
        for hour in sorted(counts):
            if first <= hour < until and hour + AN_HOUR > since:
                yield _look_at_hour(rule, place, hour, counts, zone, rate, scatters, heard_from)


def _look_at_hour(
    rule: Rule,
    place: str,
    hour: datetime,
    counts: Mapping[datetime, int],
    zone: ZoneInfo,
    rate: float,
    scatters: dict[date, Scatter],
    heard_from: datetime,
) -> Look:
    """Hours that are as usual or quieter need no limits of their own: only an unusual one is worked out."""
    n = counts[hour]
    before = [counts.get(at, 0) for at in _same_hours(hour, zone) if at >= heard_from]
    look = Look(place, hour, hour + AN_HOUR, float(n), n)
    if len(before) < WEEKS_OF_HOURS // 2:
        return look
    mean = sum(before) / len(before)
    if n < max(rule.minimum_n, FEWEST_IN_A_SPIKE) or n <= mean:
        return Look(place, hour, hour + AN_HOUR, float(n), n, limits=Limits(-inf, max(mean, float(n))))
    day = hour.astimezone(zone).date()
    if day not in scatters:
        scatters[day] = _scatter(hour, counts, zone, heard_from)
    most = most_usual(before, rate=rate, scatter=scatters[day])
    return Look(place, hour, hour + AN_HOUR, float(n), n, limits=Limits(-inf, float(most)))


def _scatter(hour: datetime, counts: Mapping[datetime, int], zone: ZoneInfo, heard_from: datetime) -> Scatter:
    week = [hour - timedelta(hours=back) for back in range(1, 169)]
    cells = [[counts.get(at, 0) for at in (each, *_same_hours(each, zone)) if at >= heard_from] for each in week]
    return scatter_of(cells)


def _same_hours(hour: datetime, zone: ZoneInfo) -> list[datetime]:
    """The same hour by the clock on the wall in the weeks before."""
    local = hour.astimezone(zone).replace(tzinfo=None)
    earlier = (local - timedelta(weeks=week) for week in range(1, WEEKS_OF_HOURS + 1))
    return [at.replace(tzinfo=zone).astimezone(UTC) for at in earlier]


def _hours(
    rule: Rule, condition: Spike, first: datetime, until: datetime, store: Store
) -> dict[str, dict[datetime, int]]:
    """How much was heard in each hour of each place; counted in the log's engine."""
    at, is_apart = nw.col("occurred_at"), _apart(rule, condition)
    frame = _narrowed(rule, condition, store, condition.kinds).filter(at >= _naive(first), at < _naive(until))
    by = ["hour", "location"] if is_apart else ["hour"]
    counted = frame.with_columns(hour=at.dt.truncate("1h")).group_by(*by).agg(n=nw.len())
    found: dict[str, dict[datetime, int]] = defaultdict(dict)
    for row in counted.collect(backend="pyarrow").iter_rows(named=True):
        place = (row["location"] or "") if is_apart else ""
        found[place][row["hour"].replace(tzinfo=UTC)] = int(row["n"])
    return found


def _narrowed(rule: Rule, condition: Watched, store: Store, kinds: Sequence[str]) -> nw.LazyFrame[Any]:
    return narrowed(lazy(store.frame(rule.workspace.key, kinds=list(kinds))), _where(rule, condition))


def _where(rule: Rule, condition: Watched) -> tuple[tuple[str, tuple[str, ...]], ...]:
    places = (("location", tuple(rule.locations)),) if rule.locations else ()
    return (*places, ("touchpoint", (condition.touchpoint,))) if condition.touchpoint else places


def _apart(rule: Rule, condition: Watched) -> bool:
    return condition.apart or len(rule.locations) == 1


def _place_of(row: Row) -> str:
    return row.dims.get("location") or ""


def _day_of(period: str) -> date | None:
    """The first day of a day or week, by what it is called."""
    if "-W" in period:
        year, _, week = period.partition("-W")
        return date.fromisocalendar(int(year), int(week), 1)
    try:
        return date.fromisoformat(period)
    except ValueError:
        return None


def _last_day(today: date, days: int) -> date:
    """Of the last window that is over: yesterday, or last Sunday."""
    return today - A_DAY if days == 1 else _monday(today) - A_DAY


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _moment(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)
