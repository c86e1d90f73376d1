from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heedful.interactions import stores
from heedful.people.members.rights import may, require
from heedful.people.models import Trace
from heedful.people.traces.actions import leave_trace
from heedful.ui.keyset import Place, place_of
from heedful.ui.keyset import page_of as keyset_page
from heedful.understand.metrics.inquiry import inquiry_of
from heedful.understand.voices import queries
from heedful.understand.voices.actions import delete_view, save_view
from heedful.understand.voices.boxes import boxes_of
from heedful.understand.voices.exports import FORMATS, export_of
from heedful.understand.voices.forms import SavedViewForm, address_of, read_asked
from heedful.understand.voices.listing import key_of, row_key, rows_of
from heedful.understand.voices.quotes import quote_of

PAGE: Final = 30


@require_safe
def voices(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    said = _said(request)
    if request.htmx:
        return render(request, "understand/voices/index.html#voices", said)
    wrong = said["inquiry"].filter.problems or said["asked"].problems
    return render(request, "understand/voices/index.html", said, status=422 if wrong else 200)


@require_safe
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    require(request.member, "handle_responses")
    now = timezone.now()
    inquiry = inquiry_of(request.GET, request.member, store=stores.current(), now=now)
    asked = read_asked(request.GET)
    name = request.GET.get("format", "csv")
    if inquiry.filter.problems or asked.problems or name not in FORMATS:
        messages.error(request, _("This cannot be exported as it is asked for."))
        return redirect(f"{reverse('understand:voices')}?{address_of(request.GET)}")
    bare = "personal" in request.GET
    told = {"format": name, "filters": address_of(request.GET), "personal": bare}
    leave_trace(request.member.workspace, Trace.What.VOICES_EXPORTED, by=request.member, now=now, **told)
    made = FORMATS[name]
    parts = export_of(queries.listing_of(inquiry, asked), request.member, places=inquiry.places, made=made, bare=bare)
    answer = StreamingHttpResponse(parts, content_type=made.content_type)
    stem = f"voices-{now:%Y-%m-%dT%H-%M}"
    answer["Content-Disposition"] = f'attachment; filename="{stem}.{made.ending}"'
    return answer


@require_POST
def views(request: HttpRequest) -> HttpResponse:
    """Keep the look of the page under a name."""
    require(request.member, "handle_responses")
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        said = _said(request) | {"view_form": form}
        return render(request, "understand/voices/index.html", said, status=422)
    view = save_view(**form.cleaned_data, by=request.member, now=timezone.now())
    messages.success(request, _("The view “%(name)s” is kept for the team.") % {"name": view.name})
    return redirect(f"{reverse('understand:voices')}?{view.query}")


@require_POST
def view_removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_responses")
    delete_view(get_object_or_404(queries.visible_views(request.member), pk=number))
    messages.success(request, _("The view is gone. The texts stay as they are."))
    return redirect("understand:voices")


def _said(request: HttpRequest) -> dict[str, Any]:
    """The list as the address asks for it."""
    store = stores.current()
    inquiry = inquiry_of(request.GET, request.member, store=store, now=timezone.now())
    asked, place = read_asked(request.GET), _place(request)
    rows = rows_of(queries.listing_of(inquiry, asked), place, size=PAGE)
    page = keyset_page(rows, place, size=PAGE, key=row_key, asked=request.GET)
    names = queries.names_for(request.member, page.rows, store=store, places=inquiry.places)
    address = address_of(request.GET)
    return {
        "inquiry": inquiry,
        "asked": asked,
        "page": page,
        "quotes": [quote_of(row, names, looked_for=asked.words) for row in page.rows],
        "boxes": boxes_of(inquiry, asked, dict(names.themes)),
        "views": _views(request, address),
        "view_form": SavedViewForm(initial={"query": address}),
        "address": address,
        "is_set": bool(address),
        "kept": list(QueryDict(address).items()),
        "may_handle": may(request.member, "handle_responses"),
        "formats": FORMATS,
        "language_model": queries.model_in_use(request.member),
    }


def _views(request: HttpRequest, address: str) -> list[dict[str, Any]]:
    kept = queries.visible_views(request.member)
    return [{"view": view, "is_shown": view.query == address} for view in kept]


def _place(request: HttpRequest) -> Place:
    place = place_of(request.GET)
    return place if key_of(place) else Place()
