"""HEEDFUL_HOME: the one folder in which an install keeps its state, and the lock on it."""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

DATABASE = "heedful.sqlite3"
INTERACTIONS = "interactions.duckdb"
SECRET = "secret.key"  # noqa: S105 -- the name of a file
LOCK = "lock"
FULL_BELOW_BYTES = 1024 * 1024


class HomeError(Exception):
    """The home cannot be used; the message says why and what to do."""


class HomeInUseError(HomeError):
    """Another process holds the home."""


def prepare(home: Path) -> None:
    """Make the folder and its secret key where they are not there yet."""
    make_folder(home)
    try:
        _keep_secret(home / SECRET)
    except OSError as error:
        raise _unwritable(home, error) from error


def make_folder(home: Path) -> None:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(home, error) from error


def _unwritable(home: Path, error: OSError) -> HomeError:
    return HomeError(f"HEEDFUL_HOME {home} cannot be written: {error.strerror}. Choose a folder of yours.")


def _keep_secret(path: Path) -> None:
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails when another process was first: then its key stands
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def is_full(home: Path) -> bool:
    """Whether the disk has too little room for a database even to be opened."""
    try:
        return shutil.disk_usage(home).free < FULL_BELOW_BYTES
    except OSError:  # there is no home yet
        return False


@contextmanager
def held(home: Path, *, by: str) -> Iterator[None]:
    """Hold the home for this process alone; released by the system even when the process is killed."""
    with (home / LOCK).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HomeInUseError(
                f"HEEDFUL_HOME {home} is in use by {_holder(file.read, file.seek)}. "
                "Stop it first, or point HEEDFUL_HOME to another folder."
            ) from error
        said = {"pid": os.getpid(), "command": by, "since": datetime.now(UTC).isoformat(timespec="seconds")}
        file.truncate(0)
        with suppress(OSError):  # on a full disk the lock holds all the same, it only does not say who has it
            os.write(file.fileno(), json.dumps(said).encode())
        try:
            yield
        finally:
            file.truncate(0)


def _holder(read, seek) -> str:
    seek(0)
    try:
        said = json.loads(read())
        return f"`heedful {said['command']}` (process {said['pid']}, since {said['since']})"
    except (ValueError, KeyError, TypeError):
        return "another process"


def holder(home: Path) -> str | None:
    """Who holds the home now, in words; None when nobody does."""
    lock = home / LOCK
    if not lock.exists():
        return None
    with lock.open("r", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _holder(file.read, file.seek)
        return None
