"""CSV and its kin: commas, semicolons, tabs; quotes, line breaks within them, rows that are too short."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from django.utils.translation import gettext as _

from heedful.listen.imports.formats.chunks import Chunk, Progress, column_names
from heedful.listen.imports.formats.streams import byte_stream
from heedful.listen.imports.refusals import Refused, refuse
from heedful.listen.imports.rejects import SHOWN_LENGTH, Reject

LONGEST_ROW = 1 << 20


def _whole() -> str:
    return _("Export or download the file again: it was cut off.")


@dataclass(frozen=True)
class Delimited:
    path: Path
    names: tuple[str, ...]
    encoding: str
    delimiter: str
    quote: str | None
    skip: int
    """Rows above the first row of data, the header included."""
    progress: Progress | None = None

    def chunks(self) -> Iterator[Chunk]:
        ragged = _Ragged()
        held: Chunk | None = None
        for table in self._tables(ragged):
            if held is not None:
                yield held
            held = ragged.number(table, self.skip + 1)
        tail = ragged.rest()
        last = held or Chunk(_empty(self.names), np.empty(0, dtype=np.int64))
        _check_quotes(last, tail, self.path)
        last = Chunk(last.table, last.rows, [*last.rejects, *_as_rejects(tail)])
        yield _without_cut_off(last, self.path) if self.quote and not tail else last

    def _tables(self, ragged: _Ragged) -> Iterator[pa.Table]:
        try:
            with byte_stream(self.path, self.progress) as stream:
                reader = arrow_csv.open_csv(pa.PythonFile(stream, mode="r"), *self._options(ragged))
                for batch in reader:
                    yield pa.table(batch)
        except pa.ArrowInvalid as error:
            if "Empty CSV" in str(error):
                return
            raise _unreadable(self.path, str(error)) from None

    def _options(self, ragged: _Ragged) -> tuple[object, object, object]:
        return (
            arrow_csv.ReadOptions(
                use_threads=False,
                block_size=LONGEST_ROW,
                column_names=list(self.names),
                skip_rows_after_names=self.skip,
                encoding=self.encoding,
            ),
            arrow_csv.ParseOptions(
                delimiter=self.delimiter,
                quote_char=self.quote or False,
                newlines_in_values=bool(self.quote),
                ignore_empty_lines=False,
                invalid_row_handler=ragged.note,
            ),
            arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in self.names}, strings_can_be_null=False, check_utf8=True
            ),
        )


def _unreadable(path: Path, why: str) -> Refused:
    if "straddling" in why or "field larger" in why:
        return refuse(
            _("%(name)s has a row longer than %(limit)s MB: a quote that never closes?")
            % {"name": path.name, "limit": LONGEST_ROW >> 20},
            _('Close the quote in the file; or write quote = "" in [file] if quotes mean nothing in it.'),
        )
    return refuse(
        _("%(name)s cannot be read as CSV: %(why)s.") % {"name": path.name, "why": why},
        _("Look at the file; check `delimiter` and `quote`."),
    )


@dataclass
class _Ragged:
    """Rows with too few or too many cells, as the parser meets them, and the numbers they take from the good rows."""

    met: list[Any] = field(default_factory=list)
    reached: int = 0

    def note(self, row: Any) -> str:
        self.met.append(row)
        return "skip"

    def number(self, table: pa.Table, first: int) -> Chunk:
        start = max(first, self.reached + 1)
        bad = np.array(sorted(row.number for row in self.met), dtype=np.int64)
        free = np.setdiff1d(np.arange(start, start + table.num_rows + len(bad)), bad, assume_unique=True)
        rows = free[: table.num_rows]
        self.reached = int(rows[-1]) if len(rows) else self.reached
        return Chunk(table, rows, _as_rejects(self._take_until(self.reached)))

    def _take_until(self, row: int) -> list[Any]:
        taken = [met for met in self.met if met.number <= row]
        self.met = [met for met in self.met if met.number > row]
        return taken

    def rest(self) -> list[Any]:
        return self.met


def _as_rejects(ragged: list[Any]) -> list[Reject]:
    return [
        Reject(
            row=row.number,
            column="",
            value=row.text[:SHOWN_LENGTH],
            reason=_("the row has %(count)s cells, the header %(header)s")
            % {"count": row.actual_columns, "header": row.expected_columns},
            remedy=_(
                "Mend the row: a cell with the delimiter in it stands in quotes; a row at the end may be cut off."
            ),
        )
        for row in ragged
        if row.text.strip()
    ]


def _check_quotes(last: Chunk, ragged: list[Any], path: Path) -> None:
    """A quote that never closes swallows all rows below it: that is a fault of the file, not of one row."""
    text = ragged[-1].text if ragged else (last.table.column(-1)[-1].as_py() if last.table.num_rows else "")
    if text.strip("\r\n").count("\n") < 1 or not _open_at_end(path):
        return
    row = ragged[-1].number if ragged else int(last.rows[-1])
    raise refuse(
        _("%(name)s: a quote opened in row %(row)s never closes; every row below it is swallowed.")
        % {"name": path.name, "row": row},
        _('Close the quote in that row; or write quote = "" in [file] if quotes mean nothing in this file.'),
    )


def _open_at_end(path: Path) -> bool:
    return not _tail(path).rstrip().endswith(b'"')


def _tail(path: Path, size: int = 1 << 16) -> bytes:
    tail = b""
    with byte_stream(path) as stream:
        while block := stream.read(1 << 20):
            tail = (tail + block)[-size:]
    return tail.replace(b"\x00", b"")


def _without_cut_off(last: Chunk, path: Path) -> Chunk:
    """A file cut off in the middle of a quoted cell: its last row is not whole."""
    line = _tail(path).rstrip(b"\r\n").rpartition(b"\n")[2]
    if not last.table.num_rows or line.count(b'"') % 2 == 0 or line.endswith(b'"'):
        return last
    value = last.table.column(-1)[-1].as_py()[:SHOWN_LENGTH]
    cut = Reject(
        int(last.rows[-1]), last.table.column_names[-1], value, _("the file ends inside a quoted cell"), _whole()
    )
    return Chunk(last.table.slice(0, last.table.num_rows - 1), last.rows[:-1], [*last.rejects, cut])


def _empty(names: tuple[str, ...]) -> pa.Table:
    return pa.table({name: pa.array([], pa.string()) for name in names})


def first_records(path: Path, encoding: str, delimiter: str, quote: str | None, count: int) -> list[list[str]]:
    """The first rows as lists of cells, however ragged: to read a header, to see what a file is like."""
    style = {"quotechar": quote, "doublequote": True} if quote else {"quoting": csv.QUOTE_NONE}
    csv.field_size_limit(LONGEST_ROW)
    with byte_stream(path) as stream:
        text = io.TextIOWrapper(io.BufferedReader(stream), encoding=encoding, newline="")
        try:
            return list(itertools.islice(csv.reader(text, delimiter=delimiter, **style), count))
        except csv.Error as error:
            raise _unreadable(path, str(error)) from None


def named(header: list[str]) -> tuple[str, ...]:
    return column_names([cell.lstrip("\ufeff") for cell in header])
