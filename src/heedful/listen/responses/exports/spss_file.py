"""For SPSS: the answers as CSV, and the syntax that reads them with the labels of their variables and values."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from heedful.listen.responses.exports.columns import Column
from heedful.listen.responses.exports.drain import Drain
from heedful.listen.responses.exports.reading import Reading

DATA: Final = "responses.csv"
FORMATS: Final = {"text": "A2000", "number": "F16.6", "moment": "A32", "flag": "F1.0"}
LONGEST_LABEL: Final = 250
LONGEST_VALUE_LABEL: Final = 120


def spss_parts(reading: Reading) -> Iterator[bytes]:
    drain = Drain()
    with zipfile.ZipFile(drain, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("responses.sps", "\ufeff" + syntax_of(reading.columns))
        with archive.open(DATA, "w", force_zip64=True) as data:
            page = io.StringIO()
            csv.writer(page).writerow(map(variable, reading.columns))
            data.write(page.getvalue().encode())
            for rows in reading.parts():
                page = io.StringIO()
                csv.writer(page).writerows([_plain(cell) for cell in row] for row in rows)
                data.write(page.getvalue().encode())
                yield drain.taken()
    yield drain.taken()


def syntax_of(columns: list[Column]) -> str:
    """Run it in the folder of both files."""
    lines = [
        "* Responses exported by Heedful. Run this in the folder of both files.",
        f"GET DATA /TYPE=TXT /FILE={_quoted(DATA)} /ENCODING='UTF8' /DELCASE=LINE /DELIMITERS=\",\" /QUALIFIER='\"'",
        "  /ARRANGEMENT=DELIMITED /FIRSTCASE=2 /VARIABLES=",
        *(f"  {variable(column)} {FORMATS[column.kind]}" for column in columns),
        ".",
        "VARIABLE LABELS",
        *(f"  {variable(column)} {_quoted(column.label[:LONGEST_LABEL])}" for column in columns),
        ".",
    ]
    for column in columns:
        if column.labels:
            values = (f"  {_value(value)} {_quoted(label[:LONGEST_VALUE_LABEL])}" for value, label in column.labels)
            lines += [f"VALUE LABELS {variable(column)}", *values, "."]
    return "\r\n".join([*lines, "EXECUTE.", ""])


def variable(column: Column) -> str:
    """SPSS knows letters, digits, dots and underscores, and at most 64 of them."""
    return column.name.replace("-", "_")[:64].rstrip(".")


def _plain(cell: Any) -> Any:
    """On one line: the syntax reads a case a line."""
    kind = type(cell)
    if kind is str:
        return cell if cell.isprintable() else " ".join(cell.split())
    if kind is bool:
        return int(cell)
    return cell.isoformat(" ") if kind is datetime else cell


def _value(value: Any) -> str:
    return str(value) if isinstance(value, int | float) else _quoted(str(value))


def _quoted(words: str) -> str:
    return "'" + " ".join(words.split()).replace("'", "''") + "'"
