"""What a column seems to hold, by its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

_EMAIL = r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"
_PHONE = r"^\+?[\d() .-]{7,20}$"
_DATE = r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4})(\D.*)?$"
_NUMBER = "^[-+]?[$€£]?\\d[\\d,.'\u00a0\u202f ]*$"
_WORDS_FOR_BLANK = ("NA", "N/A", "n/a", "NULL", "null", "None", "?", "-", "nan", "#N/A")
_SCORE = r"^\d{1,2}([.,]0+)?$"
FEW = 20


@dataclass(frozen=True, slots=True)
class ColumnKind:
    """`kind` is date, number, score, email, phone, id, choice, text or blank; `lowest` and `highest` for numbers.

    `counts` says how often each value was seen, where there are few different ones.
    """

    kind: str
    filled: int
    different: int
    examples: tuple[str, ...]
    blanks: tuple[str, ...] = ()
    lowest: float | None = None
    highest: float | None = None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_scored(self) -> bool:
        """Whether most of it are small whole numbers, whatever words for "nothing" stand among them."""
        numbers = sum(count for value, count in self.counts.items() if re.match(_SCORE, value))
        return self.kind == "score" or (bool(self.counts) and numbers > 0.5 * self.filled)


def column_kind(cells: pa.Array) -> ColumnKind:
    blank = pc.is_in(cells, pa.array(_WORDS_FOR_BLANK))
    words = tuple(pc.unique(cells.filter(pc.fill_null(blank, False))).to_pylist())
    filled = cells.filter(pc.and_(pc.is_valid(cells), pc.invert(blank)))
    different = pc.unique(filled)
    examples = tuple(different[:3].to_pylist())
    if not len(filled):
        return ColumnKind("blank", 0, 0, (), words)
    lowest, highest = _ends(filled)
    kind = _kind(filled, len(different), highest)
    counts = _counts(filled) if len(different) <= FEW else {}
    return ColumnKind(kind, len(filled), len(different), examples, words, lowest, highest, counts)


def _counts(filled: pa.Array) -> dict[str, int]:
    found = pc.value_counts(filled).to_pylist()
    return {str(each["values"]): int(each["counts"]) for each in sorted(found, key=lambda each: -each["counts"])}


def _kind(filled: pa.Array, different: int, highest: float | None) -> str:
    if _all(filled, _DATE):
        return "date"
    if _all(filled, _EMAIL):
        return "email"
    if _all(filled, _SCORE) and highest is not None and highest <= 11 and different <= 12 < len(filled):
        return "score"
    if different == len(filled) and len(filled) > 1 and _all(filled, r"^\S{1,64}$"):
        return "id"
    if _all(filled, _NUMBER):
        return "number"
    if _all(filled, _PHONE):
        return "phone"
    return "choice" if different <= FEW and different < len(filled) else "text"


def _ends(filled: pa.Array) -> tuple[float | None, float | None]:
    try:
        ends = pc.min_max(pc.cast(filled, pa.float64())).as_py()
    except pa.ArrowInvalid:
        return None, None
    return ends["min"], ends["max"]


def _all(cells: pa.Array, shape: str) -> bool:
    return bool(pc.all(pc.match_substring_regex(cells, shape)).as_py())
