"""What a rule would have done on the workspace's own history: looked at before anybody is told of anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import narwhals as nw
import pyarrow as pa

from heedful.act.alerts.conditions import (
    WATCHED,
    AtOnce,
    Detractor,
    Level,
    NewTheme,
    Score,
    Sounds,
    Spike,
    Stars,
    Unanswered,
    Watched,
    condition_of,
)
from heedful.act.alerts.gathering import Hit
from heedful.act.alerts.hearing import found_by, hits_in, sounding
from heedful.act.alerts.matching import Rows
from heedful.act.alerts.models import Rule
from heedful.act.alerts.waits import waits_too_long
from heedful.act.alerts.watching import looks, promised_by, rows_in
from heedful.act.alerts.windows import Look, false_alarm_rate
from heedful.interactions.labels import VOICED
from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.understand.themes.models import FoundTheme

DAYS: Final = 91  # a quarter
MOST_ROWS: Final = 300_000  # the newest; what lies before them is said not to be looked at
MOST_SHOWN: Final = 50  # firings
ITEMS_SHOWN: Final = 10  # of each


@dataclass(slots=True)
class Would:
    """A firing that would have been."""

    at: datetime
    place: str
    n: int
    items: list[str] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)


def simulate(rule: Rule, *, store: Store, now: datetime) -> dict[str, Any]:
    """The document that is kept with the rule: how often it would have fired in the last quarter, when and for what."""
    condition, since = condition_of(rule), now - timedelta(days=DAYS)
    said: dict[str, Any] = {}
    if isinstance(condition, WATCHED):
        seen = looks(rule, condition, since, store=store, now=now)
        firings = firings_of_looks(rule, condition, seen, store)
        said = _honesty(rule, condition, seen)
    elif isinstance(condition, NewTheme):
        firings = _found_themes(rule, since)
    else:
        hits, since = _hits(rule, condition, since, store, now)
        firings = firings_of_hits(rule, hits)
    zone = ZoneInfo(rule.workspace.time_zone)
    return {
        "at": now.isoformat(),
        "from": since.astimezone(zone).date().isoformat(),
        "until": now.astimezone(zone).date().isoformat(),
        "times": len(firings),
        "items": sum(each.n for each in firings),
        "weeks": _weeks(firings, since, now, zone),
        "firings": [_told(each) for each in firings[-MOST_SHOWN:][::-1]],
        **said,
    }


def firings_of_hits(rule: Rule, hits: Sequence[Hit]) -> list[Would]:
    """As `gathering` does it, had each been heard at once: window, least number and rest, place by place."""
    rests = timedelta(minutes=rule.window_minutes + rule.cooldown_minutes)
    window = timedelta(minutes=rule.window_minutes)
    under_way: dict[str, Would] = {}
    waiting: dict[str, list[Hit]] = {}
    firings = []
    for hit in sorted(hits, key=lambda each: each.at):
        last = under_way.get(hit.location)
        if last is not None and hit.at < last.at + rests:
            _take(last, [hit])
            continue
        kept = [each for each in waiting.get(hit.location, ()) if each.at >= hit.at - window]
        waiting[hit.location] = [*kept, hit]
        if len(waiting[hit.location]) >= rule.minimum_n:
            begun = Would(hit.at, hit.location, 0)
            _take(begun, waiting.pop(hit.location))
            under_way[hit.location] = begun
            firings.append(begun)
    return firings


def firings_of_looks(rule: Rule, condition: Watched, seen: Sequence[Look], store: Store) -> list[Would]:
    """A number that stays beyond its limits is one alarm, until it is back."""
    under_way: dict[str, Would] = {}
    firings = []
    for look in sorted(seen, key=lambda each: each.ends):
        if not look.is_beyond:
            if look.limits is not None:
                under_way.pop(look.place, None)
            continue
        if look.place not in under_way:
            under_way[look.place] = Would(look.ends, look.place, 0, found=found_in(condition, look))
            firings.append(under_way[look.place])
        under_way[look.place].n += look.n
    for each, look in [(each, look) for each in firings[-MOST_SHOWN:] for look in seen if look.ends == each.at]:
        if look.place == each.place:
            each.items = rows_in(rule, condition, look, store)["id"].to_pylist()[:ITEMS_SHOWN]
    return firings


def found_in(condition: Watched, look: Look) -> dict[str, Any]:
    """What a firing keeps of the number: itself, its interval and n, the limit, and of when it is."""
    about: dict[str, Any] = {}
    if not isinstance(condition, Spike):
        about = {"metric": condition.metric, "method": condition.method}
    return about | {
        "value": look.value,
        "low": look.low,
        "high": look.high,
        "n": look.n,
        "limit": look.limit,
        "begins": look.begins.isoformat(),
        "ends": look.ends.isoformat(),
    }


def _hits(
    rule: Rule, condition: AtOnce | Sounds | Unanswered, since: datetime, store: Store, now: datetime
) -> tuple[list[Hit], datetime]:
    if isinstance(condition, Unanswered):
        return waits_too_long(rule, condition, since, store=store, now=now), since
    if isinstance(condition, Sounds):
        voices = lazy(store.voices(rule.workspace.key)).filter(*_between(since, now))
        table = sounding(voices, condition, rule.locations, store, rule.workspace.key)
        return list(hits_in(table)), since
    rows, reached = _rows(rule, condition, since, store, now)
    unbound = Rule(workspace=rule.workspace, locations=rule.locations)  # history knows no day of switching on
    return list(hits_in(found_by(unbound, condition, Rows(rows)))), reached


def _rows(rule: Rule, condition: AtOnce, since: datetime, store: Store, now: datetime) -> tuple[pa.Table, datetime]:
    """What may fit, narrowed by the log's engine; the newest, and since when they are all there."""
    kinds = ["review"] if isinstance(condition, Stars) else ["answer"] if _is_score(condition) else list(VOICED)
    frame = lazy(store.frame(rule.workspace.key, kinds=kinds)).filter(*_between(since, now))
    if isinstance(condition, Detractor | Score | Stars):
        frame = frame.filter(nw.col("value") <= condition.at_most)
    else:
        frame = frame.filter(~nw.col("text").is_null())
    newest = frame.sort("occurred_at", "id", descending=True).head(MOST_ROWS)
    table: pa.Table = newest.collect(backend="pyarrow").to_native()
    if table.num_rows < MOST_ROWS:
        return table, since
    return table, table["occurred_at"][-1].as_py().replace(tzinfo=UTC)


def _is_score(condition: AtOnce) -> bool:
    return isinstance(condition, Detractor | Score)


def _between(since: datetime, now: datetime) -> tuple[nw.Expr, nw.Expr]:
    at = nw.col("occurred_at")
    return at >= since.astimezone(UTC).replace(tzinfo=None), at <= now.astimezone(UTC).replace(tzinfo=None)


def _found_themes(rule: Rule, since: datetime) -> list[Would]:
    found = FoundTheme.objects.filter(workspace=rule.workspace, first_seen__gte=since, n__gte=rule.minimum_n)
    return [
        Would(each.first_seen, "", each.n, found={"theme": each.key, "names": each.names})
        for each in found.filter(hidden_at=None).order_by("first_seen")
    ]


def _honesty(rule: Rule, condition: Watched, seen: Sequence[Look]) -> dict[str, Any]:
    """How often chance alone would have made it fire, and how many looks had no limits to be held against."""
    rate = false_alarm_rate(condition, rule)
    held = [look for look in seen if look.limits is not None]
    said: dict[str, Any] = {"rate": rate, "looks": len(held), "too_few": len(seen) - len(held)}
    said["false_alarms"] = round(rate * len(held), 2)
    if isinstance(condition, Level) and promised_by(rule, condition) is None:
        said["no_standard"] = True
    return said


def _weeks(firings: Sequence[Would], since: datetime, now: datetime, zone: ZoneInfo) -> list[list[Any]]:
    """How often a week, also the weeks in which it would have been silent."""
    counted = Counter(_monday(each.at.astimezone(zone).date()) for each in firings)
    first, last = _monday(since.astimezone(zone).date()), _monday(now.astimezone(zone).date())
    weeks = (first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1))
    return [[week.isoformat(), counted.get(week, 0)] for week in weeks]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _take(firing: Would, hits: Sequence[Hit]) -> None:
    firing.n += len(hits)
    firing.items += [hit.id for hit in hits][: ITEMS_SHOWN - len(firing.items)]


def _told(firing: Would) -> dict[str, Any]:
    told = {"at": firing.at.isoformat(), "place": firing.place, "n": firing.n, "items": firing.items}
    return told | ({"found": firing.found} if firing.found else {})
