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
from heedful.understand.goals.actions import GoalError, change_goal, remove_goal, set_goal
from heedful.understand.goals.forms import GoalForm, initial_of
from heedful.understand.goals.models import Goal
from heedful.understand.goals.pictures import goal_trend
from heedful.understand.goals.queries import trail_of, visible_goals
from heedful.understand.goals.standing import Desk, standings, standings_at
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


@require_safe
def goal(request: HttpRequest, number: int) -> HttpResponse:
    """One goal: where it stands, how it moved, who set it."""
    member = request.member
    require(member, "read")
    kept = _goal(member, number)
    desk = Desk.of(member, store=stores.current(), now=timezone.now())
    [standing] = standings_at(desk, [kept])
    shown = {
        "standing": standing,
        "trend": goal_trend(standing, desk, currency=member.workspace.currency),
        "places": dict(kept.where).get("location", ()),
        "trail": trail_of(kept),
        "may_edit": may(member, "edit_goals"),
        "currency": member.workspace.currency,
        "as_of": desk.now,
    }
    return render(request, "understand/goals/goal.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def goal_form(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new goal, or one to be changed: its measure stays."""
    require(request.member, "edit_goals")
    kept = _goal(request.member, number) if number else None
    form = _form(request, kept)
    if request.method == "POST" and form.is_valid() and (saved := _saved(request, form, kept)):
        messages.success(request, _("Saved. What was before is measured, and kept with the goal."))
        return redirect("understand:goal", saved.pk)
    shown = {"form": form, "kept": described(kept) if kept else None, "number": number}
    return render(request, "understand/goals/form.html", shown, status=422 if form.errors else 200)


def _saved(request: HttpRequest, form: GoalForm, kept: Goal | None) -> Goal | None:
    """None where there can be no such goal: the form says why."""
    by = {"by": request.member, "store": stores.current(), "now": timezone.now()}
    try:
        if kept is None:
            return set_goal(form.measure, form.aim, **by)
        change_goal(kept, form.aim, **by)
    except GoalError as error:
        form.add_error("target", str(error))
        return None
    return kept


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
