from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import QuerySet

from heedful.interactions.store import Store
from heedful.people.members.queries import visible_locations
from heedful.people.models import Member, Workspace
from heedful.understand.filters.queries import heard_in, values_heard
from heedful.understand.goals.models import Standard
from heedful.understand.metrics.answer import Row
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.queries import ask, setup_of
from heedful.understand.metrics.question import Period, Question
from heedful.understand.metrics.rows import Memo
from heedful.understand.setup.measures import Described, described
from heedful.understand.strategy.models import Touchpoint
from heedful.understand.strategy.queries import touchpoint_names, visible_touchpoints

Kept = Literal["kept", "just kept", "just broken", "broken", "too few"]


@dataclass(frozen=True, slots=True)
class Promise:
    """What a touchpoint has promised, and how it is now; `row` is None where nothing was heard.

    `called` is the touchpoint's name, where it has one; the log knows it by `standard.touchpoint`.
    """

    measure: Described
    row: Row | None
    kept: Kept
    period: Period | None
    called: str

    @property
    def standard(self) -> Standard:
        return self.measure.kept

    @property
    def of(self) -> str:
        """What n counts."""
        return METRICS[self.standard.metric].of_what(self.standard.method)


@dataclass(frozen=True, slots=True)
class Watched:
    """A touchpoint with its promises; `moment` is its row of the strategy, None where it was only heard of."""

    key: str
    name: str
    moment: Touchpoint | None
    promises: Sequence[Promise]


def visible_standards(member: Member) -> QuerySet[Standard]:
    return Standard.objects.filter(workspace=member.workspace_id)


def touchpoints(member: Member, *, store: Store, now: datetime) -> list[Watched]:
    """Every touchpoint that was heard, is named or has promised something, by name, with its promises as they are
    kept now.
    """
    moments = {each.key: each for each in visible_touchpoints(member)}
    names = {each.key: each.name for each in moments.values()}
    promises = _promises(member.workspace, names, store, now, visible_locations(member))
    keys = {*values_heard("touchpoint", member, store, {}), *moments, *(each.standard.touchpoint for each in promises)}
    found = [
        Watched(
            key,
            moments[key].name if key in moments else key,
            moments.get(key),
            [each for each in promises if each.standard.touchpoint == key],
        )
        for key in keys
    ]
    return sorted(found, key=lambda each: each.name.casefold())


def standards_broken(
    workspace: Workspace, *, store: Store, now: datetime, locations: tuple[str, ...] | None = None
) -> list[Promise]:
    """The standards that are surely not kept: with answers enough, the whole interval lies on the wrong side.

    `locations`: only of what was heard there; None: everywhere. Too few to tell is never a broken promise.
    """
    promises = _promises(workspace, touchpoint_names(workspace), store, now, locations)
    return [each for each in promises if each.kept == "broken"]


def _promises(
    workspace: Workspace,
    names: Mapping[str, str],
    store: Store,
    now: datetime,
    locations: tuple[str, ...] | None,
) -> list[Promise]:
    standards = list(Standard.objects.filter(workspace=workspace))
    found = _found(workspace, standards, store, now, locations) if standards else {}
    return [_promise(each, found, names) for each in standards]


Found = dict[tuple[str, str], tuple[Period, dict[str | None, Row]]]


def _found(
    workspace: Workspace,
    standards: Sequence[Standard],
    store: Store,
    now: datetime,
    locations: tuple[str, ...] | None,
) -> Found:
    """One question for each measure that something was promised of, cut by touchpoint."""
    memo: Memo = {}
    until, setup = heard_in(workspace, store=store, now=now, memo=memo), setup_of(workspace.key)
    found: Found = {}
    for metric, method in dict.fromkeys((each.metric, each.method) for each in standards):
        if until is None or method not in getattr(METRICS.get(metric), "methods", ()):
            continue
        question = Question(
            workspace=workspace.key,
            metric=metric,
            method=method,
            now=now,
            by=("touchpoint",),
            period=Period(until - timedelta(days=METRICS[metric].days - 1), until),
            tz=workspace.time_zone,
            locations=locations,
        )
        answer = ask(question, store=store, setup=setup, memo=memo)
        found[metric, method] = question.period, {row.dims["touchpoint"]: row for row in answer.rows}
    return found


def _promise(standard: Standard, found: Found, names: Mapping[str, str]) -> Promise:
    period, rows = found.get((standard.metric, standard.method), (None, {}))
    row = rows.get(standard.touchpoint)
    called = names.get(standard.touchpoint, standard.touchpoint)
    return Promise(described(standard), row, _kept(standard, row), period, called)


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
