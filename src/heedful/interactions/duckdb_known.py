"""What a DuckDB log answers to the resolution of customers."""
# ruff: noqa: S608 - the names in the SQL are ours; what senders gave travels as a parameter or as a table

from __future__ import annotations

import duckdb
import pyarrow as pa

from heedful.interactions.known import IDENTIFICATIONS, KEYS, NAMED, NAMELESS, ROOTS
from heedful.interactions.schema import KINDS, LINKS

# Stable across versions of DuckDB, unlike its own hash().
DIGEST = "md5_number_upper(workspace || chr(31) || {id})"


class DuckdbKnown:
    """Reads through the writer's connection, inside its transaction."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self._db = db
        present = {kind for (kind,) in db.execute("SELECT DISTINCT kind FROM touched").fetchall()}
        self._kinds = sorted(present & set(KINDS)) or KINDS[:1]

    def heard(self, keys: pa.Table) -> pa.Table:
        """Rows are found by digest, eight bytes each; only a hit is read and compared in full."""
        self._db.register("asked_keys", keys)
        self._db.execute(f"""CREATE OR REPLACE TEMP TABLE asked AS
            SELECT workspace, key, {DIGEST.format(id="key")} AS digest FROM asked_keys""")
        standing = self._answer(
            self._each_kind("SELECT '{kind}' AS kind, rowid AS place FROM rows_{kind} SEMI JOIN asked USING (digest)")
        )
        found = [KEYS.empty_table()]
        for kind in sorted(set(standing["kind"].to_pylist())):
            self._db.register("standing_at", standing)
            found.append(
                self._answer(
                    f"""SELECT workspace, id AS key FROM rows_{kind} r
                    SEMI JOIN (SELECT place FROM standing_at WHERE kind = '{kind}') h ON r.rowid = h.place
                    WHERE EXISTS (SELECT 1 FROM asked a WHERE a.workspace = r.workspace AND a.key = r.id)""",
                    KEYS,
                )
            )
        return pa.concat_tables(found)

    def entries(self, keys: pa.Table) -> pa.Table:
        return self._links(keys, "l.id = a.key")

    def undoings(self, keys: pa.Table) -> pa.Table:
        return self._links(keys, "l.link = a.key")

    def disownings(self, keys: pa.Table) -> pa.Table:
        return self._links(keys, "l.visitor = a.key", "disown")

    def merges(self, keys: pa.Table) -> pa.Table:
        merged = [self._links(keys, f'l."{end}" = a.key', "merge") for end in ("alias", "into")]
        return pa.concat_tables(merged)

    def identifications(self, keys: pa.Table) -> pa.Table:
        self._db.register("asked_keys", keys)
        said = """SELECT workspace, visitor, alias, id, occurred_at, true AS explicit FROM links l
            SEMI JOIN asked_keys a ON a.workspace = l.workspace AND a.key = l.visitor WHERE what = 'identify'"""
        shown = self._each_kind("""SELECT workspace, visitor, alias, 'row:' || id, occurred_at, false FROM rows_{kind} r
            SEMI JOIN asked_keys a ON a.workspace = r.workspace AND a.key = r.visitor WHERE alias IS NOT NULL""")
        return self._answer(f"{said} UNION ALL {shown}", IDENTIFICATIONS)

    def anonymous(self, keys: pa.Table) -> pa.Table:
        return self._rows(keys, NAMELESS, "a.key = r.visitor", "alias IS NULL")

    def rows_of(self, keys: pa.Table) -> pa.Table:
        return self._rows(keys, NAMED, "a.key = r.alias", "true")

    def visitors_of(self, keys: pa.Table) -> pa.Table:
        visitors = pa.schema([KEYS.field("workspace"), pa.field("visitor", pa.string())])
        condition = "alias IS NULL AND visitor IS NOT NULL"
        return self._rows(keys, visitors, "a.key = r.customer", condition).rename_columns(KEYS.names)

    def roots(self, keys: pa.Table) -> pa.Table:
        self._db.register("asked_keys", keys)
        return self._answer(
            "FROM roots r SEMI JOIN asked_keys a ON a.workspace = r.workspace AND a.key = r.alias", ROOTS
        )

    def _rows(self, keys: pa.Table, schema: pa.Schema, match: str, condition: str) -> pa.Table:
        self._db.register("asked_keys", keys)
        columns = ", ".join("'{kind}' AS kind" if name == "kind" else f"r.{name}" for name in schema.names)
        query = f"""SELECT {columns} FROM rows_{{kind}} r
            SEMI JOIN asked_keys a ON a.workspace = r.workspace AND {match} WHERE {condition}"""
        return self._answer(self._each_kind(query), schema)

    def _links(self, keys: pa.Table, match: str, what: str | None = None) -> pa.Table:
        self._db.register("asked_keys", keys)
        condition = f"what = '{what}'" if what else "true"
        query = f"FROM links l SEMI JOIN asked_keys a ON a.workspace = l.workspace AND {match} WHERE {condition}"
        return self._answer(query, LINKS)

    def _answer(self, query: str, schema: pa.Schema | None = None) -> pa.Table:
        table = self._db.sql(query).to_arrow_table()
        return table.select(schema.names).cast(schema) if schema else table

    def _each_kind(self, query: str) -> str:
        return " UNION ALL ".join(query.replace("{kind}", kind) for kind in self._kinds)
