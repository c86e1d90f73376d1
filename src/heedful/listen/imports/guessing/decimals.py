"""Is 1,234 a thousand or one and a bit? Only a number with both marks, or with another count of digits, can tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

_SPACES = " \u00a0\u202f'"
_PROOFS = {
    mark: rf"\d{other}\d{{3}}{dot}\d|^\D{{0,4}}[\d{_SPACES}]*{dot}(?:\d{{1,2}}|\d{{4,}})\D{{0,4}}$"
    rf"|^\D{{0,4}}(?:\d{{4,}}|0)?{dot}\d+\D{{0,4}}$|\d{other}\d{{3}}{other}\d{{3}}|\d[{_SPACES}]\d{{3}}{dot}\d"
    for mark, dot, other in ((".", r"\.", ","), (",", ",", r"\."))
}
_GROUPS = {
    ",": r"\d,\d{3}(?:\D|$)",
    ".": r"\d\.\d{3}(?:\D|$)",
    " ": "\\d[ \u00a0\u202f]\\d{3}(?:\\D|$)",
    "'": r"\d'\d{3}(?:\D|$)",
}
_UNSURE = r"^\D{0,4}[1-9]\d{0,2}[.,]\d{3}\D{0,4}$"


@dataclass(frozen=True, slots=True)
class DecimalEvidence:
    """`decimal` and `thousands` marks; `decimal` is None where both readings fit what was `seen`."""

    decimal: str | None
    thousands: str = ""
    seen: str = ""


def decimal_mark(columns: Iterable[pa.Array], declared: str | None = None) -> DecimalEvidence:
    texts = [pc.cast(column, pa.string()) for column in columns]
    proofs = {mark: seen for mark, shape in _PROOFS.items() if (seen := _one(texts, shape))}
    if declared:
        return DecimalEvidence(declared, _thousands(texts, declared))
    if len(proofs) == 2:
        return DecimalEvidence(None, seen=" and ".join(proofs.values()))
    if proofs:
        mark, seen = next(iter(proofs.items()))
        return DecimalEvidence(mark, _thousands(texts, mark), seen)
    unsure = _one(texts, _UNSURE)
    return DecimalEvidence(None, seen=unsure) if unsure else DecimalEvidence(".", _thousands(texts, "."))


def _thousands(texts: list[pa.Array], decimal: str) -> str:
    return next((mark for mark, shape in _GROUPS.items() if mark != decimal and _one(texts, shape)), "")


def _one(columns: list[pa.Array], shape: str) -> str:
    for texts in columns:
        found = texts.filter(pc.fill_null(pc.match_substring_regex(texts, shape), False))
        if len(found):
            return str(found[0].as_py())
    return ""
