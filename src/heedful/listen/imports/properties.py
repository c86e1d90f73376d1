"""Everything else the sender gave, as one JSON text a row."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc

from heedful.listen.imports.cells import texts
from heedful.listen.imports.grid import Fault, Grid
from heedful.listen.imports.mapping import Value

_ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))


def properties(grid: Grid, wanted: dict[str, Value]) -> tuple[pa.Array, list[Fault]]:
    """`{"Colour":"red"}`: blanks are left out, numbers of typed files stay numbers; null where nothing is left."""
    members, faults = [], []
    for name, value in wanted.items():
        cells, more = _cells(grid, value)
        faults += more
        members.append(pc.binary_join_element_wise(f",{json.dumps(name, ensure_ascii=False)}:", cells, ""))
    if not members:
        return grid.constant(None), faults
    # "replace", not "skip": Arrow 26 gives too few rows back where every member of a row is null
    listed = pc.binary_join_element_wise(*members, "", null_handling="replace", null_replacement="")
    inner = pc.utf8_slice_codeunits(listed, 1)
    whole = pc.binary_join_element_wise("{", inner, "}", "")
    return pc.if_else(pc.equal(inner, ""), None, whole), faults


def _cells(grid: Grid, value: Value) -> tuple[pa.Array, list[Fault]]:
    if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
        name = value[1:-1]
        if name in grid.chunk.table.column_names and _is_number(grid.typed(name).type):
            return grid.text(name), []
    found, faults = texts(grid, value)
    return _quoted(found), faults


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind)


def _quoted(cells: pa.Array) -> pa.Array:
    for raw, escaped in _ESCAPES:
        cells = pc.replace_substring(cells, raw, escaped)
    if pc.any(pc.match_substring_regex(cells, r"[\x00-\x1f]")).as_py():
        cells = pc.replace_substring_regex(cells, r"[\x00-\x1f]", " ")
    return pc.binary_join_element_wise('"', cells, '"', "")
