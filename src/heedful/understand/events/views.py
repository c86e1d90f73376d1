from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heedful.interactions import stores
from heedful.people.members.rights import may, require
from heedful.understand.events.actions import note_happening
from heedful.understand.events.forms import HappeningForm
from heedful.understand.events.queries import may_remove, page_of_happenings, visible_happenings
from heedful.understand.filters.queries import places_known
from heedful.understand.setup.queries import speaks_for_all

ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def events(request: HttpRequest) -> HttpResponse:
    """What happened, and a form to note more."""
    member, is_sent = request.member, request.method == "POST"
    require(member, "edit_goals" if is_sent else "read")
    places = places_known(member, store=stores.current())
    whole = speaks_for_all(member)
    form = HappeningForm(request.POST if is_sent else None, places=places, whole=whole)
    if is_sent and form.is_valid():
        note_happening(**form.cleaned_data, by=member, now=timezone.now())
        messages.success(request, _("Noted. It is marked on the trends of its time from now on."))
        return redirect("understand:events")
    page = page_of_happenings(member, request.GET, size=ON_A_PAGE)
    rows = [
        {"noted": row, "place": places.get(row.location, row.location), "own": whole or bool(row.location)}
        for row in page.rows
    ]
    shown = {"form": form, "page": page, "rows": rows, "may_edit": may(member, "edit_goals")}
    return render(request, "understand/events/index.html", shown, status=422 if form.errors else 200)


@require_POST
def removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_goals")
    noted = get_object_or_404(visible_happenings(request.member), pk=number)
    if not may_remove(request.member, noted):
        raise PermissionDenied
    noted.delete()
    messages.success(request, _("Removed. No trend marks it any more."))
    return redirect("understand:events")
