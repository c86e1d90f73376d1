"""Which texts wait to be read, as the log itself says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import narwhals as nw
import pyarrow as pa

from heedful.interactions.labels import VOICED
from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.text.labels import Said
from heedful.understand.voices.readers import Reader

KEPT: Final = ["id", "text", "properties"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text: its id in the log, what was written, and the language it is expected in."""

    key: str
    said: Said


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many texts there are, how many nobody has read at all, and how many were not read in full."""

    texts: int = 0
    unread: int = 0
    not_in_full: int = 0


def texts_waiting(store: Store, workspace: str, reader: Reader) -> Waiting:
    """Counted in the log's engine."""
    if not store.version(workspace, VOICED):
        return Waiting()
    unread = nw.col("model").is_null()
    old = unread | (nw.col("model") != reader.model)
    later = old | (nw.col("tier") != "full") if reader.embedder else old
    flags = lazy(store.voices(workspace)).select(
        unread=unread.cast(nw.Int64),
        later=nw.when(later.fill_null(True)).then(1).otherwise(0),
    )
    found = flags.select(texts=nw.len(), unread=nw.col("unread").sum(), later=nw.col("later").sum())
    row = found.collect(backend="pyarrow").row(0)
    return Waiting(*(int(each or 0) for each in row))


def unread_texts(store: Store, workspace: str, reader: Reader, most: int) -> list[Text]:
    """What waits for the first pass. Where vectors can be had, only they replace what an older model read."""
    if not reader.embedder:
        return texts_in(store.unlabelled(workspace, reader.model, most, tier="quick"))
    rows = lazy(store.voices(workspace)).filter(nw.col("model").is_null()).select(*KEPT, "occurred_at")
    newest = rows.sort("occurred_at", "id", descending=True).head(most)
    return texts_in(newest.collect(backend="pyarrow").to_native())


def texts_called(store: Store, workspace: str, ids: Sequence[str]) -> list[Text]:
    """The texts with these ids that are in the log."""
    rows = lazy(store.voices(workspace, ids=list(ids))).select(*KEPT)
    return texts_in(rows.collect(backend="pyarrow").to_native())


def texts_in(rows: pa.Table) -> list[Text]:
    found = rows.select(KEPT).to_pylist()
    return [Text(row["id"], Said(row["text"], prior_of(row["properties"]))) for row in found]


class _About(msgspec.Struct):
    language: str = ""


_properties = msgspec.json.Decoder(_About)


def prior_of(properties: str | None) -> str:
    """The language that a survey was answered in, where the row says so."""
    try:
        return _properties.decode(properties or "{}").language[:2]
    except msgspec.MsgspecError:
        return ""
