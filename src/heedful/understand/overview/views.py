from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heedful.interactions import stores
from heedful.people.members.rights import require
from heedful.understand.metrics.inquiry import inquiry_of
from heedful.understand.overview.queries import overview_of
from heedful.understand.voices.daily import word_of_the_day


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The numbers first; what takes longer comes after, or with `whole` in the address."""
    require(request.member, "read")
    inquiry = inquiry_of(request.GET, request.member, store=stores.current(), now=timezone.now())
    shown = {"overview": overview_of(inquiry, whole="whole" in request.GET), "inquiry": inquiry}
    shown["quote"] = word_of_the_day(inquiry) if shown["overview"].is_whole else None
    if request.htmx:
        return render(request, "understand/overview/index.html#overview-numbers", shown)
    shown["bar"] = inquiry.bar()
    return render(request, "understand/overview/index.html", shown, status=422 if inquiry.filter.problems else 200)
