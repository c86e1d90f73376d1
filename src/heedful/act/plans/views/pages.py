"""All plans, and one: before it begins, while it runs, and what came of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from heedful.act.plans.actions import today_of
from heedful.act.plans.forms import EndForm, TaskForm
from heedful.act.plans.pictures import pictures_of
from heedful.act.plans.queries import (
    Shown,
    clashes_shown,
    goal_shown,
    may_change,
    may_tick,
    owners_offered,
    page_of_plans_over,
    plans_going_on,
    sees_comparison,
    shown_plan,
    shown_plans,
    theme_shown,
    visible_effects,
    visible_trail,
)
from heedful.act.plans.tasks import remeasure_later
from heedful.act.plans.trail import told
from heedful.interactions import stores
from heedful.people.members.rights import may, require
from heedful.understand.filters.queries import places_known

ON_A_PAGE = 20
EFFECTS_SHOWN = 14
TRACES_SHOWN = 50
GROUPS = {
    "running": (_("Running"), ("running",)),
    "planned": (_("Planned"), ("to begin", "being written")),
    "over": (_("Over"), ("over",)),
}


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    member, now = request.member, timezone.now()
    today = today_of(member.workspace, now)
    names = places_known(member, store=stores.current())
    page = page_of_plans_over(member, request.GET, today, size=ON_A_PAGE)
    shown = [*shown_plans(plans_going_on(member, today), names, today), *shown_plans(page.rows, names, today)]
    groups = ({"key": key, "title": title, "plans": [each for each in shown if each.state in states]}
              for key, (title, states) in GROUPS.items())  # fmt: skip
    said = {
        "groups": [group for group in groups if group["plans"]],
        "page": page,
        "is_empty": not shown,
        "may_edit": may(member, "edit_plans"),
        "as_of": now,
    }
    return render(request, "act/plans/index.html", said)


@require_safe
def plan(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "read")
    return plan_page(request, number)


@require_safe
def effect(request: HttpRequest, number: int) -> HttpResponse:
    """What came of it, alone: a page that waits for it looks here again and again."""
    require(request.member, "read")
    if not request.htmx:
        return plan_page(request, number)
    shown = _shown(request, number)
    return render(request, "act/plans/plan.html#plan-effect", effect_shown(request, shown))


def plan_page(request: HttpRequest, number: int, *, status: int = 200, **forms: Any) -> HttpResponse:
    shown, member = _shown(request, number), request.member
    plan = shown.plan
    page = {
        "promised": shown.promised,
        "tasks": [{"task": task, "may_tick": may_tick(member, task)} for task in plan.tasks.all()],
        "task_form": TaskForm(members=owners_offered(member)),
        "end_form": EndForm(),
        "trail": told(visible_trail(member, plan)[:TRACES_SHOWN]),
        "may_change": may_change(member, plan),
        "theme": theme_shown(member, plan),
        "goal": goal_shown(member, plan),
        "today": today_of(plan.workspace, timezone.now()),
    }
    return render(request, "act/plans/plan.html", effect_shown(request, shown) | page | forms, status=status)


def effect_shown(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    """The last that was kept; where more was heard since, it is measured anew by and by."""
    member, plan, now, store = request.member, shown.plan, timezone.now(), stores.current()
    names, may_name = places_known(member, store=store), sees_comparison(member, plan)
    found = shown.found
    return {
        "shown": shown,
        "plan": plan,
        "names": names,
        "found": found,
        "pictures": found and pictures_of(found, plan, shown.measure, names if may_name else None),
        "earlier": list(visible_effects(member, plan)[1:EFFECTS_SHOWN]),
        "is_measured_anew": remeasure_later(plan, shown.effect, store=store, now=now),
        "is_late_commitment": bool(plan.committed_at) and today_of(plan.workspace, plan.committed_at) > plan.starts_on,
        "compared": [names.get(key, key) for key in plan.compared] if may_name else None,
        "clashes": clashes_shown(member, plan),
        "as_of": now,
    }


def _shown(request: HttpRequest, number: int) -> Shown:
    today = today_of(request.member.workspace, timezone.now())
    found = shown_plan(request.member, number, store=stores.current(), today=today)
    if found is None:
        raise Http404
    return found
