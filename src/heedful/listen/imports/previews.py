"""The first rows of a file beside what is wrong with their cells, before anything is taken in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from heedful.listen.imports.actions import Prepared, prepare
from heedful.listen.imports.formats import Chunk, opened
from heedful.listen.imports.grouping import grids
from heedful.listen.imports.hearing import Ear
from heedful.listen.imports.mapping import Mapping
from heedful.listen.imports.rejects import Reject


@dataclass
class PreviewRow:
    """A row as the file has it, what it would tell, and what is wrong, by column (`""`: with the row as a whole)."""

    row: int
    cells: dict[str, str]
    interactions: list[dict[str, Any]] = field(default_factory=list)
    faults: dict[str, Reject] = field(default_factory=dict)


def preview(
    path: Path, mapping: Mapping, *, rows: int = 20, now: datetime, time_zone: str | None = None
) -> list[PreviewRow]:
    return preview_of(prepare(path, mapping, time_zone=time_zone), rows=rows, now=now)


def preview_of(prepared: Prepared, *, rows: int = 20, now: datetime) -> list[PreviewRow]:
    mapping = prepared.mapping
    conventions = prepared.settled.conventions
    source = opened(prepared.layout, decimal=conventions.decimal)
    first = _cut(next(iter(source.chunks())), rows)
    ear = Ear(mapping, prepared.layout.names, now, now)
    shown = {int(row): PreviewRow(int(row), cells) for row, cells in zip(first.rows, _cells(first), strict=True)}
    for reject in first.rejects:
        shown[reject.row] = PreviewRow(reject.row, {}, faults={reject.column: reject})
    for chunk, grid in grids([first], mapping.rows, conventions):
        for heard in ear.hear(chunk, grid):
            for row, item in zip(heard.rows, heard.batch.to_pylist(), strict=True):
                shown[int(row)].interactions.append({name: value for name, value in item.items() if value is not None})
            for reject in heard.rejects:
                shown[reject.row].faults.setdefault(reject.column, reject)
    return [shown[row] for row in sorted(shown)][:rows]


def _cut(chunk: Chunk, rows: int) -> Chunk:
    table = chunk.table.slice(0, rows)
    last = int(chunk.rows[: table.num_rows][-1]) if table.num_rows else rows + 1
    return Chunk(table, chunk.rows[: table.num_rows], [reject for reject in chunk.rejects if reject.row <= last])


def _cells(chunk: Chunk) -> list[dict[str, str]]:
    return [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in chunk.table.to_pylist()]
