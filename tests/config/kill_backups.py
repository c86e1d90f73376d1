"""Back up and restore again and again, killed at random moments. Run as a process of its own, with a home.

Forks before anything opens DuckDB, so that each child is what a fresh command would be.
"""

import os
import random
import signal
import sqlite3
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from heedful.config import backup, restore

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROWS = 200_000


def fill(home: Path) -> None:
    home.mkdir()
    (home / "secret.key").write_text("secret")
    with sqlite3.connect(home / "heedful.sqlite3") as database:
        database.execute("CREATE TABLE kept (number INTEGER, noise BLOB)")
        database.executemany("INSERT INTO kept VALUES (?, randomblob(2000))", [(n,) for n in range(2_000)])
    database.close()
    with duckdb.connect(str(home / "interactions.duckdb")) as log:
        log.execute(f"CREATE TABLE kept AS SELECT range AS number, random() AS noise FROM range({ROWS})")


def killed_at_random(work, longest: float) -> bool:
    """Whether the work was killed before it ended."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    time.sleep(random.uniform(0, longest))
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def how_long(work) -> float:
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0, "it does not even work undisturbed"
    return time.monotonic() - began


def content(home: Path) -> tuple[int, int]:
    with sqlite3.connect(home / "heedful.sqlite3") as database:
        assert database.execute("PRAGMA quick_check").fetchone() == ("ok",)
        kept = database.execute("SELECT count(*) FROM kept").fetchone()[0]
    database.close()
    child = os.fork()  # DuckDB only ever in a child
    if child == 0:
        with duckdb.connect(str(home / "interactions.duckdb")) as log:
            os._exit(0 if log.execute("SELECT count(*) FROM kept").fetchone() == (ROWS,) else 1)
    assert os.waitpid(child, 0)[1] == 0, "the log is not as it was"
    return kept, ROWS


def quiet(_done: int, _total: int) -> None:
    pass


def main(folder: Path, points: int) -> None:
    child = os.fork()
    if child == 0:
        fill(folder / "home")
        os._exit(0)
    os.waitpid(child, 0)
    home, before = folder / "home", content(folder / "home")

    def back_up(number: str) -> None:
        backup.back_up(home, folder / f"{number}.tar.gz", now=NOW, progress=quiet)

    def restore_into(target: Path) -> None:
        restore.restore(target, folder / "whole.tar.gz", replace=True, progress=quiet)

    usual = how_long(lambda: back_up("whole"))
    killed = sum(killed_at_random(lambda n=n: back_up(str(n)), usual * 1.2) for n in range(points))
    assert content(home) == before
    complete = [path for path in folder.glob("*.tar.gz") if path.name != "whole.tar.gz"]
    (folder / "elsewhere").mkdir()
    for path in complete:
        restore.restore(folder / "elsewhere", path, replace=True, progress=quiet)
        assert content(folder / "elsewhere") == before
    back_up("after")
    assert not list(folder.glob(".*")), "what killed backups left behind is swept up"

    with sqlite3.connect(home / "heedful.sqlite3") as database:
        database.execute("DELETE FROM kept WHERE number >= 1000")
    database.close()
    usual = how_long(lambda: restore_into(home))
    outcomes = set()
    for _ in range(points):
        with sqlite3.connect(home / "heedful.sqlite3") as database:
            database.execute("DELETE FROM kept WHERE number >= 1000")
        database.close()
        killed += killed_at_random(lambda: restore_into(home), usual * 1.2)
        restore.finish(home)  # what the next command does first
        outcomes.add(content(home)[0])
    assert outcomes <= {1_000, 2_000}, f"a mixture of old and new: {outcomes}"
    sys.stdout.write(f"{killed} of {2 * points} killed, {len(complete)} backups complete, ends {sorted(outcomes)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
