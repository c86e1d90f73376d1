"""XLSX: the answers on one sheet, what each column means on another. Text is text: no cell is ever a formula.

A workbook is whole only once it is packed, so it is written in a folder of the home, that goes when it was read, and
also when the reader broke off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.conf import settings
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from heedful.listen.responses.exports.reading import Reading

MOST_ROWS: Final = 1_048_575  # of a sheet, below its head; what is more goes on another
LONGEST: Final = 32_767  # characters in a cell: Excel takes no more
UNKNOWN_TO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PIECE: Final = 1 << 18


def xlsx_parts(reading: Reading) -> Iterator[bytes]:
    with TemporaryDirectory(prefix="export-", dir=settings.HOME) as folder:
        path = Path(folder, "responses.xlsx")
        options = {"constant_memory": True, "tmpdir": folder}
        options |= dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
        with Workbook(path, options) as book:
            book.use_zip64()  # where a sheet is larger than 4 GB
            _write(book, reading)
        with path.open("rb") as written:
            while piece := written.read(PIECE):
                yield piece


def _write(book: Workbook, reading: Reading) -> None:
    _fill(_sheet(book, "Columns"), _meanings(reading))
    rows = (row for part in reading.parts() for row in part)
    head, title, number = [column.name for column in reading.columns], "Responses", 1
    while _fill(_sheet(book, title), _below(head, rows)) == MOST_ROWS:
        number += 1
        title = f"Responses {number}"


def _sheet(book: Workbook, title: str) -> Worksheet:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    return sheet


def _below(head: list[Any], rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """As many as a sheet holds."""
    yield head
    for _, row in zip(range(MOST_ROWS), rows, strict=False):
        yield row


def _fill(sheet: Worksheet, rows: Iterable[list[Any]]) -> int:
    """How many stand below the first."""
    at = 0
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            _put(sheet, at, place, cell)
    return at


def _put(sheet: Worksheet, row: int, place: int, cell: Any) -> None:
    kind = type(cell)
    if cell is None or cell == "":
        return
    if kind is bool:
        sheet.write_boolean(row, place, cell)
    elif kind is int or kind is float:
        sheet.write_number(row, place, cell)
    else:
        sheet.write_string(row, place, cell.isoformat(" ") if kind is datetime else _known(cell))


def _known(said: str) -> str:
    return UNKNOWN_TO_XML.sub("", said[:LONGEST]) if not said.isprintable() or len(said) > LONGEST else said


def _meanings(reading: Reading) -> Iterator[list[Any]]:
    yield ["column", "meaning", "value", "stands for"]
    for column in reading.columns:
        yield from ([column.name, column.label, value, label] for value, label in column.labels or ((None, None),))
