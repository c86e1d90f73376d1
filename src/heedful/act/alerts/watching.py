"""Rules about a number: each window of time is looked at once, when it is over, and held against what is usual.

All clocks are those of the workspace's wall: a day is a local day, an hour of the week the one that the wall shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from math import exp, inf, isfinite, log1p
from typing import Final
from zoneinfo import ZoneInfo

import narwhals as nw
import pyarrow as pa

from heedful.act.alerts.conditions import Change, Level, Spike, Watched
from heedful.act.alerts.hours import looks_at_hours
from heedful.act.alerts.models import Rule
from heedful.act.alerts.windows import (
    DAY_MINUTES,
    EVERY,
    Look,
    false_alarm_rate,
    is_apart,
    naive,
    narrowed_to,
    where_of,
)
from heedful.interactions.store import Store
from heedful.stats.angles import angle, share_at
from heedful.stats.limits import Limits, Side, limits_of_change, limits_of_level, usual
from heedful.understand.goals.models import Standard
from heedful.understand.metrics.answer import Row
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.queries import ask
from heedful.understand.metrics.question import Period, Question

A_DAY: Final = timedelta(days=1)
WEEKS: Final = 12  # of which what is usual is learnt


def looks(rule: Rule, condition: Watched, since: datetime, *, store: Store, now: datetime) -> list[Look]:
    """All windows that were over between `since` and `now`, in order of time."""
    if isinstance(condition, Spike):
        return list(looks_at_hours(rule, condition, since, store, now))
    if METRICS.get(condition.metric) is None or condition.method not in METRICS[condition.metric].methods:
        return []
    return list(_looks_at_measure(rule, condition, since, store, now))


def rows_in(rule: Rule, condition: Watched, look: Look, store: Store) -> pa.Table:
    """Exactly what the window's number was made of: id, kind and time, the newest first."""
    kinds, scales = condition_kinds(condition), tuple[str, ...]()
    if not isinstance(condition, Spike):
        scales = METRICS[condition.metric].methods[condition.method].scales
    at = nw.col("occurred_at")
    frame = narrowed_to(rule, condition, store, kinds).filter(at >= naive(look.begins), at < naive(look.ends))
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
        by=("location",) if is_apart(rule, condition) else (),
        where=where_of(rule, condition),
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
