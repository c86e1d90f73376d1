"""The interaction log in one DuckDB file: the embedded default."""
# ruff: noqa: S608 - the names in the SQL are ours; what senders gave travels as a parameter or as a table

from __future__ import annotations

import json
import os
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from heedful.interactions import duckdb_extents, duckdb_labels, duckdb_voices, duckdb_withdrawn
from heedful.interactions.duckdb_known import DIGEST, DuckdbKnown
from heedful.interactions.extents import Extent
from heedful.interactions.known import Plan
from heedful.interactions.labels import COMPANIONS, VERSIONED, Between, Tier, versioned_kinds
from heedful.interactions.resolution import Desk
from heedful.interactions.schema import KINDS, LINKS, LOG, asked_kinds
from heedful.interactions.store import Applied, Batch, Cursor, StoreFailed, StoreRefused

VERSION: Final = 5
TYPES: Final = {pa.string(): "VARCHAR", pa.float64(): "DOUBLE", pa.timestamp("us"): "TIMESTAMP"}


def _columns(schema: pa.Schema, leave: str = "") -> str:
    return ", ".join(
        f'"{f.name}" {TYPES[f.type]}{"" if f.nullable else " NOT NULL"}' for f in schema if f.name != leave
    )


CREATION: Final = (
    # A table for each kind: a measure reads the kinds it asks for and nothing else.
    *(f"CREATE TABLE rows_{kind} ({_columns(LOG, leave='kind')}, digest UBIGINT NOT NULL)" for kind in KINDS),
    *duckdb_withdrawn.CREATION,
    *duckdb_labels.CREATION,
    f"CREATE TABLE links ({_columns(LINKS)})",
    "CREATE TABLE roots (workspace VARCHAR NOT NULL, alias VARCHAR NOT NULL, root VARCHAR NOT NULL)",
    "CREATE TABLE touched (workspace VARCHAR NOT NULL, kind VARCHAR NOT NULL, round BIGINT NOT NULL)",
    "CREATE TABLE progress (round BIGINT NOT NULL, keys VARCHAR[] NOT NULL, removed VARCHAR NOT NULL)",
    "INSERT INTO progress VALUES (0, [], '{}')",
    "CREATE TABLE to_scrub (round BIGINT NOT NULL)",
    "CREATE TABLE heedful_log (version INTEGER NOT NULL)",
    f"INSERT INTO heedful_log VALUES ({VERSION})",
)


class DuckdbStore:
    """One writing connection behind a lock, and a cursor of its own for every reading thread."""

    def __init__(self, path: Path, *, memory: str | None = None, threads: str | int | None = None) -> None:
        self._path = path
        self._writing = threading.RLock()
        self._local = threading.local()
        self._config = _config(path, memory, threads)
        self._db = self._open()

    def append(self, batch: Batch) -> Applied:
        with self._transaction() as db:
            plan = Desk(DuckdbKnown(db), batch).plan()
            number = self._move_cursor(db, batch.keys, {})
            self._write_rows(db, plan)
            self._write_identities(db, plan)
            self._touch(db, number, sorted(plan.stirred()))
        return Applied(added=plan.rows.num_rows, known=plan.known, moved=plan.moved.num_rows)

    def erase(self, workspace: str, customer: str, *, key: str) -> dict[str, int]:
        with self._transaction() as db:
            aliases = list(self.aliases_of(workspace, customer))
            root = _root(db, workspace, customer)
            removed = {"interactions": 0, "links": 0}
            duckdb_withdrawn.forget_of(db, workspace, root)
            read_off = duckdb_labels.forget_of(db, workspace, root)
            kinds = [VERSIONED] if read_off else []
            for kind in KINDS:
                gone = _changed(db, f"DELETE FROM rows_{kind} WHERE workspace = ? AND customer = ?", [workspace, root])
                removed["interactions"] += gone
                kinds += [kind] if gone else []
            named = [workspace, aliases]
            undone = """DELETE FROM links WHERE workspace = ? AND link IN
                (SELECT id FROM links WHERE workspace = ? AND (list_contains(?, alias) OR list_contains(?, "into")))"""
            removed["links"] += _changed(db, undone, [workspace, workspace, aliases, aliases])
            mention = 'workspace = ? AND (list_contains(?, alias) OR list_contains(?, "into"))'
            removed["links"] += _changed(db, f"DELETE FROM links WHERE {mention}", [*named, aliases])
            db.execute("DELETE FROM roots WHERE workspace = ? AND list_contains(?, alias)", named)
            removed |= read_off
            number = self._move_cursor(db, (key,), removed)
            self._touch(db, number, [(workspace, kind) for kind in kinds])
            db.execute("INSERT INTO to_scrub VALUES (?)", [number])
        self._checkpoint()
        return removed

    def forget(self, workspace: str, *, key: str) -> dict[str, int]:
        removed = {"interactions": 0, "links": 0}
        with self._transaction() as db:
            for table in _tables_of_workspaces(db):
                gone = _changed(db, f"DELETE FROM {table} WHERE workspace = ?", [workspace])
                counted = "interactions" if table.startswith("rows_") else table
                if counted in removed or (gone and counted in COMPANIONS):
                    removed[counted] = removed.get(counted, 0) + gone
            db.execute("INSERT INTO to_scrub VALUES (?)", [self._move_cursor(db, (key,), removed)])
        self._checkpoint()
        return removed

    def withdraw(self, workspace: str, threads: Sequence[str], *, key: str) -> int:
        return self._mark(workspace, threads, key, withdrawn=True)

    def restore(self, workspace: str, threads: Sequence[str], *, key: str) -> int:
        return self._mark(workspace, threads, key, withdrawn=False)

    def _mark(self, workspace: str, threads: Sequence[str], key: str, *, withdrawn: bool) -> int:
        with self._transaction() as db:
            changed = duckdb_withdrawn.mark(db, workspace, threads, withdrawn=withdrawn)
            stirred = [*changed, VERSIONED] if changed else []
            self._touch(db, self._move_cursor(db, (key,), {}), [(workspace, kind) for kind in stirred])
        return sum(changed.values())

    def label(self, workspace: str, rows: pa.Table, hits: pa.Table) -> int:
        with self._transaction() as db:
            if labelled := duckdb_labels.label(db, workspace, rows, hits):
                db.execute("UPDATE progress SET round = round + 1")  # the spool's entries stay those of the last round
                self._touch(db, int(_one(db.execute("SELECT round FROM progress"))), [(workspace, VERSIONED)])
        return labelled

    def keep_vectors(self, workspace: str, rows: pa.Table) -> int:
        with self._transaction() as db:
            return duckdb_labels.keep_vectors(db, workspace, rows)

    def vectors(self, workspace: str, ids: Sequence[str]) -> pa.Table:
        return duckdb_voices.vectors(self._reader(), workspace, ids)

    def voices(
        self, workspace: str, *, ids: Sequence[str] | None = None, between: Between | None = None
    ) -> duckdb.DuckDBPyRelation:
        return duckdb_voices.voices(self._reader(), workspace, ids, between)

    def labelled(
        self, workspace: str, words: Sequence[str] = (), *, theme: str = "", between: Between | None = None
    ) -> duckdb.DuckDBPyRelation:
        return duckdb_voices.labelled(self._reader(), workspace, words, theme, between)

    def hits(
        self, workspace: str, *, ids: Sequence[str] | None = None, between: Between | None = None
    ) -> duckdb.DuckDBPyRelation:
        return duckdb_voices.hits(self._reader(), workspace, ids, between)

    def unlabelled(self, workspace: str, model: str, limit: int, *, tier: Tier = "full") -> pa.Table:
        return duckdb_voices.unlabelled(self._reader(), workspace, model, limit, tier=tier)

    def aliases_of(self, workspace: str, customer: str) -> tuple[str, ...]:
        db = self._reader()
        root = _root(db, workspace, customer)
        rows = db.execute("SELECT alias FROM roots WHERE workspace = ? AND root = ?", [workspace, root]).fetchall()
        return tuple(sorted({customer, root, *(alias for (alias,) in rows)}))

    def frame(self, workspace: str, *, kinds: Sequence[str] | None = None) -> duckdb.DuckDBPyRelation:
        scope = workspace.replace("'", "''")
        branches = [
            "SELECT {} FROM rows_{} WHERE workspace = '{}' AND NOT withdrawn".format(
                ", ".join(f"'{kind}' AS kind" if name == "kind" else f'"{name}"' for name in LOG.names), kind, scope
            )
            for kind in asked_kinds(kinds)
        ]
        return self._reader().sql(" UNION ALL ".join(branches))

    def extent(self, kind: str, *, begin: int = 0, end: int | None = None) -> Extent:
        return duckdb_extents.extent(self._reader(), kind, begin, end)

    def stretch(self, workspace: str, kind: str, *, begin: int) -> duckdb.DuckDBPyRelation:
        return duckdb_extents.stretch(self._reader(), workspace, kind, begin)

    def rows_with(self, workspace: str, kind: str, digests: Collection[int]) -> duckdb.DuckDBPyRelation:
        return duckdb_extents.rows_with(self._reader(), workspace, kind, digests)

    def links(self, workspace: str) -> pa.Table:
        rows = self._reader().execute("FROM links WHERE workspace = ? ORDER BY occurred_at, id", [workspace])
        return rows.to_arrow_table().cast(LINKS)

    def version(self, workspace: str, kinds: Sequence[str] | None = None) -> int:
        query = "SELECT coalesce(max(round), 0) FROM touched WHERE workspace = ? AND list_contains(?, kind)"
        return int(_one(self._reader().execute(query, [workspace, list(versioned_kinds(kinds))])))

    @contextmanager
    def reading(self) -> Iterator[None]:
        reader = self._reader()
        reader.execute("BEGIN TRANSACTION READ ONLY")
        try:
            yield
        finally:
            reader.execute("ROLLBACK")

    def cursor(self) -> Cursor:
        number, keys, removed = self._reader().execute("FROM progress").fetchone() or (0, [], "{}")
        return Cursor(round=number, keys=tuple(keys), done=True, removed=json.loads(removed))

    def close(self) -> None:
        with self._writing:
            self._db.close()

    # Writing.

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._writing:
            db = self._db
            db.execute("BEGIN")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException as error:
                self._give_up(error)
                raise

    def _give_up(self, error: BaseException) -> None:
        """Leave the log as it was. After a fatal error DuckDB wants the file opened again."""
        try:
            self._db.execute("ROLLBACK")
        except duckdb.Error:
            self._db.close()
            self._db = self._open()
        if isinstance(error, duckdb.Error):
            raise StoreFailed(
                f"Nothing was written to {self._path}; the log is as it was. DuckDB says: {error}"
            ) from error

    @staticmethod
    def _write_rows(db: duckdb.DuckDBPyConnection, plan: Plan) -> None:
        columns = ", ".join(f'"{name}"' for name in LOG.names if name != "kind")
        for kind, rows in _by_kind(plan.rows):
            db.register("arriving", rows)
            db.execute(f"""INSERT INTO rows_{kind} ({columns}, digest, withdrawn)
                SELECT {columns}, {DIGEST.format(id="id")}, {duckdb_withdrawn.IS_WITHDRAWN} FROM arriving""")
        db.register("moving", plan.moved)
        for kind in _kinds_in(plan.moved):
            db.execute(f"""UPDATE rows_{kind} r SET customer = m.customer
                FROM (SELECT *, {DIGEST.format(id="id")} AS digest FROM moving WHERE kind = '{kind}') m
                WHERE r.digest = m.digest AND r.workspace = m.workspace AND r.id = m.id""")

    @staticmethod
    def _write_identities(db: duckdb.DuckDBPyConnection, plan: Plan) -> None:
        if plan.links.num_rows:
            db.register("linking", plan.links)
            db.execute("INSERT INTO links BY NAME FROM linking")
        if plan.roots.num_rows:
            db.register("rooting", plan.roots)
            db.execute("DELETE FROM roots r USING rooting n WHERE r.workspace = n.workspace AND r.alias = n.alias")
            db.execute("INSERT INTO roots BY NAME FROM rooting WHERE alias <> root")

    @staticmethod
    def _touch(db: duckdb.DuckDBPyConnection, number: int, pairs: Sequence[tuple[str, str]]) -> None:
        for workspace, kind in pairs:
            db.execute("DELETE FROM touched WHERE workspace = ? AND kind = ?", [workspace, kind])
            db.execute("INSERT INTO touched VALUES (?, ?, ?)", [workspace, kind, number])

    @staticmethod
    def _move_cursor(db: duckdb.DuckDBPyConnection, keys: Sequence[str], removed: dict[str, int]) -> int:
        number = int(_one(db.execute("SELECT round FROM progress"))) + 1
        db.execute("UPDATE progress SET round = ?, keys = ?, removed = ?", [number, list(keys), json.dumps(removed)])
        return number

    def _checkpoint(self) -> None:
        with self._writing:
            self._db.execute("CHECKPOINT")

    # Opening and reading.

    def _open(self) -> duckdb.DuckDBPyConnection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            db = duckdb.connect(str(self._path), config=self._config)
        except duckdb.IOException as error:
            raise StoreRefused(f"{self._path} cannot be opened: {error}") from error
        _create_or_check(db, self._path)
        if _one(db.execute("SELECT count(*) FROM to_scrub")):
            _scrub(db, self._path)
            db = duckdb.connect(str(self._path), config=self._config)
        return db

    def _reader(self) -> duckdb.DuckDBPyConnection:
        if getattr(self._local, "of", None) is not self._db:
            self._local.of, self._local.reader = self._db, self._db.cursor()
        reader: duckdb.DuckDBPyConnection = self._local.reader
        return reader


def _create_or_check(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    tables = {name for (name,) in db.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if not tables:
        db.execute("BEGIN")
        for statement in CREATION:
            db.execute(statement)
        db.execute("COMMIT")
        return
    if "heedful_log" not in tables:
        raise StoreRefused(
            f"{path} is a DuckDB file, but not an interaction log. Name another file in INTERACTIONS_URL."
        )
    version = int(_one(db.execute("SELECT version FROM heedful_log")))
    if 0 < version < VERSION:
        version = _upgraded(db, version)
    if version != VERSION:
        raise StoreRefused(
            f"{path} has version {version} of the log, and this Heedful knows version {VERSION}. "
            "Install the Heedful that wrote it, or restore a backup made before."
        )


def _upgraded(db: duckdb.DuckDBPyConnection, version: int) -> int:
    """Of before threads could be withdrawn, texts labelled, or choices told apart; a crash leaves it as it was."""
    withdrawn = duckdb_withdrawn.CREATION if version < 2 else ()
    labels = duckdb_labels.CREATION if version < 4 else ()
    db.execute("BEGIN")
    for statement in (*withdrawn, *labels, *duckdb_labels.MARKING, f"UPDATE heedful_log SET version = {VERSION}"):
        db.execute(statement)
    db.execute("COMMIT")
    return VERSION


def _scrub(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the file anew: DuckDB frees the blocks of deleted rows without overwriting what they hold."""
    fresh = path.with_name(path.name + ".fresh")
    fresh.unlink(missing_ok=True)  # of a start that was cut short
    quoted = str(fresh).replace("'", "''")
    (name,) = db.execute("SELECT current_database()").fetchone() or ("",)
    db.execute(f"ATTACH '{quoted}' AS fresh")
    db.execute(f'COPY FROM DATABASE "{name}" TO fresh')
    db.execute("DELETE FROM fresh.to_scrub")
    db.execute("DETACH fresh")
    db.close()
    fresh.replace(path)


def _config(path: Path, memory: str | None, threads: str | int | None) -> dict[str, Any]:
    config: dict[str, Any] = {
        "temp_directory": str(path.parent / "interactions.tmp"),
        "memory_limit": memory or _modest(),
    }
    if threads:
        config["threads"] = int(threads)
    return config


def _modest() -> str:
    """A quarter of the machine's memory, at most 4 GB."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{min(memory // 4, 4_000_000_000) // 1_000_000}MB"


def _by_kind(rows: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """The rows of each kind, in the order they came; sorted once, because a filter for each kind costs far more."""
    ordered = rows.take(pc.sort_indices(rows, [("kind", "ascending")])) if rows.num_rows else rows
    start = 0
    for counted in sorted(rows["kind"].value_counts().to_pylist(), key=lambda counted: str(counted["values"])):
        yield counted["values"], ordered.slice(start, counted["counts"])
        start += counted["counts"]


def _kinds_in(table: pa.Table) -> list[str]:
    return sorted(table["kind"].unique().to_pylist())


def _tables_of_workspaces(db: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table that keeps a workspace's own, also those that are added later."""
    query = """SELECT table_name FROM duckdb_columns()
        WHERE column_name = 'workspace' AND NOT internal AND database_name = current_database()
        AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE NOT temporary) ORDER BY table_name"""
    return [table for (table,) in db.execute(query).fetchall()]


def _root(db: duckdb.DuckDBPyConnection, workspace: str, alias: str) -> str:
    found = db.execute("SELECT root FROM roots WHERE workspace = ? AND alias = ?", [workspace, alias]).fetchone()
    return str(found[0]) if found else alias


def _changed(db: duckdb.DuckDBPyConnection, statement: str, values: list[Any]) -> int:
    return int(_one(db.execute(statement, values)))


def _one(result: duckdb.DuckDBPyConnection) -> Any:
    (value,) = result.fetchone() or (None,)
    return value
