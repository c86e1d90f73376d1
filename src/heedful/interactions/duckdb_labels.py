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
from heedful.interactions.duckdb_voices import of_kind
from heedful.interactions.labels import COMPANIONS, HITS, LABELS, OF_THE_TEXT, VECTORS, VOICED, hits_of, one_each
from heedful.interactions.schema import CHOICE, KINDS, LOG
from heedful.interactions.signatures import NAMES, signatures

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


_COPIED: Final = pa.schema([LOG.field(name) for name in OF_THE_TEXT])
_FOUND_BY: Final = "occurred_at TIMESTAMP NOT NULL, digest UBIGINT NOT NULL"
CREATION: Final = (
    *(f"DROP TABLE IF EXISTS {table}" for table in COMPANIONS),  # of another shape: the texts are read anew
    f"""CREATE TABLE labels ({_columns(LABELS)}, {_columns(_COPIED)}, digest UBIGINT NOT NULL,
        {", ".join(f"{name} UBIGINT NOT NULL" for name in NAMES)})""".replace(
        # what is looked through over and over is not unpacked each time
        '"folded" VARCHAR',
        '"folded" VARCHAR USING COMPRESSION uncompressed',
    ),
    f"CREATE TABLE hits ({_columns(HITS)}, {_FOUND_BY})",
    f"CREATE TABLE vectors ({_columns(VECTORS)}, {_FOUND_BY})",
)
MARKING: Final = (  # of a log of before chosen answers were told apart: what was read off them goes, too
    f"""UPDATE rows_answer SET scale = '{CHOICE}'
        WHERE scale IS NULL AND source LIKE 'survey:%' AND properties LIKE '%"chosen": ["%'""",
    *(
        f"""DELETE FROM {table} t USING (FROM rows_answer WHERE scale = '{CHOICE}') c
        WHERE t.digest = c.digest AND t.workspace = c.workspace AND t.id = c.id"""
        for table in COMPANIONS
    ),
)


def label(db: duckdb.DuckDBPyConnection, workspace: str, rows: pa.Table, hits: pa.Table) -> int:
    """Replace the labels and hits of these texts; how many of them are in the log."""
    fitting = one_each(workspace, rows, LABELS)
    named = hits_of(workspace, hits, fitting)
    for name, column in signatures(fitting["folded"]).items():
        fitting = fitting.append_column(name, column)
    _fresh(db, fitting, OF_THE_TEXT)
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


def _fresh(db: duckdb.DuckDBPyConnection, rows: pa.Table, copied: Sequence[str] = ("occurred_at",)) -> None:
    """What arrives for texts that are there: one that was erased meanwhile leaves no trace here either.

    The digests say in which kind and where a text stands; only there are its columns read.
    """
    db.register("arriving", rows)
    db.execute(f"CREATE OR REPLACE TEMP TABLE asked_for AS SELECT *, {DIGEST.format(id='id')} AS digest FROM arriving")
    places = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, rowid AS place FROM rows_{kind} SEMI JOIN asked_for USING (digest)"
        for kind in VOICED
    )
    db.execute(f"CREATE OR REPLACE TEMP TABLE standing AS {places}")
    there = " UNION ALL ".join(
        f"""SELECT {", ".join(of_kind(kind, ("workspace", "id", *copied)))}, digest FROM rows_{kind} r
        SEMI JOIN (SELECT place FROM standing WHERE kind = '{kind}') s ON r.rowid = s.place"""
        for kind in VOICED
    )
    named = ", ".join(f'r."{name}"' for name in copied)
    db.execute(f"""CREATE OR REPLACE TEMP TABLE fresh AS SELECT a.*, {named} FROM asked_for a
        JOIN ({there}) r USING (digest, workspace, id)""")


def _make_room(db: duckdb.DuckDBPyConnection, table: str) -> None:
    db.execute(f"""DELETE FROM {table} t USING fresh f
        WHERE t.digest = f.digest AND t.workspace = f.workspace AND t.id = f.id""")


def _done(db: duckdb.DuckDBPyConnection, *registered: str) -> int:
    (labelled,) = db.execute("SELECT count(*) FROM fresh").fetchone() or (0,)
    for table in ("fresh", "standing", "asked_for"):
        db.execute(f"DROP TABLE {table}")
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
        statement = f"DELETE FROM {table} WHERE workspace = $workspace AND (digest, id) IN ({theirs})"
        (removed,) = db.execute(statement, {"workspace": workspace, "root": root}).fetchone() or (0,)
        gone |= {table: int(removed)} if removed else {}
    return gone
