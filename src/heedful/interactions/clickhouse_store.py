"""The interaction log in ClickHouse, for more than one machine; `chdb://` is the same engine inside the process.

There are no transactions here. A round is announced with the keys of its spool entries before anything is written,
and marked done after. A round that a crash left half done is repeated with the same entries: every step finds what is
already there, and the last step but one that could tell is the table of roots.
"""
# ruff: noqa: S608 - the names in the SQL are ours; what senders gave travels as a parameter or as a table

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import clickhouse_connect
import pyarrow as pa
from clickhouse_connect.driver.exceptions import ClickHouseError
from ibis.backends.clickhouse import Backend

from heedful.interactions import clickhouse_labels
from heedful.interactions import clickhouse_withdrawn as withdrawn
from heedful.interactions.clickhouse_known import ClickhouseKnown
from heedful.interactions.known import Plan
from heedful.interactions.labels import COMPANIONS, VERSIONED, Between, Tier, versioned_kinds
from heedful.interactions.resolution import Desk
from heedful.interactions.schema import KINDS, LINKS, LOG, asked_kinds
from heedful.interactions.store import Applied, Batch, Cursor, StoreFailed, StoreRefused

VERSION: Final = 4
TYPES: Final = {pa.string(): "String", pa.float64(): "Float64", pa.timestamp("us"): "DateTime64(6)"}
SETTINGS: Final = {"session_timezone": "UTC"}


def _columns(schema: pa.Schema) -> str:
    return ", ".join(
        f"`{field.name}` {f'Nullable({TYPES[field.type]})' if field.nullable else TYPES[field.type]}"
        for field in schema
    )


CREATION: Final = (
    f"""rows ({_columns(LOG)}, digest UInt64 MATERIALIZED sipHash64(workspace, id), {withdrawn.COLUMN})
        ENGINE = MergeTree ORDER BY (workspace, kind, occurred_at, received_at, id) SETTINGS old_parts_lifetime = 10""",
    f"links ({_columns(LINKS)}) ENGINE = MergeTree ORDER BY (workspace, id) SETTINGS old_parts_lifetime = 10",
    """roots (workspace String, alias String, root String, round UInt64) ENGINE = ReplacingMergeTree(round)
        ORDER BY (workspace, alias) SETTINGS old_parts_lifetime = 10""",
    """touched (workspace String, kind String, round UInt64) ENGINE = ReplacingMergeTree(round)
        ORDER BY (workspace, kind)""",
    """progress (name String, stamp UInt64, keys Array(String), removed String) ENGINE = ReplacingMergeTree(stamp)
        ORDER BY name""",
    withdrawn.TABLE,
    "asked (workspace String, key String) ENGINE = Memory",
    "moving_keys (workspace String, id String) ENGINE = Memory",
    "moving (workspace String, id String, customer Nullable(String)) ENGINE = Join(ANY, LEFT, workspace, id)",
    "heedful_log (name String, version UInt32) ENGINE = ReplacingMergeTree(version) ORDER BY name",
)


class ClickhouseStore:
    """One writing client behind a lock, and a client of its own for every reading thread."""

    def __init__(self, url: str) -> None:
        self._dsn, self._of = _address(url)
        self._writing = threading.RLock()
        self._local = threading.local()
        self._clients: list[Any] = []
        self._client = self._connect()
        self._create_or_check()

    def append(self, batch: Batch) -> Applied:
        with self._writing, self._saying_why():
            number, redo = self._announce(batch.keys, {})
            plan = Desk(ClickhouseKnown(self._client, self._of), batch, redo=redo).plan()
            self._insert("rows", withdrawn.marked(self._client, self._of, plan.rows))
            self._move(plan.moved)
            self._insert("links", plan.links)
            self._insert("roots", plan.roots.append_column("round", _repeat(number, plan.roots)))
            self._touch(number, self._stirred(batch, plan, redo))
            self._finish(number, batch.keys, {})
        return Applied(added=plan.rows.num_rows, known=plan.known, moved=plan.moved.num_rows)

    def erase(self, workspace: str, customer: str, *, key: str) -> dict[str, int]:
        with self._writing, self._saying_why():
            aliases = list(self.aliases_of(workspace, customer))
            scope = {"workspace": workspace, "root": self._root(workspace, customer), "aliases": aliases}
            scope["links"] = self._links_naming(scope)
            removed = {
                "interactions": self._count("rows", ROWS_OF_CUSTOMER, scope),
                "links": self._count("links", LINKS_OF_CUSTOMER, scope),
            }
            read_off = clickhouse_labels.of_rows(self._of, ROWS_OF_CUSTOMER)
            removed |= clickhouse_labels.counted(self._client, self._of, read_off, scope)
            number, redo = self._announce((key,), removed)
            if redo:
                removed = self.cursor().removed
            scope["threads"] = withdrawn.threads_of(self._client, self._of, ROWS_OF_CUSTOMER, scope)
            self._delete("withdrawn_threads", withdrawn.OF_THREADS, scope)
            if set(COMPANIONS) & removed.keys():
                self._delete("labels", read_off, scope)
                self._delete("vectors", read_off, scope)
                clickhouse_labels.touch(self._client, self._of, workspace)
            self._delete("rows", ROWS_OF_CUSTOMER, scope)
            self._delete("links", LINKS_OF_CUSTOMER, scope)
            self._touch(number, {(workspace, kind) for kind in KINDS})
            self._delete("roots", ROOTS_OF_CUSTOMER, scope)
            self._finish(number, (key,), removed)
        return removed

    def forget(self, workspace: str, *, key: str) -> dict[str, int]:
        scope = {"workspace": workspace}
        with self._writing, self._saying_why():
            removed = {
                "interactions": self._count("rows", OF_WORKSPACE, scope),
                "links": self._count("links", OF_WORKSPACE, scope),
            } | clickhouse_labels.counted(self._client, self._of, OF_WORKSPACE, scope)
            number, redo = self._announce((key,), removed)
            removed = self.cursor().removed if redo else removed
            for table in self._tables_of_workspaces():
                self._delete(table, OF_WORKSPACE, scope)
            self._finish(number, (key,), removed)
        return removed

    def withdraw(self, workspace: str, threads: Sequence[str], *, key: str) -> int:
        return self._mark(workspace, threads, key, as_withdrawn=True)

    def restore(self, workspace: str, threads: Sequence[str], *, key: str) -> int:
        return self._mark(workspace, threads, key, as_withdrawn=False)

    def _mark(self, workspace: str, threads: Sequence[str], key: str, *, as_withdrawn: bool) -> int:
        """The number of rows is that of the last try; what a crash left half done is touched in every kind."""
        scope = {"workspace": workspace, "threads": list(threads), "withdrawn": as_withdrawn}
        with self._writing, self._saying_why():
            number, redo = self._announce((key,), {})
            changed = withdrawn.kinds_to_turn(self._client, self._of, scope)
            if as_withdrawn:
                withdrawn.remember(self._client, self._of, workspace, threads)
            else:
                self._delete("withdrawn_threads", withdrawn.OF_THREADS, scope)
            if changed:
                self._client.command(
                    f"ALTER TABLE {self._of}.rows UPDATE withdrawn = {{withdrawn:Bool}} WHERE {withdrawn.OF_THREADS}",
                    parameters=scope,
                    settings={"mutations_sync": 2},
                )
            self._touch(number, {(workspace, kind) for kind in (KINDS if redo else changed)})
            if redo or changed:
                clickhouse_labels.touch(self._client, self._of, workspace)
            self._finish(number, (key,), {})
        return sum(changed.values())

    def label(self, workspace: str, rows: pa.Table, hits: pa.Table) -> int:
        with self._writing, self._saying_why():
            return clickhouse_labels.label(self._client, self._of, workspace, rows, hits)

    def keep_vectors(self, workspace: str, rows: pa.Table) -> int:
        with self._writing, self._saying_why():
            return clickhouse_labels.keep_vectors(self._client, self._of, workspace, rows)

    def vectors(self, workspace: str, ids: Sequence[str]) -> pa.Table:
        return clickhouse_labels.vectors(self._reader(), self._of, workspace, ids)

    def voices(self, workspace: str, *, ids: Sequence[str] | None = None, between: Between | None = None) -> Any:
        rows = clickhouse_labels.during(clickhouse_labels.called(self._ibis_rows(), ids), between)
        return clickhouse_labels.voices(rows, clickhouse_labels.called(self._ibis("labels_now"), ids), workspace)

    def labelled(
        self, workspace: str, words: Sequence[str] = (), *, theme: str = "", between: Between | None = None
    ) -> Any:
        found = clickhouse_labels.labelled(self.voices(workspace, between=between), words)
        return clickhouse_labels.about(found, self._ibis("hits_now"), workspace, theme) if theme else found

    def hits(self, workspace: str, *, ids: Sequence[str] | None = None, between: Between | None = None) -> Any:
        del between  # it spares nothing here: labels are kept in the order of ids
        hits = clickhouse_labels.called(self._ibis("hits_now"), ids)
        return clickhouse_labels.hits(hits, self._ibis("rows"), workspace)

    def unlabelled(self, workspace: str, model: str, limit: int, *, tier: Tier = "full") -> pa.Table:
        return clickhouse_labels.unlabelled(self._reader(), self._of, workspace, model, limit, tier=tier)

    def aliases_of(self, workspace: str, customer: str) -> tuple[str, ...]:
        root = self._root(workspace, customer)
        query = f"""SELECT alias FROM {self._of}.roots FINAL
            WHERE workspace = {{workspace:String}} AND root = {{root:String}}"""
        rows = self._reader().query(query, parameters={"workspace": workspace, "root": root}).result_rows
        return tuple(sorted({customer, root, *(alias for (alias,) in rows)}))

    def frame(self, workspace: str, *, kinds: Sequence[str] | None = None) -> Any:
        rows = self._ibis_rows()
        scoped = rows.filter(rows.workspace == workspace)
        return scoped if kinds is None else scoped.filter(scoped.kind.isin(asked_kinds(kinds)))

    def links(self, workspace: str) -> pa.Table:
        columns = ", ".join(f"`{name}`" for name in LINKS.names)
        query = (
            f"SELECT {columns} FROM {self._of}.links WHERE workspace = {{workspace:String}} ORDER BY occurred_at, id"
        )
        return self._reader().query_arrow(query, parameters={"workspace": workspace}).cast(LINKS)

    def version(self, workspace: str, kinds: Sequence[str] | None = None) -> int:
        query = f"""SELECT max(round) FROM {self._of}.touched
            WHERE workspace = {{workspace:String}} AND kind IN {{kinds:Array(String)}}"""
        asked = versioned_kinds(kinds)
        values = {"workspace": workspace, "kinds": [kind for kind in asked if kind != VERSIONED]}
        rows = int(self._reader().query(query, parameters=values).result_rows[0][0])
        return rows + (clickhouse_labels.number(self._reader(), self._of, workspace) if VERSIONED in asked else 0)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """ClickHouse has no snapshot over several queries: what is read here may be of two moments."""
        yield

    def cursor(self) -> Cursor:
        query = f"SELECT stamp, keys, removed FROM {self._of}.progress ORDER BY stamp DESC LIMIT 1"
        rows = self._reader().query(query).result_rows
        stamp, keys, removed = rows[0] if rows else (1, [], "{}")
        return Cursor(round=stamp // 2, keys=tuple(keys), done=stamp % 2 == 1, removed=json.loads(removed))

    def close(self) -> None:
        with self._writing:
            for client in self._clients:
                client.close()

    # Writing.

    def _announce(self, keys: Sequence[str], removed: dict[str, int]) -> tuple[int, bool]:
        """The round's number, and whether it is the repetition of one that a crash left half done."""
        last = self.cursor()
        if last.done:
            self._progress(2 * (last.round + 1), keys, removed)
            return last.round + 1, False
        if last.keys != tuple(keys):
            raise StoreFailed("A crash left a round half done. It must be repeated before another begins.")
        self._wait_for_mutations()
        return last.round, True

    def _finish(self, number: int, keys: Sequence[str], removed: dict[str, int]) -> None:
        self._progress(2 * number + 1, keys, removed)

    def _progress(self, stamp: int, keys: Sequence[str], removed: dict[str, int]) -> None:
        names = ["name", "stamp", "keys", "removed"]
        row = ["loader", stamp, list(keys), json.dumps(removed)]
        self._client.insert(f"{self._of}.progress", [row], column_names=names)

    def _insert(self, table: str, rows: pa.Table) -> None:
        if rows.num_rows:
            self._client.insert_arrow(f"{self._of}.{table}", rows)

    def _move(self, moved: pa.Table) -> None:
        if not moved.num_rows:
            return
        # An earlier update that still reads these tables would read the wrong customers.
        self._wait_for_mutations()
        for table in ("moving", "moving_keys"):
            self._client.command(f"TRUNCATE TABLE {self._of}.{table}")
        self._insert("moving", moved.select(["workspace", "id", "customer"]))
        self._insert("moving_keys", moved.select(["workspace", "id"]))
        self._client.command(
            f"""ALTER TABLE {self._of}.rows UPDATE customer = joinGet('{self._of}.moving', 'customer', workspace, id)
            WHERE (workspace, id) IN (SELECT workspace, id FROM {self._of}.moving_keys)""",
            settings={"mutations_sync": 2},
        )

    def _delete(self, table: str, condition: str, scope: dict[str, Any]) -> None:
        statement = f"ALTER TABLE {self._of}.{table} DELETE WHERE {condition}"
        self._client.command(statement, parameters=scope, settings={"mutations_sync": 2})

    def _count(self, table: str, condition: str, scope: dict[str, Any]) -> int:
        final = " FINAL" if table == "roots" else ""
        query = f"SELECT count() FROM {self._of}.{table}{final} WHERE {condition}"
        return int(self._client.query(query, parameters=scope).result_rows[0][0])

    def _tables_of_workspaces(self) -> list[str]:
        """Every table that keeps a workspace's own, also those that are added later."""
        query = """SELECT name FROM system.tables WHERE database = {of:String} AND engine LIKE '%MergeTree'
            AND name IN (SELECT table FROM system.columns WHERE database = {of:String} AND name = 'workspace')"""
        return sorted(name for (name,) in self._client.query(query, parameters={"of": self._of}).result_rows)

    def _links_naming(self, scope: dict[str, Any]) -> list[str]:
        query = f"SELECT id FROM {self._of}.links WHERE workspace = {{workspace:String}} AND {NAMES_CUSTOMER}"
        return [number for (number,) in self._client.query(query, parameters=scope).result_rows]

    @staticmethod
    def _stirred(batch: Batch, plan: Plan, redo: bool) -> set[tuple[str, str]]:
        """The workspaces and kinds that change: after a crash nobody knows, and all of them may have."""
        if redo:
            workspaces = {*batch.rows["workspace"].to_pylist(), *batch.links["workspace"].to_pylist()}
            return {(workspace, kind) for workspace in workspaces for kind in KINDS}
        return plan.stirred()

    def _touch(self, number: int, pairs: set[tuple[str, str]]) -> None:
        if pairs:
            rows = [[workspace, kind, number] for workspace, kind in sorted(pairs)]
            self._client.insert(f"{self._of}.touched", rows, column_names=["workspace", "kind", "round"])

    def _wait_for_mutations(self) -> None:
        """One that fails would be tried for ever: it is stopped, and the round that wanted it is repeated."""
        pending = "FROM system.mutations WHERE database = {of:String} AND NOT is_done"
        scope = {"of": self._of}
        while reasons := self._client.query(f"SELECT latest_fail_reason {pending}", parameters=scope).result_rows:
            if any(reason for (reason,) in reasons):
                kill = "KILL MUTATION WHERE database = {of:String} AND NOT is_done AND latest_fail_reason <> ''"
                self._client.command(kill, parameters=scope)
            time.sleep(0.05)

    @contextmanager
    def _saying_why(self) -> Iterator[None]:
        try:
            yield
        except ClickHouseError as error:
            raise StoreFailed(f"The round is not complete and will be repeated. ClickHouse says: {error}") from error

    # Opening and reading.

    def _connect(self) -> Any:
        try:
            client = clickhouse_connect.get_client(dsn=self._dsn, settings=SETTINGS)
        except (ClickHouseError, OSError) as error:
            raise StoreRefused(f"The interaction log cannot be reached: {error}") from error
        self._clients.append(client)
        return client

    def _create_or_check(self) -> None:
        """Creation can be repeated; the version is written last, so that a half-made log is made whole."""
        self._client.command(f"CREATE DATABASE IF NOT EXISTS {self._of}")
        tables = {row[0] for row in self._client.query(f"SHOW TABLES FROM {self._of}").result_rows}
        found = None
        if "heedful_log" in tables:
            found = self._client.query(f"SELECT max(version) FROM {self._of}.heedful_log").result_rows[0][0]
        if not found:
            for table in CREATION:
                self._client.command(f"CREATE TABLE IF NOT EXISTS {self._of}.{table}")
            clickhouse_labels.create(self._client, self._of)
            self._say_version()
        elif found < VERSION:  # of before threads could be withdrawn, texts labelled, or choices told apart
            self._client.command(f"ALTER TABLE {self._of}.rows ADD COLUMN IF NOT EXISTS {withdrawn.COLUMN}")
            self._client.command(f"CREATE TABLE IF NOT EXISTS {self._of}.{withdrawn.TABLE}")
            clickhouse_labels.create(self._client, self._of)
            clickhouse_labels.mark_choices(self._client, self._of)
            self._say_version()
        elif found != VERSION:
            raise StoreRefused(
                f"The database {self._of} has version {found} of the log, and this Heedful knows version {VERSION}. "
                "Install the Heedful that wrote it, or restore a backup made before."
            )

    def _say_version(self) -> None:
        self._client.insert(f"{self._of}.heedful_log", [["log", VERSION]], column_names=["name", "version"])

    def _reader(self) -> Any:
        if not hasattr(self._local, "reader"):
            self._local.reader = self._connect()
        return self._local.reader

    def _ibis_rows(self) -> Any:
        rows = self._ibis("rows")
        return rows.filter(~rows.withdrawn).select(*LOG.names)

    def _ibis(self, table: str) -> Any:
        if not hasattr(self._local, "tables"):
            self._local.backend, self._local.tables = Backend(), {}
            self._local.backend.con = self._reader()
        if table not in self._local.tables:
            self._local.tables[table] = self._local.backend.table(table, database=self._of)
        return self._local.tables[table]

    def _root(self, workspace: str, alias: str) -> str:
        query = f"""SELECT root FROM {self._of}.roots FINAL
            WHERE workspace = {{workspace:String}} AND alias = {{alias:String}}"""
        rows = self._reader().query(query, parameters={"workspace": workspace, "alias": alias}).result_rows
        return str(rows[0][0]) if rows else alias


OF_WORKSPACE: Final = "workspace = {workspace:String}"
NAMES_CUSTOMER: Final = "(has({aliases:Array(String)}, alias) OR has({aliases:Array(String)}, `into`))"
ROWS_OF_CUSTOMER: Final = "workspace = {workspace:String} AND customer = {root:String}"
LINKS_OF_CUSTOMER: Final = (
    f"workspace = {{workspace:String}} AND ({NAMES_CUSTOMER} OR has({{links:Array(String)}}, `link`))"
)
ROOTS_OF_CUSTOMER: Final = "workspace = {workspace:String} AND has({aliases:Array(String)}, alias)"


def _address(url: str) -> tuple[str, str]:
    """The address for the client, and the database: of the path, or for chdb of `?database=`."""
    parts = urlsplit(url)
    if parts.scheme == "chdb":
        database, dsn = parse_qs(parts.query).get("database", ["heedful"])[0], url.split("?")[0]
    else:
        database, dsn = parts.path.strip("/") or "heedful", parts._replace(path="").geturl()
    if not re.fullmatch(r"\w+", database):
        raise StoreRefused(f"A database's name consists of letters, digits and _: {database!r} does not.")
    return dsn, database


def _repeat(number: int, table: pa.Table) -> pa.Array:
    return pa.repeat(pa.scalar(number, pa.uint64()), table.num_rows)
