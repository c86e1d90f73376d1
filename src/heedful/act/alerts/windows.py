"""One window of time of a number that is watched, and what of the log it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import Any, Final

import narwhals as nw

from heedful.act.alerts.conditions import Spike, Watched
from heedful.act.alerts.models import Rule
from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.stats.limits import Limits, rate_of
from heedful.understand.metrics.metric import Method, Metric
from heedful.understand.metrics.rows import narrowed

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


def narrowed_to(rule: Rule, condition: Watched, store: Store, kinds: Sequence[str]) -> nw.LazyFrame[Any]:
    return narrowed(lazy(store.frame(rule.workspace.key, kinds=list(kinds))), where_of(rule, condition))


def where_of(rule: Rule, condition: Watched) -> tuple[tuple[str, tuple[str, ...]], ...]:
    places = (("location", tuple(rule.locations)),) if rule.locations else ()
    return (*places, ("touchpoint", (condition.touchpoint,))) if condition.touchpoint else places


def is_apart(rule: Rule, condition: Watched) -> bool:
    return condition.apart or len(rule.locations) == 1


def naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)
