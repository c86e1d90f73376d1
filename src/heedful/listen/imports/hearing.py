"""Rows to interactions: every block of the mapping over every chunk, rejects told apart from what is quietly blank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from heedful.interactions.schema import HEARD
from heedful.listen.imports import cells, checks
from heedful.listen.imports.conditions import passing
from heedful.listen.imports.formats import Chunk
from heedful.listen.imports.grid import Fault, Grid
from heedful.listen.imports.ids import interaction_ids, row_ids
from heedful.listen.imports.mapping import Block, Mapping, Value, blocks_of_a_response
from heedful.listen.imports.properties import properties
from heedful.listen.imports.rejects import SHOWN_LENGTH, Reject
from heedful.listen.imports.scratch import Repeats
from heedful.listen.imports.used import columns_used, field_of

_TEXTS = (
    "kind", "name", "scale", "visitor", "session", "thread", "touchpoint", "channel",
    "location", "employee", "product", "currency",
)  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """What one block heard in one chunk: interactions, the row of each, and what was left out."""

    batch: pa.RecordBatch
    rows: np.ndarray
    rejects: list[Reject]
    block: Block
    facts: pa.Table | None = None


@dataclass
class Ear:
    """A mapping at work on a file."""

    mapping: Mapping
    names: tuple[str, ...]
    now: datetime
    received_at: datetime
    repeats: Repeats | None = None
    _rest: dict[str, Value] = field(init=False)
    _of_responses: tuple[Block, ...] = field(init=False)

    def __post_init__(self) -> None:
        used = columns_used(self.mapping)
        self._of_responses = blocks_of_a_response(self.mapping)
        self._rest = {name: f"{{{name}}}" for name in self.names if name not in used}

    def hear(self, chunk: Chunk, grid: Grid) -> Iterator[Heard]:
        if not len(grid):
            return
        ids = row_ids(grid, chunk, self.mapping, self.repeats)
        kept = passing(grid, self.mapping.rows.when)
        for block in self.mapping.interactions:
            for part in self._parts(grid, block):
                mask = kept & passing(part, block.when)
                if mask.any():
                    yield self._block(part, block, ids, mask)

    def _parts(self, grid: Grid, block: Block) -> Iterator[Grid]:
        if not block.each:
            yield grid
        for column, word in block.each.items():
            yield grid.for_each(column, word)

    def _block(self, grid: Grid, block: Block, ids: pa.Array, mask: np.ndarray) -> Heard:
        columns, shown, unreadable = self._columns(grid, block, ids)
        columns["id"] = interaction_ids(grid, block, ids)
        said = [fault.where for field in ("value", "text") for fault in unreadable.get(field, ())]
        mask = mask & ~(checks.unanswered(columns) & ~np.logical_or.reduce(said or [np.zeros(len(grid), bool)]))
        faults = [fault for found in unreadable.values() for fault in found]
        faults += checks.faults_in(columns, shown, unreadable, now=self.now)
        bad = np.zeros(len(grid), bool)
        for fault in faults:
            bad |= fault.where
        good = pa.array(mask & ~bad)
        batch = _batch({name: column.filter(good) for name, column in columns.items()})
        facts = self._facts(grid, columns["alias"], good)
        return Heard(batch, grid.chunk.rows[mask & ~bad], _rejects(grid, faults, mask), block, facts)

    def _columns(
        self, grid: Grid, block: Block, ids: pa.Array
    ) -> tuple[checks.Columns, checks.Shown, dict[str, list[Fault]]]:
        columns: checks.Columns = {}
        shown: checks.Shown = {}
        unreadable: dict[str, list[Fault]] = {}
        readers = {"occurred_at": cells.moments_of, "value": cells.numbers_of, "text": _verbatim}
        for name in (*_TEXTS, "customer", "occurred_at", "value", "text"):
            value = field_of(self.mapping, block, name)
            column = "alias" if name == "customer" else name
            if value is None:
                is_response = name == "thread" and block in self._of_responses
                columns[column] = ids if is_response else pa.nulls(len(grid), HEARD.field(column).type)
                continue
            columns[column], more = readers.get(name, cells.texts)(grid, value)
            shown[column] = self._shown(cells.as_cell(value), grid)
            unreadable[column] = [_seen_in(fault, grid) for fault in more]
        columns["currency"] = pc.utf8_upper(columns["currency"])
        columns["properties"], unreadable["properties"] = properties(grid, self._properties(block))
        columns["source"] = grid.constant(self.mapping.source)
        columns["received_at"] = pa.repeat(pa.scalar(self.received_at, pa.timestamp("us", "UTC")), len(grid)).cast(
            pa.timestamp("us")
        )
        return columns, shown, unreadable

    def _shown(self, cell: cells.Cell, grid: Grid) -> str:
        name = cells.shown_name(cell)
        return grid.each[0] if name == "each" and grid.each else name

    def _properties(self, block: Block) -> dict[str, Value]:
        wanted = block.properties if block.properties is not None else self.mapping.common.properties
        if wanted == "rest":
            return self._rest
        if isinstance(wanted, tuple):
            return {name: f"{{{name}}}" for name in wanted}
        return dict(wanted or {})

    def _facts(self, grid: Grid, alias: pa.Array, good: pa.Array) -> pa.Table | None:
        known = {
            name: cells.texts(grid, value)[0]
            for name in self.mapping.customer.__struct_fields__
            if (value := getattr(self.mapping.customer, name)) is not None
        }
        if not known:
            return None
        table = pa.table({"alias": alias, **known})
        return table.filter(pc.and_(good, pc.is_valid(alias)))


def _verbatim(grid: Grid, value: Value) -> cells.Texts:
    return cells.texts(grid, value, verbatim=True)


def _seen_in(fault: Fault, grid: Grid) -> Fault:
    if fault.column == "each" and grid.each:
        return Fault(fault.where, grid.each[0], fault.texts, fault.reason, fault.remedy)
    return fault


def _batch(columns: checks.Columns) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([columns[field.name].cast(field.type) for field in HEARD], schema=HEARD)


def _rejects(grid: Grid, faults: list[Fault], mask: np.ndarray) -> list[Reject]:
    rejects = []
    for fault in faults:
        where = fault.where & mask
        if not where.any():
            continue
        texts = fault.texts.cast(pa.string()).filter(pa.array(where)).to_pylist()
        rejects += [
            Reject(int(row), fault.column, (text or "")[:SHOWN_LENGTH], fault.reason, fault.remedy)
            for row, text in zip(grid.chunk.rows[where], texts, strict=True)
        ]
    return rejects
