from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from heedful.act.cases import actions, queries
from heedful.act.cases.bulk import MOST_AT_ONCE, Done, to_each
from heedful.act.cases.closing import close_case
from heedful.act.cases.forms import CaseViewForm, FilterForm
from heedful.act.cases.models import Case, CaseView
from heedful.act.cases.words import PRIORITIES, STATES
from heedful.people.members.rights import may, require
from heedful.people.workspaces.queries import visible_places
from heedful.ui.keyset import Page, Place, page_of, place_of
from heedful.ui.navigation import Link

PAGE: Final = 50
Act = Callable[[Case], object]


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    return _list(request)


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """The same done to all that were ticked."""
    require(request.member, "handle_cases")
    picked = [int(each) for each in request.POST.getlist("pick")[:MOST_AT_ONCE] if each.isdecimal() and len(each) < 10]
    act = _act_of(request)
    if not picked or act is None:
        messages.info(request, _("Tick the cases first, and say what is to be done with them."))
        return redirect(_back(request))
    found = queries.visible_cases(request.member).filter(number__in=picked).select_related("workspace")
    _say(request, to_each(found.order_by("number"), act))
    return redirect(_back(request))


@require_POST
def views(request: HttpRequest) -> HttpResponse:
    require(request.member, "handle_cases")
    form = CaseViewForm(request.POST)
    if not form.is_valid():
        return _list(request, view_form=form, status=422)
    kept = CaseView(workspace=request.member.workspace, member=request.member, **form.cleaned_data)
    kept.save()
    messages.success(request, _("The view is kept."))
    return redirect(f"{reverse('act:cases')}?{kept.query}")


@require_POST
def view_removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_cases")
    kept = queries.own_case_views(request.member).filter(pk=number).first()
    if kept is None:
        raise Http404
    kept.delete()
    messages.success(request, _("The view is removed."))
    return redirect("act:cases")


def _list(request: HttpRequest, *, view_form: CaseViewForm | None = None, status: int = 200) -> HttpResponse:
    member = request.member
    people = [(str(each.pk), each.user.first_name or each.user.username) for each in queries.able_members(member)]
    places = list(visible_places(member).order_by("name").values_list("pk", "name"))
    causes = sorted(queries.known_causes(member).items(), key=lambda theme: theme[1].casefold())
    form = FilterForm(request.GET, people=people, places=places, causes=causes)
    wanted = form.wanted
    place, newest = place_of(request.GET), wanted.is_newest_first
    place = place if queries.is_place(place, newest_first=newest) else Place()
    rows = queries.page_of_cases(queries.wanted_cases(member, wanted), place, newest_first=newest, size=PAGE)
    page: Page[Case] = page_of(
        rows, place, size=PAGE, key=partial(queries.key_of, newest_first=newest), asked=request.GET
    )
    said = {
        "form": form,
        "wanted": wanted,
        "page": page,
        "tabs": _tabs(request, wanted.state),
        "query": _address(request).urlencode(),
        "people": people,
        "priorities": PRIORITIES,
        "saved": queries.visible_case_views(member),
        "view_form": view_form or CaseViewForm(initial={"query": _address(request).urlencode()}),
        "may_handle": may(member, "handle_cases"),
        "as_of": timezone.now(),
    }
    template = "act/cases/list.html" + ("#cases" if request.htmx else "")
    return render(request, template, said, status=status)


def _tabs(request: HttpRequest, state: str) -> list[Link]:
    address = _address(request)
    tabs = []
    for key, name in STATES.items():
        address["state"] = key
        tabs.append(Link(name, f"{reverse('act:cases')}?{address.urlencode()}", current=key == state))
    return tabs


def _address(request: HttpRequest):
    address = request.GET.copy()
    for name in ("after", "before"):
        address.pop(name, None)
    return address


def _act_of(request: HttpRequest) -> Act | None:
    """What is to be done with each; None where that was not said."""
    given, how = request.POST, {"by": request.member, "now": timezone.now()}
    match given.get("do"):
        case "take":
            return lambda case: actions.assign_case(case, request.member, **how)
        case "assign":
            owner = {str(each.pk): each for each in queries.able_members(request.member)}.get(given.get("owner", ""))
            return (lambda case: actions.assign_case(case, owner, **how)) if owner else None
        case "priority" if given.get("priority", "") in map(str, PRIORITIES):
            return lambda case: actions.prioritise_case(case, int(given["priority"]), **how)
        case "close" if given.get("cause", "").strip() and given.get("remedy", "").strip():
            return lambda case: close_case(case, cause=given["cause"], remedy=given["remedy"], **how)
    return None


def _say(request: HttpRequest, told: Done) -> None:
    done = ngettext("%(count)d case is done.", "%(count)d cases are done.", told.done) % {"count": told.done}
    messages.success(request, done)
    for case, why in told.refused[:5]:
        messages.error(request, _("Case #%(number)d: %(why)s") % {"number": case.number, "why": why})


def _back(request: HttpRequest) -> str:
    """To the list as it was filtered."""
    query = request.POST.get("back", "")
    return f"{reverse('act:cases')}?{query}" if query and "\n" not in query else reverse("act:cases")
