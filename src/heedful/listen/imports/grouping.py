"""Rows that belong together: cells said once and left blank below, and each row's place in its group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from heedful.listen.imports.conventions import Conventions
from heedful.listen.imports.formats import Chunk
from heedful.listen.imports.grid import Grid
from heedful.listen.imports.mapping import Rows


def grids(chunks: Iterable[Chunk], rows: Rows, conventions: Conventions) -> Iterator[tuple[Chunk, Grid]]:
    """Each chunk as it was read, and as the mapping sees it; a group may run over the edge of a chunk."""
    carried = _Carried()
    for chunk in chunks:
        grid = Grid(chunk, conventions)
        if rows.group and len(grid):
            grid = carried.joined(grid, rows)
        yield chunk, grid


class _Carried:
    """What the last row of a chunk leaves to the next."""

    def __init__(self) -> None:
        self.key: str | None = None
        self.line = 0
        self.cells: dict[str, str | None] = {}

    def joined(self, grid: Grid, rows: Rows) -> Grid:
        keys = grid.text(rows.group or "")
        start = self._starts(keys)
        index = np.arange(len(grid))
        first = np.maximum.accumulate(np.where(start, index, -1))
        lines = np.where(first < 0, index + 1 + self.line, index - first + 1)
        table = grid.chunk.table
        for name in rows.fill_down:
            filled = self._filled(grid.text(name), first, name)
            self.cells[name] = filled[-1].as_py()
            if name in table.column_names:
                table = table.set_column(table.column_names.index(name), name, filled)
        self.key, self.line = keys[-1].as_py(), int(lines[-1])
        return Grid(Chunk(table, grid.chunk.rows), grid.conventions, pa.array(lines))

    def _starts(self, keys: pa.Array) -> np.ndarray:
        before = pa.concat_arrays([pa.array([self.key], pa.string()), keys.slice(0, len(keys) - 1)])
        changed = pc.fill_null(pc.not_equal(keys, before), True).to_numpy(zero_copy_only=False)
        return changed.copy()

    def _filled(self, cells: pa.Array, first: np.ndarray, name: str) -> pa.Array:
        index = np.arange(len(cells))
        valid = pc.is_valid(cells).to_numpy(zero_copy_only=False)
        last = np.maximum.accumulate(np.where(valid, index, -1))
        taken = pa.array(last, mask=last < np.maximum(first, 0))
        own = cells.take(taken)
        before = pa.array((first < 0) & (last < 0))
        return pc.if_else(before, pa.scalar(self.cells.get(name), pa.string()), own)
