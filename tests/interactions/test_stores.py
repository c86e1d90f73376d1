"""What both stores promise to those who read."""

import os
import subprocess
import threading
from datetime import timedelta

import duckdb
import pyarrow as pa
import pytest

from heedful.interactions import loader, spool, stores
from heedful.interactions.schema import HEARD, LINKS, LOG
from heedful.interactions.store import Batch, StoreFailed, StoreRefused
from tests.interactions.conftest import NOON
from tests.interactions.reading import log, table


def test_a_frame_has_the_columns_of_the_log_and_one_company(store, load, heard):
    spool.hear("nord", [heard("a")])
    spool.hear("ost", [heard("b")])
    load()

    assert table(store, "nord").schema.names == LOG.names
    assert [row["id"] for row in log(store, "ost")] == ["b"]
    assert log(store, "nobody's") == []


def test_every_column_comes_back_as_it_was_said(store, load, heard):
    said = {
        "name": "nps", "scale": "nps:0-10", "alias": "anna", "visitor": "phone", "session": "s", "thread": "t",
        "touchpoint": "exit", "channel": "mail", "location": "Nord", "employee": "e", "product": "p", "value": 9.5,
        "currency": "EUR", "text": "Puiku! Дуже 'добре' \\ \n 😀", "source": "import", "properties": '{"a": 1}',
    }  # fmt: skip
    at = NOON.replace(microsecond=123_456)
    spool.hear("o'nord", [heard("a", occurred_at=at, **said)])
    load()

    (row,) = log(store, "o'nord")
    naive = {"occurred_at": at.replace(tzinfo=None), "received_at": NOON.replace(tzinfo=None)}
    assert row == {"id": "a", "kind": "answer", "customer": "anna"} | naive | said


def test_a_frame_of_some_kinds_leaves_the_others_unread(store, load, heard):
    spool.hear("nord", [heard("a"), heard("o", kind="order"), heard("p", kind="page")])
    load()

    assert sorted(table(store, "nord", kinds=["order", "page"])["id"].to_pylist()) == ["o", "p"]
    with pytest.raises(ValueError, match="no such kind: opinion"):
        store.frame("nord", kinds=["opinion"])


def test_the_version_moves_with_the_kinds_that_change_and_only_theirs(store, load, heard):
    assert store.version("nord") == 0
    spool.hear("nord", [heard("a")])
    load()
    answers = store.version("nord", ["answer"])

    spool.hear("nord", [heard("o", kind="order")])
    spool.hear("ost", [heard("a")])
    load()

    assert store.version("nord", ["answer"]) == answers > 0
    assert store.version("nord") == store.version("nord", ["order"]) > answers


def test_hearing_the_same_again_does_not_move_the_version(store, load, heard):
    spool.hear("nord", [heard("a")])
    load()
    before = store.version("nord")

    spool.hear("nord", [heard("a")])
    load()

    assert store.version("nord") == before


def test_a_round_that_is_repeated_changes_nothing(store, heard, db):
    """The last step before an entry leaves the spool is the log's: a crash between the two repeats it."""
    spool.hear("nord", [heard("a"), heard("odd", kind="opinion")])
    kept = spool.SpoolEntry.objects.get()
    loader.load(store, now=NOON)
    kept.save(force_insert=True)

    loaded = loader.load(store, now=NOON)

    assert loaded.rounds == 0
    assert len(log(store, "nord")) == 1
    assert not spool.SpoolEntry.objects.exists()


def test_threads_read_whole_rounds_while_the_loader_writes(tmp_path):
    """Each round has one answer of every location: a reader that saw half a round would see unequal counts."""
    store = stores.open_store(f"duckdb://{tmp_path / 'log.duckdb'}")
    seen, stop, problems = [], threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            counts = store.frame("nord", kinds=["answer", "order"]).aggregate("kind, count(*)").fetchall()
            seen.append(dict(counts))
            if len({n for _, n in counts}) > 1:
                problems.append(counts)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    number = 0
    while number < 12 or len(seen) <= 3:
        store.append(Batch((str(number),), rows_of_each_kind(number), no_links()))
        number += 1
    stop.set()
    for reader in readers:
        reader.join()
    store.close()

    assert not problems


def test_what_is_read_inside_reading_is_of_one_moment(tmp_path):
    store = stores.open_store(f"duckdb://{tmp_path / 'log.duckdb'}")
    store.append(Batch(("1",), rows_of_each_kind(1), no_links()))
    with store.reading():
        before = store.version("nord")
        other = threading.Thread(target=lambda: store.append(Batch(("2",), rows_of_each_kind(2), no_links())))
        other.start()
        other.join()
        assert store.version("nord") == before
        assert store.frame("nord").count("*").fetchone() == (20,)
    assert store.version("nord") > before
    store.close()


def test_a_log_of_a_newer_heedful_is_refused_with_the_remedy(tmp_path):
    path = tmp_path / "log.duckdb"
    stores.open_store(f"duckdb://{path}").close()
    with duckdb.connect(str(path)) as db:
        db.execute("UPDATE heedful_log SET version = 99")

    with pytest.raises(StoreRefused, match=r"version 99 .* Install the Heedful that wrote it"):
        stores.open_store(f"duckdb://{path}")


def test_a_file_that_is_no_log_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as db:
        db.execute("CREATE TABLE recipes (name VARCHAR)")

    with pytest.raises(StoreRefused, match="not an interaction log"):
        stores.open_store(f"duckdb://{path}")
    with duckdb.connect(str(path)) as db:
        assert [name for (name,) in db.execute("SHOW TABLES").fetchall()] == ["recipes"]


def test_an_address_of_another_kind_is_refused():
    with pytest.raises(StoreRefused, match="duckdb://"):
        stores.open_store("mysql://somewhere")


def test_a_second_loader_is_turned_away(store, db):
    with loader.alone():
        answers = []
        other = threading.Thread(target=lambda: answers.append(loader._one_in_this_process.acquire(blocking=False)))
        other.start()
        other.join()
    assert answers == [False]


def test_the_spool_says_how_far_the_log_is_behind(store, load, heard, db):
    assert spool.lag(now=NOON).oldest_wait == timedelta(0)
    spool.hear("nord", [heard("a"), heard("b")])
    spool.SpoolEntry.objects.update(received_at=NOON - timedelta(minutes=3))

    assert spool.lag(now=NOON) == spool.Lag(entries=1, items=2, oldest_wait=timedelta(minutes=3))


def test_a_batch_of_other_columns_is_refused_at_the_door(db):
    with pytest.raises(TypeError, match="columns of HEARD"):
        spool.hear_batch("nord", pa.record_batch({"id": ["a"]}))


def rows_of_each_kind(number: int) -> pa.Table:
    """Ten answers and ten orders."""
    naive = NOON.replace(tzinfo=None)
    rows = [
        {"workspace": "nord", "id": f"{kind}-{number}-{n}", "kind": kind, "occurred_at": naive, "received_at": naive}
        for kind in ("answer", "order")
        for n in range(10)
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema([LOG.field("workspace"), *HEARD]))


def no_links() -> pa.Table:
    return LINKS.empty_table()


def test_a_full_disk_is_said_and_loses_nothing(small_disk, heard, db):
    store = stores.open_store(f"duckdb://{small_disk / 'log.duckdb'}")
    spool.hear("nord", [heard("before")])
    loader.load(store, now=NOON)
    filler = small_disk / "something else"
    filler.write_bytes(b"x" * (free(small_disk) - 40_000))
    spool.hear("nord", [heard(f"{n}", text=f"{n} " * 200) for n in range(3000)])

    with pytest.raises(StoreFailed, match="the log is as it was"):
        loader.load(store, now=NOON)
    assert [row["id"] for row in log(store, "nord")] == ["before"]

    filler.unlink()
    assert loader.load(store, now=NOON).added == 3000
    store.close()


def free(folder) -> int:
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


@pytest.fixture
def small_disk(tmp_path):
    """A real disk of 8 MB: only root can make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], capture_output=True)
    if made.returncode:
        pytest.skip("a small disk can only be made by root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
