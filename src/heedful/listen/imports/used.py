"""Which columns a mapping reads, and for what."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from heedful.listen.imports.cells import as_cell
from heedful.listen.imports.conditions import columns_in
from heedful.listen.imports.grid import EACH, EACH_WORD, LINE, PSEUDO, ROW
from heedful.listen.imports.mapping import FIELD_NAMES, Block, Cell, Condition, Fields, Mapping, Value
from heedful.listen.imports.refusals import Problem
from heedful.listen.imports.templates import template


def columns_used(mapping: Mapping) -> dict[str, str]:
    """Every column that the mapping names, with the place where it does."""
    used: dict[str, str] = {}
    for place, text in _mentions(mapping):
        used.setdefault(text, place)
    return used


def absent_columns(mapping: Mapping, names: tuple[str, ...]) -> list[Problem]:
    problems = []
    for column, place in columns_used(mapping).items():
        if column in (*names, *PSEUDO, *mapping.file.optional):
            continue
        near = difflib.get_close_matches(column, names, n=1, cutoff=0.5) or [
            name for name in names if name.casefold() == column.casefold()
        ]
        remedy = (
            _("Did you mean `%(near)s`?") % {"near": near[0]}
            if near
            else _("The file has: %(list)s.") % {"list": ", ".join(names[:40])}
        )
        problems.append(
            Problem(
                _("The file has no column `%(column)s`, which %(place)s names.") % {"column": column, "place": place},
                remedy,
            )
        )
    return problems


def date_columns(mapping: Mapping) -> list[str]:
    """Columns read as dates under the file's own convention."""
    times = [cell for cell in _cells_of(mapping, "occurred_at") if cell.dates is None]
    found = [column for cell in times for column in _in_texts((cell.from_, *cell.first_of))]
    for condition in _conditions(mapping):
        if condition.later_than or condition.not_later_than:
            found += columns_in(condition)
    return _real_columns(mapping, found)


def has_moments_without_column(mapping: Mapping) -> bool:
    """Whether a constant stands for a time: it needs a zone as much as a column does."""
    return any(not _in_texts((cell.from_, *cell.first_of)) for cell in _cells_of(mapping, "occurred_at"))


def number_columns(mapping: Mapping) -> list[str]:
    """Columns read as numbers."""
    found = [c for cell in _cells_of(mapping, "value") if not cell.words for c in _of_cell(cell)]
    found += [c for cell in _cells_of(mapping, "occurred_at") for c in _in_texts((cell.minus_months, cell.minus_days))]
    for condition in _conditions(mapping):
        if any(getattr(condition, name) is not None for name in ("above", "below", "at_least", "at_most")):
            found += columns_in(condition)
    return _real_columns(mapping, found)


def each_columns(mapping: Mapping) -> list[str]:
    return [column for block in mapping.interactions for column in block.each]


def _real_columns(mapping: Mapping, found: list[str]) -> list[str]:
    if EACH in found:
        found = [*found, *each_columns(mapping)]
    return [column for column in dict.fromkeys(found) if column not in (EACH, EACH_WORD, ROW, LINE)]


def field_of(mapping: Mapping, block: Block, name: str) -> Value | None:
    own = getattr(block, name)
    return own if own is not None else getattr(mapping.common, name)


def _cells_of(mapping: Mapping, name: str) -> Iterator[Cell]:
    for block in mapping.interactions:
        value = field_of(mapping, block, name)
        if value is not None:
            yield as_cell(value)


def _of_cell(cell: Cell) -> list[str]:
    texts = [cell.from_, cell.otherwise, cell.minus_months, cell.minus_days, *cell.first_of, *cell.multiply, *cell.add]
    texts += [choice.is_ for choice in cell.choose]
    return _in_texts(texts)


def _in_texts(texts: Iterable[object]) -> list[str]:
    return [column for text in texts if isinstance(text, str) for column in template(text).columns]


def _conditions(mapping: Mapping) -> Iterator[Condition]:
    yield from mapping.rows.when
    for fields in (mapping.common, *mapping.interactions):
        yield from getattr(fields, "when", ())
        for name in FIELD_NAMES:
            value = getattr(fields, name)
            if isinstance(value, Cell):
                for choice in value.choose:
                    yield from choice.when


def _mentions(mapping: Mapping) -> Iterator[tuple[str, str]]:
    rows = mapping.rows
    for name in filter(None, (rows.group, *rows.fill_down, *rows.id_columns)):
        yield "[rows]", name
    for column in template(rows.id or "").columns:
        yield "`rows.id`", column
    for condition in _conditions(mapping):
        yield from (("`when`", column) for column in columns_in(condition))
    yield from _in_fields(mapping.common, "[common]")
    for number, block in enumerate(mapping.interactions, start=1):
        place = f"[[interactions]] number {number}"
        yield from ((f"{place}, `each`", column) for column in block.each)
        yield from ((f"{place}, `id`", column) for column in template(block.id or "").columns)
        yield from _in_fields(block, place)
    for name in mapping.customer.__struct_fields__:
        value = getattr(mapping.customer, name)
        if value is not None:
            yield from ((f"`customer.{name}`", column) for column in _of_cell(as_cell(value)))


def _in_fields(fields: Fields, place: str) -> Iterator[tuple[str, str]]:
    for name in FIELD_NAMES:
        value = getattr(fields, name)
        if name == "properties":
            yield from ((f"{place}, `properties`", column) for column in _of_properties(value))
        elif value is not None:
            yield from ((f"{place}, `{name}`", column) for column in _of_cell(as_cell(value)))


def _of_properties(value: object) -> list[str]:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dict):
        return [column for cell in value.values() for column in _of_cell(as_cell(cell))]
    return []
