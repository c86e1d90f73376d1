from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heedful.interactions import stores
from heedful.people.members.rights import require
from heedful.understand.drivers.looks import DriversLook, drivers_look
from heedful.understand.drivers.pictures import quadrants_drawn, weights_drawn
from heedful.understand.drivers.queries import drivers_of, is_worked_out
from heedful.understand.drivers.tables import as_csv
from heedful.understand.metrics.inquiry import inquiry_of


@require_safe
def drivers(request: HttpRequest) -> HttpResponse:
    """What goes with a score; what takes longer comes after, or with `whole` in the address."""
    require(request.member, "read")
    look = _look(request)
    shown = {"look": look, "inquiry": look.inquiry}
    if request.htmx or "whole" in request.GET or is_worked_out(look):
        found = drivers_of(look)
        shown |= {"found": found, "bars": weights_drawn(look, found), "quadrants": quadrants_drawn(look, found)}
    if request.htmx:
        return render(request, "understand/drivers/index.html#drivers-found", shown)
    shown["bar"] = look.inquiry.bar(kept=list(look.kept.items()))
    wrong = look.problems or look.inquiry.filter.problems
    return render(request, "understand/drivers/index.html", shown, status=422 if wrong else 200)


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The rows behind the page, for a spreadsheet."""
    require(request.member, "read")
    look = _look(request)
    answer = HttpResponse(as_csv(drivers_of(look)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="drivers-{look.metric.key}.csv"'
    return answer


def _look(request: HttpRequest) -> DriversLook:
    inquiry = inquiry_of(request.GET, request.member, store=stores.current(), now=timezone.now())
    return drivers_look(request.GET, inquiry)
