"""Ids: the sender's own, or one made of the row itself, so that the same file twice adds nothing."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from heedful.listen.imports.formats import Chunk
from heedful.listen.imports.grid import Grid
from heedful.listen.imports.mapping import Block, Mapping
from heedful.listen.imports.scratch import Repeats

_CELL, _NO_CELL = "\x1f", "\x1e"


def content(chunk: Chunk, columns: tuple[str, ...]) -> pa.Array:
    """Each row's cells as one text: what makes a row the same row."""
    there = set(chunk.table.column_names)
    cells = [_as_text(chunk.table.column(name)) for name in columns if name in there]
    joined = pc.binary_join_element_wise(*cells, _CELL, null_handling="replace", null_replacement=_NO_CELL)
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_string(column.type):
        return column
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type) or pa.types.is_dictionary(column.type):
        return pa.chunked_array([pa.array([None if x is None else str(x) for x in column.to_pylist()], pa.string())])
    return column.cast(pa.string())


def row_ids(grid: Grid, chunk: Chunk, mapping: Mapping, repeats: Repeats | None) -> pa.Array:
    """An id a row: by the mapping's template, else a digest of the row and its place among identical rows."""
    if mapping.rows.id:
        return grid.made(mapping.rows.id)
    columns = mapping.rows.id_columns or tuple(chunk.table.column_names)
    said = content(chunk, columns)
    digests = [blake2b(row.encode(), digest_size=12).hexdigest() for row in said.to_pylist()]
    ids = pc.binary_join_element_wise(f"{mapping.source}/", pa.array(digests, pa.string()), "")
    places = repeats.places(said) if repeats is not None else None
    return ids if places is None or not places.any() else _with_places(ids, places)


def _with_places(ids: pa.Array, places: np.ndarray) -> pa.Array:
    later = pc.binary_join_element_wise(ids, pa.array(places).cast(pa.string()), "~")
    return pc.if_else(pa.array(places > 0), later, ids)


def interaction_ids(grid: Grid, block: Block, rows: pa.Array) -> pa.Array:
    """The row's id, with the block's key and the word of `each` where one row tells several interactions."""
    if block.id:
        own = grid.made(block.id)
        return own if grid.each is None or "{each" in block.id else _suffixed(own, grid.each[1])
    parts = [block.key] if block.key else []
    parts += [grid.each[1]] if grid.each else []
    return _suffixed(rows, *parts)


def _suffixed(ids: pa.Array, *parts: str) -> pa.Array:
    return pc.binary_join_element_wise(ids, *parts, "/") if parts else ids
