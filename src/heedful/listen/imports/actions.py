"""Take a file in: looked at whole first, then heard piece by piece, and the same however often it is begun again."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec
import pyarrow.compute as pc
from django.db import transaction

from heedful.interactions import loader, spool
from heedful.interactions.store import Store
from heedful.listen.imports import formats
from heedful.listen.imports.facts import keep_facts
from heedful.listen.imports.grouping import grids
from heedful.listen.imports.guessing.settling import Settled, settled
from heedful.listen.imports.hearing import Ear, Heard
from heedful.listen.imports.ids import content
from heedful.listen.imports.mapping import Mapping
from heedful.listen.imports.models import Import
from heedful.listen.imports.refusals import Refused, refuse
from heedful.listen.imports.rejects import Reject, RejectsFile
from heedful.listen.imports.scratch import Repeats, Scratch, Tally
from heedful.listen.imports.used import absent_columns
from heedful.people.workspaces.models import Workspace

WAITING_ITEMS = 500_000  # in the spool, at most, where another process loads
LOADED_AT_ONCE = 100_000
BUSY_PAUSE_SECONDS = 0.2

Progress = Callable[[int, int], None]
"""Told how many bytes of how many were read; the file is read once to look at it, once to hear it."""


@dataclass(frozen=True)
class Prepared:
    """A file that passed every check on it as a whole."""

    path: Path
    mapping: Mapping
    layout: formats.Layout
    settled: Settled


@dataclass
class Totals:
    """What a run found. `value` and `n` are by kind, to hold against what one knows of the file."""

    rows: int = 0
    heard: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    threads: int = 0
    customers: int = 0
    rejected: int = 0
    first_rejects: list[Reject] = field(default_factory=list)
    clashing: int = 0
    clashing_rows: list[int] = field(default_factory=list)
    added: int | None = None
    known: int | None = None
    rejects_path: Path | None = None

    def note(self, heard: Heard) -> None:
        self.heard += heard.batch.num_rows
        kind, value = heard.batch.column("kind"), heard.batch.column("value")
        for name in pc.unique(kind).to_pylist():
            mine = pc.equal(kind, name)
            self.kinds[name] += pc.sum(mine).as_py()
            self.values[name] += pc.sum(value.filter(mine)).as_py() or 0


def prepare(path: Path, mapping: Mapping, *, time_zone: str | None = None) -> Prepared:
    """Everything that can be wrong with a file or its mapping as a whole; raises Refused with each remedy."""
    layout = formats.look_at(path, mapping.file)
    problems = absent_columns(mapping, layout.names)
    if problems:
        raise Refused(*problems)
    found = settled(layout, mapping, time_zone=time_zone)
    if found.ambiguities:
        raise Refused(*(question.as_problem() for question in found.ambiguities))
    return Prepared(path, mapping, layout, found)


def dry_run(path: Path, mapping: Mapping, *, now: datetime, time_zone: str | None = None) -> Totals:
    """What an import would do, without doing it: totals and the first rejects."""
    return try_out(prepare(path, mapping, time_zone=time_zone), now=now)


def try_out(prepared: Prepared, *, now: datetime, progress: Progress | None = None) -> Totals:
    totals = Totals()
    for _ in _heard(prepared, totals, RejectsFile(None), now=now, received_at=now, progress=progress):
        pass
    return totals


def import_file(
    path: Path,
    mapping: Mapping,
    *,
    workspace: Workspace,
    store: Store | None,
    home: Path,
    now: datetime,
    time_zone: str | None = None,
) -> Totals:
    """Take the file into the workspace's log. `store` is None where another process loads the spool."""
    prepared = prepare(path, mapping, time_zone=time_zone)
    return take_in(prepared, workspace=workspace, store=store, home=home, now=now)


def take_in(
    prepared: Prepared,
    *,
    workspace: Workspace,
    store: Store | None,
    home: Path,
    now: datetime,
    progress: Progress | None = None,
) -> Totals:
    run = _begun(prepared, workspace, now)
    totals = Totals(rejects_path=home / "imports" / f"{run.pk}-{prepared.path.stem[:60]}-rejects.csv")
    rejects = RejectsFile(totals.rejects_path)
    loaded = _load(store, now)
    before, waiting = loaded, 0
    parts = _heard(prepared, totals, rejects, now=now, received_at=run.started_at, progress=progress)
    for heard in _read_ahead(parts):
        with transaction.atomic():
            waiting += spool.hear_batch(workspace.key, heard.batch)
            keep_facts(workspace, heard.facts)
        if waiting >= LOADED_AT_ONCE:
            loaded, waiting = loaded + _load(store, now), 0
    loaded += _load(store, now)
    if store is not None:
        totals.added, totals.known = loaded.added - before.added, loaded.known - before.known
    _finish(run, totals, now)
    return totals


def _read_ahead(parts: Generator[Heard, None, None]) -> Iterator[Heard]:
    """One part is read while the one before it is kept and loaded: both are mostly outside of Python."""
    with ThreadPoolExecutor(1, thread_name_prefix="import") as reader:
        try:
            part = reader.submit(next, parts, None)
            while (heard := part.result()) is not None:
                part = reader.submit(next, parts, None)
                yield heard
        finally:
            reader.submit(parts.close).result()


def _begun(prepared: Prepared, workspace: Workspace, now: datetime) -> Import:
    run, _ = Import.objects.get_or_create(
        workspace=workspace,
        file_digest=_file_digest(prepared.path),
        mapping_digest=hashlib.sha256(msgspec.json.encode(prepared.mapping)).hexdigest(),
        finished_at=None,
        defaults={"file_name": prepared.path.name[:255], "source": prepared.mapping.source[:200], "started_at": now},
    )
    return run


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _finish(run: Import, totals: Totals, now: datetime) -> None:
    run.rows, run.heard, run.rejected = totals.rows, totals.heard, totals.rejected
    run.added, run.known, run.finished_at = totals.added or 0, totals.known or 0, now
    run.save()


def _load(store: Store | None, now: datetime) -> loader.Loaded:
    """Carry the spool on, so that it never holds more than a few batches."""
    if store is None:
        while spool.lag(now=now).items > WAITING_ITEMS:
            time.sleep(BUSY_PAUSE_SECONDS)
        return loader.Loaded()
    return loader.load(store, now=now)


def _heard(
    prepared: Prepared,
    totals: Totals,
    rejects: RejectsFile,
    *,
    now: datetime,
    received_at: datetime,
    progress: Progress | None,
) -> Generator[Heard, None, None]:
    with Scratch() as scratch:
        tally = Tally(scratch)
        ear = _ear(prepared, scratch, now=now, received_at=received_at, progress=progress)
        mapping, source = prepared.mapping, _source(prepared, progress, half=1)
        try:
            for chunk, grid in grids(source.chunks(), mapping.rows, prepared.settled.conventions):
                totals.rows += len(chunk.rows) + len({reject.row for reject in chunk.rejects})
                told = list(chunk.rejects)
                for heard in ear.hear(chunk, grid):
                    told += heard.rejects
                    totals.note(heard)
                    tally.note(heard.batch, heard.rows, once=heard.block.once)
                    yield heard
                rejects.write(sorted(told, key=lambda reject: reject.row))
        finally:
            rejects.close()
        totals.rejected, totals.first_rejects = rejects.count, rejects.first
        totals.rejects_path = totals.rejects_path if rejects.count else None
        totals.threads, totals.customers = tally.distinct()
        totals.clashing, totals.clashing_rows = tally.clashing_rows()


def _ear(
    prepared: Prepared, scratch: Scratch, *, now: datetime, received_at: datetime, progress: Progress | None
) -> Ear:
    """Read the file once to its end: what is wrong with it as a whole is found before anything is kept."""
    mapping, names = prepared.mapping, prepared.layout.names
    columns = mapping.rows.id_columns or names
    chunks = _source(prepared, progress, half=0).chunks()
    if mapping.rows.id:
        rows = sum(len(chunk.rows) + len(chunk.rejects) for chunk in chunks)
        repeats = None
    else:
        counted = _Counted(chunks)
        repeats = Repeats(scratch, (content(chunk, columns) for chunk in counted))
        rows = counted.rows
    if not rows:
        raise refuse(f"{prepared.path.name} has a header and no rows.", "Export the file again, with its rows.")
    return Ear(mapping, names, now, received_at, repeats)


@dataclass
class _Counted:
    chunks: Iterator[formats.Chunk]
    rows: int = 0

    def __iter__(self) -> Iterator[formats.Chunk]:
        for chunk in self.chunks:
            self.rows += len(chunk.rows) + len(chunk.rejects)
            yield chunk


def _source(prepared: Prepared, progress: Progress | None, *, half: int) -> formats.Source:
    size = prepared.path.stat().st_size
    told = (lambda read: progress(half * size + read, 2 * size)) if progress else None
    return formats.opened(prepared.layout, decimal=prepared.settled.conventions.decimal, progress=told)
