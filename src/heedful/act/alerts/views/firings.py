from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heedful.act.alerts.actions import acknowledge_firing, resolve_firing
from heedful.act.alerts.models import Firing
from heedful.act.alerts.queries import firing_now, items_of, trail_of, visible_firings, visible_rules
from heedful.act.alerts.showing import shown_firing, shown_items, steps
from heedful.interactions import stores
from heedful.people.members.rights import may, require
from heedful.ui.keyset import numbered_place_of, page_of
from heedful.understand.filters.queries import place_names, places_known

PAGE = 30
ITEMS = 50
MOST_NOW = 100


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """What fires now, and what was."""
    member = request.member
    require(member, "read")
    places, place = place_names(member), numbered_place_of(request.GET)
    over = _turned(visible_firings(member).exclude(resolved_at=None), place, PAGE)
    page = page_of(over, place, size=PAGE, key=lambda firing: (firing.pk,), asked=request.GET)
    now = list(firing_now(member)[: MOST_NOW + 1]) if place.key is None else []
    shown = {
        "firing": [shown_firing(each, places) for each in now[:MOST_NOW]],
        "is_more": len(now) > MOST_NOW,
        "over": [shown_firing(each, places) for each in page.rows],
        "page": page,
        "has_rules": visible_rules(member).exists(),
        "may_edit": may(member, "edit_alerts"),
        "may_handle": may(member, "handle_cases"),
        "as_of": timezone.now(),
    }
    return render(request, "act/alerts/index.html", shown)


@require_safe
def alert(request: HttpRequest, number: int) -> HttpResponse:
    """One of them, with exactly what caused it."""
    member = request.member
    require(member, "read")
    firing, store = _firing(request, number), stores.current()
    places, place = places_known(member, store=store), numbered_place_of(request.GET)
    rows = _turned(items_of(firing), place, ITEMS)
    page = page_of(rows, place, size=ITEMS, key=lambda item: (item.pk,), asked=request.GET)
    shown = {
        "shown": shown_firing(firing, places),
        "firing": firing,
        "items": shown_items(page.rows, member, store=store, places=places),
        "page": page,
        "kept": items_of(firing).count(),
        "rule_is_seen": visible_rules(member).filter(pk=firing.rule_id).exists(),
        "may_handle": may(member, "handle_cases"),
        "trail": steps(trail_of(f"firing:{firing.pk}", member)),
        "as_of": timezone.now(),
    }
    return render(request, "act/alerts/alert.html", shown)


@require_POST
def acknowledgement(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_cases")
    acknowledge_firing(_firing(request, number), by=request.member, now=timezone.now())
    messages.success(request, _("You are on it."))
    return redirect("act:alert", number)


@require_POST
def resolution(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_cases")
    resolve_firing(_firing(request, number), by=request.member, why=request.POST.get("why", ""), now=timezone.now())
    messages.success(request, _("Resolved. What comes from now on is a new alert."))
    return redirect("act:alert", number)


def _firing(request: HttpRequest, number: int) -> Firing:
    return get_object_or_404(visible_firings(request.member), pk=number)


def _turned(rows, place, size):
    if place.key:
        rows = rows.filter(pk__gt=place.key[0]) if place.backwards else rows.filter(pk__lt=place.key[0])
    return list(rows.order_by("pk" if place.backwards else "-pk")[: size + 1])
