"""What a file seems to be, and what stays open."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from heedful.listen.imports.conventions import Conventions
from heedful.listen.imports.formats import Layout, look_at
from heedful.listen.imports.grid import Grid
from heedful.listen.imports.guessing.kinds import ColumnKind, column_kind
from heedful.listen.imports.guessing.settling import Ambiguity, sample, settle_columns
from heedful.listen.imports.mapping import FileOptions

__all__ = ["Ambiguity", "ColumnKind", "Guess", "guess"]


@dataclass(frozen=True)
class Guess:
    """A file as it looks. `ambiguities` are questions that nobody but a person can answer."""

    layout: Layout
    conventions: Conventions
    columns: dict[str, ColumnKind]
    rows_seen: int
    ambiguities: tuple[Ambiguity, ...] = field(default=())


def guess(path: Path, options: FileOptions | None = None) -> Guess:
    """Look at a file. Raises Refused where it cannot even be cut into cells before a question is answered."""
    options = options or FileOptions()
    layout = look_at(path, options)
    chunks = sample(layout)
    grids = [Grid(chunk, Conventions(blank=options.blank)) for chunk in chunks]
    columns = {name: column_kind(pa.concat_arrays([grid.text(name) for grid in grids])) for name in layout.names}
    blank = tuple({word for seen in columns.values() for word in seen.blanks} | set(options.blank))
    grids = [Grid(chunk, Conventions(blank=blank)) for chunk in chunks]
    dates = [name for name, seen in columns.items() if seen.kind == "date"]
    numbers = [name for name, seen in columns.items() if seen.kind in ("number", "score")]
    found = settle_columns(grids, options, dates, numbers, options.time_zone)
    rows = sum(len(chunk.rows) for chunk in chunks)
    return Guess(layout, found.conventions, columns, rows, found.ambiguities)
