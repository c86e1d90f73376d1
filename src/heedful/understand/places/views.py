from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heedful.interactions import stores
from heedful.people.members.rights import require
from heedful.understand.metrics.inquiry import inquiry_of
from heedful.understand.places.looks import PLACE, places_look
from heedful.understand.places.matrix import matrix_of
from heedful.understand.places.one_place import place_page
from heedful.understand.places.queries import beside_of, visible_place_names


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """One measure at all places; what takes longer comes after, or with `whole` in the address."""
    require(request.member, "read")
    inquiry = inquiry_of(request.GET, request.member, store=stores.current(), now=timezone.now())
    look = places_look(request.GET, inquiry)
    whole = request.htmx or "whole" in request.GET
    beside = look and beside_of(look, whole=bool(whole))
    shown = {
        "inquiry": inquiry,
        "look": look,
        "names": visible_place_names(inquiry),
        "beside": beside,
        "matrix": look and beside and matrix_of(look),
    }
    if request.htmx:
        return render(request, "understand/places/index.html#places-beside", shown)
    shown["bar"] = inquiry.bar(kept=list(look.kept.items()) if look else (), without=(PLACE,))
    wrong = inquiry.filter.problems or (look and look.problems)
    return render(request, "understand/places/index.html", shown, status=422 if wrong else 200)


@require_safe
def place(request: HttpRequest, key: str) -> HttpResponse:
    """One place against the others."""
    require(request.member, "read")
    inquiry = inquiry_of(request.GET, request.member, store=stores.current(), now=timezone.now())
    names = visible_place_names(inquiry)
    if key not in names:
        raise Http404
    others = [other for other in names if other != key]
    whole = request.htmx or "whole" in request.GET
    page = place_page(inquiry, key, names[key], others, whole=bool(whole))
    shown = {"inquiry": inquiry, "key": key, "name": names[key], "others": others, "page": page}
    if request.htmx:
        return render(request, "understand/places/place.html#place-numbers", shown)
    shown["bar"] = inquiry.bar(without=(PLACE,))
    return render(request, "understand/places/place.html", shown, status=422 if inquiry.filter.problems else 200)
