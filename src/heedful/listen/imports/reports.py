"""A run in words: what was seen of the file, what was heard, what to do about the rest."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heedful.listen.imports.actions import Prepared
from heedful.listen.imports.guessing.settling import Settled
from heedful.listen.imports.totals import Totals


def mark(sign: str) -> str:
    return {"\t": _("tab"), " ": _("space"), "": _("none")}.get(sign, sign)


def seen(prepared: Prepared) -> Iterator[tuple[str, str]]:
    """How the file was read: shown, so that a wrong reading is noticed."""
    layout = prepared.layout
    yield _("format"), layout.format
    if layout.encoding:
        yield _("encoding"), layout.encoding
        yield _("delimiter"), mark(layout.delimiter)
    if layout.sheet:
        yield _("sheet"), layout.sheet
    if not layout.is_typed:
        yield from _conventions(prepared.settled)
    yield _("time zone"), prepared.settled.conventions.time_zone or _("written with every time")


def _conventions(settled: Settled) -> Iterator[tuple[str, str]]:
    how, evidence = settled.conventions, settled.date_evidence.seen
    marks = {"decimal": how.decimal, "thousands": mark(how.thousands)}
    yield _("numbers"), _("decimal mark %(decimal)s, thousands %(thousands)s") % marks
    proof = " " + _("(seen: %(example)s)") % {"example": evidence} if evidence else ""
    yield _("dates"), _(" or ").join(how.dates) + proof


def found(totals: Totals) -> Iterator[tuple[str, str]]:
    yield _("rows read"), f"{totals.rows:,}"
    if totals.rows_a_second is not None:
        yield _("rows a second"), f"{totals.rows_a_second:,}"
    yield _("interactions heard"), f"{totals.heard:,}"
    if totals.repeated:
        yield _("told once by several rows"), f"{totals.repeated:,}"
    if totals.added is not None and totals.known is not None:
        yield _("new in the log"), f"{totals.added:,}"
        yield _("already known"), f"{totals.known:,}"
    yield _("rejected cells"), f"{totals.rejected:,}" + (f"  → {totals.rejects_path}" if totals.rejects_path else "")
    if totals.first_at and totals.last_at:
        yield _("heard from, until"), f"{totals.first_at:%Y-%m-%d %H:%M} – {totals.last_at:%Y-%m-%d %H:%M} UTC"
    yield _("customers"), f"{totals.customers:,}"
    yield _("threads (orders, tickets)"), f"{totals.threads:,}"
    for kind, count in totals.kinds.most_common():
        yield f"  {kind}", _("%(count)s, values sum to %(sum)s") % _sum(count, totals.values[kind])
    for currency, amount in sorted(totals.amounts.items()):
        yield _("orders less refunds"), f"{amount:,.2f} {currency}".rstrip()


def _sum(count: int, value: float) -> dict[str, str]:
    return {"count": f"{count:,}", "sum": f"{value:,.2f}"}


def warnings(totals: Totals) -> Iterator[str]:
    if totals.clashing:
        yield clash(totals.clashing, totals.clashing_rows)
    for reject in totals.first_rejects[:5]:
        where = {"row": reject.row, "column": reject.column or _("whole row"), "value": repr(reject.value)}
        yield _("row %(row)s, %(column)s: %(value)s") % where + f": {reject.reason}. {reject.remedy}"
    if totals.rejected > 5:
        yield _("… and %(count)s more.") % {"count": f"{totals.rejected - 5:,}"}


def clash(count: int, rows: list[int]) -> str:
    said = ngettext(
        "%(count)s interaction has the id of an earlier, different one and counts as already known (rows %(rows)s).",
        "%(count)s interactions have the id of an earlier, different one and count as already known (rows %(rows)s).",
        count,
    ) % {"count": f"{count:,}", "rows": ", ".join(map(str, rows))}
    return said + " " + _("Give them ids of their own: one more {column} in `id`, or a `key` a block.")
