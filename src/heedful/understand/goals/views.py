from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.interactions import stores
from heedful.people.members.queries import visible_members
from heedful.people.members.rights import may, require
from heedful.people.models import Member
from heedful.understand.filters.queries import places_known
from heedful.understand.goals.actions import change_goal, remove_goal, set_goal
from heedful.understand.goals.forms import GoalForm, initial_of
from heedful.understand.goals.models import Goal
from heedful.understand.goals.queries import visible_goals
from heedful.understand.goals.standing import standings
from heedful.understand.setup.measures import described
from heedful.understand.setup.queries import speaks_for_all


@require_safe
def goals(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    now = timezone.now()
    shown = {
        "standings": standings(visible_goals(request.member), request.member, store=stores.current(), now=now),
        "may_edit": may(request.member, "edit_goals"),
        "currency": request.member.workspace.currency,
        "as_of": now,
    }
    return render(request, "understand/goals/index.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new goal, or one to be changed: its measure stays."""
    member, now = request.member, timezone.now()
    require(member, "edit_goals")
    kept = _goal(member, number) if number else None
    form = _form(request, kept)
    if request.method == "POST" and form.is_valid():
        by = {"by": member, "store": stores.current(), "now": now}
        if kept:
            change_goal(kept, form.aim, **by)
        else:
            set_goal(form.measure, form.aim, **by)
        messages.success(request, _("Saved. What was before is measured, and kept with the goal."))
        return redirect("understand:goals")
    shown = {"form": form, "kept": described(kept) if kept else None}
    return render(request, "understand/goals/form.html", shown, status=422 if form.errors else 200)


@require_POST
def goal_removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_goals")
    remove_goal(_goal(request.member, number), by=request.member, now=timezone.now())
    messages.success(request, _("Removed."))
    return redirect("understand:goals")


def _goal(member: Member, number: int) -> Goal:
    """Only one that the member may see; a goal of more places than theirs is not theirs to change."""
    found = next((goal for goal in visible_goals(member) if goal.pk == number), None)
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest, kept: Goal | None) -> GoalForm:
    member = request.member
    today = timezone.now().astimezone(ZoneInfo(member.workspace.time_zone)).date()
    begun = {"starts_on": today, "measure": request.GET.get("measure", ""), "location": request.GET.get("location", "")}
    return GoalForm(
        request.POST if request.method == "POST" else None,
        fixed=(kept.metric, kept.method) if kept else None,
        initial=initial_of(kept) if kept else begun | {"owner": member.pk},
        places=places_known(member, store=stores.current()),
        whole=speaks_for_all(member),
        members=list(visible_members(member)),
        today=today,
    )
