"""A run in words: what was seen of the file, what was heard, what to do about the rest."""

from __future__ import annotations

from collections.abc import Iterator

from heedful.listen.imports.actions import Prepared, Totals

_MARKS = {"\t": "tab", " ": "space", "": "none"}


def seen(prepared: Prepared) -> Iterator[tuple[str, str]]:
    """How the file was read: shown, so that a wrong reading is noticed."""
    layout, settled = prepared.layout, prepared.settled
    conventions = settled.conventions
    yield "format", layout.format
    if layout.encoding:
        yield "encoding", layout.encoding
        yield "delimiter", _MARKS.get(layout.delimiter, layout.delimiter)
    if layout.sheet:
        yield "sheet", layout.sheet
    if not layout.is_typed:
        thousands = _MARKS.get(conventions.thousands, conventions.thousands)
        yield "numbers", f"decimal mark {conventions.decimal}, thousands {thousands}"
        proof = f" (seen: {settled.date_evidence.seen})" if settled.date_evidence.seen else ""
        yield "dates", f"{' or '.join(conventions.dates)}{proof}"
    yield "time zone", conventions.time_zone or "written with every time"


def found(totals: Totals) -> Iterator[tuple[str, str]]:
    yield "rows read", f"{totals.rows:,}"
    yield "interactions heard", f"{totals.heard:,}"
    if totals.added is not None and totals.known is not None:
        yield "new in the log", f"{totals.added:,}"
        yield "already known", f"{totals.known:,}"
    yield "rejected cells", f"{totals.rejected:,}" + (f"  → {totals.rejects_path}" if totals.rejects_path else "")
    yield "customers", f"{totals.customers:,}"
    yield "threads (orders, tickets)", f"{totals.threads:,}"
    for kind, count in totals.kinds.most_common():
        yield f"  {kind}", f"{count:,}, values sum to {totals.values[kind]:,.2f}"


def warnings(totals: Totals) -> Iterator[str]:
    if totals.clashing:
        rows = ", ".join(map(str, totals.clashing_rows))
        yield (
            f"{totals.clashing:,} interactions have the id of an earlier, different one and count as already known "
            f"(rows {rows}). Give them ids of their own: a {{column}} more in `id`, or a `key` a block."
        )
    for reject in totals.first_rejects[:5]:
        yield f"row {reject.row}, {reject.column or 'whole row'}: {reject.value!r}: {reject.reason}. {reject.remedy}"
    if totals.rejected > 5:
        yield f"… and {totals.rejected - 5:,} more."
