from collections.abc import Iterator
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heedful.interactions import stores
from heedful.people.members.rights import require
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.inquiry import inquiry_of
from heedful.understand.metrics.looks import Look, look_of
from heedful.understand.metrics.pages import front_of, is_worked_out, rest_of
from heedful.understand.metrics.screen import first_screen
from heedful.understand.metrics.tables import csv_lines


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    screen = first_screen(request.member, store=stores.current(), now=timezone.now())
    return render(request, "understand/metrics/index.html", {"screen": screen})


@require_safe
def metric(request: HttpRequest, key: str) -> HttpResponse:
    """The number and its line first; what takes longer comes after, or with `whole` in the address."""
    require(request.member, "read")
    look = _look(request, key, timezone.now())
    shown = {"look": look, "inquiry": look.inquiry, "front": front_of(look)}
    if request.htmx or "whole" in request.GET or is_worked_out(look):
        shown["rest"] = rest_of(look)
    if request.htmx:
        return render(request, "understand/metrics/metric.html#metric-rest", shown)
    shown["bar"] = look.inquiry.bar(kept=list(look.kept.items()))
    wrong = look.problems or look.inquiry.filter.problems
    return render(request, "understand/metrics/metric.html", shown, status=422 if wrong else 200)


@require_safe
def table(request: HttpRequest, key: str) -> HttpResponse:
    """The rows behind the page, for a spreadsheet: cut as it is, and held against the same time."""
    require(request.member, "read")
    look = _look(request, key, timezone.now())
    answer = StreamingHttpResponse(_lines(look), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{key}.csv"'
    return answer


def _lines(look: Look) -> Iterator[str]:
    by = (look.by,) if look.by and not look.method.extras else ()
    before = None if look.method.extras else look.inquiry.before(look.period)
    yield from csv_lines(look.inquiry.ask(look.metric.key, look.name, look.period, by=by, compare_to=before))


def _look(request: HttpRequest, key: str, now: datetime) -> Look:
    if key not in METRICS:
        raise Http404
    inquiry = inquiry_of(request.GET, request.member, store=stores.current(), now=now)
    return look_of(request.GET, inquiry, METRICS[key])
