"""The places side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from heedful.interactions.store import Store
from heedful.ui import charts
from heedful.understand.metrics.answer import Row
from heedful.understand.metrics.cache import Kept
from heedful.understand.metrics.cuts import Cut, Group, cut_of
from heedful.understand.metrics.inquiry import Inquiry
from heedful.understand.metrics.metric import Method
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.series import points, year_to
from heedful.understand.places.looks import PLACE, PlacesLook

_kept: WeakKeyDictionary[Store, Kept[Any]] = WeakKeyDictionary()
DRAWN = ("nps", "csat", "ces", "positive_reviews")  # what a place's trend is drawn of: the first of these there is


@dataclass(frozen=True, slots=True)
class Beside:
    """The places for one measure; `lines`: each place's last twelve months."""

    cut: Cut
    lines: Mapping[str | None, charts.Sparkline]

    @property
    def ranked(self) -> list[Group]:
        return [group for group in self.cut.groups if not group.needed and group.key is not None]

    @property
    def too_few(self) -> list[Group]:
        return [group for group in self.cut.groups if group.needed or group.key is None]


def visible_place_names(inquiry: Inquiry) -> dict[str, str]:
    """Every place that the member may see, by its key in the log."""
    heard = {key: inquiry.places.get(key, key) for key in inquiry.heard(PLACE)}
    return dict(sorted(heard.items(), key=lambda place: place[1].casefold()))


def beside_of(look: PlacesLook, *, whole: bool) -> Beside | None:
    """The places side by side; None where that is still to be worked out, and is not wanted now."""
    kept, key = _kept.setdefault(look.inquiry.store, Kept(most=128)), (look.inquiry.key, *look.kept.items())
    found: Beside | None = kept.get(key)
    if found is None and whole:
        cut = cut_of(look)
        if cut is not None:
            found = Beside(cut, _lines(look))
            kept.keep(key, found)
    return found


def _lines(look: PlacesLook) -> dict[str | None, charts.Sparkline]:
    inquiry = look.inquiry
    rows = monthly(inquiry, look.metric.key, look.name, look.method, look.period)
    return {
        place: charts.Sparkline(
            title=inquiry.called(PLACE, place),
            unit=look.unit,
            of=look.of,
            currency=inquiry.currency,
            points=points_of(inquiry, own, look.method, look.period),
        )
        for place, own in rows.items()
    }


def monthly(inquiry: Inquiry, metric: str, name: str, method: Method, period: Period) -> dict[str | None, list[Row]]:
    """Twelve months of all places by one question; of what looks back on everybody's history there is no line here."""
    if method.reads == "history" or period.end is None:
        return {}
    found: dict[str | None, list[Row]] = {}
    for row in inquiry.ask(metric, name, year_to(period.end), by=(PLACE,), every="month").rows:
        if row.estimate.n:
            found.setdefault(row.dims[PLACE], []).append(row)
    return found


def points_of(inquiry: Inquiry, rows: Sequence[Row], method: Method, period: Period) -> tuple[charts.Point, ...]:
    year = year_to(period.end) if period.end else period
    return points(rows, "month", method, heard_until=inquiry.filter.heard_until, period=year)
