import errno
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from heedful.config.backup import BackupError, back_up
from heedful.config.home import HomeError
from heedful.config.restore import UNPACKED, VERIFIED, RestoreError, finish, restore
from tests.full import times

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
POINTS = times(8, 3)  # of each, backup and restore


def quiet(_done: int, _total: int) -> None:
    pass


def make_home(folder: Path, says: str) -> Path:
    folder.mkdir()
    (folder / "secret.key").write_text(says)
    with sqlite3.connect(folder / "heedful.sqlite3") as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE kept (says TEXT)")
        database.execute("INSERT INTO kept VALUES (?)", [says])
    database.close()
    with duckdb.connect(str(folder / "interactions.duckdb")) as log:
        log.execute("CREATE TABLE kept AS SELECT ? AS says", [says])
    return folder


def content(folder: Path) -> set[str]:
    """What each of the three files says; one word when they belong together."""
    database = sqlite3.connect(folder / "heedful.sqlite3")
    said = {database.execute("SELECT says FROM kept").fetchone()[0]}
    database.close()
    with duckdb.connect(str(folder / "interactions.duckdb"), read_only=True) as log:
        said.add(log.execute("SELECT says FROM kept").fetchone()[0])
    return said | {(folder / "secret.key").read_text()}


@pytest.fixture
def old(tmp_path) -> Path:
    return make_home(tmp_path / "old", "old")


@pytest.fixture
def saved(old, tmp_path) -> Path:
    back_up(old, tmp_path / "saved.tar.gz", now=NOW, progress=quiet)
    return tmp_path / "saved.tar.gz"


@pytest.fixture
def new(tmp_path) -> Path:
    return make_home(tmp_path / "new", "new")


def packed(path: Path, entries: dict[str, bytes | tarfile.TarInfo]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, body in entries.items():
            entry = body if isinstance(body, tarfile.TarInfo) else tarfile.TarInfo(name)
            entry.name = name
            if isinstance(body, bytes):
                entry.size = len(body)
            tar.addfile(entry, io.BytesIO(body) if isinstance(body, bytes) else None)
    return path


def test_what_is_restored_is_what_was_saved(saved, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()

    restore(empty, saved, replace=False, progress=quiet)

    assert content(empty) == {"old"}


def test_rows_still_in_the_write_ahead_files_are_saved_too(old, tmp_path):
    writer = sqlite3.connect(old / "heedful.sqlite3", isolation_level=None)
    writer.execute("PRAGMA wal_autocheckpoint=0")
    writer.execute("INSERT INTO kept VALUES ('late')")
    assert (old / "heedful.sqlite3-wal").stat().st_size > 0

    back_up(old, tmp_path / "b.tar.gz", now=NOW, progress=quiet)
    writer.close()
    (tmp_path / "there").mkdir()
    restore(tmp_path / "there", tmp_path / "b.tar.gz", replace=False, progress=quiet)

    with sqlite3.connect(tmp_path / "there" / "heedful.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM kept").fetchone() == (2,)
    database.close()


def test_the_backup_lists_what_it_holds(saved):
    with tarfile.open(saved) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
        key = tar.extractfile("secret.key").read()
        assert tar.getnames()[-1] == "manifest.json"

    assert manifest["made_at"] == "2026-03-01T12:00:00+00:00"
    assert manifest["files"]["secret.key"] == {"bytes": 3, "sha256": hashlib.sha256(key).hexdigest()}


def test_a_backup_is_for_its_owner_alone(saved):
    assert saved.stat().st_mode & 0o077 == 0


def test_it_tells_how_far_it_is(old, tmp_path):
    told = []

    back_up(old, tmp_path / "b.tar.gz", now=NOW, progress=lambda done, total: told.append((done, total)))

    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_backup_never_overwrites_one(old, saved):
    before = saved.read_bytes()

    with pytest.raises(BackupError, match="exists already"):
        back_up(old, saved, now=NOW, progress=quiet)
    assert saved.read_bytes() == before


def test_a_disk_too_small_is_refused_before_anything_is_written(old, tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 1_000_000))

    with pytest.raises(BackupError, match="has 1 MB free and it takes up to"):
        back_up(old, tmp_path / "b.tar.gz", now=NOW, progress=quiet)
    assert {path.name for path in tmp_path.iterdir()} == {"old"}


def test_a_disk_that_fills_up_meanwhile_leaves_nothing_under_the_name(old, tmp_path):
    def disk_fills(_done: int, _total: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(BackupError, match="No space left on device"):
        back_up(old, tmp_path / "b.tar.gz", now=NOW, progress=disk_fills)

    assert {path.name for path in tmp_path.iterdir()} == {"old"}
    assert content(old) == {"old"}


def test_a_really_full_disk_is_refused_clearly(old, tmp_path):
    with pytest.raises(BackupError, match="No backup"):
        back_up(old, Path("/dev/full/b.tar.gz"), now=NOW, progress=quiet)
    assert content(old) == {"old"}


def test_an_install_is_not_replaced_by_accident(saved, new):
    with pytest.raises(RestoreError, match="--replace"):
        restore(new, saved, replace=False, progress=quiet)
    assert content(new) == {"new"}


def test_replacing_takes_everything_along(saved, new):
    restore(new, saved, replace=True, progress=quiet)

    assert content(new) == {"old"}
    assert {path.name for path in new.iterdir()} == {"heedful.sqlite3", "interactions.duckdb", "secret.key"}


def test_an_old_write_ahead_file_does_not_creep_into_what_is_restored(saved, new):
    (new / "heedful.sqlite3-wal").write_bytes(b"left by a crash")
    (new / "interactions.duckdb.wal").write_bytes(b"left by a crash")

    restore(new, saved, replace=True, progress=quiet)

    assert content(new) == {"old"}


@pytest.mark.parametrize("at", [0.02, 0.3, 0.6, 0.97])
def test_one_flipped_byte_is_noticed_before_anything_is_touched(saved, new, at):
    damaged = bytearray(saved.read_bytes())
    damaged[int(len(damaged) * at)] ^= 0xFF
    saved.write_bytes(damaged)

    with pytest.raises(RestoreError):
        restore(new, saved, replace=True, progress=quiet)
    assert content(new) == {"new"}
    assert not (new / UNPACKED).exists()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_a_backup_that_was_cut_off_is_refused(saved, new, share):
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(RestoreError):
        restore(new, saved, replace=True, progress=quiet)
    assert content(new) == {"new"}


def a_link() -> tarfile.TarInfo:
    entry = tarfile.TarInfo()
    entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
    return entry


@pytest.mark.parametrize(
    "entries",
    [
        {"../escaped": b"x"},
        {"/tmp/escaped": b"x"},
        {"heedful.sqlite3": a_link()},
        {"sub/heedful.sqlite3": b"x"},
        {"heedful.sqlite3": b"x", "something-else": b"x"},
    ],
    ids=["above", "absolute", "link", "folder", "unknown"],
)
def test_a_file_that_is_no_backup_writes_nothing_anywhere(new, tmp_path, entries):
    evil = packed(tmp_path / "evil.tar.gz", entries)

    with pytest.raises(RestoreError, match="no backup of Heedful"):
        restore(new, evil, replace=True, progress=quiet)

    assert {path.name for path in tmp_path.iterdir()} == {"new", "evil.tar.gz"}
    assert content(new) == {"new"}


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        (b"{", "cannot be read"),
        (b"[]", "cannot be read"),
        (b'{"format": 9, "heedful": "7.0", "files": {}}', "Heedful 7.0"),
    ],
)
def test_a_manifest_from_elsewhere_is_refused(new, tmp_path, manifest, says):
    with pytest.raises(RestoreError, match=says):
        restore(new, packed(tmp_path / "b.tar.gz", {"manifest.json": manifest}), replace=True, progress=quiet)


def test_a_database_that_was_damaged_when_it_was_saved_is_not_restored(new, tmp_path):
    body = b"SQLite format 3\0" + b"nonsense" * 1000
    files = {"heedful.sqlite3": {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}}
    manifest = json.dumps({"format": 1, "heedful": "0.1.0", "made_at": "", "files": files}).encode()
    path = packed(tmp_path / "b.tar.gz", {"heedful.sqlite3": body, "manifest.json": manifest})

    with pytest.raises(RestoreError, match="damaged database"):
        restore(new, path, replace=True, progress=quiet)
    assert content(new) == {"new"}


def test_a_restore_interrupted_after_it_was_verified_is_carried_through(saved, new, tmp_path):
    verified = make_home(tmp_path / "verified", "old")
    verified.rename(new / VERIFIED)
    (new / VERIFIED / "heedful.sqlite3").replace(new / "heedful.sqlite3")  # killed after the first file

    finish(new)
    finish(new)

    assert content(new) == {"old"}


def test_killed_at_random_points_there_is_never_a_broken_backup_nor_a_mixture(tmp_path):
    script = Path(__file__).with_name("kill_backups.py")

    done = subprocess.run(
        [sys.executable, script, tmp_path, str(POINTS)],
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert f"of {2 * POINTS} killed" in done.stdout


def test_backup_and_restore_as_a_person_types_them(installed, heedful, tmp_path, home):
    made = installed("backup", tmp_path / "b.tar.gz")
    again = installed("restore", tmp_path / "b.tar.gz")
    shutil.rmtree(home)
    restored = heedful("restore", tmp_path / "b.tar.gz")

    assert (made.returncode, again.returncode, restored.returncode) == (0, 1, 0)
    assert "--replace" in again.stderr
    assert "heedful.sqlite3, interactions.duckdb, secret.key" in made.stdout
    assert "Traceback" not in made.stderr + again.stderr + restored.stderr
    assert "clubs" in heedful("workspace", "list").stdout


def test_a_log_kept_elsewhere_is_said_not_to_be_in_the_backup(installed, tmp_path):
    made = installed("backup", tmp_path / "b.tar.gz", INTERACTIONS_URL=f"duckdb://{tmp_path / 'elsewhere.duckdb'}")

    assert made.returncode == 0
    assert "kept elsewhere" in made.stderr
    assert "interactions.duckdb" not in made.stdout


def test_errors_of_both_are_errors_of_the_home():
    assert issubclass(BackupError, HomeError)
    assert issubclass(RestoreError, HomeError)
