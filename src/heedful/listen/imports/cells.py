"""One value of every row, as a mapping's cell tells it: a text, a number or a moment, and what could not be read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from heedful.listen.imports.conditions import passing
from heedful.listen.imports.grid import Fault, Grid
from heedful.listen.imports.mapping import Cell, Value
from heedful.listen.imports.moments import moments, months_earlier
from heedful.listen.imports.numbers import numbers
from heedful.listen.imports.templates import template

Texts = tuple[pa.Array, list[Fault]]
_DAY = 86_400_000_000


def as_cell(value: Value) -> Cell:
    return value if isinstance(value, Cell) else Cell(from_=value)


def texts(grid: Grid, value: Value, *, verbatim: bool = False) -> Texts:
    cell = as_cell(value)
    if cell.multiply or cell.add:
        found, faults = numbers_of(grid, cell)
        return found.cast(pa.string()), faults
    base = _base(grid, cell, verbatim)
    if cell.blank:
        base = pc.if_else(pc.is_in(pc.utf8_trim_whitespace(base), pa.array(cell.blank, pa.string())), None, base)
    return _worded(base, cell, shown_name(cell)) if cell.words else (base, [])


def numbers_of(grid: Grid, value: Value) -> Texts:
    cell = as_cell(value)
    if cell.multiply or cell.add:
        return _arithmetic(grid, cell)
    if isinstance(cell.from_, int | float):
        return pa.repeat(pa.scalar(float(cell.from_)), len(grid)), []
    base, faults = (_typed(grid, cell), []) if _is_plain(cell) else texts(grid, cell)
    found, bad = numbers(base, grid.conventions)
    if bad.any():
        faults = [*faults, Fault(bad, shown_name(cell), base, _("this is not a number"), _number_remedy(grid))]
    return found, faults


def moments_of(grid: Grid, value: Value) -> Texts:
    cell = as_cell(value)
    conventions = grid.conventions
    if cell.dates is not None:
        dates = (cell.dates,) if isinstance(cell.dates, str) else cell.dates
        conventions = replace(conventions, dates=dates)
    base, faults = (_typed(grid, cell), []) if _is_plain(cell) else texts(grid, cell)
    found = moments(base, conventions)
    name, order = shown_name(cell), _(" or ").join(conventions.dates)
    if found.unreadable.any():
        remedy = _("Dates are read as %(order)s: mend the cell, or `dates` in [file].") % {"order": order}
        faults = [*faults, Fault(found.unreadable, name, base, _("this is not a date"), remedy)]
    if found.impossible.any():
        remedy = _("Mend the cell; or, if dates are not %(order)s in this file, `dates` in [file].") % {"order": order}
        faults = [*faults, Fault(found.impossible, name, base, _("there is no such day or hour"), remedy)]
    if found.zoneless.any():
        remedy = _('Write time_zone = "Europe/Vilnius" (or where it was) in [file].')
        faults = [*faults, Fault(found.zoneless, name, base, _("the time has no zone"), remedy)]
    values, more = _earlier(grid, cell, found.values)
    return values, [*faults, *more]


def shown_name(cell: Cell) -> str:
    """The column that a person should look at."""
    if isinstance(cell.from_, str) and template(cell.from_).columns:
        return template(cell.from_).columns[0]
    named = [text for text in (*cell.first_of, *cell.multiply, *cell.add) if isinstance(text, str)]
    return next((column for text in named for column in template(text).columns), "")


def _is_plain(cell: Cell) -> bool:
    return isinstance(cell.from_, str) and not cell.blank and not cell.words and template(cell.from_).column is not None


def _typed(grid: Grid, cell: Cell) -> pa.Array:
    return grid.typed(template(str(cell.from_)).column or "")


def _base(grid: Grid, cell: Cell, verbatim: bool) -> pa.Array:
    if cell.first_of:
        return pc.coalesce(*(grid.made(pattern) for pattern in cell.first_of))
    if cell.choose:
        return _chosen(grid, cell)
    if verbatim and _is_plain(cell):
        return grid.verbatim(template(str(cell.from_)).column or "")
    return grid.made(str(cell.from_)) if cell.from_ is not None else grid.constant(None)


def _chosen(grid: Grid, cell: Cell) -> pa.Array:
    chosen = grid.made(cell.otherwise) if cell.otherwise is not None else grid.constant(None)
    for choice in reversed(cell.choose):
        chosen = pc.if_else(pa.array(passing(grid, choice.when)), grid.made(choice.is_), chosen)
    return chosen


def _worded(base: pa.Array, cell: Cell, name: str) -> Texts:
    place = pc.index_in(pc.utf8_trim_whitespace(base), pa.array(list(cell.words), pa.string()))
    worded = pa.array([str(word) for word in cell.words.values()], pa.string()).take(place)
    unknown = pc.and_(pc.is_valid(base), pc.is_null(place))
    if cell.other == "keep":
        return pc.if_else(unknown, base, worded), []
    where = unknown.to_numpy(zero_copy_only=False)
    if cell.other == "blank" or not where.any():
        return worded, []
    remedy = _('Add it to `words`, or write other = "keep" or "blank" there.')
    return worded, [Fault(where, name, base, _("the mapping has no word for this code"), remedy)]


def _arithmetic(grid: Grid, cell: Cell) -> Texts:
    faults: list[Fault] = []
    total: pa.Array | None = None
    for parts, combine in ((cell.multiply, pc.multiply), (cell.add, pc.add)):
        for part in parts:
            found, more = numbers_of(grid, part)
            faults += more
            total = found if total is None else combine(total, found)
    assert total is not None  # noqa: S101 -- the caller saw that there is a part
    return total, faults


def _earlier(grid: Grid, cell: Cell, values: pa.Array) -> Texts:
    faults: list[Fault] = []
    if cell.minus_months is not None:
        months, more = numbers_of(grid, cell.minus_months)
        faults += more
        known = pc.if_else(pc.is_valid(months), values, None)
        values = months_earlier(known, np.nan_to_num(months.to_numpy(zero_copy_only=False)))
    if cell.minus_days is not None:
        days, more = numbers_of(grid, cell.minus_days)
        faults += more
        span = pc.multiply(days, float(_DAY)).cast(pa.int64(), safe=False).cast(pa.duration("us"))
        values = pc.subtract(values, span)
    return values, faults


def _number_remedy(grid: Grid) -> str:
    decimal, thousands = grid.conventions.decimal, grid.conventions.thousands
    written = f"1{thousands}234{decimal}5"
    return f"Numbers are read like {written}: mend the cell, `decimal` or `thousands` in [file], or list it in `blank`."
