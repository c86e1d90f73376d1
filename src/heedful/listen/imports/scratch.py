"""What must be remembered of a whole file, kept on disk so that memory stays the same whatever its length."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

import duckdb
import numpy as np
import pyarrow as pa

MEMORY = "64MB"


class Scratch:
    """A throw-away database beside the run."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="heedful-import-")
        folder = Path(self._folder.name)
        config = {"memory_limit": MEMORY, "threads": 1, "temp_directory": str(folder / "spill")}
        self.database = duckdb.connect(str(folder / "scratch.duckdb"), config=config)
        self.database.execute("CREATE TABLE row_hash(hash UBIGINT)")
        self.database.execute(
            "CREATE TABLE heard(id UBIGINT, once BOOLEAN, said UBIGINT, thread UBIGINT, person UBIGINT, row BIGINT)"
        )

    def __enter__(self) -> Scratch:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.database.close()
        self._folder.cleanup()


def _hashes(database: duckdb.DuckDBPyConnection, texts: pa.Array) -> np.ndarray:
    given = pa.table({"said": texts})  # noqa: F841 -- DuckDB reads it by name
    return database.execute("SELECT hash(said) AS hash FROM given").fetchnumpy()["hash"]


class Repeats:
    """Which rows come more than once in a file, and how many of each have passed."""

    def __init__(self, scratch: Scratch, contents: Iterable[pa.Array]) -> None:
        self._database = scratch.database
        for said in contents:
            given = pa.table({"said": said})  # noqa: F841 -- DuckDB reads it by name
            self._database.execute("INSERT INTO row_hash SELECT hash(said) FROM given")
        found = self._database.execute("SELECT hash FROM row_hash GROUP BY hash HAVING count(*) > 1 ORDER BY hash")
        self._repeated = np.asarray(found.fetchnumpy()["hash"], dtype=np.uint64)
        self._database.execute("DROP TABLE row_hash")
        self._passed = np.zeros(len(self._repeated), np.int64)

    def places(self, said: pa.Array) -> np.ndarray:
        """0 for a row's first appearance in the file, 1 for its second …"""
        places = np.zeros(len(said), np.int64)
        if not len(self._repeated) or not len(said):
            return places
        hashes = _hashes(self._database, said)
        at = np.searchsorted(self._repeated, hashes).clip(0, len(self._repeated) - 1)
        for row in np.flatnonzero(self._repeated[at] == hashes):
            places[row] = self._passed[at[row]]
            self._passed[at[row]] += 1
        return places


class Tally:
    """Counts over all that was heard: interactions, threads, customers, and ids that two different rows claim."""

    def __init__(self, scratch: Scratch) -> None:
        self._database = scratch.database

    def note(self, batch: pa.RecordBatch, rows: np.ndarray, *, once: bool) -> None:
        given = pa.table(batch).append_column("row", pa.array(rows))  # noqa: F841 -- DuckDB reads it by name
        self._database.execute(_NOTE, {"once": once})

    def distinct(self) -> tuple[int, int, int]:
        """What was said more than once though it is told `once`, threads, and customers."""
        counts = self._database.execute(_DISTINCT).fetchone()
        return (int(counts[0]), int(counts[1]), int(counts[2])) if counts else (0, 0, 0)

    def clashing_rows(self) -> tuple[int, list[int]]:
        """Interactions whose id another, different one of the file took first, and the first such rows."""
        found = self._database.execute(_CLASHES).fetchone()
        return (int(found[0]), list(found[1])) if found and found[0] else (0, [])


_NOTE = """
INSERT INTO heard SELECT
    hash(id),
    $once,
    hash(occurred_at, kind, name, value, product, text, alias),
    CASE WHEN thread IS NOT NULL THEN hash(thread) END,
    CASE WHEN alias IS NOT NULL THEN hash(alias) END,
    row
FROM given"""
_DISTINCT = """
SELECT count(*) FILTER (once) - count(DISTINCT id) FILTER (once), count(DISTINCT thread), count(DISTINCT person)
FROM heard"""
_CLASHES = """
SELECT sum(n - 1), list(row ORDER BY row)[:5]
FROM (SELECT count(DISTINCT said) AS n, max(row) AS row FROM heard WHERE NOT once GROUP BY id HAVING n > 1)"""
