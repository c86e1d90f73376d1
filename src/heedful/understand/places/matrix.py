"""All places and all measures in one plain table: who may say of one place what holds at the others, too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from heedful.interactions.store import Store
from heedful.stats import Estimate, ranking
from heedful.understand.metrics.cache import Kept
from heedful.understand.places.looks import PLACE, PlacesLook, cards_by_place
from heedful.understand.places.queries import visible_place_names

_kept: WeakKeyDictionary[Store, Kept[Matrix]] = WeakKeyDictionary()
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """One measure at one place. `rank` is None where it cannot be ranked; `shared`: others cannot be told apart."""

    estimate: Estimate
    needed: int
    rank: int | None = None
    shared: bool = False

    @property
    def told(self) -> Estimate:
        return Estimate.unknown(self.estimate.n) if self.needed else self.estimate


@dataclass(frozen=True, slots=True)
class Column:
    look: PlacesLook
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    name: str
    href: str
    cells: Sequence[tuple[Column, Cell | None]]


@dataclass(frozen=True, slots=True)
class Matrix:
    columns: Sequence[Column]
    rows: Sequence[PlaceRow]
    left_out: int = 0


def matrix_of(look: PlacesLook) -> Matrix:
    kept, key = _kept.setdefault(look.inquiry.store, Kept(most=64)), look.inquiry.key
    found = kept.get(key)
    if found is None:
        found = _matrix(look)
        kept.keep(key, found)
    return found


def _matrix(look: PlacesLook) -> Matrix:
    looks = [
        replace(look, metric=card.metric, name=card.first.method, sort="", first="", second="")
        for card in cards_by_place(look.inquiry)
    ]
    columns = [column for column in map(_column, looks) if column.cells]
    names = visible_place_names(look.inquiry)
    heard = [key for key in names if any(key in column.cells for column in columns)]
    rows = [
        PlaceRow(names[key], look.group_href(key), [(column, column.cells.get(key)) for column in columns])
        for key in heard[:MOST_ROWS]
    ]
    return Matrix(columns, rows, left_out=len(heard) - len(rows))


def _column(look: PlacesLook) -> Column:
    answer = look.inquiry.ask(look.metric.key, look.name, look.period, by=(PLACE,))
    rows = {row.dims[PLACE]: row for row in answer.rows if row.estimate.n and row.dims[PLACE] is not None}
    estimates = {key: row.estimate for key, row in rows.items()}
    better = "lower" if look.better == "lower" else "higher"
    ranked = {each.key: each.rank for each in ranking(estimates, better=better, minimum_n=look.method.minimum_n)}
    many = Counter(rank for rank in ranked.values() if rank is not None)
    is_fair = sum(many.values()) > 1
    cells = {}
    for key, row in rows.items():
        rank = ranked[key] if is_fair else None
        cells[key] = Cell(row.estimate, row.needed, rank, rank is not None and many[rank] > 1)
    return Column(look, cells)
