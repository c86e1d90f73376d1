"""What every store of the interaction log can do."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

import pyarrow as pa

from heedful.interactions.labels import Between, Tier


class StoreRefused(Exception):  # noqa: N818 - reads as what it is
    """The store cannot be used as it is. The message says what to do."""


class StoreFailed(Exception):  # noqa: N818 - reads as what it is
    """A write did not happen: the log is as it was before. The message says why."""


@dataclass(frozen=True)
class Cursor:
    """The last round that a store took: its number, the spool entries in it, and whether it is complete."""

    round: int
    keys: tuple[str, ...]
    done: bool
    removed: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Batch:
    """What one round brings: rows (LOG columns but `customer`) and link entries, both in the order of the spool."""

    keys: tuple[str, ...]
    rows: pa.Table
    links: pa.Table


@dataclass(frozen=True)
class Applied:
    """What one round changed: rows added, rows already known, rows whose customer changed."""

    added: int
    known: int
    moved: int


class Store(Protocol):
    """The interaction log. One writer (the loader), any number of reading threads."""

    def append(self, batch: Batch) -> Applied:
        """Add a round: all of it or nothing, together with the cursor."""
        ...

    def erase(self, workspace: str, customer: str, *, key: str) -> dict[str, int]:
        """Remove every trace of a customer, what was read off their texts included; the number of rows by table."""
        ...

    def forget(self, workspace: str, *, key: str) -> dict[str, int]:
        """Remove every row, link and label of a workspace; returns the number removed by table."""
        ...

    def withdraw(self, workspace: str, threads: Sequence[str], *, key: str) -> int:
        """Leave these threads out of every frame, also what is heard of them later; returns how many rows went."""
        ...

    def restore(self, workspace: str, threads: Sequence[str], *, key: str) -> int:
        """Let withdrawn threads count again; returns how many rows came back."""
        ...

    def label(self, workspace: str, rows: pa.Table, hits: pa.Table) -> int:
        """Replace the labels (LABELS) and hits (HITS) of the texts in `rows`: all of it or nothing.

        Texts that are not in the log any more are passed over; returns how many were labelled. May be called from
        another thread while the loader writes.
        """
        ...

    def keep_vectors(self, workspace: str, rows: pa.Table) -> int:
        """Replace the vectors (VECTORS) of these texts; returns how many of them are in the log."""
        ...

    def vectors(self, workspace: str, ids: Sequence[str]) -> pa.Table:
        """VECTORS of these texts, in the order of their ids; those without any, and withdrawn ones, are absent."""
        ...

    def voices(self, workspace: str, *, ids: Sequence[str] | None = None, between: Between | None = None) -> Any:
        """The workspace's texts with their labels (VOICES), lazily: what customers said, the withdrawn left out.

        With `ids` those alone, without reading the others; with `between`, naive UTC, those of this time alone.
        """
        ...

    def labelled(
        self, workspace: str, words: Sequence[str] = (), *, theme: str = "", between: Between | None = None
    ) -> Any:
        """The workspace's labelled texts (LABELLED), lazily, without what was written: to look through many.

        With `words` (of `text.folding.wanted`) those alone in which all of them stand, or words that begin so; with
        `theme` those about it, and with `between`, naive UTC, those of this time.
        """
        ...

    def hits(self, workspace: str, *, ids: Sequence[str] | None = None, between: Between | None = None) -> Any:
        """The themes in the workspace's texts (HITS), lazily; those of withdrawn texts left out.

        With `ids` of these texts alone; `between` says of what time they are, naive UTC: a store may then read less.
        """
        ...

    def unlabelled(self, workspace: str, model: str, limit: int, *, tier: Tier = "full") -> pa.Table:
        """VOICES that this model has not labelled in this tier (`full` serves for `quick`), the newest first.

        What another model or tier said of them stands in the columns of labels, corrections included.
        """
        ...

    def aliases_of(self, workspace: str, customer: str) -> tuple[str, ...]:
        """Every alias that is this customer today, the customer's own key included."""
        ...

    def frame(self, workspace: str, *, kinds: Sequence[str] | None = None) -> Any:
        """The workspace's rows but the withdrawn ones: the engine's own lazy relation or table, with LOG's columns."""
        ...

    def links(self, workspace: str) -> pa.Table:
        """The workspace's link entries, undone ones and their undoing included."""
        ...

    def version(self, workspace: str, kinds: Sequence[str] | None = None) -> int:
        """A number that grows whenever rows of these kinds change, or with `"labels"` among them, labels and hits do.

        Read it before the rows, or inside `reading()`. Without kinds it is that of the rows of every kind.
        """
        ...

    def reading(self) -> AbstractContextManager[None]:
        """All that this thread reads inside is of one moment, where the engine can promise it."""
        ...

    def cursor(self) -> Cursor: ...

    def close(self) -> None: ...
