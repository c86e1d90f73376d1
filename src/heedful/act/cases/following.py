"""What customers do next: they write again in a conversation, or score again after their case was closed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw

from heedful.act.cases import opening, promises, recovery, telling
from heedful.act.cases.closing import reopen_case
from heedful.act.cases.items import LONGEST, Item
from heedful.act.cases.models import Case, CaseItem
from heedful.measures import lazy
from heedful.people.models import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

    from heedful.interactions.telling import Round

AT_ONCE: Final = 500
SOURCE: Final = "cases"  # of what is told into a case's own thread
_OWN: Final = re.compile(r"case-(\d{1,9})")
ANSWERED: Final = "human_reply"


def hear(heard: Round) -> None:
    """In the transaction that takes the round off the spool: it stands once, and may come twice."""
    import pyarrow.compute as pc

    rows = heard.rows
    messages = rows.filter(
        pc.and_(pc.equal(rows["kind"], "message"), pc.is_in(rows["name"], _texts("inbound", ANSWERED)))
    )
    scores = rows.filter(
        pc.and_(pc.equal(rows["kind"], "answer"), pc.is_in(rows["scale"], _texts(*recovery.HIGHEST_POOR)))
    )
    if messages.num_rows and Case.objects.exists():
        _hear_messages(messages, heard.now)
    if scores.num_rows and recovery.awaited().exists():
        _hear_scores(heard, scores)


def _hear_messages(rows: pa.Table, now: datetime) -> None:
    told = rows.select(["workspace", "id", "name", "thread", "occurred_at", "source"]).to_pylist()
    told.sort(key=lambda row: (row["occurred_at"], row["id"]))
    for key in {row["workspace"] for row in told}:
        workspace = Workspace.objects.filter(key=key).first()
        ours = [row for row in told if row["workspace"] == key and row["thread"]]
        if workspace is not None:
            cases = _cases_of(workspace, {row["thread"][:LONGEST] for row in ours})
            cases |= _cases_named(workspace, {row["thread"] for row in ours if row["source"] == SOURCE})
            for row in ours:
                if number := cases.get(row["thread"][:LONGEST]):
                    _hear_message(number, row, now)


def _cases_of(workspace: Workspace, threads: set[str]) -> dict[str, int]:
    """The newest case of each conversation."""
    found: dict[str, int] = {}
    for some in _pieces(sorted(threads)):
        items = CaseItem.objects.filter(workspace=workspace, kind="message", thread__in=some)
        found |= dict(items.order_by("case_id").values_list("thread", "case_id"))
    return found


def _cases_named(workspace: Workspace, threads: set[str]) -> dict[str, int]:
    """Those whose own threads these are: where no conversation was before, an answer to a letter begins one."""
    found: dict[str, int] = {}
    for some in _pieces(sorted(threads)):
        numbers = [int(named[1]) for named in map(_OWN.fullmatch, some) if named]
        told = Case.objects.filter(workspace=workspace, number__in=numbers).values_list("number", "pk")
        found |= {f"case-{number}": key for number, key in told}
    return found


def _hear_message(number: int, row: Mapping[str, Any], now: datetime) -> None:
    rows = Case.objects.select_for_update(of=("self",)).select_related(
        "workspace", "customer", "location", "owner__user"
    )
    case = opening.kept_case(rows.get(pk=number))
    at = row["occurred_at"].replace(tzinfo=UTC)
    if row["name"] == ANSWERED:
        _answered_elsewhere(case, at, now)
        return
    item = Item(row["id"], "message", at, thread=row["thread"])
    if CaseItem.objects.filter(workspace=case.workspace_id, interaction=row["id"][:LONGEST]).exists():
        return
    if not case.is_open:
        if case.closed_at and at <= case.closed_at:
            opening.take_items(case, [item], now=now)
            return
        case = reopen_case(case, by=None, now=now, heard=True)
        opening.take_items(case, [item], now=now)
        return
    opening.hear_more(case, [item], now=now)
    telling.tell(case, "case.heard", by=None, now=now)


def _answered_elsewhere(case: Case, at: datetime, now: datetime) -> None:
    """Somebody answered from another program: the customer waits no more."""
    if not case.is_open or case.waits_since is None or at < case.waits_since:
        return
    case.answered_at, case.waits_since = case.answered_at or at, None
    case.answer_due_at = case.answer_left_seconds = None
    promises.hold_clocks(case, promises.promised_to(case, now=now), now=now)
    case.changed_at = now
    case.save()


def _hear_scores(heard: Round, rows: pa.Table) -> None:
    columns = ["workspace", "id", "scale", "value", "occurred_at"]
    for key in rows["workspace"].unique().to_pylist():
        given = [
            row for row in rows.select(columns).to_pylist() if row["workspace"] == key and row["value"] is not None
        ]
        awaited = recovery.awaited().filter(case__workspace__key=key)
        if not given or not awaited.exists():
            continue
        whose = _whose(heard, key, given)
        scores = [
            recovery.Score(whose[row["id"]], row["scale"], row["value"], row["occurred_at"].replace(tzinfo=UTC))
            for row in given
            if row["id"] in whose
        ]
        recovery.take_scores(key, scores, now=heard.now)


def _whose(heard: Round, workspace: str, given: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Whose each answer is today, as the log knows it by now."""
    wanted = {row["id"] for row in given}
    first, last = min(row["occurred_at"] for row in given), max(row["occurred_at"] for row in given)
    at = nw.col("occurred_at")
    frame = lazy(heard.store.frame(workspace, kinds=["answer"])).filter(at >= first, at <= last)
    found = frame.filter(~nw.col("customer").is_null()).select("id", "customer").collect(backend="pyarrow")
    return {number: customer for number, customer in found.iter_rows() if number in wanted}


def _texts(*words: str) -> pa.Array:
    import pyarrow as pa

    return pa.array(words, pa.string())


def _pieces(threads: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(threads), AT_ONCE):
        yield threads[start : start + AT_ONCE]
