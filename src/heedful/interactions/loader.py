"""From the spool into the log, in order, exactly once."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import connection, transaction

from heedful.interactions import parsing, rejected, spool
from heedful.interactions.models import Erasure, Rejected, SpoolEntry
from heedful.interactions.store import Applied, Batch, Cursor, Store, StoreRefused
from heedful.interactions.telling import Round, tell, told_of

__all__ = ["Busy", "Loaded", "Round", "alone", "erase_now", "load", "told_of"]

ENTRIES: Final = 2_000  # in a round, at most
ITEMS: Final = 250_000  # the fewer rounds, the less often a long log is searched for what is known already
BYTES: Final = 64_000_000  # of a round, unpacked; a single entry may be larger
OF_THREADS: Final = (SpoolEntry.What.WITHDRAW, SpoolEntry.What.RESTORE)
A_ROUND_OF_ITS_OWN: Final = (SpoolEntry.What.ERASE, SpoolEntry.What.FORGET, *OF_THREADS)
_one_in_this_process = threading.Lock()


class Busy(Exception):  # noqa: N818 - reads as what it is
    """Another loader is at work."""


@dataclass(frozen=True)
class Loaded:
    """What loading did: rounds, spool entries taken, rows added, already known, rejected, moved to another customer.

    `withdrawn` counts the rows that were withdrawn or restored.
    """

    rounds: int = 0
    entries: int = 0
    added: int = 0
    known: int = 0
    rejected: int = 0
    moved: int = 0
    erased: int = 0
    withdrawn: int = 0

    def __add__(self, other: Loaded) -> Loaded:
        return Loaded(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def load(store: Store, *, now: datetime, rounds: int | None = None, most: int = BYTES) -> Loaded:
    """Take what waits in the spool into the log, in rounds of many entries; raises Busy if another loader does.

    `most` bounds the bytes of a round: working it out takes about ten times as much memory.
    """
    with alone():
        _finish_last_round(store, now)
        loaded = Loaded()
        while (rounds is None or loaded.rounds < rounds) and (entries := _next_round(store, most)):
            loaded += _take(store, entries, now)
        return loaded


def erase_now(store: Store, workspace: str, customer: str, *, now: datetime) -> dict[str, int]:
    """Erase a customer at once, after all that was heard before, and say what was removed, by table."""
    entry = spool.erase(workspace, customer)
    load(store, now=now)
    return dict(Erasure.objects.get(key=entry.key).removed)


@contextmanager
def alone() -> Iterator[None]:
    """Hold the loader's place: nothing is loaded meanwhile. Backups use it, too."""
    if not _one_in_this_process.acquire(timeout=60):
        raise Busy("the loader of this process is still at work after a minute")
    try:
        with _one_of_all_processes():
            yield
    finally:
        _one_in_this_process.release()


@contextmanager
def _one_of_all_processes() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with _advisory_lock():
            yield
        return
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or "mode=memory" in name:  # nobody else can see it
        yield
        return
    with Path(f"{name}.loader").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("another process loads from this spool") from None
        yield


@contextmanager
def _advisory_lock() -> Iterator[None]:
    number = 7_233_003  # any number that is ours alone
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        if not (cursor.fetchone() or (False,))[0]:
            raise Busy("another process loads from this spool")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def _next_round(store: Store, most: int) -> list[SpoolEntry]:
    """The entries to take next: those of a round that a crash left half done, else the oldest ones."""
    cursor = store.cursor()
    if not cursor.done:
        return _half_done(cursor)
    ids: list[int] = []
    items = weight = 0
    for number, what, size, heavy in spool.waiting()[:ENTRIES]:
        items, weight = items + size, weight + spool.unpacked(what, heavy)
        if ids and (what in A_ROUND_OF_ITS_OWN or items > ITEMS or weight > most):
            break
        ids.append(number)
        if what in A_ROUND_OF_ITS_OWN:  # what is heard later stays
            break
    return list(SpoolEntry.objects.filter(id__in=ids))


def _half_done(cursor: Cursor) -> list[SpoolEntry]:
    entries = list(SpoolEntry.objects.filter(key__in=cursor.keys))
    if len(entries) < len(cursor.keys):
        raise StoreRefused(
            f"A crash left round {cursor.round} of the log half done, and the spool no longer has all of its entries. "
            "Restore the database and the log from one backup."
        )
    return entries


def _take(store: Store, entries: list[SpoolEntry], now: datetime) -> Loaded:
    if entries[0].what == SpoolEntry.What.ERASE:
        return _erase(store, entries[0], now)
    if entries[0].what == SpoolEntry.What.FORGET:
        return _forget(store, entries[0])
    if entries[0].what in OF_THREADS:
        return _withdraw_or_restore(store, entries[0])
    parsed = parsing.parse(entries)
    applied: Applied = store.append(Batch(tuple(str(e.key) for e in entries), parsed.rows, parsed.links))
    _settle(store, entries, parsed, now)
    return Loaded(1, len(entries), applied.added, applied.known, len(parsed.faults), applied.moved)


def _erase(store: Store, entry: SpoolEntry, now: datetime) -> Loaded:
    """The rejected go first and the log last, so that a crash between the two can be repeated."""
    customer = bytes(entry.body).decode()
    rejects = _forget_rejected(entry, store.aliases_of(entry.workspace, customer))
    removed = store.erase(entry.workspace, customer, key=str(entry.key))
    _settle_erasure(entry, removed, now)
    return Loaded(rounds=1, entries=1, erased=sum(removed.values()) + rejects)


def _forget(store: Store, entry: SpoolEntry) -> Loaded:
    removed = store.forget(entry.workspace, key=str(entry.key))
    _settle_forgetting(entry)
    return Loaded(rounds=1, entries=1, erased=sum(removed.values()))


def _withdraw_or_restore(store: Store, entry: SpoolEntry) -> Loaded:
    apply = store.withdraw if entry.what == SpoolEntry.What.WITHDRAW else store.restore
    changed = apply(entry.workspace, spool.threads_in(entry), key=str(entry.key))
    entry.delete()
    return Loaded(rounds=1, entries=1, withdrawn=changed)


def _finish_last_round(store: Store, now: datetime) -> None:
    """Entries that the log has already are still in the spool after a crash just before their removal."""
    cursor = store.cursor()
    if not cursor.done or not (entries := list(SpoolEntry.objects.filter(key__in=cursor.keys))):
        return
    if entries[0].what == SpoolEntry.What.ERASE:
        _settle_erasure(entries[0], cursor.removed, now)
    elif entries[0].what == SpoolEntry.What.FORGET:
        _settle_forgetting(entries[0])
    elif entries[0].what in OF_THREADS:
        entries[0].delete()
    else:
        _settle(store, entries, parsing.parse(entries), now)


@transaction.atomic
def _settle(store: Store, entries: Sequence[SpoolEntry], parsed: parsing.Parsed, now: datetime) -> None:
    Rejected.objects.bulk_create(
        Rejected(
            workspace=fault.workspace,
            raw=fault.raw,
            reason=fault.reason[:500],
            field=fault.field,
            source=fault.source[:200],
            alias=fault.alias[:200],
            rejected_at=now,
        )
        for fault in parsed.faults
    )
    tell(Round(store, parsed.rows, now))
    SpoolEntry.objects.filter(id__in=[entry.id for entry in entries]).delete()


@transaction.atomic
def _forget_rejected(entry: SpoolEntry, aliases: Sequence[str]) -> int:
    forgotten = rejected.forget(entry.workspace, aliases)
    erasure, _ = Erasure.objects.get_or_create(key=entry.key, defaults={"workspace": entry.workspace})
    erasure.removed["rejected"] = erasure.removed.get("rejected", 0) + forgotten
    erasure.save()
    return forgotten


@transaction.atomic
def _settle_erasure(entry: SpoolEntry, removed: dict[str, int], now: datetime) -> None:
    erasure = Erasure.objects.get(key=entry.key)
    erasure.removed |= removed
    erasure.erased_at = now
    erasure.save()
    entry.delete()


@transaction.atomic
def _settle_forgetting(entry: SpoolEntry) -> None:
    """Nothing stays that says whose it was: neither what was rejected, nor that somebody was erased."""
    Rejected.objects.filter(workspace=entry.workspace).delete()
    Erasure.objects.filter(workspace=entry.workspace).delete()
    entry.delete()
