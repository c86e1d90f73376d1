"""Hours held against the same hour of the weeks before, by the clock on the wall of the workspace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from math import inf
from typing import Final
from zoneinfo import ZoneInfo

import narwhals as nw

from heedful.act.alerts.conditions import Spike
from heedful.act.alerts.models import Rule
from heedful.act.alerts.windows import Look, false_alarm_rate, is_apart, naive, narrowed_to
from heedful.interactions.store import Store
from heedful.stats.limits import Limits
from heedful.stats.spikes import Scatter, most_usual, scatter_of

AN_HOUR: Final = timedelta(hours=1)
WEEKS_OF_HOURS: Final = 8
FEWEST_IN_A_SPIKE: Final = 5


def looks_at_hours(rule: Rule, condition: Spike, since: datetime, store: Store, now: datetime) -> Iterator[Look]:
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
    at, apart = nw.col("occurred_at"), is_apart(rule, condition)
    frame = narrowed_to(rule, condition, store, condition.kinds).filter(at >= naive(first), at < naive(until))
    by = ["hour", "location"] if apart else ["hour"]
    counted = frame.with_columns(hour=at.dt.truncate("1h")).group_by(*by).agg(n=nw.len())
    found: dict[str, dict[datetime, int]] = defaultdict(dict)
    for row in counted.collect(backend="pyarrow").iter_rows(named=True):
        place = (row["location"] or "") if apart else ""
        found[place][row["hour"].replace(tzinfo=UTC)] = int(row["n"])
    return found
