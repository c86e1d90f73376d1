"""Parquet: columns that know their type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from heedful.listen.imports.formats.chunks import CHUNK_ROWS, Chunk, Progress
from heedful.listen.imports.refusals import refuse


@dataclass(frozen=True)
class Parquet:
    path: Path
    names: tuple[str, ...]
    progress: Progress | None = None

    def chunks(self) -> Iterator[Chunk]:
        with _opened(self.path) as file:
            size, total, first = self.path.stat().st_size, max(1, file.metadata.num_rows), 2
            for batch in file.iter_batches(batch_size=CHUNK_ROWS, use_threads=False):
                table = pa.table([_flat(column) for column in batch.columns], names=list(self.names))
                yield Chunk(table, np.arange(first, first + batch.num_rows, dtype=np.int64))
                first += batch.num_rows
                if self.progress:
                    self.progress(size * (first - 2) // total)


def _flat(column: pa.Array) -> pa.Array:
    """Lists and structs become JSON, as they are in JSON Lines."""
    if not pa.types.is_nested(column.type):
        return column
    return pa.array([None if item is None else _json(item) for item in column.to_pylist()], pa.string())


def _json(item: object) -> str:
    return msgspec.json.encode(item, order="sorted", enc_hook=str).decode()


def _opened(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise refuse(
            _("%(name)s is not a whole Parquet file: %(error)s.") % {"name": path.name, "error": error},
            _("Write or download it again."),
        ) from None


def names_in(path: Path) -> list[str]:
    with _opened(path) as file:
        return list(file.schema_arrow.names)
