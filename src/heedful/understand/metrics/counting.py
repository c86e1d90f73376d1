"""The part of a question that runs in the log's engine: which rows, in which window, counted how."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import narwhals as nw

from heedful import measures
from heedful.interactions.store import Store
from heedful.understand.metrics.metric import Method, NotPossibleError, Scope
from heedful.understand.metrics.plans import plans_of
from heedful.understand.metrics.question import Period, Question
from heedful.understand.metrics.rows import (
    A_DAY,
    LOCAL_WITHIN,
    Memo,
    among,
    conditions,
    cut,
    day_after,
    different,
    label,
    naive_utc,
    narrowed,
    remembered,
    rows_read_by,
    side_by_side,
    span_of,
    span_of_kinds,
    within,
)
from heedful.understand.metrics.setup import Setup

MOST_WINDOWS: Final = 120
A_YEAR: Final = timedelta(days=364)

BEGINNING: Final = datetime(1970, 1, 1)  # noqa: DTZ001 -- naive UTC, as in the log; where nothing depends on it


@dataclass(frozen=True, slots=True)
class Window:
    """A period to count in, and how its rows call it."""

    period: Period
    label: str


Counts = Callable[..., nw.LazyFrame[Any]]
Chosen = Callable[[nw.LazyFrame[Any]], nw.LazyFrame[Any]]  # the rows of the window, with what is to be known of each


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts as they came from the engine. Without a label, their `period` column names the period."""

    counts: nw.DataFrame[Any]
    scope: Scope
    label: str | None


class Count:
    """One question's counting. What the engine has counted once for the memo's owner is not counted again."""

    def __init__(
        self,
        question: Question,
        method: Method,
        kinds: tuple[str, ...],
        *,
        store: Store,
        setup: Setup,
        memo: Memo | None = None,
    ) -> None:
        self.question = question
        self.method = method
        self.kinds = kinds
        self.store = store
        self.setup = setup
        self.memo: Memo = {} if memo is None else memo
        self.frame = self._rows(rows_read_by(method, question.workspace, kinds, store))

    def __iter__(self) -> Iterator[Counted]:
        """One piece with all groups, or one for each period where the method needs the periods one by one."""
        question = self.question
        if self.method.reads != "period" and self._span() is None:
            return
        if self.method.money:
            self._check_currency()
        if question.every is None or self.method.reads == "cohorts":
            period = self._closed() if self.method.closed else question.period
            yield self._window(Window(period, period.label))
        elif self.method.reads == "history":
            for window in self._windows():
                yield self._window(window)
        else:
            yield self._series()

    def _rows(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        if self.method.scales:
            frame = frame.filter(among("scale", self.method.scales))
        return narrowed(frame, self._narrowing)

    def _window(self, window: Window) -> Counted:
        scope = self._scope(window.period)

        def of_window(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
            if self.method.reads == "period":
                frame = within(frame, scope.first, scope.last)
            return self._with_local(frame) if self.method.local else frame

        return Counted(self._collected(of_window, scope, scope.by), scope, window.label)

    def _series(self) -> Counted:
        scope = self._scope(self.question.period)

        def by_period(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
            if self.method.reads != "period":
                return frame
            local = self._with_local(within(frame, scope.first, scope.last))
            return measures.with_period(local, self.question.every or "day", first=scope.first, last=scope.last)

        return Counted(self._collected(by_period, scope, (*scope.by, "period")), scope, None)

    def _collected(self, chosen: Chosen, scope: Scope, by: tuple[str, ...]) -> nw.DataFrame[Any]:
        steady = scope if self.method.eager else replace(scope, heard_until=day_after(scope.heard_until))
        found = self._put_together(chosen, steady, by) if self.method.parts else self._shared(chosen, steady, by)
        return found if self.method.own is None else self.method.own(found, by=by, scope=scope)

    def _shared(self, chosen: Chosen, scope: Scope, by: tuple[str, ...]) -> nw.DataFrame[Any]:
        """The rows that the engine counts, counted once for all methods that share them."""
        key = (self.question.workspace, self.kinds, self.method.scales, self.method.counts, scope, by)
        if key not in self.memo:
            self.memo[key] = self._counted(self.method.counts, chosen(self.frame), scope, by, key)
        counts: nw.DataFrame[Any] = self.memo[key]
        return counts

    def _put_together(self, chosen: Chosen, scope: Scope, by: tuple[str, ...]) -> nw.DataFrame[Any]:
        found = [self._part(kinds, counts, chosen, scope, by) for kinds, counts in self.method.parts.items()]
        return found[0] if len(found) == 1 else side_by_side(found, by)

    def _part(
        self, kinds: tuple[str, ...], counts: Counts, chosen: Chosen, scope: Scope, by: tuple[str, ...]
    ) -> nw.DataFrame[Any]:
        """Counted over the part's own kinds; for many looks, until rows of these kinds change."""
        key = (self.question.workspace, kinds, self.method.scales, counts, scope, by)

        def count(frame: nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
            return self._counted(counts, chosen(self._rows(frame)), scope, by, key)

        found: nw.DataFrame[Any] = remembered(self.store, self.question.workspace, kinds, self.memo, key, count)
        return found

    def _counted(
        self, counts: Counts | None, frame: nw.LazyFrame[Any], scope: Scope, by: tuple[str, ...], key: Hashable
    ) -> nw.DataFrame[Any]:
        if counts is None:
            raise TypeError("a method that asks others counts nothing itself")
        plans = plans_of(self.store)
        plan = None if self.method.eager else plans.get(key)
        if plan is None:
            plan = counts(frame, by=by, **self.method.counting(scope))
            if not self.method.eager:
                plans.keep(key, plan)
        return plan.collect(backend="pyarrow")

    def _scope(self, period: Period) -> Scope:
        question = self.question
        first, last = period.bounds(question.tz)
        heard_from, heard_until = self._heard()
        today = self._last_day()
        end = min(period.end or today, today) + A_DAY
        return Scope(
            by=question.by,
            where=conditions(question),
            start=period.start,
            end=end,
            first=first,
            last=last,
            whole=min(end, self._local_day(heard_until)),
            heard_from=heard_from,
            heard_until=heard_until,
            every=question.every,
            tz=question.tz,
            level=question.level,
            setup=self.setup,
        )

    def _heard(self) -> tuple[datetime, datetime]:
        """A log that nobody fills any more is known up to its end only, not up to now."""
        now = naive_utc(self.question.now)
        seen = None if self.method.reads == "period" else self._span()
        return (BEGINNING, BEGINNING) if seen is None else (seen[0], min(now, seen[1] + A_DAY))

    def _last_day(self) -> date:
        """Today, or the last local day heard where the log fell silent."""
        seen = None if self.method.reads == "period" else self._span()
        now = naive_utc(self.question.now)
        return self._local_day(now if seen is None or now - seen[1] < A_DAY else seen[1])

    def _span(self) -> tuple[datetime, datetime] | None:
        """First and last moment of the rows; None without rows."""
        asked = self.question
        if not self.method.scales and not self._narrowing:
            return span_of_kinds(asked.workspace, self.kinds, self.store, self.memo)
        key = ("span", asked.workspace, self.kinds, self.method.scales, self._narrowing)
        if key not in self.memo:
            self.memo[key] = span_of(self.frame)
        found: tuple[datetime, datetime] | None = self.memo[key]
        return found

    @property
    def _narrowing(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return () if self.method.reads == "conversations" else conditions(self.question)

    def _days(self) -> tuple[date, date] | None:
        """First and last local day asked about; an open end is where the rows end."""
        start, end = self.question.period.start, self.question.period.end
        if start is None or end is None:
            seen = self._span()
            if seen is None:
                return None
            start, end = start or self._local_day(seen[0]), end or self._local_day(seen[1])
        return (start, end) if start <= end else None

    def _closed(self) -> Period:
        """The period asked for; where an end is open, the last year heard."""
        asked, days = self.question.period, self._days()
        if days is None:
            return asked
        start, end = days
        return Period(asked.start or max(start, end - A_YEAR), end)

    def _check_currency(self) -> None:
        """Money of several currencies is never added up. Each kind is looked at once."""
        if "currency" in self.question.by:
            return
        found = sorted({currency for kind in self.kinds for currency in self._currencies(kind)})
        if len(found) > 1:
            raise NotPossibleError(f"Money in {', '.join(found)} cannot be added up: cut by currency, or ask for one.")

    def _currencies(self, kind: str) -> frozenset[str]:
        def read(frame: nw.LazyFrame[Any]) -> frozenset[str]:
            return different(narrowed(frame, self._narrowing), "currency")

        found: frozenset[str] = remembered(
            self.store, self.question.workspace, kind, self.memo, ("currencies", self._narrowing), read
        )
        return found

    def _windows(self) -> list[Window]:
        """The periods of a series one by one, each cut to the period asked for."""
        days, every = self._days(), self.question.every or "day"
        if days is None:
            return []
        starts = list(measures.periods(*days, every))
        if len(starts) > MOST_WINDOWS:
            raise NotPossibleError(
                f"{len(starts)} periods are more than {MOST_WINDOWS}: ask for less time or longer ones"
            )
        return [Window(cut(start, every, self.question.period), label(start, every)) for start in starts]

    def _with_local(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        if self.method.reads == "period":
            days = self._days()
            seen = None if days is None else (datetime.combine(days[0], time()), datetime.combine(days[1], time()))
        else:
            seen = self._span()
        first, last = seen or (naive_utc(self.question.now),) * 2
        return measures.with_local(frame, self.question.tz, first - LOCAL_WITHIN, last + LOCAL_WITHIN)

    def _local_day(self, moment: datetime) -> date:
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.question.tz)).date()
