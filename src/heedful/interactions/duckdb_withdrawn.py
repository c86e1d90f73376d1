"""The threads of a DuckDB log that count no more.

Their rows stay where they are, marked in a column: whatever looks for a row by its id, its customer or its visitor
finds it as before, and a frame leaves it out. Where no row of a kind is marked, DuckDB knows so from its statistics,
and the condition costs nothing.
"""
# ruff: noqa: S608 - the names in the SQL are ours; what senders gave travels as a parameter or as a table

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb

from heedful.interactions.schema import KINDS

CREATION: Final = (
    *(f"ALTER TABLE rows_{kind} ADD COLUMN withdrawn BOOLEAN DEFAULT false" for kind in KINDS),
    "CREATE TABLE withdrawn_threads (workspace VARCHAR NOT NULL, thread VARCHAR NOT NULL)",
)
IS_WITHDRAWN: Final = """EXISTS (FROM withdrawn_threads w
    WHERE w.workspace = arriving.workspace AND w.thread = arriving.thread)"""


def mark(db: duckdb.DuckDBPyConnection, workspace: str, threads: Sequence[str], *, withdrawn: bool) -> dict[str, int]:
    """Withdraw or restore the threads; how many rows changed, by kind."""
    named = list(dict.fromkeys(threads))
    db.execute("DELETE FROM withdrawn_threads WHERE workspace = ? AND list_contains(?, thread)", [workspace, named])
    if withdrawn:
        db.execute("INSERT INTO withdrawn_threads SELECT ?, unnest(?::VARCHAR[])", [workspace, named])
    changed: dict[str, int] = {}
    for kind in KINDS:
        statement = f"""UPDATE rows_{kind} SET withdrawn = ?
            WHERE workspace = ? AND withdrawn <> ? AND thread IN (SELECT unnest(?::VARCHAR[]))"""
        (rows,) = db.execute(statement, [withdrawn, workspace, withdrawn, named]).fetchone() or (0,)
        changed |= {kind: int(rows)} if rows else {}
    return changed


def forget_of(db: duckdb.DuckDBPyConnection, workspace: str, root: str) -> None:
    """Before a customer's rows go: also that threads of theirs were withdrawn."""
    for kind in KINDS:
        theirs = f"SELECT thread FROM rows_{kind} WHERE workspace = ? AND customer = ? AND withdrawn"
        statement = f"DELETE FROM withdrawn_threads WHERE workspace = ? AND thread IN ({theirs})"
        db.execute(statement, [workspace, workspace, root])
