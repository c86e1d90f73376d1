"""Spool entries into rows and link entries; what cannot be one is set apart, with the reason."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from heedful.interactions import spool
from heedful.interactions.models import SpoolEntry
from heedful.interactions.schema import HEARD, KINDS, LINKS, LOG, TIMESTAMP, Link, Unlink

ROWS: Final = pa.schema([field for field in LOG if field.name != "customer"])
HEARD_BY: Final = pa.schema([*HEARD, pa.field("workspace", pa.string(), nullable=False)])
EARLIEST: Final = pa.scalar(datetime(1900, 1, 1), TIMESTAMP)  # noqa: DTZ001 - naive UTC, as in the log
LATEST: Final = pa.scalar(datetime(2200, 1, 1), TIMESTAMP)  # noqa: DTZ001


@dataclass(frozen=True)
class Fault:
    """One item that is not for the log."""

    workspace: str
    raw: str
    reason: str
    field: str = ""
    source: str = ""
    alias: str = ""


@dataclass(frozen=True)
class Parsed:
    rows: pa.Table
    links: pa.Table
    faults: list[Fault]


def parse(entries: Iterable[SpoolEntry]) -> Parsed:
    """The same entries give the same rows, links and faults, every time."""
    heard: list[pa.RecordBatch] = []
    links: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for entry in entries:
        try:
            if entry.what == SpoolEntry.What.INTERACTIONS:
                heard.append(_of_workspace(entry.workspace, spool.decode(entry)))
            else:
                links += _links(entry)
        except (spool.Undecodable, msgspec.MsgspecError) as error:
            raw = base64.b64encode(entry.body).decode()
            faults.append(Fault(entry.workspace, raw, f"a damaged spool entry: {error}", source=entry.what))
    rows, wrong = _checked(pa.Table.from_batches(heard, HEARD_BY) if heard else HEARD_BY.empty_table())
    return Parsed(rows.select(ROWS.names), pa.Table.from_pylist(links, schema=LINKS), [*faults, *wrong])


def _of_workspace(workspace: str, batch: pa.RecordBatch) -> pa.RecordBatch:
    named = pa.repeat(pa.scalar(workspace), batch.num_rows)
    return pa.RecordBatch.from_arrays([*batch.columns, named], schema=HEARD_BY)


def _checked(table: pa.Table) -> tuple[pa.Table, list[Fault]]:
    """All entries together, since a check of one row costs what a check of a thousand does."""
    table, faults = table.combine_chunks(), []
    good = pa.chunked_array([pa.array([True] * table.num_rows, pa.bool_())])
    for field, reason, possible in _checks(table):
        bad = pc.and_(good, pc.invert(pc.fill_null(possible, False)))
        if pc.any(bad).as_py():
            faults += [_fault(item, field, reason) for item in table.filter(bad).to_pylist()]
            good = pc.and_(good, pc.invert(bad))
    return (table.filter(good) if faults else table), faults


def _checks(batch: pa.Table) -> Iterable[tuple[str, str, pa.ChunkedArray]]:
    yield "id", "has no id", pc.not_equal(batch["id"], "")
    yield "kind", f"is of no kind that the log knows ({', '.join(KINDS)})", pc.is_in(batch["kind"], pa.array(KINDS))
    for name in ("occurred_at", "received_at"):
        when = batch[name]
        possible = pc.and_(pc.greater_equal(when, EARLIEST), pc.less(when, LATEST))
        yield name, f"has a {name} that is not between 1900 and 2200", possible
    yield "value", "has a value that is not a number", pc.fill_null(pc.is_finite(batch["value"]), True)


def _fault(item: dict[str, Any], field: str, reason: str) -> Fault:
    workspace = item.pop("workspace")
    given = {name: value for name, value in item.items() if value is not None}
    for name in ("occurred_at", "received_at"):
        if name in given:
            given[name] = given[name].replace(tzinfo=UTC)
    raw = msgspec.json.encode(given).decode()
    return Fault(workspace, raw, f"The item {reason}.", field, item["source"] or "", item["alias"] or "")


def _links(entry: SpoolEntry) -> list[dict[str, Any]]:
    if entry.what == SpoolEntry.What.LINK:
        links = msgspec.msgpack.decode(entry.body, type=list[Link])
        return [_entry(entry, link, "identify" if link.into is None else "merge") for link in links]
    unlinks = msgspec.msgpack.decode(entry.body, type=list[Unlink])
    return [_entry(entry, unlink, "disown" if unlink.link is None else "undo") for unlink in unlinks]


def _entry(entry: SpoolEntry, given: Link | Unlink, what: str) -> dict[str, Any]:
    row = {**msgspec.structs.asdict(given), "workspace": entry.workspace, "what": what}
    for name in ("occurred_at", "received_at"):
        row[name] = row[name].astimezone(UTC).replace(tzinfo=None)
    return row
