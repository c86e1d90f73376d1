"""What a ClickHouse log answers to the resolution of customers."""
# ruff: noqa: S608 - the names in the SQL are ours; what senders gave travels in the table `asked`

from __future__ import annotations

from typing import Any

import pyarrow as pa

from heedful.interactions.known import IDENTIFICATIONS, KEYS, NAMED, NAMELESS, ROOTS
from heedful.interactions.schema import LINKS


class ClickhouseKnown:
    """Keys go into the small table `asked`, which only the one loader writes."""

    def __init__(self, client: Any, database: str) -> None:
        self._client = client
        self._of = database

    def heard(self, keys: pa.Table) -> pa.Table:
        asked = f"SELECT sipHash64(workspace, key) FROM {self._of}.asked"
        return self._answer(
            keys, f"SELECT workspace, id AS key FROM {self._of}.rows PREWHERE digest IN ({asked})", "id", KEYS
        )

    def entries(self, keys: pa.Table) -> pa.Table:
        return self._links(keys, "id")

    def undoings(self, keys: pa.Table) -> pa.Table:
        return self._links(keys, "link")

    def disownings(self, keys: pa.Table) -> pa.Table:
        return self._links(keys, "visitor", "disown")

    def merges(self, keys: pa.Table) -> pa.Table:
        return pa.concat_tables([self._links(keys, end, "merge") for end in ("alias", "into")])

    def identifications(self, keys: pa.Table) -> pa.Table:
        said = f"""SELECT workspace, visitor, alias, id, occurred_at, true AS explicit FROM {self._of}.links
            WHERE what = 'identify'"""
        shown = f"""SELECT workspace, visitor, alias, concat('row:', rows.id) AS id, occurred_at, false AS explicit
            FROM {self._of}.rows WHERE alias IS NOT NULL"""
        return pa.concat_tables([self._answer(keys, query, "visitor", IDENTIFICATIONS) for query in (said, shown)])

    def anonymous(self, keys: pa.Table) -> pa.Table:
        return self._rows(keys, NAMELESS, "visitor", "alias IS NULL")

    def rows_of(self, keys: pa.Table) -> pa.Table:
        return self._rows(keys, NAMED, "alias", "true")

    def visitors_of(self, keys: pa.Table) -> pa.Table:
        visitors = pa.schema([KEYS.field("workspace"), pa.field("visitor", pa.string())])
        condition = "alias IS NULL AND visitor IS NOT NULL"
        return self._rows(keys, visitors, "customer", condition).rename_columns(KEYS.names)

    def roots(self, keys: pa.Table) -> pa.Table:
        query = f"SELECT workspace, alias, root FROM {self._of}.roots FINAL WHERE alias <> root"
        return self._answer(keys, query, "alias", ROOTS)

    def _rows(self, keys: pa.Table, schema: pa.Schema, column: str, condition: str) -> pa.Table:
        return self._answer(
            keys, f"SELECT {', '.join(schema.names)} FROM {self._of}.rows WHERE {condition}", column, schema
        )

    def _links(self, keys: pa.Table, column: str, what: str | None = None) -> pa.Table:
        columns = ", ".join(f"`{name}`" for name in LINKS.names)
        condition = f"what = '{what}'" if what else "true"
        return self._answer(keys, f"SELECT {columns} FROM {self._of}.links WHERE {condition}", f"`{column}`", LINKS)

    def _answer(self, keys: pa.Table, query: str, column: str, schema: pa.Schema) -> pa.Table:
        """The rows of a query whose (workspace, column) is among the keys."""
        if not keys.num_rows:
            return schema.empty_table()
        if keys is not getattr(self, "_asked", None):
            self._client.command(f"TRUNCATE TABLE {self._of}.asked")
            self._client.insert_arrow(f"{self._of}.asked", keys)
            self._asked = keys
        word = "AND" if " WHERE " in query else "WHERE"
        among = f"{word} (workspace, assumeNotNull({column})) IN (SELECT workspace, key FROM {self._of}.asked)"
        return self._client.query_arrow(f"{query} {among} AND {column} IS NOT NULL").cast(schema)
