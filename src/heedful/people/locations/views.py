from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heedful.people.locations.actions import LocationError, add_location, remove_location, rename_location
from heedful.people.locations.forms import LocationForm, NameForm
from heedful.people.members.rights import require
from heedful.people.workspaces.queries import visible_places


@require_http_methods(["GET", "HEAD", "POST"])
def locations(request: HttpRequest) -> HttpResponse:
    require(request.member, "manage_workspace")
    if request.method != "POST":
        return _list(request, LocationForm())
    form = LocationForm(request.POST)
    if form.is_valid():
        try:
            add_location(request.member.workspace, **form.cleaned_data, by=request.member, now=timezone.now())
        except LocationError as error:
            form.add_error("key", str(error))
        else:
            return redirect("people:locations")
    return _list(request, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def location(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_workspace")
    place = get_object_or_404(visible_places(request.member), pk=number)
    if request.method != "POST":
        return _page(request, place, NameForm(initial={"name": place.name}))
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, place, form, status=422)
    rename_location(place, name=form.cleaned_data["name"], by=request.member, now=timezone.now())
    return redirect("people:locations")


@require_POST
def removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_workspace")
    place = get_object_or_404(visible_places(request.member), pk=number)
    name = place.name
    try:
        remove_location(place, by=request.member, now=timezone.now())
    except LocationError as error:
        return _page(request, place, NameForm(initial={"name": name}), wrong=str(error), status=422)
    messages.success(request, _("%(name)s is no longer offered. What was heard there stays.") % {"name": name})
    return redirect("people:locations")


def _list(request: HttpRequest, form: LocationForm, status: int = 200) -> HttpResponse:
    what = {"form": form, "places": visible_places(request.member).order_by("name")}
    return render(request, "people/locations.html", what, status=status)


def _page(request: HttpRequest, place, form: NameForm, wrong: str = "", status: int = 200) -> HttpResponse:
    return render(request, "people/location.html", {"place": place, "form": form, "wrong": wrong}, status=status)
