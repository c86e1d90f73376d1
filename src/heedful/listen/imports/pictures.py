"""An import as a page shows it: numbers in words, rows as they would be heard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heedful.listen.imports import reports
from heedful.listen.imports.actions import Prepared
from heedful.listen.imports.drafts import Draft
from heedful.listen.imports.guessing.kinds import ColumnKind
from heedful.listen.imports.models import Import
from heedful.listen.imports.previews import PreviewRow
from heedful.listen.imports.rejects import Reject
from heedful.listen.imports.roles import Role
from heedful.listen.imports.totals import speed
from heedful.listen.imports.used import columns_used
from heedful.ui.numbers import duration, plain, shown

COLUMNS_A_PAGE = 40
MOST_COLUMNS = 12
LONGEST_CELL = 80

KINDS = {
    "answer": gettext_lazy("Answers"),
    "order": gettext_lazy("Orders"),
    "refund": gettext_lazy("Refunds"),
    "message": gettext_lazy("Messages"),
    "page": gettext_lazy("Page views"),
    "event": gettext_lazy("Events"),
    "review": gettext_lazy("Reviews"),
    "mention": gettext_lazy("Mentions"),
    "case": gettext_lazy("Cases"),
    "cost": gettext_lazy("Costs"),
}
_MEASURES = (
    ("nps:", gettext_lazy("Net Promoter Score")),
    ("csat:", gettext_lazy("Customer satisfaction")),
    ("ces:", gettext_lazy("Customer effort")),
    ("stars:", gettext_lazy("Positive reviews")),
    ("order", gettext_lazy("Repeat purchase, retention and customer value")),
    ("message", gettext_lazy("First response")),
    ("case", gettext_lazy("Resolution and reopening")),
    ("cost", gettext_lazy("Acquisition and retention cost")),
)


@dataclass
class Picture:
    """`facts` are pairs of words; `reasons` are why cells were rejected, how many, with the first examples.

    `whole_bytes`: where the bar ends; 0 where nobody can say. `texts`: how many interactions say something in words.
    """

    progress: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    reasons: list[tuple[str, str, list[Reject]]] = field(default_factory=list)
    caution: str = ""
    measures: list[str] = field(default_factory=list)
    whole_bytes: int = 0
    texts: int = 0


def picture_of(run: Import, *, trial: bool = False) -> Picture:
    is_read = run.done_bytes >= run.whole_bytes  # what is left then is no reading, and has no known end
    picture = Picture(progress=_progress(run), whole_bytes=0 if is_read else run.whole_bytes)
    told = run.trial if trial else run.result
    if not told:
        return picture
    picture.facts = [*_counts(run, told, trial=trial), *_sums(told)]
    examples = told.get("examples", {})
    picture.reasons = [
        (reason, plain(count, 0), [Reject(**each) for each in examples.get(reason, [])])
        for reason, count in sorted(told["reasons"].items(), key=lambda each: -each[1])
    ]
    if told["clashing"]:
        picture.caution = reports.clash(told["clashing"], told["clashing_rows"])
    if told["rows"] and not told["heard"]:
        picture.caution = _(
            "Nothing is heard in this file: all its rows were left out. Look at the columns and the answers again."
        )
    picture.texts = told.get("texts", 0)  # an import of long ago did not count them
    heard = [*told["scales"], *told["kinds"]]
    picture.measures = [str(words) for sign, words in _MEASURES if any(each.startswith(sign) for each in heard)]
    return picture


def _progress(run: Import) -> str:
    done, whole = filesizeformat(run.done_bytes // 2), filesizeformat(run.whole_bytes // 2)
    if run.state == Import.State.LOOKING:
        return _("Looking at %(name)s …") % {"name": run.file_name}
    if not run.whole_bytes:
        return _("About to begin …")
    if not run.rows:
        return _("Reading it through once, before anything is kept: %(done)s of %(whole)s.") % {
            "done": filesizeformat(min(run.done_bytes, run.whole_bytes // 2)),
            "whole": whole,
        }
    if run.done_bytes >= run.whole_bytes:
        return _("All of it was read. Now what was said is counted and put together; that can take a while.")
    rows = ngettext("%(count)s row so far", "%(count)s rows so far", run.rows) % {"count": plain(run.rows, 0)}
    return _("%(rows)s: %(done)s of %(whole)s.") % {"rows": rows, "done": done, "whole": whole}


def _counts(run: Import, told: dict[str, Any], *, trial: bool) -> list[tuple[str, str]]:
    facts = [(_("Rows read"), plain(told["rows"], 0)), (_("Interactions heard"), plain(told["heard"], 0))]
    if told["repeated"]:
        facts.append((_("Told once by several rows"), plain(told["repeated"], 0)))
    if not trial:
        facts += [(_("New in the log"), plain(run.added, 0)), (_("Known already"), plain(run.known, 0))]
    facts.append((_("Rejected cells"), plain(told["rejected"], 0)))
    if told["seconds"]:
        took = duration(told["seconds"]) if told["seconds"] >= 1 else _("less than a second")
        rate = speed(told["rows"], told["seconds"])
        said = _("%(rows)s rows a second") % {"rows": plain(rate, 0)} if rate else ""
        facts.append((_("Took"), " · ".join(filter(None, [took, said]))))
    return facts


def _sums(told: dict[str, Any]) -> list[tuple[str, str]]:
    facts = [(str(KINDS.get(kind, kind)), plain(count, 0)) for kind, count in told["kinds"].items()]
    for currency, amount in sorted(told["amounts"].items()):
        facts.append((_("Orders less refunds"), shown(amount, "money", currency)))
    facts += [(_("Texts"), plain(told["texts"], 0))] if told.get("texts") else []
    facts += [(_("Customers"), plain(told["customers"], 0))] if told["customers"] else []
    facts += [(_threads(told["kinds"]), plain(told["threads"], 0))] if told["threads"] else []
    if told["first_at"]:
        days = [_day(datetime.fromisoformat(told[name])) for name in ("first_at", "last_at")]
        facts.append((_("Happened"), " – ".join(dict.fromkeys(days))))
    return facts


def _threads(kinds: Iterable[str]) -> str:
    """What the interactions that belong together are called."""
    answers = {"answer", "review"} & set(kinds)
    if not answers:
        return _("Orders and conversations")
    return _("Responses") if answers == set(kinds) else _("Responses, orders and conversations")


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def columns_shown(draft: Draft, seen: dict[str, ColumnKind], page: str) -> tuple[list[tuple[int, str]], int]:
    """The columns of one page by their number, those that are for something first; and the page's number."""
    numbered = list(enumerate(seen))
    number = min(max(1, int(page) if page.isdecimal() else 1), last_page(seen))
    proposed = [each for each in numbered if draft.roles.get(each[1], Role.KEEP) != Role.KEEP]
    if number == 1:
        first = proposed if len(numbered) > COLUMNS_A_PAGE else []
        rest = [each for each in numbered if each not in first]
        return (first + rest)[:COLUMNS_A_PAGE], number
    rest = [each for each in numbered if each not in proposed]
    start = max(0, COLUMNS_A_PAGE * (number - 1) - len(proposed))
    return rest[start : start + COLUMNS_A_PAGE], number


def last_page(seen: dict[str, ColumnKind]) -> int:
    return max(1, -(-len(seen) // COLUMNS_A_PAGE))


@dataclass
class Shown:
    """A preview as a table: how the file is read, the columns that matter, and each row with its cells and faults."""

    how: list[tuple[str, str]]
    columns: list[str]
    rows: list[ShownRow]
    faults: int


@dataclass
class ShownRow:
    row: int
    cells: list[tuple[str, Reject | None]]
    fault: Reject | None
    heard: list[str]


def rows_shown(prepared: Prepared, rows: list[PreviewRow]) -> Shown:
    used = [name for name in columns_used(prepared.mapping) if name in prepared.layout.names]
    faulty = [name for row in rows for name in row.faults if name and name not in used]
    names = list(dict.fromkeys([*faulty, *used]))[:MOST_COLUMNS]
    listed = [
        ShownRow(
            row.row,
            [(_cut(row.cells.get(name, "")), row.faults.get(name)) for name in names],
            row.faults.get(""),
            heard_in_lines(row.interactions),
        )
        for row in rows
    ]
    return Shown(list(reports.seen(prepared)), names, listed, sum(len(row.faults) for row in rows))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def heard_in_lines(items: list[dict[str, Any]]) -> list[str]:
    """A line for all that was said at one time in one place: `Answers · food 4, shops 5 · 3 March 2026 · Nord`."""
    lines: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for item in items:
        at = timezone.localtime(item["occurred_at"].replace(tzinfo=UTC))
        kind = str(KINDS.get(item["kind"], item["kind"]))
        where = tuple(item.get(name, "") for name in ("touchpoint", "location", "product", "alias"))
        text = f"“{_cut(item['text'])}”" if item.get("text") else ""
        lines.setdefault((kind, _moment(at), *where), []).append((_said(item), text))
    return [_line(kind, said, more) for (kind, *more), said in lines.items()]


def _line(kind: str, said: list[tuple[str, str]], more: list[str]) -> str:
    told, texts = ", ".join(each for each, _text in said if each), [text for _each, text in said]
    return " · ".join(part for part in (kind, told, *more, *texts) if part)


def _said(item: dict[str, Any]) -> str:
    value = item.get("value")
    amount = plain(value, 0 if value == int(value) else 2) if value is not None else ""
    return " ".join(filter(None, [item.get("name", ""), amount, item.get("currency", "")]))


def _moment(at: datetime) -> str:
    """Midnight is what a day without hours was read as: only the day is known."""
    return date_format(at, "SHORT_DATETIME_FORMAT" if at.time() != time() else "SHORT_DATE_FORMAT")
