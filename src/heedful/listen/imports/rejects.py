"""What was not taken in, cell by cell, and the file in which a person finds it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

COLUMNS: Final = ("row", "column", "value", "reason", "remedy")
SHOWN_LENGTH: Final = 200
EXAMPLES: Final = 3  # of each reason
MOST_REASONS: Final = 100
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_PLAIN_NUMBER = re.compile(r"^[+-]?[\d.,]+%?$")


@dataclass(frozen=True, slots=True)
class Reject:
    """One cell (or row) left out. `row` counts from 1 with the header, as a spreadsheet shows it."""

    row: int
    column: str
    value: str
    reason: str
    remedy: str


def formula_safe(text: str) -> str:
    """The text so that no spreadsheet runs it: a leading `= + - @` gets an apostrophe, plain numbers stay."""
    return f"'{text}" if _FORMULA.match(text) and not _PLAIN_NUMBER.match(text) else text


class RejectsFile:
    """A CSV written as rejects come, made only when the first one does; the same fault of one cell is said once."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.count = 0
        self.first: list[Reject] = []
        self.reasons: Counter[str] = Counter()
        self.examples: dict[str, list[Reject]] = {}
        self._file = None

    def write(self, rejects: Iterable[Reject]) -> None:
        for reject in dict.fromkeys(rejects):
            self.count += 1
            if len(self.first) < 20:
                self.first.append(reject)
            self._count(reject)
            if self.path is not None:
                self._write(reject)

    def _count(self, reject: Reject) -> None:
        if reject.reason not in self.reasons and len(self.reasons) >= MOST_REASONS:
            return
        self.reasons[reject.reason] += 1
        examples = self.examples.setdefault(reject.reason, [])
        if len(examples) < EXAMPLES:
            examples.append(reject)

    def _write(self, reject: Reject) -> None:
        if self._file is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow(COLUMNS)
        cells = (reject.column, reject.value, reject.reason, reject.remedy)
        self._writer.writerow((reject.row, *(formula_safe(cell) for cell in cells)))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        elif self.path is not None:
            self.path.unlink(missing_ok=True)
