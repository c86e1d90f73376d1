"""What goes with a score, worked out once until a row or a label changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from django.urls import reverse

from heedful import stats
from heedful.interactions.labels import VERSIONED
from heedful.interactions.store import Store
from heedful.stats import Change, Estimate, difference_of_shares
from heedful.understand.drivers.answer import Drivers, Left, Mostly, Row
from heedful.understand.drivers.columns import Column, columns_of, worth_of
from heedful.understand.drivers.counting import Known, counted
from heedful.understand.drivers.looks import DriversLook
from heedful.understand.metrics.cache import Kept
from heedful.understand.metrics.verdicts import judged_together
from heedful.understand.themes.counting import since_of
from heedful.understand.themes.queries import theme_names

PLACE: Final = "location"
THIRDS: Final = ("detractors", "passives", "promoters")
ENDS: Final = ("bottom", "middle", "top")
_kept: WeakKeyDictionary[Store, Kept[Drivers]] = WeakKeyDictionary()
Counts = npt.NDArray[np.int64]


def drivers_of(look: DriversLook) -> Drivers:
    """The answer that a look asks for."""
    kept, key = _kept.setdefault(look.inquiry.store, Kept(most=256)), _key(look)
    found = kept.get(key)
    if found is None:
        found = _drivers(look)
        kept.keep(key, found)
    return found


def is_worked_out(look: DriversLook) -> bool:
    return _kept.setdefault(look.inquiry.store, Kept(most=256)).get(_key(look)) is not None


def _key(look: DriversLook) -> tuple[Any, ...]:
    inquiry = look.inquiry
    read_off = inquiry.store.version(inquiry.member.workspace.key, [VERSIONED])
    names = tuple(sorted(theme_names(inquiry.member).items()))
    since = tuple(sorted(since_of(inquiry.member.workspace.key).items()))
    return (inquiry.key, read_off, names, since, look.metric.key, look.name, look.kind)


def _drivers(look: DriversLook) -> Drivers:
    known = counted(look)
    many, score = (known.rows[name].to_numpy().astype(np.int64) for name in ("answers", "score"))
    columns = columns_of(look, known, theme_names(look.inquiry.member))
    found = stats.drivers(
        range(len(columns)),
        np.column_stack([column.values for column in columns]) if columns else np.empty((len(many), 0)),
        worth_of(look, known),
        many,
    )
    tally = _Tally(look, score, many)
    mostly = _mostly(look, known, [columns[each.key] for each in found.found if each.is_one], many)
    rows = [_row(look, columns[each.key], each, tally, mostly) for each in found.found]
    changes = judged_together([row.beside or Change.unknown(0, 0) for row in rows])
    return Drivers(
        measure=look.metric.key,
        method=look.name,
        kind=look.kind,
        unit=look.unit,
        as_of=look.inquiry.now,
        n=found.n,
        of_texts=known.spoken,
        level=tally.of(np.ones(len(many), bool)),
        explained=found.explained,
        rows=tuple(
            Row(row.kind, row.key, row.name, row.n, row.driver, row.among, row.beside and change, row.href, row.mostly)
            for row, change in zip(rows, changes, strict=True)
        ),
        left=tuple(
            Left(columns[each.key].name, each.why, "" if each.like is None else columns[each.like].name)
            for each in found.left_out
        ),
        more_needed=found.more_needed,
    )


class _Tally:
    """The measure itself, of any part of the counted rows."""

    def __init__(self, look: DriversLook, score: Counts, many: Counts) -> None:
        self.look, self.score, self.many = look, score, many

    def of(self, those: npt.NDArray[np.bool_]) -> Estimate:
        n = int(self.many[those].sum())
        return self.look.method.estimate(**self._counts(those)) if n else Estimate.unknown()

    def difference(self, those: npt.NDArray[np.bool_]) -> Change | None:
        """Those, held against all others."""
        change = self.look.method.change
        if change is None or not self.many[those].sum() or not self.many[~those].sum():
            return None
        return change(self._counts(~those), self._counts(those))

    def _counts(self, those: npt.NDArray[np.bool_]) -> dict[str, Any]:
        """As the measure's own estimate takes them."""
        scale, score, many = self.look.scale, self.score[those], self.many[those]
        if not scale.bands:
            return {
                "n": int(many.sum()),
                "total": float((score * many).sum()),
                "total_of_squares": float((score * score * many).sum()),
            }
        bands = [int(many[[scale.band(int(each)) is band for each in score]].sum()) for band in scale.bands]
        if len(bands) == 2:
            return {"successes": bands[1], "n": sum(bands)}
        return dict(zip(THIRDS if self.look.metric.key == "nps" else ENDS, bands, strict=True))


def _row(look: DriversLook, column: Column, driver: stats.Driver[int], tally: _Tally, mostly: dict[str, Mostly]) -> Row:
    return Row(
        kind=column.kind,
        key=column.key,
        name=look.inquiry.called(column.kind, column.key) if column.kind == "touchpoint" else column.name,
        n=int(tally.many[column.those].sum()),
        driver=driver,
        among=tally.of(column.those),
        beside=tally.difference(column.those),
        href=href_of(look, column.kind, column.key),
        mostly=mostly.get(column.key) if column.kind == "theme" else None,
    )


def href_of(look: DriversLook, kind: str, key: str) -> str:
    """A theme's texts; a touchpoint's or a place's own measure; what was done has no page."""
    if kind == "theme":
        days = look.period.address
        return f"{reverse('understand:voices')}?{look.inquiry.filter.address(theme=key, compare='', **days)}"
    if kind == PLACE:
        return f"{reverse('understand:place', args=[key])}?{look.inquiry.filter.address(location='')}"
    if kind == "touchpoint":
        address = look.inquiry.filter.address(touchpoint=key, method=look.name)
        return f"{reverse('understand:metric', args=[look.metric.key])}?{address}"
    return ""


def _mostly(look: DriversLook, known: Known, columns: Sequence[Column], many: Counts) -> dict[str, Mostly]:
    """For each theme, the place where its share is above the others' by more than chance, among all looked at."""
    if PLACE not in known.dimensions:
        return {}
    place = np.array(known.rows[PLACE].to_pylist(), object)
    themes = [column for column in columns if column.kind == "theme"]
    pairs = [(column, each) for column in themes for each in sorted({each for each in place if each is not None})]
    sides = [(_share(column, place != each, many), _share(column, place == each, many)) for column, each in pairs]
    changes = judged_together([difference_of_shares(*side) for side in sides])
    found: dict[str, tuple[float, Mostly]] = {}
    for (column, each), (elsewhere, there), change in zip(pairs, sides, changes, strict=True):
        if change.verdict == "higher" and (change.value or 0.0) > found.get(column.key, (0.0,))[0]:
            name = look.inquiry.called(PLACE, each)
            shares = Mostly(each, name, stats.share(**there), stats.share(**elsewhere))
            found[column.key] = (change.value or 0.0, shares)
    return {key: mostly for key, (_value, mostly) in found.items()}


def _share(column: Column, those: npt.NDArray[np.bool_], many: Counts) -> stats.Boxes:
    return {"successes": int(many[those & column.those].sum()), "n": int(many[those].sum())}
