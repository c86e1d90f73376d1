"""The filter bar: which time, held against which, where. The same on every page of numbers, and kept in its address."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.understand.metrics.forms import EARLIEST, LATEST, LONGEST_VALUE
from heedful.understand.metrics.metric import Metric
from heedful.understand.metrics.question import Period

Where = tuple[tuple[str, tuple[str, ...]], ...]

AS_SUITS, CUSTOM = "", "custom"
NOT_COMPARED = ""


def _last(days: int) -> Callable[[date], Period]:
    return lambda today: Period(today - timedelta(days=days - 1), today)


def _this_month(today: date) -> Period:
    return Period(today.replace(day=1), today)


def _last_month(today: date) -> Period:
    end = today.replace(day=1) - timedelta(days=1)
    return Period(end.replace(day=1), end)


def _this_quarter(today: date) -> Period:
    return Period(today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1), today)


def _last_quarter(today: date) -> Period:
    start = _this_quarter(today).start
    return Period(_this_quarter(start - timedelta(days=1)).start, start - timedelta(days=1))


PERIODS: Final[Mapping[str, tuple[str | Promise, Callable[[date], Period] | None]]] = {
    AS_SUITS: (gettext_lazy("As suits the measure"), None),
    "30d": (gettext_lazy("30 days"), _last(30)),
    "90d": (gettext_lazy("90 days"), _last(90)),
    "12m": (gettext_lazy("12 months"), _last(365)),
    "this-month": (gettext_lazy("This month"), _this_month),
    "last-month": (gettext_lazy("Last month"), _last_month),
    "this-quarter": (gettext_lazy("This quarter"), _this_quarter),
    "last-quarter": (gettext_lazy("Last quarter"), _last_quarter),
    "this-year": (gettext_lazy("This year"), lambda today: Period(today.replace(month=1, day=1), today)),
    "last-year": (
        gettext_lazy("Last year"),
        lambda today: Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    ),
    "all": (gettext_lazy("All that was heard"), lambda today: Period(None, today)),
    CUSTOM: (gettext_lazy("From … to …"), None),
}
COMPARISONS: Final[Mapping[str, str | Promise]] = {
    NOT_COMPARED: gettext_lazy("Nothing"),
    "previous": gettext_lazy("The time just before"),
    "year_before": gettext_lazy("The same days a year before"),
}
DIMENSIONS: Final[Mapping[str, str | Promise]] = {
    "location": gettext_lazy("Place"),
    "channel": gettext_lazy("Channel"),
    "touchpoint": gettext_lazy("Touchpoint"),
    "product": gettext_lazy("Product"),
    "source": gettext_lazy("Survey or source"),
}
EVERY: Final = gettext_lazy("All")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the bar is set to. `period` None: each measure over the time that suits it. `heard_until`: the day on which
    periods like "30 days" end. `problems`: what could not be read, by field; it does not apply.
    """

    heard_until: date
    preset: str = AS_SUITS
    period: Period | None = None
    comparison: str = NOT_COMPARED
    where: Where = ()
    written: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    def period_for(self, metric: Metric) -> Period:
        return self.period or _last(metric.days)(self.heard_until)

    def compared_to(self, period: Period) -> Period | None:
        """The time it is held against; None where none is wanted, or the period is open."""
        if self.comparison == NOT_COMPARED or period.days is None:
            return None
        return period.previous() if self.comparison == "previous" else period.year_before()

    def value_of(self, box: str) -> str:
        """What one of the bar's boxes is set to, as it stands in the address."""
        if box in ("period", "compare"):
            return self.preset if box == "period" else self.comparison
        return next((values[0] for name, values in self.where if name == box), "")

    @property
    def is_set(self) -> bool:
        return bool(self.preset or self.comparison or self.where)

    def address(self, **changed: str) -> str:
        """The query string that sets the bar so; names given take the place of what is set, empty ones go."""
        parts = {"period": self.preset, **self.written, "compare": self.comparison}
        parts |= {name: values[0] for name, values in self.where} | changed
        return urlencode({name: value for name, value in parts.items() if value})


def read_filter(asked: QueryDict, *, heard_until: date, places: Collection[str] | None = None) -> Filter:
    """The filter that an address asks for. `places`: the places there are, where only these are to be accepted."""
    problems: dict[str, str] = {}
    preset = _one_of(asked, "period", PERIODS, problems)
    written = {name: asked[name].strip() for name in ("from", "to") if asked.get(name, "").strip()}
    if preset == CUSTOM or (written and preset == AS_SUITS):
        preset, period = CUSTOM, _custom(written, problems)
    else:
        made, written = PERIODS[preset][1], {}
        period = made(heard_until) if made else None
    return Filter(
        heard_until=heard_until,
        preset=preset,
        period=period,
        comparison=_one_of(asked, "compare", COMPARISONS, problems),
        where=_where(asked, places, problems),
        written=written,
        problems=problems,
    )


def _one_of(asked: QueryDict, name: str, allowed: Mapping[str, object], problems: dict[str, str]) -> str:
    given = asked.get(name, "").strip()
    if given in allowed:
        return given
    problems[name] = _("This is none of the choices.")
    return ""


def _custom(written: Mapping[str, str], problems: dict[str, str]) -> Period | None:
    start, end = (_day(name, written, problems) for name in ("from", "to"))
    if start and end and end < start:
        problems["to"] = _("The period ends before it starts.")
    return None if "from" in problems or "to" in problems else Period(start, end)


def _day(name: str, written: Mapping[str, str], problems: dict[str, str]) -> date | None:
    if name not in written:
        return None
    try:
        day = date.fromisoformat(written[name])
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        problems[name] = _("This is not a date like 2026-01-31.")
        return None
    return day


def _where(asked: QueryDict, places: Collection[str] | None, problems: dict[str, str]) -> Where:
    found = []
    for name in DIMENSIONS:
        value = asked.get(name, "").strip()
        if not value:
            continue
        if len(value) > LONGEST_VALUE or "\x00" in value:
            problems[name] = _("This is too long to be a name.")
        elif name == "location" and places is not None and value not in places:
            problems[name] = _("There is no such place any more.")
        else:
            found.append((name, (value,)))
    return tuple(sorted(found))
