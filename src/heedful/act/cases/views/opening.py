from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heedful.act.cases.actions import open_case
from heedful.act.cases.forms import OpeningForm
from heedful.act.cases.heard import Source, said, source_called
from heedful.act.cases.models import Case
from heedful.act.cases.queries import case_with, customer_meant
from heedful.interactions import stores
from heedful.people.customers.actions import introduce_customer
from heedful.people.customers.models import Customer
from heedful.people.members.rights import require
from heedful.people.models import Location
from heedful.people.workspaces.queries import visible_places


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """From one interaction, a whole response, or nothing but what somebody said."""
    require(request.member, "handle_cases")
    source = _source(request)
    if source is not None and (kept := case_with(request.member, [row["id"] for row in source.rows])):
        return redirect("act:case", kept.number)
    places = {str(each.pk): each for each in visible_places(request.member).order_by("name")}
    named = [(key, each.name) for key, each in places.items()]
    form = OpeningForm(
        request.POST if request.method == "POST" else None,
        initial=_beginning(source, places),
        places=named,
        may_be_nowhere=not request.member.is_limited,
    )
    if request.method == "POST" and form.is_valid():
        customer = _customer(request, form, source)
        if not form.errors:
            location = places.get(form.cleaned_data["location"])
            return _opened(request, form, source, customer, location)
    shown = [said(row) for row in source.rows] if source else []
    told = {"form": form, "heard": shown, "source": source, "as_of": timezone.now()}
    return render(request, "act/cases/new.html", told, status=422 if form.errors else 200)


def _source(request: HttpRequest) -> Source | None:
    interaction, thread = request.GET.get("interaction", "")[:300], request.GET.get("thread", "")[:300]
    if not interaction and not thread:
        return None
    found = source_called(request.member, interaction=interaction, thread=thread, store=stores.current())
    if found is None:
        raise Http404
    return found


def _beginning(source: Source | None, places: dict[str, Location]) -> dict[str, Any]:
    if source is None:
        return {}
    place = next((key for key, each in places.items() if each.key == source.location), "")
    return {"title": source.title, "customer": source.customer, "location": place}


def _customer(request: HttpRequest, form: OpeningForm, source: Source | None) -> Customer | None:
    """Whom the log knows by what was heard; by hand: whoever has this key, address or number."""
    if source is not None:
        return introduce_customer(request.member.workspace, source.customer) if source.customer else None
    typed = form.cleaned_data["customer"].strip()
    if not typed:
        return None
    found = customer_meant(request.member, typed, store=stores.current())
    if found is None:
        form.add_error("customer", _("Nobody is known by this."))
    return found


def _opened(
    request: HttpRequest, form: OpeningForm, source: Source | None, customer: Customer | None, location: Location | None
) -> HttpResponse:
    case = open_case(
        request.member.workspace,
        title=form.cleaned_data["title"],
        origin=source.origin if source else Case.Origin.HAND,
        items=source.items if source else (),
        customer=customer,
        location=location,
        touchpoint=source.touchpoint if source else "",
        priority=form.cleaned_data["priority"],
        by=request.member,
        now=timezone.now(),
    )
    messages.success(request, _("Case #%(number)d is open.") % {"number": case.number})
    return redirect("act:case", case.number)
