"""The threads of a ClickHouse log that count no more; their rows stay where they are, marked in a column."""
# ruff: noqa: S608 - the names in the SQL are ours; what senders gave travels as a parameter or as a table

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

COLUMN: Final = "withdrawn Bool DEFAULT false"
TABLE: Final = """withdrawn_threads (workspace String, thread String) ENGINE = ReplacingMergeTree
    ORDER BY (workspace, thread) SETTINGS old_parts_lifetime = 10"""
OF_THREADS: Final = "workspace = {workspace:String} AND has({threads:Array(String)}, thread)"


def marked(client: Any, database: str, rows: pa.Table) -> pa.Table:
    """The rows with the column that says which are of a withdrawn thread."""
    threads = pc.unique(rows["thread"].drop_null()).to_pylist()
    gone: set[tuple[str, str]] = set()
    if threads and client.query(f"SELECT count() FROM {database}.withdrawn_threads").result_rows[0][0]:
        for start in range(0, len(threads), 500):
            query = f"""SELECT workspace, thread FROM {database}.withdrawn_threads
                WHERE has({{threads:Array(String)}}, thread)"""
            gone.update(client.query(query, parameters={"threads": threads[start : start + 500]}).result_rows)
    if gone:
        pairs = zip(rows["workspace"].to_pylist(), rows["thread"].to_pylist(), strict=True)
        column = pa.array([pair in gone for pair in pairs], pa.bool_())
    else:
        column = pa.repeat(pa.scalar(False), rows.num_rows)
    return rows.append_column("withdrawn", column)


def kinds_to_turn(client: Any, database: str, scope: dict[str, Any]) -> dict[str, int]:
    """How many rows of these threads are not yet as they shall be, by kind."""
    query = f"""SELECT kind, count() FROM {database}.rows
        WHERE {OF_THREADS} AND withdrawn <> {{withdrawn:Bool}} GROUP BY kind"""
    return dict(client.query(query, parameters=scope).result_rows)


def remember(client: Any, database: str, workspace: str, threads: Sequence[str]) -> None:
    rows = [[workspace, thread] for thread in dict.fromkeys(threads)]
    client.insert(f"{database}.withdrawn_threads", rows, column_names=["workspace", "thread"])


def threads_of(client: Any, database: str, condition: str, scope: dict[str, Any]) -> list[str]:
    """The withdrawn threads among the rows of which the condition holds."""
    query = f"""SELECT DISTINCT assumeNotNull(thread) FROM {database}.rows
        WHERE {condition} AND withdrawn AND thread IS NOT NULL"""
    return [thread for (thread,) in client.query(query, parameters=scope).result_rows]
