"""The channels outside, for whoever may manage keys; what opens one is shown to nobody."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heedful.act.notifications import channels
from heedful.act.notifications.drafting import address_of
from heedful.act.notifications.events import said
from heedful.act.notifications.forms import FORMS, changing
from heedful.act.notifications.models import Channel
from heedful.act.notifications.queries import sent_to, visible_channels
from heedful.people.members.rights import require
from heedful.ui.keyset import numbered_place_of, page_of

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def new_channel(request: HttpRequest, kind: str) -> HttpResponse:
    require(request.member, "manage_keys")
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "act/notifications/new-channel.html", _about(kind, form), status=status)
    workspace = request.member.workspace
    made = channels.add_channel(workspace, kind=kind, **form.cleaned_data, by=request.member, now=timezone.now())
    messages.success(request, _("It is added. Try whether a message arrives."))
    return redirect("act:channel", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def channel(request: HttpRequest, number: int) -> HttpResponse:
    """Its state, what was sent there, and what can be changed."""
    require(request.member, "manage_keys")
    found = _channel(request, number)
    if request.method != "POST":
        kept = {"name": found.name, "chat": found.chat}
        return _one(request, found, changing(FORMS[found.kind](initial=kept)))
    form = changing(FORMS[found.kind](request.POST))
    if not form.is_valid():
        return _one(request, found, form, status=422)
    channels.change_channel(found, **form.cleaned_data, by=request.member, now=timezone.now())
    messages.success(request, _("Kept. It holds for what happens from now on."))
    return redirect("act:channel", number)


@require_POST
def trial(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_keys")
    found = _channel(request, number)
    if found.off_at:
        messages.error(request, _("It is off. Turn it on first."))
    else:
        channels.try_channel(found, by=request.user.first_name or request.user.username, now=timezone.now())
        messages.success(request, _("It is on its way. Look there, and at the list below."))
    return redirect("act:channel", number)


@require_POST
def off(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_keys")
    channels.turn_off(_channel(request, number), by=request.member, now=timezone.now())
    messages.success(request, _("It is off. What happens now is not told there."))
    return redirect("act:channel", number)


@require_POST
def on(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_keys")
    channels.turn_on(_channel(request, number), by=request.member, now=timezone.now())
    messages.success(request, _("It is on again."))
    return redirect("act:channel", number)


@require_POST
def removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "manage_keys")
    channels.remove_channel(_channel(request, number), by=request.member, now=timezone.now())
    messages.success(request, _("It is removed."))
    return redirect("act:notifications")


def _channel(request: HttpRequest, number: int) -> Channel:
    return get_object_or_404(visible_channels(request.member), pk=number)


def _about(kind: str, form: Form) -> dict[str, object]:
    return {"kind": kind, "form": form, "actions_url": address_of("/act/slack/actions/")}


def _one(request: HttpRequest, found: Channel, form: Form, status: int = 200) -> HttpResponse:
    place, rows = numbered_place_of(request.GET), sent_to(found)
    if place.key:
        rows = rows.filter(pk__gt=place.key[0]) if place.backwards else rows.filter(pk__lt=place.key[0])
    shown = list(rows.order_by("pk" if place.backwards else "-pk")[: PAGE + 1])
    for notice in shown:
        notice.said = said(notice.event, notice.words)
    page = page_of(shown, place, size=PAGE, key=lambda each: (each.pk,), asked=request.GET)
    what = {"channel": found, "page": page, "as_of": timezone.now(), **_about(found.kind, form)}
    return render(request, "act/notifications/channel.html", what, status=status)
