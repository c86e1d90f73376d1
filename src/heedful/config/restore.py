"""From a backup to a running install: verified before anything is touched, then all of it or none."""

import json
import os
import shutil
import sqlite3
import tarfile
import zlib
from pathlib import Path

from heedful.config import home
from heedful.config.backup import CONTENTS, FORMAT, MANIFEST, HashingReader, Progress, sync_folder

UNPACKED = "restore.unpacked"  # not yet complete: thrown away
VERIFIED = "restore.verified"  # complete: from here on only forwards
MANIFEST_BYTES = 1024 * 1024
BLOCK = 1024 * 1024


class RestoreError(home.HomeError):
    """The backup was not restored; the home is as it was."""


def restore(folder: Path, source: Path, *, replace: bool, progress: Progress) -> dict[str, object]:
    """Put the backup in the home's place and return its manifest. The caller holds the home."""
    finish(folder)
    if not replace and any((folder / name).exists() for name in CONTENTS[:2]):
        raise RestoreError(f"{folder} holds an install already. To throw that away: heedful restore {source} --replace")
    unpacked = folder / UNPACKED
    shutil.rmtree(unpacked, ignore_errors=True)
    try:
        unpacked.mkdir(mode=0o700)
        manifest = _unpack(source, unpacked, progress)
        sync_folder(unpacked)
        unpacked.rename(folder / VERIFIED)
        sync_folder(folder)
        finish(folder)
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        why = getattr(error, "strerror", None) or error
        raise RestoreError(f"{source} cannot be restored: {why}. {folder} is as it was.") from error
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)
    return manifest


def finish(folder: Path) -> None:
    """Carry through a restore that was interrupted after it had been verified. Does nothing otherwise."""
    verified = folder / VERIFIED
    if not verified.is_dir():
        return
    for name in CONTENTS:
        # The write-ahead files go first: they belong to what is being replaced.
        if (verified / name).exists():
            for beside in ("-wal", "-shm", ".wal"):
                (folder / f"{name}{beside}").unlink(missing_ok=True)
            (verified / name).replace(folder / name)
    sync_folder(folder)
    verified.rmdir()


def _unpack(source: Path, unpacked: Path, progress: Progress) -> dict[str, object]:
    """Only the files we know, by name, and only as the manifest, which comes last, says they are."""
    found: dict[str, dict[str, object]] = {}
    manifest = None
    size = source.stat().st_size
    with source.open("rb") as raw, tarfile.open(fileobj=raw, mode="r|gz") as tar:
        for entry in tar:
            if not entry.isreg() or entry.name not in (*CONTENTS, MANIFEST) or entry.name in found or manifest:
                raise RestoreError(f"{source} is no backup of Heedful: it holds {entry.name!r}.")
            file = tar.extractfile(entry)
            if entry.name == MANIFEST:
                manifest = _read_manifest(source, file.read(MANIFEST_BYTES))
            else:
                found[entry.name] = _keep(file, unpacked / entry.name, lambda: progress(raw.tell(), size))
    if manifest is None:
        raise RestoreError(f"{source} is cut off: its list of contents is missing.")
    if manifest["files"] != found or home.DATABASE not in found:
        broken = sorted(name for name in CONTENTS if manifest["files"].get(name) != found.get(name))
        raise RestoreError(f"{source} is damaged: {', '.join(broken) or home.DATABASE} is not as it was saved.")
    _check_database(source, unpacked / home.DATABASE)
    return manifest


def _keep(file, path: Path, tell) -> dict[str, object]:
    reader = HashingReader(file, lambda _read: tell())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
        while block := reader.read(BLOCK):
            kept.write(block)
        kept.flush()
        os.fsync(kept.fileno())
    return {"bytes": reader.bytes, "sha256": reader.hexdigest()}


def _read_manifest(source: Path, body: bytes) -> dict:
    try:
        manifest = json.loads(body)
        written_by, kind, files = manifest["heedful"], manifest["format"], manifest["files"]
    except (ValueError, KeyError, TypeError) as error:
        raise RestoreError(f"{source} is damaged: its list of contents cannot be read.") from error
    if kind != FORMAT or not isinstance(files, dict):
        raise RestoreError(f"{source} was written by Heedful {written_by}: restore it with that version.")
    return manifest


def _check_database(source: Path, database: Path) -> None:
    connection = sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)
    try:
        sound = connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        sound = False
    finally:
        connection.close()
    if not sound:
        raise RestoreError(f"{source} holds a damaged database. Take an earlier backup.")
