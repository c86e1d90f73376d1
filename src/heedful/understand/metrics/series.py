"""An answer's rows as the points of a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from heedful import measures
from heedful.ui.charts import Point
from heedful.understand.metrics.answer import Row
from heedful.understand.metrics.metric import Method
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.rows import label

FITTING: Final = ((45, "day"), (200, "week"), (1100, "month"), (4000, "quarter"))  # up to so many days


def fitting(period: Period) -> str:
    """How long the steps of a trend are, so that it has some ten to fifty of them."""
    days = period.days or 10_000
    return next((every for most, every in FITTING if days <= most), "year")


def year_to(end: date) -> Period:
    """Twelve months, up to the one of `end`."""
    months = 12 * end.year + end.month - 12
    return Period(date(months // 12, months % 12 + 1, 1), end)


def points(
    rows: Iterable[Row], every: str, method: Method, *, heard_until: date, period: Period | None = None
) -> tuple[Point, ...]:
    """A point for each period, those without a row included: what was not heard is a gap."""
    by_label = {row.period: row for row in rows}
    starts = _starts(by_label, every, period)
    return tuple(_point(by_label.get(label(start, every)), start, every, method, heard_until) for start in starts)


def _point(row: Row | None, start: date, every: str, method: Method, heard_until: date) -> Point:
    if row is None:
        return Point(start, None, n=0)
    over = measures.next_period(start, every) - timedelta(days=1) <= heard_until
    return Point.of(start, row.estimate, minimum_n=method.minimum_n, over=over)


def _starts(by_label: dict[str, Row], every: str, period: Period | None) -> Sequence[date]:
    days = sorted(first_day(name, every) for name in by_label)
    first = (period and period.start) or (days[0] if days else None)
    last = max([(period and period.end) or date.min, *days]) if days or (period and period.end) else None
    if first is None or last is None or last < first:
        return days
    return list(measures.periods(first, last, every))


def first_day(name: str, every: str) -> date:
    """The day on which the period of that label begins."""
    if every == "week":
        return date.fromisoformat(f"{name}-1")
    if every == "quarter":
        year, quarter = name.split("-Q")
        return date(int(year), 3 * int(quarter) - 2, 1)
    return date.fromisoformat({"year": f"{name}-01-01", "month": f"{name}-01"}.get(every, name))
