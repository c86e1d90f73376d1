"""Whom the made-up clubs won back: unhappy members of the last half year, answered in time or late, and what they
scored since.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import narwhals as nw
from django.db import transaction
from django.utils.translation import gettext as _

from heedful.act.cases import chronicle
from heedful.act.cases.actions import hold, open_case
from heedful.act.cases.closing import close_case
from heedful.act.cases.heard import COLUMNS, Source
from heedful.act.cases.models import Case
from heedful.act.cases.recovery import Score, is_poor, take_scores
from heedful.act.cases.setting_up import set_promise
from heedful.act.demo.cases import answer, cause_of
from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.people.models import Customer, Location, Member

SCALE: Final = "nps:0-10"
SINCE, UNTIL = 190, 75  # days before the end; what came later has alerts
MOST: Final = 36
LATE: Final = 4  # every so many is answered too late, and closed too late
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
PROMISED: Final = {"answer_seconds": 10 * 3600, "close_seconds": 70 * 3600, "warn_seconds": 3600}  # in working time
Row = dict[str, Any]


@transaction.atomic
def win_back(owner: Member, *, store: Store, end: datetime) -> None:
    """One case for each of those who wrote what was wrong; nobody is asked anew: they have scored since, or not."""
    since = end - SINCE * A_DAY
    set_promise(owner.workspace, location=None, priority=None, by=owner, now=since, **PROMISED)
    scores = _scores(owner, store, since)
    first: dict[str, Row] = {}
    for row in scores:
        if is_poor(SCALE, row["value"]) and row["text"] and _at(row) < end - UNTIL * A_DAY:
            first.setdefault(row["customer"], row)
    people = Customer.objects.filter(workspace=owner.workspace, key__in=list(first)).in_bulk(field_name="pk")
    known = {each.key: each for each in people.values()}
    places = {each.key: each for each in Location.objects.filter(workspace=owner.workspace)}
    for nth, row in enumerate([row for row in first.values() if row["customer"] in known][-MOST:]):
        case = _opened(owner, row, known[row["customer"]], places.get(row["location"]))
        _see_to(case, owner, _at(row), is_late=nth % LATE == LATE - 1)
    given = [Score(row["customer"], SCALE, row["value"], _at(row)) for row in scores if row["customer"] in known]
    take_scores(owner.workspace.key, given, now=end)


def _scores(owner: Member, store: Store, since: datetime) -> list[Row]:
    """Of members who are known, the oldest first."""
    rows: nw.LazyFrame[Any] = lazy(store.frame(owner.workspace.key, kinds=["answer"]))
    wanted = (nw.col("scale") == SCALE, nw.col("occurred_at") >= since.replace(tzinfo=None))
    found = rows.filter(*wanted, ~nw.col("customer").is_null()).sort("occurred_at", "id").select(*COLUMNS)
    return list(found.collect(backend="pyarrow").to_native().to_pylist())


def _opened(owner: Member, row: Row, customer: Customer, place: Location | None) -> Case:
    source = Source([row])
    about = {"title": source.title, "origin": source.origin, "items": source.items, "touchpoint": source.touchpoint}
    told = {"customer": customer, "location": place, "by": owner, "now": _at(row) + AN_HOUR}
    return open_case(owner.workspace, **about, **told)


def _see_to(case: Case, owner: Member, at: datetime, *, is_late: bool) -> None:
    answered, closed = (at + 4 * A_DAY, at + 14 * A_DAY) if is_late else (at + 3 * AN_HOUR, at + 2 * A_DAY)
    _break(case, "answer", before=answered)
    answer(case, owner, answered)
    held = hold(case)
    if is_late:
        _break(held, "close", before=closed)
    remedy = _("Called, and gave a towel and a month of the sauna.")
    close_case(case, cause=cause_of(case), remedy=remedy, by=owner, now=closed)


def _break(case: Case, promise: str, *, before: datetime) -> None:
    """As the clock does, but nobody is told: it is long ago."""
    due = getattr(case, f"{promise}_due_at")
    if due is None or due >= before:
        return
    case.broken_at = case.broken_at or due
    setattr(case, f"{promise}_due_at", None)
    case.save()
    details = {"promise": promise, "due": due.isoformat()}
    chronicle.record(case, chronicle.What.BROKEN, by=None, at=due, **details)


def _at(row: Row) -> datetime:
    at: datetime = row["occurred_at"]
    return at.replace(tzinfo=UTC)
