"""Columns of numpy and Arrow put together as rows of the log, as a sender would give them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from heedful.interactions.schema import HEARD, TIMESTAMP

Column = np.ndarray | pa.Array | pa.ChunkedArray | str | float


def rows(kind: str, occurred_at: np.ndarray, **columns: Column) -> pa.Table:
    """One row per moment of `occurred_at` (UTC); what is not named is null, one value serves all rows."""
    count = len(occurred_at)
    given = {"received_at": occurred_at + np.timedelta64(1, "s"), **columns, "occurred_at": occurred_at, "kind": kind}
    return pa.table([_column(given.get(field.name), field.type, count) for field in HEARD], schema=HEARD)


def _column(values: Column | None, kind: pa.DataType, count: int) -> pa.Array | pa.ChunkedArray:
    if values is None:
        return pa.nulls(count, kind)
    if isinstance(values, str | float):
        return pa.repeat(pa.scalar(values, kind), count)
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values.cast(kind)
    return pa.array(values.astype("M8[us]") if kind == TIMESTAMP else values, kind)


def picked(pool: Sequence[str | None] | pa.Array, places: np.ndarray) -> pa.Array:
    """The pool's words at these places."""
    pool = pool if isinstance(pool, pa.Array) else pa.array(pool, pa.string())
    return pool.take(pa.array(places.astype(np.int64)))


def numbered(prefix: str, numbers: np.ndarray) -> pa.Array:
    """`visit-0`, `visit-1` …"""
    return pc.binary_join_element_wise(f"{prefix}-", pa.array(numbers.astype(np.int64)).cast(pa.string()), "")


def within(table: pa.Table, start: np.datetime64, end: np.datetime64) -> pa.Table:
    """Without what came before the story, or has not happened yet."""
    first, after = (pa.scalar(day.astype("M8[us]").astype(object), TIMESTAMP) for day in (start, end))
    at = table["received_at"]
    return table.filter(pc.and_(pc.greater_equal(at, first), pc.less(at, after)))
