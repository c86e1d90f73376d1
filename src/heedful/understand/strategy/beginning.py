"""Beginning from a trade: what was chosen of it becomes touchpoints, standards, goals and drafts of surveys."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import get_language
from msgspec.structs import replace

from heedful.interactions.store import Store
from heedful.listen.surveys.actions import create_survey
from heedful.listen.surveys.document import Document
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.templates import TEMPLATES
from heedful.people.members.rights import may
from heedful.people.models import Member, Workspace
from heedful.understand.goals.actions import Aim, GoalError, set_goal
from heedful.understand.goals.models import Goal, Standard
from heedful.understand.goals.rises import rise_of
from heedful.understand.setup.amounts import amount_of
from heedful.understand.setup.measures import unit_of
from heedful.understand.standards.actions import set_standard
from heedful.understand.strategy.actions import (
    Moment,
    add_touchpoint,
    begun_strategy,
    describe_strategy,
    set_persona,
)
from heedful.understand.strategy.models import Persona, Touchpoint
from heedful.understand.strategy.trades import KeyMoment, Proposed, Trade, in_words


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is taken over: people and goals by their place in the trade, the rest by the touchpoint's key."""

    personas: Collection[int]
    touchpoints: Collection[str]
    standards: Collection[str]
    surveys: Collection[str]
    goals: Collection[int]

    @classmethod
    def all_of(cls, trade: Trade) -> Chosen:
        return cls(
            personas=range(len(trade.personas)),
            touchpoints=[each.key for each in trade.touchpoints],
            standards=[each.key for each in trade.touchpoints if each.standard],
            surveys=[each.key for each in trade.surveys],
            goals=range(len(trade.goals)),
        )


@dataclass(slots=True)
class Begun:
    """What was made. What was there already stayed as it was, and is not counted."""

    personas: list[Persona] = field(default_factory=list)
    touchpoints: list[Touchpoint] = field(default_factory=list)
    standards: list[Standard] = field(default_factory=list)
    surveys: list[Survey] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)


@transaction.atomic
def begin_strategy(trade: Trade, chosen: Chosen, *, by: Member, store: Store, now: datetime) -> Begun:
    """In the reader's language. The same again adds nothing, and nothing that was said is said over."""
    who = _Who(by.workspace, by if isinstance(by, Member) else None, now)
    may_ask = who.by is None or may(who.by, "edit_surveys")
    return Begun(
        personas=list(_personas(trade, chosen, who)),
        touchpoints=list(_touchpoints(trade, chosen, who)),
        standards=list(_standards(trade, chosen, who)),
        surveys=list(_surveys(trade, chosen, who)) if may_ask else [],
        goals=list(_goals(trade, chosen, by, who, store)),
    )


@dataclass(frozen=True, slots=True)
class _Who:
    """Where, by whom (None: a program) and when."""

    workspace: Workspace
    by: Member | None
    now: datetime


def _personas(trade: Trade, chosen: Chosen, who: _Who) -> Iterator[Persona]:
    strategy = begun_strategy(who.workspace, now=who.now)
    words = {"audience": trade.audience, "plan_words": trade.plan, "roll_out": trade.roll_out}
    missing = {part: in_words(said) for part, said in words.items() if not getattr(strategy, part)}
    strategy.trade = trade.key
    strategy.save(update_fields=["trade"])
    describe_strategy(who.workspace, missing, by=who.by, now=who.now)
    there = set(who.workspace.personas.values_list("name", flat=True))
    for number, person in enumerate(trade.personas):
        said = {name: in_words(getattr(person, name)) for name in ("name", "wants", "worries")}
        if number in chosen.personas and said["name"] not in there:
            yield set_persona(who.workspace, said, by=who.by, now=who.now)


def _touchpoints(trade: Trade, chosen: Chosen, who: _Who) -> Iterator[Touchpoint]:
    there = set(who.workspace.touchpoints.values_list("key", flat=True))
    for each in trade.touchpoints:
        if each.key in chosen.touchpoints and each.key not in there:
            moment = Moment(in_words(each.name), each.stage, each.channel, words=in_words(each.words))
            yield add_touchpoint(who.workspace, each.key, moment, by=who.by, now=who.now)


def _standards(trade: Trade, chosen: Chosen, who: _Who) -> Iterator[Standard]:
    """Of moments that are in the strategy: who leaves a moment out wants nothing promised of it."""
    there = set(Standard.objects.filter(workspace=who.workspace).values_list("touchpoint", "metric", "method"))
    named = set(who.workspace.touchpoints.values_list("key", flat=True))
    for each in trade.touchpoints:
        promised = each.standard
        if promised is None or each.key not in chosen.standards or each.key not in named:
            continue
        if (each.key, promised.metric, promised.method) not in there:
            limits = {"at_least": promised.at_least, "at_most": promised.at_most}
            yield set_standard(
                each.key, (promised.metric, promised.method), **limits, by=who.by, now=who.now, workspace=who.workspace
            )


def _surveys(trade: Trade, chosen: Chosen, who: _Who) -> Iterator[Survey]:
    """Drafts: nobody is asked before somebody has looked and published."""
    there = set(Survey.objects.filter(workspace=who.workspace, archived_at=None).values_list("template", flat=True))
    for each in trade.surveys:
        template = next(one for one in TEMPLATES if one.key == each.survey)
        if each.key in chosen.surveys and template.key not in there:
            document = _about(each, template.document)
            name = str(template.name)
            yield create_survey(
                who.workspace, name=name, document=document, by=who.by, now=who.now, template=template.key
            )


def _about(moment: KeyMoment, document: Document) -> Document:
    """Asked about this moment, in the reader's language first."""
    first = (get_language() or "en").split("-")[0]
    languages = sorted(document.languages, key=lambda each: each != first)
    return replace(document, touchpoint=moment.key, languages=tuple(languages))


def _goals(trade: Trade, chosen: Chosen, by: Member, who: _Who, store: Store) -> Iterator[Goal]:
    kept = Goal.objects.filter(workspace=who.workspace)
    there = {(each.metric, each.method) for each in kept if not each.where}
    today = who.now.astimezone(ZoneInfo(who.workspace.time_zone)).date()
    for number, each in enumerate(trade.goals):
        if number in chosen.goals and (each.metric, each.method) not in there:
            yield _goal(each, by, who, store, today)


def _goal(each: Proposed, by: Member, who: _Who, store: Store, today: date) -> Goal:
    """From what was before; where that is not known yet, or leads nowhere, to the amount proposed otherwise."""
    unit, measure = unit_of(each.metric, each.method), (each.metric, each.method)
    due = in_months(today, each.months)
    rise = rise_of(each.target, unit) or amount_of(each.target, unit)
    set_by: dict[str, Any] = {"by": by, "store": store, "now": who.now}
    try:
        return set_goal(measure, Aim("", rise, today, due, who.by), **set_by)
    except GoalError:
        return set_goal(measure, Aim("", amount_of(each.otherwise, unit), today, due, who.by), **set_by)


def in_months(day: date, months: int) -> date:
    """The last day of the month that comes so many months later."""
    month = day.year * 12 + day.month + months
    return date(month // 12, month % 12 + 1, 1) - date.resolution
