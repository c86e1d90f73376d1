"""Where everything heard is kept until the log has it: acknowledged means committed here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec
import pyarrow as pa
from django.db.models import Min, QuerySet, Sum
from django.db.models.functions import Substr

from heedful.interactions.models import SpoolEntry
from heedful.interactions.schema import HEARD, Heard, Link, Unlink

FORMAT: Final = b"\x01"  # of an interactions body: this byte, the length in four bytes, zstd of an Arrow record batch
HEAD: Final = 5  # bytes before the batch
CODEC: Final = pa.Codec("zstd", compression_level=1)
THREADS: Final = 500  # withdrawn or restored by one entry, at most


class Undecodable(ValueError):  # noqa: N818 - reads as what it is
    """A spool entry whose body cannot be read."""


@dataclass(frozen=True)
class Lag:
    """How far the log is behind: what waits, and for how long."""

    entries: int
    items: int
    oldest_wait: timedelta


def hear(workspace: str, items: Iterable[Heard]) -> int:
    """Keep items for the log, in the caller's transaction; returns how many."""
    given = list(items)
    if not given:
        return 0
    columns = [pa.array([getattr(item, field.name) for item in given], type=field.type) for field in HEARD]
    return hear_batch(workspace, pa.RecordBatch.from_arrays(columns, schema=HEARD))


def hear_batch(workspace: str, batch: pa.RecordBatch) -> int:
    """Keep a record batch of HEARD for the log, in the caller's transaction; returns how many items it has."""
    if not batch.schema.equals(HEARD):
        raise TypeError(f"a batch has the columns of HEARD, in order, not {batch.schema.names}")
    if batch.num_rows:
        _keep(workspace, SpoolEntry.What.INTERACTIONS, _encode(batch), batch.num_rows)
    return int(batch.num_rows)


def link(workspace: str, links: Sequence[Link]) -> int:
    """Keep links: a visitor known by an alias, or an alias merged into another."""
    for given in links:
        if (given.visitor is None) == (given.into is None):
            raise ValueError("a link names either the visitor or the alias it is merged into")
    if links:
        _keep(workspace, SpoolEntry.What.LINK, msgspec.msgpack.encode(links), len(links))
    return len(links)


def unlink(workspace: str, unlinks: Sequence[Unlink]) -> int:
    """Keep the undoing of links."""
    for given in unlinks:
        if given.id == given.link:
            raise ValueError("an undoing has an id of its own, not that of the link")
        if (given.link is None) == (given.visitor is None or given.alias is None):
            raise ValueError("an undoing names either the link, or the visitor and the alias")
    if unlinks:
        _keep(workspace, SpoolEntry.What.UNLINK, msgspec.msgpack.encode(unlinks), len(unlinks))
    return len(unlinks)


def erase(workspace: str, customer: str) -> SpoolEntry:
    """Ask for a customer to be erased, after all that was heard before."""
    return _keep(workspace, SpoolEntry.What.ERASE, customer.encode(), 1)


def forget(workspace: str) -> SpoolEntry:
    """Ask for a whole workspace to be forgotten, after all that was heard of it before."""
    return _keep(workspace, SpoolEntry.What.FORGET, b"", 1)


def withdraw(workspace: str, threads: Sequence[str]) -> int:
    """Ask for all of these threads, heard before or later, to be left out of every frame; returns how many."""
    return _keep_threads(workspace, SpoolEntry.What.WITHDRAW, threads)


def restore(workspace: str, threads: Sequence[str]) -> int:
    """Ask for withdrawn threads to count again; returns how many."""
    return _keep_threads(workspace, SpoolEntry.What.RESTORE, threads)


def threads_in(entry: SpoolEntry) -> list[str]:
    """The threads that an entry withdraws or restores."""
    return msgspec.msgpack.decode(entry.body, type=list[str])


def lag(*, now: datetime) -> Lag:
    """What waits in the spool."""
    waiting = SpoolEntry.objects.aggregate(items=Sum("items"), oldest=Min("received_at"))
    oldest = waiting["oldest"]
    return Lag(
        entries=SpoolEntry.objects.count(),
        items=waiting["items"] or 0,
        oldest_wait=now - oldest if oldest else timedelta(0),
    )


def waiting() -> QuerySet[SpoolEntry, tuple[int, str, int, bytes]]:
    """Each entry's id, what it is, its items and the first bytes of its body, the oldest first."""
    return SpoolEntry.objects.values_list("id", "what", "items", Substr("body", 1, HEAD))


def unpacked(what: str, head: bytes) -> int:
    """How many bytes of interactions an entry holds, by the first bytes of its body; links are small."""
    return int.from_bytes(bytes(head)[1:HEAD], "big") if what == SpoolEntry.What.INTERACTIONS else 0


def decode(entry: SpoolEntry) -> pa.RecordBatch:
    """The interactions of an entry; raises Undecodable."""
    body = memoryview(entry.body)
    if bytes(body[:1]) != FORMAT:
        raise Undecodable("written by another version of Heedful, or not by Heedful at all")
    try:
        raw = CODEC.decompress(pa.py_buffer(body[5:]), int.from_bytes(body[1:5], "big"))
        batch = pa.ipc.read_record_batch(raw, HEARD)
        batch.validate()
    except (pa.ArrowException, OSError) as error:
        raise Undecodable(f"damaged: {error}") from error
    return batch


def _encode(batch: pa.RecordBatch) -> bytes:
    raw = batch.serialize()
    return FORMAT + int(raw.size).to_bytes(4, "big") + bytes(CODEC.compress(raw, asbytes=True))


def _keep_threads(workspace: str, what: SpoolEntry.What, threads: Sequence[str]) -> int:
    for start in range(0, len(threads), THREADS):
        part = list(threads[start : start + THREADS])
        _keep(workspace, what, msgspec.msgpack.encode(part), len(part))
    return len(threads)


def _keep(workspace: str, what: SpoolEntry.What, body: bytes, items: int) -> SpoolEntry:
    return SpoolEntry.objects.create(workspace=workspace, what=what, body=body, items=items)
