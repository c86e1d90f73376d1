"""The rows of a DuckDB log in the order they came: by the number that the engine gives each row.

DuckDB numbers rows upwards as they come, and keeps a row's number until rows were removed before it and the file was
tidied: then it is a smaller one, in the same order. Whoever keeps a number keeps the rows' digest with it (`Extent`).
"""
# ruff: noqa: S608 - the names and numbers in the SQL are ours

from __future__ import annotations

from collections.abc import Collection

import duckdb
import numpy as np

from heedful.interactions.extents import Extent
from heedful.interactions.schema import LOG, asked_kinds


def extent(db: duckdb.DuckDBPyConnection, kind: str, begin: int, end: int | None) -> Extent:
    """Asked in two questions: in one, the engine looks at every row twice as long."""
    table, run = _table(kind), _run(begin, end)
    rows = f"SELECT coalesce(max(rowid) + 1, {begin}), count(*), bit_xor(digest) FROM {table} WHERE {run}"
    last, n, digest = db.execute(rows).fetchone() or (begin, 0, 0)
    withdrawn = db.execute(f"SELECT digest FROM {table} WHERE withdrawn AND {run}").fetchnumpy()["digest"]
    return Extent(int(last), int(n), int(digest or 0), np.unique(withdrawn))


def stretch(db: duckdb.DuckDBPyConnection, workspace: str, kind: str, begin: int) -> duckdb.DuckDBPyRelation:
    """To the last one: between two numbers, the engine takes four times as long."""
    return _rows(db, workspace, kind, "NOT withdrawn" + (f" AND {_run(begin, None)}" if begin else ""))


def rows_with(
    db: duckdb.DuckDBPyConnection, workspace: str, kind: str, digests: Collection[int]
) -> duckdb.DuckDBPyRelation:
    return _rows(db, workspace, kind, f"digest IN ({', '.join(str(int(digest)) for digest in digests) or 'NULL'})")


def _rows(db: duckdb.DuckDBPyConnection, workspace: str, kind: str, condition: str) -> duckdb.DuckDBPyRelation:
    scope, table = workspace.replace("'", "''"), _table(kind)
    columns = ", ".join(f"'{kind}' AS kind" if name == "kind" else f'"{name}"' for name in LOG.names)
    return db.sql(f"SELECT {columns} FROM {table} WHERE workspace = '{scope}' AND {condition}")


def _table(kind: str) -> str:
    (known,) = asked_kinds([kind])
    return f"rows_{known}"


def _run(begin: int, end: int | None) -> str:
    return f"rowid >= {int(begin)}" + (f" AND rowid < {int(end)}" if end is not None else "")
