from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import QuerySet

from heedful.interactions.store import Store
from heedful.people.members.queries import visible_locations
from heedful.people.models import Member
from heedful.understand.filters.queries import heard_until, values_heard
from heedful.understand.goals.models import Standard
from heedful.understand.metrics.answer import Row
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.queries import ask, setup_of
from heedful.understand.metrics.question import Period, Question
from heedful.understand.metrics.rows import Memo
from heedful.understand.setup.measures import Described, described

Kept = Literal["kept", "just kept", "just broken", "broken", "too few"]


@dataclass(frozen=True, slots=True)
class Promise:
    """What a touchpoint has promised, and how it is now; `row` is None where nothing was heard."""

    measure: Described
    row: Row | None
    kept: Kept
    period: Period | None

    @property
    def standard(self) -> Standard:
        return self.measure.kept

    @property
    def of(self) -> str:
        """What n counts."""
        return METRICS[self.standard.metric].of_what(self.standard.method)


@dataclass(frozen=True, slots=True)
class Touchpoint:
    name: str
    promises: Sequence[Promise]


def visible_standards(member: Member) -> QuerySet[Standard]:
    return Standard.objects.filter(workspace=member.workspace_id)


def touchpoints(member: Member, *, store: Store, now: datetime) -> list[Touchpoint]:
    """Every touchpoint that was heard or has promised something, by name, with its promises as they are kept now."""
    standards = list(visible_standards(member))
    found = _found(member, standards, store, now)
    names = {*values_heard("touchpoint", member, store, {}), *(each.touchpoint for each in standards)}
    return [
        Touchpoint(name, [_promise(each, found) for each in standards if each.touchpoint == name])
        for name in sorted(names, key=str.casefold)
    ]


Found = dict[tuple[str, str], tuple[Period, dict[str | None, Row]]]


def _found(member: Member, standards: Sequence[Standard], store: Store, now: datetime) -> Found:
    """One question for each measure that something was promised of, cut by touchpoint."""
    memo: Memo = {}
    until = heard_until(member, store=store, now=now, memo=memo)
    setup, locations = setup_of(member.workspace.key), visible_locations(member)
    found: Found = {}
    for metric, method in dict.fromkeys((each.metric, each.method) for each in standards):
        if until is None or method not in getattr(METRICS.get(metric), "methods", ()):
            continue
        question = Question(
            workspace=member.workspace.key,
            metric=metric,
            method=method,
            now=now,
            by=("touchpoint",),
            period=Period(until - timedelta(days=METRICS[metric].days - 1), until),
            tz=member.workspace.time_zone,
            locations=locations,
        )
        answer = ask(question, store=store, setup=setup, memo=memo)
        found[metric, method] = question.period, {row.dims["touchpoint"]: row for row in answer.rows}
    return found


def _promise(standard: Standard, found: Found) -> Promise:
    period, rows = found.get((standard.metric, standard.method), (None, {}))
    row = rows.get(standard.touchpoint)
    return Promise(described(standard), row, _kept(standard, row), period)


def _kept(standard: Standard, row: Row | None) -> Kept:
    """By the value, as consistency counts it; "just" where the interval reaches over the limit."""
    if row is None or row.state != "known" or row.estimate.value is None:
        return "too few"
    estimate = row.estimate
    ends = [end for end in (estimate.low, estimate.high) if end is not None]
    is_met = standard.is_met_by(estimate.value)
    is_sure = all(standard.is_met_by(end) == is_met for end in ends)
    if is_met:
        return "kept" if is_sure else "just kept"
    return "broken" if is_sure else "just broken"
