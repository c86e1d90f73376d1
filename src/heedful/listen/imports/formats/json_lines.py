"""JSON Lines: an object a line; objects within it become `outer.inner` columns, lists stay JSON."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from django.utils.translation import gettext as _

from heedful.listen.imports.formats.chunks import CHUNK_ROWS, Chunk, Progress
from heedful.listen.imports.formats.streams import byte_stream
from heedful.listen.imports.formats.written import written
from heedful.listen.imports.refusals import refuse
from heedful.listen.imports.rejects import SHOWN_LENGTH, Reject

LONGEST_LINE = 8 << 20
_decode = msgspec.json.Decoder(dict[str, Any]).decode


@dataclass(frozen=True)
class JsonLines:
    path: Path
    names: tuple[str, ...]
    decimal: str
    progress: Progress | None = None

    def chunks(self) -> Iterator[Chunk]:
        objects: list[dict[str, Any]] = []
        rows: list[int] = []
        rejects: list[Reject] = []
        for number, line in _lines(self.path, self.progress):
            found = _flat_object(line)
            if isinstance(found, str):
                rejects.append(_reject(number, line, found))
            else:
                objects.append(found)
                rows.append(number)
            if len(rows) + len(rejects) >= CHUNK_ROWS:
                yield self._chunk(objects, rows, rejects)
                objects, rows, rejects = [], [], []
        yield self._chunk(objects, rows, rejects)

    def _chunk(self, objects: list[dict[str, Any]], rows: list[int], rejects: list[Reject]) -> Chunk:
        cells = {
            name: pa.array([written(item.get(name), self.decimal) for item in objects], pa.string())
            for name in self.names
        }
        return Chunk(pa.table(cells), np.array(rows, dtype=np.int64), rejects)


def names_in(path: Path, limit: int | None = None) -> tuple[str, ...]:
    """Every key of the file (or of its first lines), in the order in which they first appear."""
    names: dict[str, None] = {}
    for number, line in _lines(path, None):
        if limit is not None and number > limit:
            break
        found = _flat_object(line)
        if not isinstance(found, str):
            names.update(dict.fromkeys(found))
    return tuple(names)


def _lines(path: Path, progress: Progress | None) -> Iterator[tuple[int, bytes]]:
    with byte_stream(path, progress) as stream:
        reader = io.BufferedReader(stream, 1 << 20)
        number = 0
        while line := reader.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE:
                raise refuse(
                    _("%(name)s, line %(number)s is longer than %(limit)s MB.")
                    % {"name": path.name, "number": number, "limit": LONGEST_LINE >> 20},
                    _("JSON Lines has one object a line; is this one JSON document? Write one object a line."),
                )
            if line.strip():
                yield number, line.removeprefix(b"\xef\xbb\xbf")


def _flat_object(line: bytes) -> dict[str, Any] | str:
    try:
        return _flat(_decode(line))
    except msgspec.DecodeError as error:
        return str(error)
    except RecursionError:
        return _("it is nested too deeply")


def _flat(item: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    if not any(isinstance(value, dict) for value in item.values()) and not prefix:
        return item
    flat: dict[str, Any] = {}
    for key, value in item.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return flat


def _reject(number: int, line: bytes, why: str) -> Reject:
    return Reject(
        number,
        "",
        line.decode("utf-8", "replace").strip()[:SHOWN_LENGTH],
        _("the line is not a JSON object: %(why)s") % {"why": why},
        _("Write one object a line, in UTF-8: {…}."),
    )
