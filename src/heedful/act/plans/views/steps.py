"""A plan in three steps: what is wrong and what is done; what it is to move; what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heedful.act.plans.actions import PlanError, aim_plan, compare_plan, reword_plan, today_of, write_plan
from heedful.act.plans.aims import Aim
from heedful.act.plans.confounding import untouched_places
from heedful.act.plans.designing import suggestion_of
from heedful.act.plans.forms import AimForm, Choices, ComparisonForm, ProblemForm, aim_of, words_of
from heedful.act.plans.models import Plan
from heedful.act.plans.queries import may_change, owners_offered, visible_plans
from heedful.interactions import stores
from heedful.people.members.rights import require
from heedful.people.models import Member
from heedful.understand.filters.queries import places_known, values_heard
from heedful.understand.goals.queries import visible_goals
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.themes.queries import called, hit_key, looked_for, visible_found, visible_themes

USUAL_RUN = timedelta(weeks=12)


@require_http_methods(["GET", "HEAD", "POST"])
def new_plan(request: HttpRequest) -> HttpResponse:
    """Begun from nothing, or from a theme, driver, goal or place that the address names."""
    member, now = request.member, timezone.now()
    require(member, "edit_plans")
    choices = _choices(member)
    begun = {name: request.GET.get(name, "")[:200] for name in ("theme", "touchpoint", "driver")}
    form = ProblemForm(request.POST if request.method == "POST" else None, choices=choices, initial=begun)
    if form.is_valid():
        aim = _first_aim(request.GET, choices, member, today_of(member.workspace, now))
        made = write_plan(member.workspace, form.cleaned_data, aim, by=member, now=now)
        return redirect("act:plan-aim", made.pk)
    return _step(request, "problem", form)


@require_http_methods(["GET", "HEAD", "POST"])
def problem(request: HttpRequest, number: int) -> HttpResponse:
    plan = changeable(request, number)
    given = request.POST if request.method == "POST" else None
    form = ProblemForm(given, choices=_choices(request.member), initial=words_of(plan))
    if form.is_valid():
        reword_plan(plan, form.cleaned_data, by=request.member, now=timezone.now())
        return redirect("act:plan" if plan.committed_at else "act:plan-aim", number)
    return _step(request, "problem", form, plan)


@require_http_methods(["GET", "HEAD", "POST"])
def aim(request: HttpRequest, number: int) -> HttpResponse:
    plan, now = changeable(request, number), timezone.now()
    given = request.POST if request.method == "POST" else None
    today = today_of(plan.workspace, now)
    form = AimForm(given, choices=_choices(request.member), today=today, touchpoint=plan.touchpoint,
                   initial=aim_of(plan))  # fmt: skip
    if form.is_valid() and _done(form, lambda: aim_plan(plan, form.aim, by=request.member, now=now)):
        return redirect("act:plan-comparison", number)
    return _step(request, "aim", form, plan)


@require_http_methods(["GET", "HEAD", "POST"])
def comparison(request: HttpRequest, number: int) -> HttpResponse:
    """The comparison is proposed; once it is chosen, it is worked out what it could tell."""
    plan, now, store = changeable(request, number), timezone.now(), stores.current()
    if not plan.treated and places_known(request.member, store=store):
        messages.info(request, _("First say where it is done."))
        return redirect("act:plan-aim", number)
    places = places_known(request.member, store=store)
    untouched = {key: name for key, name in places.items() if key in untouched_places(plan, places)}
    is_drawn = plan.design == Plan.Design.RANDOMISED
    offered = {key: places.get(key, key) for key in plan.compared} if is_drawn else untouched
    suggestion = None if is_drawn or not offered else suggestion_of(plan, untouched=list(offered), store=store, now=now)
    ticked = plan.compared if plan.promised or is_drawn or not suggestion else suggestion.places
    form = ComparisonForm(request.POST if request.method == "POST" else None, places=offered,
                          initial={"compared": list(ticked)})  # fmt: skip
    if form.is_valid():
        chosen = tuple(plan.compared if is_drawn else form.cleaned_data["compared"])
        if _done(form, lambda: compare_plan(plan, chosen, store=store, by=request.member, now=now)):
            return redirect("act:plan", number)
    more = {"suggestion": suggestion, "is_drawn": is_drawn, "offered": offered, "places": places}
    return _step(request, "comparison", form, plan, **more)


def changeable(request: HttpRequest, number: int) -> Plan:
    """A plan that the member may see, and change."""
    require(request.member, "edit_plans")
    plan: Plan = get_object_or_404(visible_plans(request.member), pk=number)
    if not may_change(request.member, plan):
        raise PermissionDenied("edit_plans")
    return plan


def _done(form: Any, act: Any) -> bool:
    try:
        act()
    except PlanError as error:
        form.add_error(None, str(error))
        return False
    return True


def _step(request: HttpRequest, step: str, form: Any, plan: Plan | None = None, **more: Any) -> HttpResponse:
    steps = [_("What you will do"), _("What it is to move"), _("How it will be proven")]
    number = ("problem", "aim", "comparison").index(step) + 1
    shown = {"form": form, "plan": plan, "steps": steps, "step": number, **more}
    return render(request, f"act/plans/{step}.html", shown, status=422 if form.errors else 200)


def _choices(member: Member) -> Choices:
    store = stores.current()
    return Choices(
        places=places_known(member, store=store),
        themes=_themes(member),
        touchpoints=values_heard("touchpoint", member, store, {}),
        goals=visible_goals(member),
        members=owners_offered(member),
    )


def _themes(member: Member) -> dict[str, str]:
    """Those with a name; what was found is named for whoever sees all that was said."""
    named = {theme.key: called(theme) for theme in looked_for(visible_themes(member))}
    return named if member.is_limited else named | {hit_key(each): called(each) for each in visible_found(member)}


def _first_aim(asked: QueryDict, choices: Choices, member: Member, today: date) -> Aim:
    """What is known already, and else what is usual: from next Monday on, for twelve weeks."""
    goal = next((each for each in choices.goals if str(each.pk) == asked.get("goal")), None)
    metric, _colon, method = asked.get("measure", "").partition(":")
    if goal is not None:
        metric, method = goal.metric, goal.method
    elif metric not in METRICS or method not in METRICS[metric].methods:
        metric, method = next(iter(METRICS)), next(iter(METRICS.values())).default
    wanted = asked.getlist("place") or _places_of(goal)
    starts_on = today + timedelta(days=7 - today.weekday())
    return Aim(
        metric=metric,
        method=method,
        places=tuple(place for place in wanted if place in choices.places),
        starts_on=starts_on,
        ends_on=starts_on + USUAL_RUN - timedelta(days=1),
        goal=goal,
        owner=member,
    )


def _places_of(goal: Any) -> list[str]:
    where: Mapping[str, list[str]] = dict(goal.where) if goal else {}
    return list(where.get("location", []))
