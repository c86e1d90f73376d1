"""Whom it concerns is told: that a plan begins, that a task is due, what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.urls import reverse

from heedful.act.notifications.actions import notify
from heedful.act.notifications.events import EFFECT_MEASURED, PLAN_STARTED, PLAN_TASK
from heedful.act.plans.models import Effect, Plan, PlanTask
from heedful.act.plans.queries import visible_plans
from heedful.act.webhooks.actions import tell_of_effect
from heedful.people.models import Location, Member
from heedful.understand.effects.design import Found


def tell_of_start(plan: Plan, *, now: datetime) -> None:
    owners = [task.owner for task in plan.tasks.select_related("owner__user")]
    _notify(plan, PLAN_STARTED, "start", {"plan": plan.name}, [plan.owner, *owners], now)


def tell_of_task(task: PlanTask, *, now: datetime) -> None:
    """That its day has come, or is over; once."""
    words = {"plan": task.plan.name, "task": task.words, "due": f"{task.due_on}"}
    _notify(task.plan, PLAN_TASK, f"task:{task.pk}:{task.due_on}", words, [task.owner], now)


def tell_of_found(effect: Effect, *, now: datetime) -> None:
    """Programs each day; people when something else is found than before: an effect, none, or the other way."""
    plan, found = effect.plan, Found.of(effect.found)
    tell_of_effect(effect, now=now)
    if found.state != "told" or found.value is None:
        return
    way = "none" if not found.apart else "up" if found.value > 0 else "down"
    names = dict(Location.objects.filter(workspace=plan.workspace_id).values_list("key", "name"))
    words = {
        "plan": plan.name,
        "found": replace(found, series=(), study=(), placebo=None, comparison=()).document(),
        "metric": plan.metric,
        "touchpoints": dict(plan.where).get("touchpoint", []),
        "places": [names.get(key, key) for key in plan.treated],
        "currency": plan.workspace.currency,
    }
    _notify(plan, EFFECT_MEASURED, f"effect:{way}", words, [plan.owner, plan.created_by], now)


def _notify(
    plan: Plan, event: str, about: str, words: Mapping[str, Any], members: Iterable[Member | None], now: datetime
) -> None:
    able = {member.pk: member for member in members if member and _sees(member, plan)}
    subject, href = f"plan:{plan.pk}", reverse("act:plan", args=[plan.pk])
    notify(plan.workspace, event, subject=subject, key=f"{subject}:{about}", words=words, href=href,
           members=able.values(), now=now)  # fmt: skip


def _sees(member: Member, plan: Plan) -> bool:
    return visible_plans(member).filter(pk=plan.pk).exists()
