"""Is this install well? Each check says what it saw and, where something is wrong, what to do."""

import os
import platform
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from django.db import DatabaseError
from django.db.migrations.executor import MigrationExecutor

from heedful.config import home, upgrade
from heedful.config.backup import megabytes
from heedful.interactions import spool, stores
from heedful.interactions.models import Rejected
from heedful.interactions.store import StoreRefused

LOW_DISK_BYTES = 500 * 1024 * 1024
LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    about: str
    says: str
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        return not self.remedy


def examine(folder: Path, *, now: datetime) -> Iterator[Finding]:
    """Every finding, one after the other."""
    holder = home.holder(folder)
    yield versions()
    yield permissions(folder)
    yield disk(folder)
    yield Finding("in use", f"by {holder}" if holder else "by nobody")
    database = database_state(folder)
    yield database
    if not database.is_well:
        return
    yield waiting(now, is_served=holder is not None)
    yield rejected()
    if holder:
        yield Finding("interaction log", "held by that process; stop it to have the log examined")
    else:
        yield log_state()


def versions() -> Finding:
    names = ("heedful", "django", "duckdb", "pyarrow")
    python = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return Finding("versions", f"{', '.join(f'{name} {version(name)}' for name in names)}; {python}")


def permissions(folder: Path) -> Finding:
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding("home", f"{folder} cannot be written", "Run Heedful as the folder's owner.")
    for path in (folder, folder / home.SECRET):
        if path.exists() and path.stat().st_mode & 0o077:
            return Finding("home", f"{path} can be read by others on this machine", f"chmod go-rwx {path}")
    return Finding("home", f"{folder}, for its owner alone")


def disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    remedy = "Make room: what is heard is refused, not lost, once the disk is full." if free < LOW_DISK_BYTES else ""
    return Finding("disk", f"{megabytes(free)} free", remedy)


def database_state(folder: Path) -> Finding:
    path = folder / home.DATABASE
    if not path.exists():
        return Finding(
            "database", "nothing is here yet", "Begin: heedful workspace create NAME --owner EMAIL, or heedful demo"
        )
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        sound = connection.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        sound = str(error)
    finally:
        connection.close()
    if sound != "ok" and home.is_full(folder):
        return Finding("database", f"cannot be read on a full disk ({sound})", "Make room, then examine it again.")
    if sound != "ok":
        return Finding("database", f"damaged: {sound}", "heedful restore FILE --replace, from the last backup")
    try:
        upgrade.refuse_unknown(MigrationExecutor(upgrade.connection))
        if pending := upgrade.pending():
            return Finding(
                "database", f"{len(pending)} upgrade steps wait", "They are taken at the next: heedful serve"
            )
        upgrade.refuse_incomplete()
    except (upgrade.UpgradeError, DatabaseError) as error:
        return Finding("database", str(error), "See above.")
    return Finding("database", "sound and up to date")


def waiting(now: datetime, *, is_served: bool) -> Finding:
    lag = spool.lag(now=now)
    if not lag.items:
        return Finding("spool", "empty: the log has everything that was heard")
    says = f"{lag.items:,} items wait, the oldest for {lag.oldest_wait}"
    if is_served and lag.oldest_wait > LATE:
        return Finding("spool", says, "The loader is stuck: the server's log says why.")
    return Finding("spool", says if is_served else f"{says}; they are loaded at the next start")


def rejected() -> Finding:
    count = Rejected.objects.count()
    return Finding("rejected", f"{count:,} items could not be understood" if count else "nothing")


def log_state() -> Finding:
    try:
        store = stores.current()
        return Finding("interaction log", f"opens; {store.cursor().round:,} rounds loaded")
    except StoreRefused as error:
        return Finding(
            "interaction log", str(error), "See above; or restore the last backup: heedful restore FILE --replace"
        )
    finally:
        stores.close_current()
