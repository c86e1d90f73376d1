"""What no interaction may be: off its scale, too long, in the future, without a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from heedful.interactions.schema import KINDS
from heedful.listen.imports.grid import Fault

LONGEST: Final = {"text": 100_000, "properties": 100_000, "id": 400}
LONGEST_OTHER: Final = 200
EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
AHEAD: Final = timedelta(days=1)  # clocks and zones differ; a plan for next week has not happened
_SCALE = re.compile(r"^(?:\w+):(?:(?P<low>\d+)-(?P<high>\d+)|(?:agree|effort)(?P<points>\d+))$")
_NEEDS_VALUE: Final = ("order", "refund", "cost")
_NEEDS_ANSWER: Final = ("answer", "review")

Columns = dict[str, pa.Array]
Shown = dict[str, str]


def ends_of(scale: str) -> tuple[int, int] | None:
    """The lowest and highest answer of a scale: `nps:0-10` is 0 and 10, `ces:agree7` is 1 and 7."""
    found = _SCALE.match(scale)
    if not found:
        return None
    return (1, int(found["points"])) if found["points"] else (int(found["low"]), int(found["high"]))


def unanswered(columns: Columns) -> np.ndarray:
    """Answers and reviews that were not given: neither score nor words. They are no interaction, and no fault."""
    asked = pc.is_in(columns["kind"], pa.array(_NEEDS_ANSWER))
    silent = pc.and_(pc.is_null(columns["value"]), pc.is_null(columns["text"]))
    return pc.and_(asked, silent).to_numpy(zero_copy_only=False)


def faults_in(columns: Columns, shown: Shown, unreadable: dict[str, list[Fault]], *, now: datetime) -> Iterator[Fault]:
    """Faults of whole columns. What is null because it could not be read is not told a second time as missing."""
    for field, fault in _missing(columns, shown):
        where = fault.where.copy()
        for told in unreadable.get(field, ()):
            where &= ~told.where
        if where.any():
            yield replace(fault, where=where)
    yield from _out_of_time(columns, shown, now)
    yield from _unknown_words(columns, shown)
    yield from _off_scale(columns, shown)
    yield from _too_long(columns, shown)


def _fault(where: pa.Array, shown: Shown, field: str, texts: pa.Array, reason: str, remedy: str) -> Iterator[Fault]:
    mask = pc.fill_null(where, False).to_numpy(zero_copy_only=False)
    if mask.any():
        yield Fault(mask, shown.get(field, ""), texts.cast(pa.string()), reason, remedy)


def _missing(columns: Columns, shown: Shown) -> Iterator[tuple[str, Fault]]:
    lacks = {
        "occurred_at": (_("there is no time"), _("Fill the time in.")),
        "id": (_("there is no id"), _("Fill the id in.")),
        "kind": (_("there is no kind"), _("Fill the kind in.")),
    }
    for field, (why, cure) in lacks.items():
        empty = columns[field]
        found = _fault(pc.is_null(empty), shown, field, empty, why, cure)
        yield from ((field, fault) for fault in found)
    needed = pc.is_in(columns["kind"], pa.array(_NEEDS_VALUE))
    without = pc.and_(needed, pc.is_null(columns["value"]))
    remedy = _("Fill it in, or leave such rows out with `when`.")
    found = _fault(without, shown, "value", columns["value"], _("there is no amount"), remedy)
    yield from (("value", fault) for fault in found)


def _out_of_time(columns: Columns, shown: Shown, now: datetime) -> Iterator[Fault]:
    at = columns["occurred_at"]
    latest = pa.scalar((now + AHEAD).astimezone(UTC).replace(tzinfo=None), pa.timestamp("us"))
    earliest = pa.scalar(EARLIEST.replace(tzinfo=None), pa.timestamp("us"))
    remedy = _("Mend the date; is the order of day and month right (`dates` in [file])?")
    yield from _fault(pc.greater(at, latest), shown, "occurred_at", at, _("the time is in the future"), remedy)
    yield from _fault(pc.less(at, earliest), shown, "occurred_at", at, _("the time is before 1900"), remedy)


def _unknown_words(columns: Columns, shown: Shown) -> Iterator[Fault]:
    kind, currency = columns["kind"], columns["currency"]
    remedy = _("A kind is one of: %(list)s.") % {"list": ", ".join(KINDS)}
    yield from _fault(
        pc.invert(pc.is_in(kind, pa.array(KINDS))), shown, "kind", kind, _("there is no such kind"), remedy
    )
    odd = pc.invert(pc.match_substring_regex(currency, "^[A-Z]{3}$"))
    remedy = _("Write three letters: EUR, USD; or map words to codes with `words`.")
    yield from _fault(odd, shown, "currency", currency, _("this is not a currency code"), remedy)


def _off_scale(columns: Columns, shown: Shown) -> Iterator[Fault]:
    for scale in pc.unique(columns["scale"]).to_pylist():
        ends = ends_of(scale) if scale else None
        if ends is None:
            continue
        low, high = ends
        value = pc.if_else(pc.equal(columns["scale"], scale), columns["value"], None)
        off = pc.or_(pc.less(value, low), pc.greater(value, high))
        remedy = _('Mend the score; codes that mean "no answer" belong in `blank`.')
        yield from _fault(
            off,
            shown,
            "value",
            value,
            _("the score is off the scale %(low)s to %(high)s") % {"low": low, "high": high},
            remedy,
        )
        if not scale.startswith("stars"):
            broken = pc.and_(pc.invert(off), pc.not_equal(pc.floor(value), value))
            remedy = _("An answer is a whole number; an average is not an answer.")
            yield from _fault(broken, shown, "value", value, _("the score is not a whole number"), remedy)


def _too_long(columns: Columns, shown: Shown) -> Iterator[Fault]:
    for field, column in columns.items():
        if not pa.types.is_string(column.type):
            continue
        limit = LONGEST.get(field, LONGEST_OTHER)
        if (pc.max(pc.binary_length(column)).as_py() or 0) <= limit:
            continue
        reason = _("the %(field)s is longer than %(limit)s letters") % {"field": field, "limit": f"{limit:,}"}
        long = pc.greater(pc.utf8_length(column), limit)
        yield from _fault(long, shown, field, column, reason, _("Shorten it, or map another column."))
