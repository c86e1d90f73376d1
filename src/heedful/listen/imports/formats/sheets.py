"""XLSX: looked at for bombs and damage before it is opened, read row by row, formulas by their last result."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

import numpy as np
import openpyxl
import pyarrow as pa
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from heedful.listen.imports.formats.chunks import CHUNK_ROWS, Chunk, Progress
from heedful.listen.imports.formats.written import written
from heedful.listen.imports.refusals import refuse
from heedful.listen.imports.rejects import Reject

LARGEST_PART: Final = 1 << 30
LARGEST_STRINGS: Final = 100 << 20
INFLATED_RATIO: Final = 200
INFLATED_FREELY: Final = 16 << 20
MOST_UNRESOLVED: Final = 10_000


def _spreadsheet() -> str:
    return _("Open it in the spreadsheet program and save it again as .xlsx.")


@dataclass(frozen=True)
class Sheet:
    path: Path
    names: tuple[str, ...]
    sheet: str
    skip: int
    decimal: str
    unresolved: frozenset[str]
    """Cells such as `B7` that hold a formula without its result."""
    progress: Progress | None = None

    def chunks(self) -> Iterator[Chunk]:
        size, number = self.path.stat().st_size, self.skip
        rows: list[tuple[Any, ...]] = []
        numbers: list[int] = []
        for number, row in enumerate(sheet_rows(self.path, self.sheet, self.skip + 1), start=self.skip + 1):
            if any(value is not None for value in row) or any(
                f"{_letters(c)}{number}" in self.unresolved for c in range(len(row))
            ):
                rows.append(row)
                numbers.append(number)
            if len(rows) >= CHUNK_ROWS:
                yield self._chunk(rows, numbers)
                rows, numbers = [], []
        if self.progress:
            self.progress(size)
        yield self._chunk(rows, numbers)

    def _chunk(self, rows: list[tuple[Any, ...]], numbers: list[int]) -> Chunk:
        width = len(self.names)
        kept, kept_numbers, rejects = [], [], []
        for row, number in zip(rows, numbers, strict=True):
            faults = self._faults(row, number)
            rejects += faults
            if not faults:
                kept.append([written(value, self.decimal) for value in row[:width]] + [None] * (width - len(row)))
                kept_numbers.append(number)
        cells = [pa.array([row[place] for row in kept], pa.string()) for place in range(width)]
        return Chunk(pa.table(cells, names=list(self.names)), np.array(kept_numbers, dtype=np.int64), rejects)

    def _faults(self, row: tuple[Any, ...], number: int) -> list[Reject]:
        faults = [
            Reject(number, self._name(place), "", _("the cell holds a formula without its result"), _spreadsheet())
            for place in range(len(row))
            if self.unresolved and f"{_letters(place)}{number}" in self.unresolved
        ]
        faults += [
            Reject(
                number,
                self._name(place),
                value,
                _("the cell shows a spreadsheet error"),
                _("Mend the formula in the sheet."),
            )
            for place, value in enumerate(row)
            if isinstance(value, str) and value.startswith("#") and value in _ERRORS
        ]
        if len(row) > len(self.names) and any(value is not None for value in row[len(self.names) :]):
            faults.append(
                Reject(
                    number,
                    "",
                    "",
                    _("the row has more cells than the header's %(count)s") % {"count": len(self.names)},
                    _("Name the column in the header."),
                )
            )
        return faults

    def _name(self, place: int) -> str:
        return self.names[place] if place < len(self.names) else _letters(place)


_ERRORS: Final = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


def _letters(place: int) -> str:
    return openpyxl.utils.get_column_letter(place + 1)


def sheet_rows(path: Path, sheet: str, first: int) -> Iterator[tuple[Any, ...]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and validations that it does not keep
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            worksheet = book[sheet]
            worksheet.reset_dimensions()
            yield from worksheet.iter_rows(min_row=first, values_only=True)
        finally:
            book.close()


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook that passed every check on its packing."""
    check_packing(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True)
    except (InvalidFileException, KeyError, ValueError, expat.ExpatError, SyntaxError) as error:
        raise refuse(
            _("%(name)s is not a workbook: %(error)s") % {"name": path.name, "error": str(error).splitlines()[0]},
            _spreadsheet(),
        ) from None
    names = list(book.sheetnames)
    book.close()
    return names


def check_packing(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise refuse(
            _("%(name)s is not an .xlsx workbook, or only a part of one.") % {"name": path.name}, _spreadsheet()
        ) from None
    inflated, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if inflated > INFLATED_FREELY and inflated > INFLATED_RATIO * max(1, packed):
        raise refuse(
            _("%(name)s would swell %(times)s times when unpacked: it looks like a zip bomb.")
            % {"name": path.name, "times": inflated // max(1, packed)},
            _("Export the sheet as CSV; a workbook may swell up to %(limit)s times.") % {"limit": INFLATED_RATIO},
        )
    for part in parts:
        limit = LARGEST_STRINGS if part.filename.endswith("sharedStrings.xml") else LARGEST_PART
        if part.file_size > limit:
            raise refuse(
                _("%(name)s is too large for a workbook: %(filename)s holds %(size)s MB.")
                % {"name": path.name, "filename": part.filename, "size": part.file_size >> 20},
                _("Export the sheet as CSV."),
            )


def unresolved_formulas(path: Path, sheet: str) -> frozenset[str]:
    """Read the sheet's XML to its end: damage is found here, and formulas that were never computed."""
    book = openpyxl.load_workbook(path, read_only=True)
    part = book[sheet]._worksheet_path
    book.close()
    scan = Scan()
    try:
        with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
            while block := stream.read(1 << 20):
                scan.parser.Parse(block)
            scan.parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, EOFError) as error:
        raise refuse(
            _("%(name)s, sheet %(sheet)s is damaged: %(error)s.") % {"name": path.name, "sheet": sheet, "error": error},
            _spreadsheet(),
        ) from None
    return frozenset(scan.unresolved)


class Scan:
    """A walk over a sheet's XML that keeps only where a formula stands without a result."""

    def __init__(self) -> None:
        self.unresolved: set[str] = set()
        self._cell, self._formula, self._value, self._in_value = "", False, False, False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._entity

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name[-2:]
        if tag == " c":
            self._cell, self._formula, self._value = attributes.get("r", ""), False, False
        elif tag == " f":
            self._formula = True
        elif tag == " v":
            self._in_value = True

    def _text(self, text: str) -> None:
        if self._in_value and text:
            self._value = True

    def _end(self, name: str) -> None:
        tag = name[-2:]
        if tag == " v":
            self._in_value = False
        elif tag == " c" and self._formula and not self._value:
            self.unresolved.add(self._cell)
            if len(self.unresolved) > MOST_UNRESOLVED:
                raise refuse(
                    _("More than %(limit)s formulas of this sheet were never computed.")
                    % {"limit": f"{MOST_UNRESOLVED:,}"},
                    _spreadsheet(),
                )

    def _entity(self, *_declaration: object) -> None:
        raise refuse(
            _("The workbook declares XML entities: no spreadsheet program does, an attack does."), _spreadsheet()
        )
