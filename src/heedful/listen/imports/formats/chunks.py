"""What every format gives: the rows of a file, a bounded piece at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pyarrow as pa

from heedful.listen.imports.rejects import Reject

CHUNK_ROWS = 32_768


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows: `rows` holds each one's number in the file, `rejects` the rows that could not be cut into cells."""

    table: pa.Table
    rows: np.ndarray
    rejects: list[Reject] = field(default_factory=list)


class Source(Protocol):
    """An opened file. `names` are its columns; `chunks()` can be called again to read from the start."""

    names: tuple[str, ...]

    def chunks(self) -> Iterator[Chunk]: ...


Progress = Callable[[int], None]
"""Told how many bytes of the file were read so far."""


def column_names(header: list[str]) -> tuple[str, ...]:
    """Names one can write in a mapping: trimmed, the nameless `column 3`, a second `category` is `category (2)`."""
    names: dict[str, None] = {}
    times: dict[str, int] = {}
    for place, raw in enumerate(header, start=1):
        name = numbered = raw.strip() or f"column {place}"
        while numbered in names:
            times[name] = times.get(name, 1) + 1
            numbered = f"{name} ({times[name]})"
        names[numbered] = None
    return tuple(names)
