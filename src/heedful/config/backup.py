"""One file that holds the whole install, and nothing else under that name: complete or absent."""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

import duckdb

from heedful.config import home

FORMAT = 1
MANIFEST = "manifest.json"
CONTENTS = (home.DATABASE, home.INTERACTIONS, home.SECRET)
SPARE_BYTES = 16 * 1024 * 1024
Progress = Callable[[int, int], None]  # bytes done, bytes in all


class BackupError(home.HomeError):
    """The backup was not made; nothing was left under its name."""


def back_up(folder: Path, target: Path, *, now: datetime, progress: Progress) -> dict[str, object]:
    """Write the backup and return its manifest. The caller holds the home."""
    if target.exists():
        raise BackupError(f"{target} exists already. Choose another name: a backup never overwrites one.")
    partial, snapshot = (target.with_name(f".{target.name}.{what}") for what in ("partial", "database"))
    try:
        with _removed_after(partial, snapshot):
            settle(folder)
            _need_space(folder, target)
            _snapshot_database(folder / home.DATABASE, snapshot)
            there = {home.DATABASE: snapshot} | {name: folder / name for name in CONTENTS[1:]}
            manifest = _write(partial, {name: path for name, path in there.items() if path.exists()}, now, progress)
            partial.rename(target)
            sync_folder(target.parent)
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or error
        raise BackupError(f"No backup: {why} ({target}). Nothing was changed.") from error
    return manifest


def settle(folder: Path) -> None:
    """Fold the log's write-ahead file into the log, so that one file is all of it."""
    path = folder / home.INTERACTIONS
    if not path.exists():
        return
    try:
        with duckdb.connect(str(path)) as log:
            log.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise BackupError(f"No backup: the interaction log cannot be opened: {error}. See: heedful doctor") from error


def _snapshot_database(database: Path, snapshot: Path) -> None:
    """One moment of the database, although others may write to it meanwhile."""
    snapshot.unlink(missing_ok=True)
    os.close(os.open(snapshot, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    source, copy = sqlite3.connect(database), sqlite3.connect(snapshot)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
        source.close()


def _write(partial: Path, files: dict[str, Path], now: datetime, progress: Progress) -> dict[str, object]:
    total = sum(path.stat().st_size for path in files.values())
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=1) as tar:
            listed: dict[str, dict[str, object]] = {}
            done = 0
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
    """Twice the database (its snapshot, its place in the backup) and once the rest, compressed by nothing."""
    sizes = {name: (folder / name).stat().st_size for name in CONTENTS if (folder / name).exists()}
    needed = sum(sizes.values()) + sizes.get(home.DATABASE, 0) + SPARE_BYTES
    free = shutil.disk_usage(target.parent).free
    if free < needed:
        raise BackupError(
            f"No backup: {target.parent} has {megabytes(free)} free and it takes up to {megabytes(needed)}. "
            "Make room, or choose another place."
        )


def megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:,.0f} MB"


@contextmanager
def _removed_after(*paths: Path) -> Iterator[None]:
    try:
        yield
    finally:
        for path in paths:
            path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
