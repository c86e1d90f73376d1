"""One file that holds the whole install, and nothing else under that name: complete or absent."""

import fcntl
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

from heedful.config import home

FORMAT = 1
MANIFEST = "manifest.json"
SNAPSHOT = "backup.sqlite3"
PARTIAL = ".heedful-partial"
CONTENTS = (home.DATABASE, home.INTERACTIONS, home.SECRET)
SPARE_BYTES = 16 * 1024 * 1024
Progress = Callable[[int, int], None]  # bytes done, bytes in all


class BackupError(home.HomeError):
    """The backup was not made; nothing was left under its name."""


def back_up(folder: Path, target: Path, *, now: datetime, progress: Progress) -> dict[str, object]:
    """Write the backup and return its manifest. The caller holds the home."""
    if target.exists():
        raise BackupError(f"{target} exists already. Choose another name: a backup never overwrites one.")
    try:
        sweep(target.parent)
        settle(folder)
        _need_space(folder, target)
        with _snapshot(folder) as snapshot, _partial(target) as (partial, raw):
            there = {home.DATABASE: snapshot} | {name: folder / name for name in CONTENTS[1:]}
            manifest = _write(raw, {name: path for name, path in there.items() if path.exists()}, now, progress)
            partial.rename(target)
            sync_folder(target.parent)
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or error
        raise BackupError(f"No backup: {why} ({target}). Nothing was changed.") from error
    return manifest


def sweep(folder: Path) -> None:
    """Remove what killed backups left behind: files under a partial's name that no process holds any more."""
    for left in folder.glob(f".*{PARTIAL}"):
        with left.open("rb") as file, suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


@contextmanager
def _partial(target: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    path = target.with_name(f".{target.name}{PARTIAL}")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
        fcntl.flock(raw, fcntl.LOCK_EX)
        try:
            yield path, raw
        finally:
            path.unlink(missing_ok=True)


def settle(folder: Path) -> None:
    """Fold the log's write-ahead file into the log, so that one file is all of it."""
    path = folder / home.INTERACTIONS
    if not path.exists():
        return
    import duckdb  # a third of a second that no other command should wait for

    try:
        with duckdb.connect(str(path)) as log:
            log.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise BackupError(f"No backup: the interaction log cannot be opened: {error}. See: heedful doctor") from error


@contextmanager
def _snapshot(folder: Path) -> Iterator[Path]:
    """One moment of the database, although others may write to it meanwhile."""
    snapshot = folder / SNAPSHOT
    snapshot.unlink(missing_ok=True)
    source, copy = sqlite3.connect(folder / home.DATABASE), sqlite3.connect(snapshot)
    try:
        copy.execute("PRAGMA journal_mode=OFF")
        source.backup(copy)
        copy.close()
        yield snapshot
    finally:
        copy.close()
        source.close()
        snapshot.unlink(missing_ok=True)


def _write(raw: IO[bytes], files: dict[str, Path], now: datetime, progress: Progress) -> dict[str, object]:
    total = sum(path.stat().st_size for path in files.values())
    listed: dict[str, dict[str, object]] = {}
    done = 0
    with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=1) as tar:
        for name, path in files.items():
            with path.open("rb") as file:
                reader = HashingReader(file, lambda read, before=done: progress(before + read, total))
                tar.addfile(_entry(name, path.stat().st_size, now), reader)
            done += reader.bytes
            listed[name] = {"bytes": reader.bytes, "sha256": reader.hexdigest()}
        manifest = {"format": FORMAT, "heedful": version("heedful"), "made_at": now.isoformat(), "files": listed}
        _add_manifest(tar, manifest, now)
    raw.flush()
    os.fsync(raw.fileno())
    return manifest


def _add_manifest(tar: tarfile.TarFile, manifest: dict[str, object], now: datetime) -> None:
    """The last entry: where it is, all of the others are."""
    body = json.dumps(manifest, indent=2).encode()
    tar.addfile(_entry(MANIFEST, len(body), now), io.BytesIO(body))


def _entry(name: str, size: int, now: datetime) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(now.timestamp())
    return entry


class HashingReader:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes], read: Callable[[int], None]) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._tell = read
        self.bytes = 0

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self._digest.update(block)
        self.bytes += len(block)
        self._tell(self.bytes)
        return block

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def _need_space(folder: Path, target: Path) -> None:
    """Room for the database's snapshot beside it, and for everything in the backup, compressed by nothing."""
    sizes = {name: (folder / name).stat().st_size for name in CONTENTS if (folder / name).exists()}
    for place, needed in ((folder, sizes.get(home.DATABASE, 0)), (target.parent, sum(sizes.values()))):
        free = shutil.disk_usage(place).free
        if free < needed + SPARE_BYTES:
            raise BackupError(
                f"No backup: {place} has {megabytes(free)} free and it takes up to {megabytes(needed + SPARE_BYTES)}. "
                "Make room, or choose another place."
            )


def megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:,.0f} MB"


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
