"""Is 01/02/2024 in January or in February? Only a day beyond 12 can tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

_NUMERIC = r"^(?P<first>\d{1,2})[-/. ](?P<second>\d{1,2})[-/. ](?:\d{4}|\d{2})(?:\D.*)?$"
_ISO = r"^\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}(?:\D.*)?$"


@dataclass(frozen=True, slots=True)
class DateEvidence:
    """`order` is `day-first`, `month-first`, `year-first`, or None with the reason in `doubt` (and what was seen)."""

    order: str | None
    doubt: str = ""
    seen: str = ""


def date_order(columns: Iterable[pa.Array]) -> DateEvidence:
    """What the dates of a file prove of their order. No dates at all prove nothing against `year-first`."""
    day_first = month_first = unsure = strange = clear = ""
    for texts in columns:
        parts = pc.extract_regex(texts, pattern=_NUMERIC)
        first, second = (pc.cast(pc.struct_field(parts, name), pa.int32()) for name in ("first", "second"))
        day_first = day_first or _one(texts, pc.greater(first, 12))
        month_first = month_first or _one(texts, pc.greater(second, 12))
        unsure = unsure or _one(texts, pc.is_valid(parts))
        iso = pc.match_substring_regex(texts, _ISO)
        clear = clear or _one(texts, iso)
        strange = strange or _one(texts, pc.invert(pc.or_(iso, pc.is_valid(parts))))
    return _judged(day_first, month_first, unsure, "" if clear else strange)


def _judged(day_first: str, month_first: str, unsure: str, strange: str) -> DateEvidence:
    if day_first and month_first:
        return DateEvidence(None, "mixed", f"{day_first} and {month_first}")
    if day_first or month_first:
        return DateEvidence("day-first" if day_first else "month-first", seen=day_first or month_first)
    if unsure:
        return DateEvidence(None, "either", unsure)
    if strange:
        return DateEvidence(None, "strange", strange)
    return DateEvidence("year-first")


def _one(texts: pa.Array, where: pa.Array) -> str:
    found = texts.filter(pc.fill_null(where, False))
    return found[0].as_py() if len(found) else ""
