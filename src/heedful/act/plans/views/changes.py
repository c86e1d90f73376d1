"""A plan is committed to and ended, and its tasks are done."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heedful.act.plans import actions
from heedful.act.plans.forms import EndForm, TaskForm
from heedful.act.plans.models import Plan, PlanTask
from heedful.act.plans.queries import may_change, may_tick, owners_offered, visible_tasks
from heedful.act.plans.views.pages import plan_page
from heedful.act.plans.views.steps import changeable
from heedful.people.members.rights import require


@require_POST
def commitment(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_plans")
    plan = changeable(request, number)
    try:
        actions.commit_plan(plan, by=request.member, now=timezone.now())
    except actions.PlanError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Committed. What comes of it is measured as it was promised."))
    return redirect("act:plan", number)


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_plans")
    plan, form = changeable(request, number), EndForm(request.POST)
    if not form.is_valid():
        return plan_page(request, number, status=422, end_form=form)
    try:
        actions.end_plan(plan, **form.cleaned_data, by=request.member, now=timezone.now())
    except actions.PlanError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Ended. What was measured stays."))
    return redirect("act:plan", number)


@require_POST
def removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_plans")
    try:
        actions.remove_plan(changeable(request, number), by=request.member, now=timezone.now())
    except actions.PlanError as error:
        messages.error(request, str(error))
        return redirect("act:plan", number)
    messages.success(request, _("Removed."))
    return redirect("act:plans")


@require_POST
def tasks(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_plans")
    plan = changeable(request, number)
    form = TaskForm(request.POST, members=owners_offered(request.member))
    if not form.is_valid():
        return plan_page(request, number, status=422, task_form=form)
    actions.add_task(plan, **form.task, by=request.member, now=timezone.now())
    return _to_tasks(plan)


@require_POST
def task_done(request: HttpRequest, number: int) -> HttpResponse:
    """Ticked, or with `undone` taken back."""
    task = _task(request, number)
    if not may_tick(request.member, task):
        raise PermissionDenied("edit_plans")
    actions.tick_task(task, done="undone" not in request.POST, by=request.member, now=timezone.now())
    return _to_tasks(task.plan)


@require_POST
def task_removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_plans")
    task = _task(request, number)
    if not may_change(request.member, task.plan):
        raise PermissionDenied("edit_plans")
    actions.remove_task(task, by=request.member, now=timezone.now())
    return _to_tasks(task.plan)


def _to_tasks(plan: Plan) -> HttpResponse:
    return redirect(f"{reverse('act:plan', args=[plan.pk])}#plan-tasks")


def _task(request: HttpRequest, number: int) -> PlanTask:
    require(request.member, "read")
    task: PlanTask = get_object_or_404(visible_tasks(request.member), pk=number)
    return task
