"""Who each row belongs to: one definition, in DuckDB's SQL over Arrow tables, for every store.

A row with an alias keeps it. A row without one belongs to whoever its visitor was last known as, at or before the
row's time, or else was first known as after it. Merges are taken in the order (`occurred_at`, `id`), and "A into B"
keeps B. Nothing here depends on the order in which things arrived.
"""
# ruff: noqa: S608 - the names in the SQL are ours; what senders gave travels as a parameter or as a table

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from heedful.interactions.known import IDENTIFICATIONS, KEYS, MOVED, NAMED, NAMELESS, ROOTS, Known, Plan
from heedful.interactions.schema import LINKS, LOG
from heedful.interactions.store import Batch


def root_of_each(merges: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The alias that each alias ends in, by the active merges of one workspace, given in any order."""
    parent: dict[str, str] = {}

    def root(alias: str) -> str:
        while (above := parent.setdefault(alias, alias)) != alias:
            parent[alias] = parent[above]
            alias = above
        return alias

    for merge in sorted(merges, key=lambda merge: (merge["occurred_at"], merge["id"])):
        parent[root(merge["alias"])] = root(merge["into"])
    return {alias: root(alias) for alias in parent}


SMALL = 20_000  # rows
NEW_ROOTS = pa.schema([*ROOTS, pa.field("former", pa.string())])
OWNERS = pa.schema(
    [field for field in IDENTIFICATIONS if field.name in ("workspace", "visitor", "alias", "occurred_at")]
)


class Desk:
    """An in-memory DuckDB on which one round is worked out. `redo` repeats a round that may be half there."""

    def __init__(self, known: Known, batch: Batch, *, redo: bool = False) -> None:
        self._known = known
        self._redo = redo
        threads = 1 if batch.rows.num_rows < SMALL else 2  # a second thread costs a small round more than it gives
        self._db = duckdb.connect(":memory:", config={"threads": threads, "asof_loop_join_threshold": 0})
        self._rows = self._put("heard_rows", batch.rows)
        self._links = self._put("heard_links", batch.links)

    def plan(self) -> Plan:
        """Work the round out."""
        try:
            return self._plan()
        finally:
            self._db.close()

    def _plan(self) -> Plan:
        self._drop_known_rows()
        if self._links.num_rows:
            self._drop_known_links()
            self._take_merges()
        else:
            self._put_nothing(new_links=LINKS, touching_links=LINKS, undone_links=LINKS, new_roots=NEW_ROOTS)
        if self._links.num_rows or self._rows["visitor"].null_count < self._rows.num_rows:
            self._take_shifted_visitors()
            self._take_identifications()
        else:
            self._put_nothing(nameless=NAMELESS, moments=OWNERS, beginnings=OWNERS)
        return Plan(
            rows=self._resolved_rows(),
            moved=self._moved_rows(),
            links=self._table("FROM new_links", LINKS),
            roots=self._table("SELECT workspace, alias, root FROM new_roots", ROOTS),
            known=self._rows.num_rows - self._new_rows.num_rows,
        )

    # Rows and links: the first heard of an id wins, in the batch and in the log.

    def _drop_known_rows(self) -> None:
        self._new_rows = self._first_heard(self._rows, self._known.heard(_keys_of(self._rows, "id")))
        self._put("new_rows", self._new_rows)
        self._view("touching_rows", "heard_rows" if self._redo else "new_rows")

    def _drop_known_links(self) -> None:
        entries = self._known.entries(self._keys("heard_links", "id"))
        self._put("new_links", self._first_heard(self._links, _keys_of(entries, "id")))
        self._view("touching_links", "heard_links" if self._redo else "new_links")
        undone = self._keys("touching_links", "link", "what = 'undo'")
        self._put("undone_entries", self._known.entries(undone) if undone.num_rows else LINKS.empty_table())
        # What is undone here may have come in this very round.
        self._sql("""CREATE TABLE undone_links AS
            FROM undone_entries UNION
            SELECT l.* FROM new_links l SEMI JOIN touching_links u ON u.workspace = l.workspace AND u.link = l.id""")

    def _first_heard(self, heard: pa.Table, known: pa.Table) -> pa.Table:
        places = pa.array(range(heard.num_rows), pa.int64())
        ids = pa.table({"workspace": heard["workspace"], "key": heard["id"], "place": places})
        self._put("arriving", ids)
        self._put("arrived", known)
        first = self._db.sql("""
            WITH firsts AS (SELECT workspace, key, min(place) AS place FROM arriving GROUP BY workspace, key)
            SELECT place FROM firsts ANTI JOIN arrived USING (workspace, key) ORDER BY place""").to_arrow_table()
        return heard if first.num_rows == heard.num_rows else heard.take(first["place"])

    # Merges: the roots of all aliases that a new or undone merge can concern.

    def _take_merges(self) -> None:
        stirred = self._pairs("""
            SELECT workspace, unnest([alias, "into"]) AS key FROM touching_links WHERE what = 'merge' UNION
            SELECT workspace, unnest([alias, "into"]) FROM undone_links WHERE what = 'merge'""")
        merges = self._component(stirred)
        ids = _keys_of(merges, "id")
        self._put("component", merges)
        self._put("component_undoings", self._known.undoings(ids) if ids.num_rows else LINKS.empty_table())
        active = self._db.sql("""SELECT * FROM component c WHERE NOT EXISTS (
            SELECT 1 FROM (FROM component_undoings UNION ALL FROM touching_links) u
            WHERE u.what = 'undo' AND u.workspace = c.workspace AND u.link = c.id)""").to_arrow_table()
        self._put("stirred_roots", _roots(merges, active))
        stirred_aliases = self._keys("stirred_roots", "alias")
        self._put("old_roots", self._known.roots(stirred_aliases) if stirred_aliases.num_rows else ROOTS.empty_table())
        changed = "" if self._redo else "WHERE s.root IS DISTINCT FROM coalesce(o.root, s.alias)"
        self._sql(f"""CREATE TABLE new_roots AS SELECT s.workspace, s.alias, s.root, coalesce(o.root, s.alias) AS former
            FROM stirred_roots s LEFT JOIN old_roots o USING (workspace, alias) {changed}""")

    def _component(self, stirred: pa.Table) -> pa.Table:
        fresh = self._table("SELECT * FROM new_links WHERE what = 'merge'", LINKS)
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for merge in fresh.to_pylist():
            found[merge["workspace"], merge["id"]] = merge
        seen: set[tuple[str, str]] = set()
        frontier = {(pair["workspace"], pair["key"]) for pair in stirred.to_pylist()}
        while frontier := frontier - seen:
            seen |= frontier
            for merge in self._known.merges(_pairs_table(frontier)).to_pylist():
                found[merge["workspace"], merge["id"]] = merge
            frontier = {(workspace, end) for (workspace, _), m in found.items() for end in (m["alias"], m["into"])}
        return pa.Table.from_pylist(list(found.values()), schema=LINKS)

    # Visitors: those whose identifications change, and those of new anonymous rows.

    def _take_shifted_visitors(self) -> None:
        formers = self._pairs("SELECT workspace, unnest([former, alias, root]) AS key FROM new_roots")
        self._put("moving", self._known.visitors_of(formers) if formers.num_rows else KEYS.empty_table())
        self._put(
            "shifted",
            self._pairs("""
            SELECT workspace, visitor AS key FROM touching_links WHERE what IN ('identify', 'disown') UNION
            SELECT workspace, visitor FROM undone_links WHERE what = 'identify' UNION
            SELECT workspace, visitor FROM touching_rows WHERE visitor IS NOT NULL AND alias IS NOT NULL UNION
            FROM moving"""),
        )

    def _take_identifications(self) -> None:
        """Who each visitor of nameless rows was known as, from when on, and whom they were first known as.

        A visitor all of whose rows name the customer needs no looking up, which is most of them in a shop.
        """
        shifted = self._table("FROM shifted", KEYS)
        self._put("nameless", self._known.anonymous(shifted) if shifted.num_rows else NAMELESS.empty_table())
        asked = self._pairs("""SELECT workspace, visitor FROM nameless UNION
            SELECT workspace, visitor FROM new_rows WHERE visitor IS NOT NULL AND alias IS NULL""")
        self._put("identified", self._known.identifications(asked) if asked.num_rows else IDENTIFICATIONS.empty_table())
        self._put("disowned", self._known.disownings(asked) if asked.num_rows else LINKS.empty_table())
        self._sql("""CREATE TABLE candidates AS FROM identified UNION
            SELECT workspace, visitor, alias, 'row:' || id, occurred_at, false FROM new_rows
                WHERE visitor IS NOT NULL AND alias IS NOT NULL UNION
            SELECT workspace, visitor, alias, id, occurred_at, true FROM new_links WHERE what = 'identify'""")
        explicit = self._keys("candidates", "id", "explicit")
        self._put("candidate_undoings", self._known.undoings(explicit) if explicit.num_rows else LINKS.empty_table())
        self._sql("""CREATE TABLE active AS SELECT * FROM candidates c WHERE NOT EXISTS (
            SELECT 1 FROM (FROM candidate_undoings UNION ALL FROM touching_links) u
            WHERE c.explicit AND u.what = 'undo' AND u.workspace = c.workspace AND u.link = c.id
        ) AND NOT EXISTS (
            SELECT 1 FROM (FROM disowned UNION ALL FROM touching_links) d
            WHERE NOT c.explicit AND d.what = 'disown' AND d.workspace = c.workspace
                AND d.visitor = c.visitor AND d.alias = c.alias
        )""")
        self._sql("""CREATE TABLE moments AS
            SELECT workspace, visitor, occurred_at, arg_max(alias, id) AS alias FROM active GROUP BY ALL""")
        self._sql("""CREATE TABLE beginnings AS
            SELECT workspace, visitor, arg_min(alias, (occurred_at, id)) AS alias FROM active GROUP BY ALL""")

    # The answer.

    def _resolved_rows(self) -> pa.Table:
        """The new rows with their customer, in the order of the spool."""
        rows = self._new_rows
        if rows["visitor"].null_count == rows.num_rows and not self._merged_aliases():
            return rows.append_column("customer", rows["alias"]).select(LOG.names).cast(LOG)
        narrow = rows.select(["workspace", "alias", "visitor", "occurred_at"])
        self._put("placed", narrow.append_column("place", pa.array(range(rows.num_rows), pa.int64())))
        self._sql("""CREATE TABLE owners AS
            SELECT place, workspace, alias FROM placed WHERE alias IS NOT NULL UNION ALL
            SELECT n.place, n.workspace, coalesce(m.alias, b.alias)
            FROM (FROM placed WHERE alias IS NULL AND visitor IS NOT NULL) n
            ASOF LEFT JOIN moments m
                ON m.workspace = n.workspace AND m.visitor = n.visitor AND n.occurred_at >= m.occurred_at
            LEFT JOIN beginnings b ON b.workspace = n.workspace AND b.visitor = n.visitor""")
        self._put_owner_roots("owners")
        customers = self._db.sql("""SELECT coalesce(r.root, o.alias) AS customer FROM placed p
            LEFT JOIN owners o USING (place)
            LEFT JOIN owner_roots r ON r.workspace = o.workspace AND r.alias = o.alias
            ORDER BY p.place""").to_arrow_table()
        return rows.append_column("customer", customers["customer"]).select(LOG.names).cast(LOG)

    def _merged_aliases(self) -> bool:
        """Whether any alias of the new rows stands for another."""
        return self._count("new_roots") > 0 or self._known.roots(self._keys("new_rows", "alias")).num_rows > 0

    def _moved_rows(self) -> pa.Table:
        renamed = self._keys("new_roots", "alias")
        if not renamed.num_rows and not self._count("nameless"):
            return MOVED.empty_table()
        self._put("named", self._known.rows_of(renamed) if renamed.num_rows else NAMED.empty_table())
        self._sql("""CREATE TABLE standing AS
            SELECT workspace, kind, id, alias, customer FROM named UNION ALL
            SELECT n.workspace, n.kind, n.id, coalesce(m.alias, b.alias), n.customer FROM nameless n
            ASOF LEFT JOIN moments m
                ON m.workspace = n.workspace AND m.visitor = n.visitor AND n.occurred_at >= m.occurred_at
            LEFT JOIN beginnings b ON b.workspace = n.workspace AND b.visitor = n.visitor""")
        self._put_owner_roots("standing")
        return self._table(
            """SELECT s.workspace, s.kind, s.id, coalesce(r.root, s.alias) AS customer FROM standing s
            LEFT JOIN owner_roots r ON r.workspace = s.workspace AND r.alias = s.alias
            WHERE s.customer IS DISTINCT FROM coalesce(r.root, s.alias)""",
            MOVED,
        )

    def _put_owner_roots(self, owners: str) -> None:
        """The root of every owner: the stored one, unless this round gives another."""
        self._put("stored_roots", self._known.roots(self._keys(owners, "alias")))
        self._sql("""CREATE OR REPLACE TABLE owner_roots AS
            SELECT workspace, alias, root FROM stored_roots ANTI JOIN new_roots USING (workspace, alias) UNION ALL
            SELECT workspace, alias, root FROM new_roots""")

    # Small hands.

    def _put_nothing(self, **schemas: pa.Schema) -> None:
        for name, schema in schemas.items():
            self._put(name, schema.empty_table())

    def _put(self, name: str, table: pa.Table) -> pa.Table:
        self._db.register(name, table)
        return table

    def _view(self, name: str, of: str) -> None:
        self._sql(f"CREATE VIEW {name} AS FROM {of}")

    def _sql(self, statement: str) -> None:
        self._db.execute(statement)

    def _table(self, query: str, schema: pa.Schema) -> pa.Table:
        return self._db.sql(query).to_arrow_table().select(schema.names).cast(schema)

    def _pairs(self, query: str) -> pa.Table:
        return self._table(f"SELECT DISTINCT workspace, key FROM ({query}) t(workspace, key)", KEYS)

    def _keys(self, table: str, column: str, condition: str = "true") -> pa.Table:
        return self._pairs(f"SELECT workspace, {column} FROM {table} WHERE {column} IS NOT NULL AND {condition}")

    def _count(self, table: str) -> int:
        (count,) = self._db.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)
        return int(count)


def _keys_of(table: pa.Table, column: str) -> pa.Table:
    return pa.table({"workspace": table["workspace"], "key": table[column]}, schema=KEYS)


def _pairs_table(pairs: Iterable[tuple[str, str]]) -> pa.Table:
    return pa.Table.from_pylist([{"workspace": workspace, "key": key} for workspace, key in pairs], schema=KEYS)


def _roots(merges: pa.Table, active: pa.Table) -> pa.Table:
    """The root of every alias that a merge names, by the active ones among them."""
    aliases: dict[str, set[str]] = {}
    for merge in merges.to_pylist():
        aliases.setdefault(merge["workspace"], set()).update((merge["alias"], merge["into"]))
    chains: dict[str, list[dict[str, Any]]] = {}
    for merge in active.to_pylist():
        chains.setdefault(merge["workspace"], []).append(merge)
    roots = {workspace: root_of_each(chain) for workspace, chain in chains.items()}
    return pa.Table.from_pylist(
        [
            {"workspace": workspace, "alias": alias, "root": roots.get(workspace, {}).get(alias, alias)}
            for workspace, named in aliases.items()
            for alias in sorted(named)
        ],
        schema=ROOTS,
    )
