"""The drivers as a spreadsheet takes them."""

from __future__ import annotations

import csv
import io

from heedful.understand.drivers.answer import COLUMNS, Drivers
from heedful.understand.metrics.tables import cell


def as_csv(found: Drivers) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in found.as_rows():
        writer.writerow([cell(row[name]) for name in COLUMNS])
    return lines.getvalue()
