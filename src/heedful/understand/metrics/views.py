from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heedful.interactions import stores
from heedful.people.members.rights import require
from heedful.understand.metrics.screen import first_screen


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    screen = first_screen(request.member, store=stores.current(), now=timezone.now())
    return render(request, "understand/metrics/index.html", {"screen": screen})
