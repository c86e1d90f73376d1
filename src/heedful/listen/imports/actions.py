"""Take a file in: looked at whole first, then heard piece by piece, and the same however often it is begun again."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

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
from heedful.listen.imports.queries import rows_of_a_run
from heedful.listen.imports.refusals import Refused, refuse
from heedful.listen.imports.rejects import RejectsFile
from heedful.listen.imports.scratch import Repeats, Scratch, Tally
from heedful.listen.imports.totals import Totals
from heedful.listen.imports.used import absent_columns
from heedful.people.workspaces.models import Workspace

WAITING_ITEMS = 500_000  # in the spool, at most, where another process loads
LOADED_AT_ONCE = 100_000
LOADED_BYTES = 10_000_000  # in a round, so that long texts take no more memory than many rows
BUSY_PAUSE_SECONDS = 0.2
TICK_SECONDS = 0.5

Progress = Callable[[int, int], None]
"""Told how many bytes of how many were read; the file is read once to look at it, once to hear it."""
Tick = Callable[[Totals], None]
"""Called every now and then in the thread that began the run; what it raises ends the run."""


@dataclass(frozen=True)
class Prepared:
    """A file that passed every check on it as a whole."""

    path: Path
    mapping: Mapping
    layout: formats.Layout
    settled: Settled


def prepare(
    path: Path, mapping: Mapping, *, time_zone: str | None = None, layout: formats.Layout | None = None
) -> Prepared:
    """Everything that can be wrong with a file or its mapping as a whole; raises Refused with each remedy.

    `layout`: what was seen of the file under the same options, where it was looked at before.
    """
    layout = layout or formats.look_at(path, mapping.file)
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


def try_out(prepared: Prepared, *, now: datetime, progress: Progress | None = None, tick: Tick | None = None) -> Totals:
    totals, begun = Totals(), time.monotonic()
    parts = _heard(prepared, totals, RejectsFile(None), now=now, received_at=now, progress=progress)
    for _part in _read_ahead(parts, tick and partial(tick, totals)):
        pass
    totals.seconds = time.monotonic() - begun
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
    return take_in(prepared, begin_import(prepared, workspace, now=now), store=store, home=home, now=now)


def take_in(
    prepared: Prepared,
    run: Import,
    *,
    store: Store | None,
    home: Path,
    now: datetime,
    progress: Progress | None = None,
    tick: Tick | None = None,
) -> Totals:
    begun = time.monotonic()
    workspace = run.workspace
    totals = Totals(rejects_path=rejects_path(run, home))
    rejects = RejectsFile(totals.rejects_path)
    _load(store, now)
    before, waiting = _there_before(run, store), 0
    parts = _heard(prepared, totals, rejects, now=now, received_at=run.started_at, progress=progress)
    for heard in _read_ahead(parts, tick and partial(tick, totals)):
        with transaction.atomic():
            waiting += spool.hear_batch(workspace.key, heard.batch)
            keep_facts(workspace, heard.facts)
        if waiting >= LOADED_AT_ONCE:
            _load(store, now)
            waiting = 0
    _load(store, now)
    if store is not None:
        totals.settle(rows_of_a_run(store, run) - before)
    totals.seconds = time.monotonic() - begun
    _finish(run, totals, now)
    return totals


def rejects_path(run: Import, home: Path) -> Path:
    return home / "imports" / f"{run.pk}-{Path(run.file_name).stem[:60]}-rejects.csv"


def _read_ahead(parts: Generator[Heard, None, None], tick: Callable[[], None] | None) -> Iterator[Heard]:
    """One part is read while the one before it is kept and loaded: both are mostly outside of Python."""
    with ThreadPoolExecutor(1, thread_name_prefix="import") as reader:
        try:
            part = reader.submit(next, parts, None)
            while (heard := _waited_for(part, tick)) is not None:
                part = reader.submit(next, parts, None)
                yield heard
        finally:
            reader.submit(parts.close).result()


def _waited_for(part: Future[Heard | None], tick: Callable[[], None] | None) -> Heard | None:
    while tick is not None:
        tick()
        if wait([part], timeout=TICK_SECONDS).done:
            break
    return part.result()


def begin_import(prepared: Prepared, workspace: Workspace, *, now: datetime) -> Import:
    """A run from the command line; one of the same file and mapping that was cut off is gone on with."""
    run, is_new = Import.objects.get_or_create(
        workspace=workspace,
        file_digest=file_digest(prepared.path),
        mapping_digest=mapping_digest(prepared.mapping),
        finished_at=None,
        defaults={"file_name": prepared.path.name[:255], "source": prepared.mapping.source[:200], "started_at": now},
    )
    run.is_gone_on_with = not is_new
    return run


def mapping_digest(mapping: Mapping) -> str:
    return hashlib.sha256(msgspec.json.encode(mapping)).hexdigest()


def _there_before(run: Import, store: Store | None) -> int:
    """Rows that bear the run's time already, though it is a new one."""
    return 0 if store is None or run.is_gone_on_with else rows_of_a_run(store, run)


def file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _finish(run: Import, totals: Totals, now: datetime) -> None:
    run.rows, run.heard, run.rejected = totals.rows, totals.heard, totals.rejected
    run.added, run.known, run.finished_at = (
        totals.added or 0,
        totals.known or 0,
        now + timedelta(seconds=totals.seconds),
    )
    run.state, run.problem, run.result = Import.State.DONE, "", totals.told()
    run.save()


def _load(store: Store | None, now: datetime) -> None:
    """Carry the spool on, so that it never holds more than a few batches."""
    if store is not None:
        loader.load(store, now=now, most=LOADED_BYTES)
        return
    while spool.lag(now=now).items > WAITING_ITEMS:
        time.sleep(BUSY_PAUSE_SECONDS)


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
        totals.finish(rejects, tally)


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
        raise refuse(
            _("%(name)s has a header and no rows.") % {"name": prepared.path.name},
            _("Export the file again, with its rows."),
        )
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
