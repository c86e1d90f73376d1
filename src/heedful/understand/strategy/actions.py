from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from heedful.people.models import Member, Workspace
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace
from heedful.understand.strategy.models import Persona, Strategy, Touchpoint

PARTS: Final = ("audience", "plan_words", "roll_out")


class StrategyError(ValueError):
    """It cannot be kept so; says why."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What is said of a touchpoint; its key is what the log knows it by."""

    name: str
    stage: str
    channel: str = ""
    owner: Member | None = None
    words: str = ""


@transaction.atomic
def describe_strategy(workspace: Workspace, words: Mapping[str, str], *, by: Member | None, now: datetime) -> Strategy:
    """Whom it is for, the plan, how it reaches everybody: in words, whichever of them are given."""
    if unknown := set(words) - set(PARTS):
        raise TypeError(f"A strategy has no part {', '.join(sorted(unknown))}.")
    strategy = begun_strategy(workspace, now=now)
    for part, said in words.items():
        setattr(strategy, part, said)
    _save(strategy, sorted(words), by, now)
    return strategy


@transaction.atomic
def set_persona(
    workspace: Workspace, said: Mapping[str, str], *, by: Member | None, now: datetime, persona: Persona | None = None
) -> Persona:
    """Somebody new, or the same person described anew."""
    kept = persona or Persona(workspace=workspace, position=workspace.personas.count())
    for name in ("name", "wants", "worries", "segment"):
        setattr(kept, name, said.get(name, getattr(kept, name)))
    kept.save()
    _save(begun_strategy(workspace, now=now), ["personas"], by, now)
    return kept


@transaction.atomic
def remove_persona(persona: Persona, *, by: Member | None, now: datetime) -> None:
    _save(begun_strategy(persona.workspace, now=now), ["personas"], by, now)
    persona.delete()


@transaction.atomic
def add_touchpoint(workspace: Workspace, key: str, moment: Moment, *, by: Member | None, now: datetime) -> Touchpoint:
    """A key moment by the key that it has in the log; made of its name where none is given."""
    key = key or slugify(moment.name)
    if not key:
        raise StrategyError(_("Give it a key: the word by which what is heard there is marked."))
    if Touchpoint.objects.filter(workspace=workspace, key=key).exists():
        raise StrategyError(_("There is a touchpoint with this key already."))
    touchpoint = Touchpoint(workspace=workspace, key=key, position=workspace.touchpoints.count())
    return _describe(touchpoint, moment, by, now)


@transaction.atomic
def change_touchpoint(touchpoint: Touchpoint, moment: Moment, *, by: Member | None, now: datetime) -> Touchpoint:
    """Its key stays: what was heard is marked with it."""
    return _describe(touchpoint, moment, by, now)


@transaction.atomic
def remove_touchpoint(touchpoint: Touchpoint, *, by: Member | None, now: datetime) -> None:
    """Out of the strategy. What was heard there stays in every measure, and its standards stay, too."""
    about = {"touchpoint": touchpoint.key, "name": touchpoint.name}
    subject = f"touchpoint:{touchpoint.pk}"
    leave_trace(touchpoint.workspace, Trace.What.TOUCHPOINT_REMOVED, by=by, now=now, subject=subject, **about)
    touchpoint.delete()


def begun_strategy(workspace: Workspace, *, now: datetime) -> Strategy:
    return Strategy.objects.get_or_create(workspace=workspace, defaults={"changed_at": now})[0]


def _describe(touchpoint: Touchpoint, moment: Moment, by: Member | None, now: datetime) -> Touchpoint:
    touchpoint.name, touchpoint.stage, touchpoint.channel = moment.name, moment.stage, moment.channel
    touchpoint.owner, touchpoint.words = moment.owner, moment.words
    touchpoint.save()
    about: dict[str, Any] = {"touchpoint": touchpoint.key, "name": moment.name, "stage": moment.stage}
    subject = f"touchpoint:{touchpoint.pk}"
    leave_trace(touchpoint.workspace, Trace.What.TOUCHPOINT_SET, by=by, now=now, subject=subject, **about)
    return touchpoint


def _save(strategy: Strategy, changed: list[str], by: Member | None, now: datetime) -> None:
    strategy.changed_at = now
    strategy.save()
    leave_trace(
        strategy.workspace,
        Trace.What.STRATEGY_CHANGED,
        by=by,
        now=now,
        subject=f"strategy:{strategy.pk}",
        changed=changed,
    )
