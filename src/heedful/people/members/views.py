from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.people.account.queries import with_two_step
from heedful.people.invitations.queries import visible_invitations
from heedful.people.members.actions import MembersError, change_member, remove_member
from heedful.people.members.forms import SeatForm
from heedful.people.members.models import Member, Role
from heedful.people.members.queries import members_in_full, visible_locations, visible_members
from heedful.people.members.rights import require
from heedful.people.workspaces.queries import visible_places


@require_safe
def members(request: HttpRequest) -> HttpResponse:
    require(request.member, "manage_members")
    found = list(members_in_full(request.member))
    what = {
        "members": found,
        "two_step": with_two_step(member.user_id for member in found),
        "invitations": visible_invitations(request.member),
        "now": timezone.now(),
    }
    return render(request, "people/members.html", what)


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_members")
    who = get_object_or_404(visible_members(request.member), pk=number)
    places = visible_places(request.member)
    if request.method != "POST":
        form = SeatForm(places, initial={"role": who.role, "limited_to": visible_locations(who) or ()})
        return _page(request, who, form)
    form = SeatForm(places, request.POST)
    if form.is_valid():
        try:
            limited_to = form.cleaned_data.get("limited_to", ())
            role = Role(form.cleaned_data["role"])
            change_member(who, role=role, limited_to=limited_to, by=request.member, now=timezone.now())
        except MembersError as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, _("%(who)s has another seat now.") % {"who": who.user.username})
            return redirect("people:members")
    return _page(request, who, form, status=422)


@require_POST
def removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_members")
    who = get_object_or_404(visible_members(request.member), pk=number)
    try:
        remove_member(who, by=request.member, now=timezone.now())
    except MembersError as error:
        form = SeatForm(visible_places(request.member), initial={"role": who.role})
        return _page(request, who, form, wrong=str(error), status=422)
    messages.success(request, _("%(who)s has no seat here any more.") % {"who": who.user.username})
    return redirect("people:members")


def _page(request: HttpRequest, who: Member, form: SeatForm, wrong: str = "", status: int = 200) -> HttpResponse:
    return render(request, "people/member.html", {"who": who, "form": form, "wrong": wrong}, status=status)
