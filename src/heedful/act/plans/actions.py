"""Plans: written, aimed, compared, committed to, begun, ended. Once committed to, a design stands."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from heedful.act.plans.aims import Aim, aim_kept, other_conditions
from heedful.act.plans.designing import drawn, foresight_of
from heedful.act.plans.models import Plan, PlanTask
from heedful.act.plans.telling import tell_of_start
from heedful.interactions.store import Store
from heedful.people.models import Member, Trace, Workspace
from heedful.people.traces.actions import leave_trace
from heedful.understand.events.models import Happening

WORDS: Final = ("name", "problem", "hypothesis", "action", "theme", "touchpoint", "driver")
LARGEST_SEED: Final = 2**31


class PlanError(ValueError):
    """It cannot be done so; says why."""


@transaction.atomic
def write_plan(workspace: Workspace, words: Mapping[str, str], aim: Aim, *, by: Member | None, now: datetime) -> Plan:
    """A new plan, committed to nothing yet."""
    plan = Plan(workspace=workspace, created_by=by, created_at=now, **{name: words.get(name, "") for name in WORDS})
    _take(plan, aim)
    plan.save()
    if aim.how_many:
        _draw(plan, aim, by, now)
    _trace(Trace.What.PLAN_CREATED, plan, by, now)
    return plan


@transaction.atomic
def reword_plan(plan: Plan, words: Mapping[str, str], *, by: Member | None, now: datetime) -> None:
    """Other words; they may change as long as the plan is there, unlike what is measured: a touchpoint that it is
    measured at is another aim, as long as nobody has committed to it."""
    changed = {name: said for name, said in words.items() if name in WORDS and said != getattr(plan, name)}
    kept = aim_kept(plan) if "touchpoint" in changed and not plan.committed_at else None
    for name, said in changed.items():
        setattr(plan, name, said)
    if changed:
        plan.save(update_fields=[*changed])
        _trace(Trace.What.PLAN_CHANGED, plan, by, now, changed=sorted(changed))
    if kept is not None:
        aim_plan(plan, kept, by=by, now=now)


@transaction.atomic
def aim_plan(plan: Plan, aim: Aim, *, by: Member | None, now: datetime) -> None:
    """Another measure, place or time: what was compared and promised holds no more."""
    _refuse_committed(plan)
    was = _design(plan)
    _take(plan, aim)
    if aim.how_many:
        _draw(plan, aim, by, now)
    if _design(plan) != was:
        plan.promised = {}
        plan.compared = plan.compared if aim.how_many else []
    plan.save()
    _trace(Trace.What.PLAN_CHANGED, plan, by, now, changed=["aim"])


@transaction.atomic
def compare_plan(plan: Plan, compared: tuple[str, ...], *, store: Store, by: Member | None, now: datetime) -> None:
    """With which places left as they are it is compared; what that could tell is worked out, and kept as promised."""
    _refuse_committed(plan)
    if both := sorted(set(compared) & set(plan.treated)):
        raise PlanError(_("It cannot be compared with where it is done: %s.") % ", ".join(both))
    if plan.design == Plan.Design.RANDOMISED and set(compared) != set(plan.compared):
        raise PlanError(_("A draw has decided: it is compared with all places that were not drawn."))
    if plan.design != Plan.Design.RANDOMISED:
        plan.design = Plan.Design.COMPARED if compared else Plan.Design.BEFORE_AFTER
        plan.compared = sorted(compared)
    plan.promised = foresight_of(plan, store=store, now=now).document() | {"as_of": now.isoformat()}
    plan.save(update_fields=["design", "compared", "promised"])
    _trace(Trace.What.PLAN_CHANGED, plan, by, now, changed=["comparison"], compared=plan.compared)


@transaction.atomic
def commit_plan(plan: Plan, *, by: Member | None, now: datetime) -> None:
    """From now on the design stands: how it will be measured was said before anybody knew what comes out."""
    _refuse_committed(plan)
    if not plan.promised:
        raise PlanError(_("First choose what it is compared with: then it is known what it could tell."))
    plan.committed_at = now
    plan.save(update_fields=["committed_at"])
    _trace(Trace.What.PLAN_COMMITTED, plan, by, now, design=plan.design, promised=plan.promised.get("smallest"))
    begin_plan(plan, now=now)


@transaction.atomic
def begin_plan(plan: Plan, *, now: datetime) -> bool:
    """Its day has come: its start is marked on the trends of its places, and told. False: it was, or is not due."""
    if plan.begun_at or plan.ended_at or not plan.committed_at or plan.starts_on > today_of(plan.workspace, now):
        return False
    for place in plan.treated or [""]:
        Happening.objects.get_or_create(
            workspace=plan.workspace,
            happened_on=plan.starts_on,
            words=plan.name,
            location=place,
            defaults={"by": plan.created_by, "noted_at": now},
        )
    plan.begun_at = now
    plan.save(update_fields=["begun_at"])
    tell_of_start(plan, now=now)
    return True


@transaction.atomic
def end_plan(plan: Plan, *, conclusion: str, by: Member | None, now: datetime) -> None:
    """Given up, or concluded: what was measured until now stays."""
    if not plan.committed_at:
        raise PlanError(_("It never began: remove it instead."))
    if plan.ended_at:
        raise PlanError(_("It has ended already."))
    plan.ended_at, plan.conclusion = now, conclusion
    plan.save(update_fields=["ended_at", "conclusion"])
    _trace(Trace.What.PLAN_ENDED, plan, by, now)


@transaction.atomic
def remove_plan(plan: Plan, *, by: Member | None, now: datetime) -> None:
    """Only as long as nobody has committed to it: what was promised is kept, whatever came of it."""
    _refuse_committed(plan)
    _trace(Trace.What.PLAN_REMOVED, plan, by, now, name=plan.name)
    plan.delete()


@transaction.atomic
def add_task(
    plan: Plan, words: str, *, owner: Member | None, due_on: date | None, by: Member | None, now: datetime
) -> PlanTask:
    task = PlanTask.objects.create(plan=plan, words=words, owner=owner, due_on=due_on)
    _trace(Trace.What.PLAN_CHANGED, plan, by, now, changed=["tasks"], added=words)
    return task


@transaction.atomic
def tick_task(task: PlanTask, *, done: bool, by: Member | None, now: datetime) -> None:
    """Done, or not done after all; saying it twice changes nothing."""
    if (task.done_at is not None) == done:
        return
    task.done_at = now if done else None
    task.save(update_fields=["done_at"])
    _trace(Trace.What.PLAN_CHANGED, task.plan, by, now, changed=["tasks"], **{"done" if done else "undone": task.words})


@transaction.atomic
def remove_task(task: PlanTask, *, by: Member | None, now: datetime) -> None:
    _trace(Trace.What.PLAN_CHANGED, task.plan, by, now, changed=["tasks"], removed=task.words)
    task.delete()


def today_of(workspace: Workspace, now: datetime) -> date:
    return now.astimezone(ZoneInfo(workspace.time_zone)).date()


def subject_of(plan: Plan) -> str:
    return f"plan:{plan.pk}"


def _take(plan: Plan, aim: Aim) -> None:
    if aim.starts_on >= aim.ends_on:
        raise PlanError(_("It ends before it begins."))
    if aim.goal is not None and (aim.goal.metric, aim.goal.method) != (aim.metric, aim.method):
        raise PlanError(_("The goal is about another measure."))
    for name in ("metric", "method", "goal", "expected", "owner", "starts_on", "ends_on"):
        setattr(plan, name, getattr(aim, name))
    plan.where = other_conditions(aim.goal, plan.touchpoint if aim.at_touchpoint else "")
    if not aim.how_many:
        plan.treated, plan.drawn = sorted(aim.places), {}
        if plan.design in ("", Plan.Design.RANDOMISED):
            plan.design = Plan.Design.BEFORE_AFTER


def _draw(plan: Plan, aim: Aim, by: Member | None, now: datetime) -> None:
    """The seed of a plan is drawn once: who asks again about the same places gets the same answer."""
    places, how_many = tuple(sorted(set(aim.places))), aim.how_many or 0
    if not 0 < how_many < len(places):
        raise PlanError(_("A draw leaves out one place at least, and takes one at least."))
    if plan.seed is None:
        plan.seed = secrets.randbelow(LARGEST_SEED) + 1
    out = sorted(drawn(places, how_many, plan.seed))
    plan.design, plan.treated = Plan.Design.RANDOMISED, out
    plan.compared = sorted(set(places) - set(out))
    if plan.drawn.get("from") == list(places) and plan.drawn.get("out") == out:
        return
    plan.drawn = {"from": list(places), "how_many": how_many, "out": out, "at": now.isoformat()}
    plan.save()
    _trace(Trace.What.PLACES_DRAWN, plan, by, now, seed=plan.seed, **plan.drawn)


def _design(plan: Plan) -> tuple[Any, ...]:
    """All that a promise rests on."""
    places = (tuple(plan.treated), plan.design)
    return (plan.metric, plan.method, plan.where, places, plan.starts_on, plan.ends_on, plan.expected)


def _refuse_committed(plan: Plan) -> None:
    if plan.committed_at:
        raise PlanError(_("It is committed to: what is measured, where and when does not change any more."))


def _trace(what: Trace.What, plan: Plan, by: Member | None, now: datetime, **more: Any) -> None:
    leave_trace(plan.workspace, what, by=by, now=now, subject=subject_of(plan), **more)
