"""What a DuckDB log keeps beside its texts: labels, hits and vectors, each row found again by its text's digest.

The time of the text stands beside it: what is asked of a period reads only the blocks of that period.
"""
# ruff: noqa: S608 - the names in the SQL are ours; what senders gave travels as a parameter or as a table

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb
import pyarrow as pa

from heedful.interactions.duckdb_known import DIGEST
from heedful.interactions.labels import (
    COMPANIONS,
    HITS,
    INBOUND,
    LABELS,
    READ_OFF,
    VECTORS,
    VOICED,
    VOICES,
    hits_of,
    one_each,
)
from heedful.interactions.schema import KINDS, LOG

TYPES: Final = {
    pa.string(): "VARCHAR",
    pa.float64(): "DOUBLE",
    pa.timestamp("us"): "TIMESTAMP",
    pa.bool_(): "BOOLEAN",
    pa.int32(): "INTEGER",
    pa.binary(): "BLOB",
}


def _columns(schema: pa.Schema) -> str:
    return ", ".join(f'"{f.name}" {TYPES[f.type]}{"" if f.nullable else " NOT NULL"}' for f in schema)


_FOUND_BY: Final = "occurred_at TIMESTAMP NOT NULL, digest UBIGINT NOT NULL"
CREATION: Final = tuple(
    f"CREATE TABLE IF NOT EXISTS {table} ({_columns(schema)}, {_FOUND_BY})"
    for table, schema in (("labels", LABELS), ("hits", HITS), ("vectors", VECTORS))
)


def label(db: duckdb.DuckDBPyConnection, workspace: str, rows: pa.Table, hits: pa.Table) -> int:
    """Replace the labels and hits of these texts; how many of them are in the log."""
    fitting = one_each(workspace, rows, LABELS)
    named = hits_of(workspace, hits, fitting)
    _fresh(db, fitting)
    db.register("hitting", named)
    columns = ", ".join(f'"{name}"' for name in HITS.names)
    for table in ("labels", "hits"):
        _make_room(db, table)
    db.execute("INSERT INTO labels BY NAME FROM fresh")
    db.execute(f"""INSERT INTO hits BY NAME SELECT {columns}, occurred_at, digest FROM hitting
        JOIN (SELECT id, occurred_at, digest FROM fresh) USING (id)""")
    return _done(db, "hitting")


def keep_vectors(db: duckdb.DuckDBPyConnection, workspace: str, rows: pa.Table) -> int:
    """Replace the vectors of these texts; how many of them are in the log."""
    _fresh(db, one_each(workspace, rows, VECTORS))
    _make_room(db, "vectors")
    db.execute("INSERT INTO vectors BY NAME FROM fresh")
    return _done(db)


def _fresh(db: duckdb.DuckDBPyConnection, rows: pa.Table) -> None:
    """What arrives for texts that are there: one that was erased meanwhile leaves no trace here either."""
    there = " UNION ALL ".join(f"SELECT workspace, id, occurred_at, digest FROM rows_{kind}" for kind in VOICED)
    db.register("arriving", rows)
    db.execute(f"""CREATE OR REPLACE TEMP TABLE fresh AS SELECT a.*, r.occurred_at
        FROM (SELECT *, {DIGEST.format(id="id")} AS digest FROM arriving) a
        JOIN ({there}) r ON r.digest = a.digest AND r.workspace = a.workspace AND r.id = a.id""")


def _make_room(db: duckdb.DuckDBPyConnection, table: str) -> None:
    db.execute(f"""DELETE FROM {table} t USING fresh f
        WHERE t.digest = f.digest AND t.workspace = f.workspace AND t.id = f.id""")


def _done(db: duckdb.DuckDBPyConnection, *registered: str) -> int:
    (labelled,) = db.execute("SELECT count(*) FROM fresh").fetchone() or (0,)
    db.execute("DROP TABLE fresh")
    for name in ("arriving", *registered):
        db.unregister(name)
    return int(labelled)


def forget_of(db: duckdb.DuckDBPyConnection, workspace: str, root: str) -> dict[str, int]:
    """Before a customer's rows go: all that was read off them; how many rows of which table, where there were any."""
    theirs = " UNION ALL ".join(
        f"SELECT digest, id FROM rows_{kind} WHERE workspace = $workspace AND customer = $root" for kind in KINDS
    )
    gone: dict[str, int] = {}
    for table in COMPANIONS:
        statement = f"""DELETE FROM {table} t USING ({theirs}) g
            WHERE t.workspace = $workspace AND t.digest = g.digest AND t.id = g.id"""
        (removed,) = db.execute(statement, {"workspace": workspace, "root": root}).fetchone() or (0,)
        gone |= {table: int(removed)} if removed else {}
    return gone


# Reading.


def voices(reader: duckdb.DuckDBPyConnection, workspace: str) -> duckdb.DuckDBPyRelation:
    return reader.sql(_voices(_quoted(workspace)))


def hits(reader: duckdb.DuckDBPyConnection, workspace: str) -> duckdb.DuckDBPyRelation:
    columns = ", ".join(f'"{name}"' for name in HITS.names)
    scope = _quoted(workspace)
    return reader.sql(f"SELECT {columns} FROM hits WHERE workspace = {scope} AND {_counting(scope)}")


def unlabelled(reader: duckdb.DuckDBPyConnection, workspace: str, model: str, limit: int, *, tier: str) -> pa.Table:
    """The keys are found first: only the texts that are wanted are read."""
    scope = _quoted(workspace)
    due = f"""SELECT digest FROM ({_said(scope, ("id", "occurred_at", "digest"))}) t
        ANTI JOIN (SELECT digest FROM labels WHERE workspace = {scope} AND model = $model
            AND (tier = 'full' OR tier = $tier)) l USING (digest)
        ORDER BY occurred_at DESC, id DESC LIMIT $limit"""
    query = f"""{_voices(scope)} WHERE t.digest IN ({due}) ORDER BY t.occurred_at DESC, t.id DESC"""
    found = reader.execute(query, {"model": model, "tier": tier, "limit": limit})
    return found.to_arrow_table().cast(VOICES)


def vectors(reader: duckdb.DuckDBPyConnection, workspace: str, ids: Sequence[str]) -> pa.Table:
    scope = _quoted(workspace)
    asked = f"""SELECT rowid FROM vectors WHERE workspace = {scope} AND {_counting(scope)}
        AND id IN (SELECT unnest(?::VARCHAR[]))"""
    columns = ", ".join(f'"{name}"' for name in VECTORS.names)
    found = reader.execute(f"SELECT {columns} FROM vectors WHERE rowid IN ({asked}) ORDER BY id", [list(ids)])
    return found.to_arrow_table().cast(VECTORS)


def _voices(scope: str) -> str:
    log = ", ".join(f't."{name}"' for name in LOG.names)
    read_off = ", ".join(f'l."{name}"' for name in READ_OFF)
    return f"""SELECT {log}, {read_off} FROM ({_said(scope, (*LOG.names, "digest"))}) t
        LEFT JOIN (FROM labels WHERE workspace = {scope}) l
        ON l.digest = t.digest AND l.id = t.id AND l.occurred_at = t.occurred_at"""


def _said(scope: str, columns: Sequence[str]) -> str:
    """The texts of customers: what employees wrote is none, and no withdrawn row is."""
    branches = []
    for kind in VOICED:
        named = ", ".join(f"'{kind}' AS kind" if name == "kind" else f'"{name}"' for name in columns)
        theirs = f" AND (name IS NULL OR name = '{INBOUND}')" if kind == "message" else ""
        branches.append(
            f"SELECT {named} FROM rows_{kind} WHERE workspace = {scope} AND NOT withdrawn AND text <> ''{theirs}"
        )
    return " UNION ALL ".join(branches)


def _counting(scope: str) -> str:
    """Of no withdrawn row: where none is, DuckDB knows so from its statistics, and the condition costs nothing."""
    gone = " UNION ALL ".join(
        f"SELECT digest FROM rows_{kind} WHERE workspace = {scope} AND withdrawn" for kind in VOICED
    )
    return f"digest NOT IN ({gone})"


def _quoted(workspace: str) -> str:
    return "'{}'".format(workspace.replace("'", "''"))
