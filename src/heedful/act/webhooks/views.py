from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.act.webhooks import actions
from heedful.act.webhooks.forms import EndpointForm
from heedful.act.webhooks.models import Endpoint
from heedful.act.webhooks.queries import visible_deliveries, visible_endpoints
from heedful.people.members.rights import require
from heedful.ui.keyset import numbered_place_of, page_of

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def endpoints(request: HttpRequest) -> HttpResponse:
    """All of them, and one more. The secret of a new one stands on this one answer and nowhere else."""
    require(request.member, "manage_keys")
    if request.method != "POST":
        return _list(request, EndpointForm())
    form = EndpointForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    made = actions.create_endpoint(request.member.workspace, **form.cleaned_data, by=request.member, now=timezone.now())
    return _list(request, EndpointForm(), created=made[0], secret=made[1])


@require_http_methods(["GET", "HEAD", "POST"])
def endpoint(request: HttpRequest, number: int) -> HttpResponse:
    """What it is told of, and everything that was sent, the newest first."""
    require(request.member, "manage_keys")
    found = _endpoint(request, number)
    if request.method != "POST":
        kept = {"url": found.url, "events": found.events, "include_personal": found.include_personal}
        return _one(request, found, EndpointForm(initial=kept))
    form = EndpointForm(request.POST)
    if not form.is_valid():
        return _one(request, found, form, status=422)
    actions.change_endpoint(found, **form.cleaned_data, by=request.member, now=timezone.now())
    messages.success(request, _("Kept. It holds for what happens from now on."))
    return redirect("act:webhook", number)


@require_POST
def test(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_keys")
    found = _endpoint(request, number)
    if found.disabled_at:
        messages.error(request, _("It is off. Turn it on first."))
        return redirect("act:webhook", number)
    made = actions.send_test(found, now=timezone.now())
    return redirect("act:webhook-delivery", made.pk)


@require_POST
def off(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_keys")
    actions.disable_endpoint(_endpoint(request, number), by=request.member, now=timezone.now())
    messages.success(request, _("It is off. What happens now is not told to it."))
    return redirect("act:webhook", number)


@require_POST
def on(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_keys")
    actions.enable_endpoint(_endpoint(request, number), by=request.member, now=timezone.now())
    messages.success(request, _("It is on again."))
    return redirect("act:webhook", number)


@require_POST
def removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_keys")
    actions.remove_endpoint(_endpoint(request, number), by=request.member, now=timezone.now())
    messages.success(request, _("It is removed."))
    return redirect("act:webhooks")


@require_safe
def delivery(request: HttpRequest, number: int) -> HttpResponse:
    """What was sent, word for word, and what came back."""
    require(request.member, "manage_keys")
    found = get_object_or_404(visible_deliveries(request.member), pk=number)
    payload = json.dumps(json.loads(found.payload), ensure_ascii=False, indent=2)
    said = {"delivery": found, "endpoint": found.endpoint, "payload": payload, "as_of": timezone.now()}
    return render(request, "act/webhooks/delivery.html", said)


@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_keys")
    found = get_object_or_404(visible_deliveries(request.member), pk=number)
    actions.send_again(found, now=timezone.now())
    messages.success(request, _("It is sent again, under the same id."))
    return redirect("act:webhook-delivery", number)


def _endpoint(request: HttpRequest, number: int) -> Endpoint:
    return get_object_or_404(visible_endpoints(request.member), pk=number)


def _list(request: HttpRequest, form: EndpointForm, status: int = 200, **more: Any) -> HttpResponse:
    said = {"form": form, "endpoints": visible_endpoints(request.member), "as_of": timezone.now(), **more}
    return render(request, "act/webhooks/endpoints.html", said, status=status)


def _one(request: HttpRequest, found: Endpoint, form: EndpointForm, status: int = 200) -> HttpResponse:
    place, rows = numbered_place_of(request.GET), visible_deliveries(request.member, found)
    if place.key:
        rows = rows.filter(pk__gt=place.key[0]) if place.backwards else rows.filter(pk__lt=place.key[0])
    shown = list(rows.defer("payload").order_by("pk" if place.backwards else "-pk")[: PAGE + 1])
    page = page_of(shown, place, size=PAGE, key=lambda each: (each.pk,), asked=request.GET)
    said = {"endpoint": found, "form": form, "page": page, "as_of": timezone.now()}
    return render(request, "act/webhooks/endpoint.html", said, status=status)
