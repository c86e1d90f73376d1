"""CSV: UTF-8 with the mark that spreadsheets know it by; no cell that a spreadsheet would take for a formula.

A text that begins with = + - @, a tab, a carriage return or an apostrophe gets an apostrophe before it; the import
takes it off again. Numbers are left as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from heedful.listen.responses.exports.reading import Reading

FORMULAS: Final = frozenset("=+-@\t\r'")
MARK: Final = "\ufeff"


def csv_parts(reading: Reading) -> Iterator[bytes]:
    page = io.StringIO()
    write = csv.writer(page)
    page.write(MARK)
    write.writerow([column.name for column in reading.columns])
    for rows in reading.parts():
        write.writerows(map(_safe, rows))
        yield page.getvalue().encode()
        page.seek(0)
        page.truncate()
    yield page.getvalue().encode()


def _safe(row: list[Any]) -> list[Any]:
    return [f"'{cell}" if type(cell) is str and cell and cell[0] in FORMULAS else cell for cell in row]


def as_written(cell: str) -> str:
    """What the cell said before it was made safe."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULAS else cell
