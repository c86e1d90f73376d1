"""XLSX: the answers on one sheet, what each column means on another. Text is text: no cell is ever a formula."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from heedful.listen.responses.exports.reading import Reading

MOST_ROWS: Final = 1_048_575  # of a sheet, below its head; what is more goes on another
LONGEST: Final = 32_767  # characters in a cell
PIECE: Final = 1 << 18
OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "remove_timezone": True,
}


def xlsx_parts(reading: Reading) -> Iterator[bytes]:
    """A workbook is a ZIP file whose parts refer to one another: it is written to a file, then handed on."""
    with tempfile.TemporaryDirectory(prefix="heedful-export-") as folder:
        path = Path(folder) / "responses.xlsx"
        with xlsxwriter.Workbook(path, OPTIONS | {"tmpdir": folder}) as book:
            _explain(book, reading)
            _fill(book, reading)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _explain(book: xlsxwriter.Workbook, reading: Reading) -> None:
    sheet = book.add_worksheet("Columns")
    sheet.write_row(0, 0, ["column", "meaning", "value", "stands for"])
    at = 1
    for column in reading.columns:
        for value, label in column.labels or ((None, ""),):
            _write(sheet, at, [column.name, column.label, value, label])
            at += 1


def _fill(book: xlsxwriter.Workbook, reading: Reading) -> None:
    at, sheet = MOST_ROWS, None
    for rows in reading.parts():
        for row in rows:
            if at == MOST_ROWS:
                sheet, at = _new_sheet(book, reading), 0
            at += 1
            _write(sheet, at, row)
    if sheet is None:
        _new_sheet(book, reading)


def _new_sheet(book: xlsxwriter.Workbook, reading: Reading) -> Any:
    number = len(book.worksheets())
    sheet = book.add_worksheet("Responses" if number == 1 else f"Responses {number}")
    sheet.write_row(0, 0, [column.name for column in reading.columns])
    sheet.freeze_panes(1, 1)
    return sheet


def _write(sheet: Any, at: int, row: list[Any]) -> None:
    for place, cell in enumerate(row):
        if cell is None or cell == "":
            continue
        if isinstance(cell, bool):
            sheet.write_boolean(at, place, cell)
        elif isinstance(cell, int | float):
            sheet.write_number(at, place, cell)
        else:
            said = cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)
            sheet.write_string(at, place, said[:LONGEST])
