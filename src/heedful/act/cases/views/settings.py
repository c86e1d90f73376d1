from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heedful.act.cases import queries, setting_up
from heedful.act.cases.actions import CasesError
from heedful.act.cases.setting_forms import PromiseForm, RouteForm
from heedful.act.cases.views.one import people_of
from heedful.act.cases.words import PRIORITIES
from heedful.people.members.rights import require
from heedful.people.models import Location
from heedful.people.workspaces.queries import visible_places
from heedful.understand.setup.queries import visible_setup


@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """What is promised, and whose new cases are."""
    require(request.member, "manage_workspace")
    return _page(request)


@require_POST
def promises(request: HttpRequest) -> HttpResponse:
    require(request.member, "manage_workspace")
    form = PromiseForm(request.POST, places=_places(request))
    if not form.is_valid():
        return _page(request, promise_form=form, status=422)
    setting_up.set_promise(request.member.workspace, **form.told, by=request.member, now=timezone.now())
    messages.success(request, _("Kept. It holds for what comes from now on."))
    return redirect("act:case-settings")


@require_POST
def promise_removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_workspace")
    found = queries.visible_promises(request.member).filter(pk=number).first()
    if found is None:
        raise Http404
    setting_up.remove_promise(found, by=request.member, now=timezone.now())
    messages.success(request, _("It is removed."))
    return redirect("act:case-settings")


@require_POST
def routes(request: HttpRequest) -> HttpResponse:
    require(request.member, "manage_workspace")
    form = RouteForm(request.POST, places=_places(request), people=people_of(request.member))
    if form.is_valid():
        try:
            setting_up.add_route(request.member.workspace, **form.told, by=request.member, now=timezone.now())
            messages.success(request, _("Kept. It holds for what comes from now on."))
            return redirect("act:case-settings")
        except CasesError as error:
            form.add_error("members", str(error))
    return _page(request, route_form=form, status=422)


@require_POST
def route_removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_workspace")
    found = queries.visible_routes(request.member).filter(pk=number).first()
    if found is None:
        raise Http404
    setting_up.remove_route(found, by=request.member, now=timezone.now())
    messages.success(request, _("It is removed."))
    return redirect("act:case-settings")


def _page(request: HttpRequest, *, status: int = 200, **given: Any) -> HttpResponse:
    places = _places(request)
    said = {
        "promise_form": PromiseForm(places=places),
        "route_form": RouteForm(places=places, people=people_of(request.member)),
        "promises": queries.visible_promises(request.member),
        "routes": queries.visible_routes(request.member),
        "priorities": PRIORITIES,
        "setup": visible_setup(request.member),
        "trail": queries.trail_of_settings(request.member),
        "as_of": timezone.now(),
    }
    return render(request, "act/cases/settings.html", said | given, status=status)


def _places(request: HttpRequest) -> dict[str, Location]:
    return {str(each.pk): each for each in visible_places(request.member).order_by("name")}
