from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.act.alerts import actions
from heedful.act.alerts.forms import FOR_ALL, FORMS, initial_of
from heedful.act.alerts.ground import Ground
from heedful.act.alerts.models import Rule
from heedful.act.alerts.queries import trail_of, visible_firings, visible_rules
from heedful.act.alerts.ready import READY, TRADES, ready_called
from heedful.act.alerts.showing import shown_firing, shown_rule, simulation_of, steps
from heedful.act.notifications.queries import visible_channels
from heedful.interactions import stores
from heedful.people.members.queries import visible_locations, visible_members
from heedful.people.members.rights import may, require
from heedful.people.models import Member
from heedful.understand.filters.queries import place_names, places_known

LAST = 5


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    member = request.member
    require(member, "read")
    places = place_names(member)
    counted = visible_rules(member).annotate(fired=Count("firings", filter=Q(firings__told_at__isnull=False)))
    shown = {
        "rules": [shown_rule(each, places) for each in counted],
        "may_edit": may(member, "edit_alerts"),
        "as_of": timezone.now(),
    }
    return render(request, "act/alerts/rules.html", shown)


@require_safe
def new_rule(request: HttpRequest) -> HttpResponse:
    """What may be looked for, and the rules that are ready to be taken."""
    require(request.member, "edit_alerts")
    whole = visible_locations(request.member) is None
    offered = [each for each in READY if whole or each.condition.__struct_config__.tag not in FOR_ALL]
    shown = {
        "kinds": [
            (key.replace(" ", "-"), title, icon)
            for key, (_form, title, icon) in FORMS.items()
            if whole or key not in FOR_ALL
        ],
        "trades": [(title, [each for each in offered if each.trade == key]) for key, title in TRADES.items()],
    }
    return render(request, "act/alerts/new.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def new_rule_of(request: HttpRequest, kind: str) -> HttpResponse:
    require(request.member, "edit_alerts")
    return _edited(request, kind.replace("-", " "), None)


@require_POST
def ready(request: HttpRequest) -> HttpResponse:
    """Take one that is ready: off, and simulated at once."""
    member = request.member
    require(member, "edit_alerts")
    chosen, seen = ready_called(request.POST.get("ready", "")), visible_locations(member)
    if chosen is None or (seen is not None and chosen.condition.__struct_config__.tag in FOR_ALL):
        raise Http404
    try:
        made = actions.create_rule(
            member.workspace, chosen.wanted(member, seen or ()), by=member, store=stores.current(), now=timezone.now()
        )
    except actions.AlertsError as error:
        messages.error(request, str(error))
        return redirect("act:alert-rules")
    messages.success(request, _("Taken. Look at what it would have done, then switch it on."))
    return redirect("act:alert-rule", made.pk)


@require_safe
def rule(request: HttpRequest, number: int) -> HttpResponse:
    """What it says, what it would have done, and what it did."""
    member = request.member
    require(member, "read")
    found, store = _rule(request, number), stores.current()
    places = places_known(member, store=store)
    last = visible_firings(member).filter(rule=found)[:LAST]
    shown = {
        "shown": shown_rule(found, places),
        "rule": found,
        "simulation": simulation_of(found, places, store=store),
        "last": [shown_firing(each, places) for each in last],
        "may_edit": may(member, "edit_alerts"),
        "trail": steps(trail_of(f"rule:{found.pk}", member)),
        "as_of": timezone.now(),
    }
    return render(request, "act/alerts/rule.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_change(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_alerts")
    found = _rule(request, number)
    return _edited(request, found.condition["looks_for"], found)


@require_POST
def rule_simulation(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_alerts")
    actions.simulate_rule(_rule(request, number), store=stores.current(), now=timezone.now())
    messages.success(request, _("Looked at anew."))
    return redirect("act:alert-rule", number)


@require_POST
def rule_on(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_alerts")
    actions.switch_rule(_rule(request, number), on=True, by=request.member, now=timezone.now())
    messages.success(request, _("It is on. It looks at what is heard from now on."))
    return redirect("act:alert-rule", number)


@require_POST
def rule_off(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_alerts")
    actions.switch_rule(_rule(request, number), on=False, by=request.member, now=timezone.now())
    messages.success(request, _("It is off."))
    return redirect("act:alert-rule", number)


@require_POST
def rule_removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_alerts")
    actions.remove_rule(_rule(request, number), by=request.member, now=timezone.now())
    messages.success(request, _("Removed, and its alerts with it."))
    return redirect("act:alert-rules")


def _edited(request: HttpRequest, kind: str, kept: Rule | None) -> HttpResponse:
    """The form of what is looked for; what is sent is simulated, kept, and shown."""
    member = request.member
    if kind not in FORMS:
        raise Http404
    if kind in FOR_ALL and visible_locations(member) is not None:
        raise PermissionDenied("edit_alerts")
    form = _form(request, kind, kept)
    if request.method == "POST" and form.is_valid():
        by: dict[str, Any] = {"by": member, "store": stores.current(), "now": timezone.now()}
        try:
            if kept:
                made = actions.change_rule(kept, form.wanted, **by)
            else:
                made = actions.create_rule(member.workspace, form.wanted, **by)
        except actions.AlertsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. This is what it would have done."))
            return redirect("act:alert-rule", made.pk)
    shown = {"form": form, "kept": kept, "title": FORMS[kind][1]}
    return render(request, "act/alerts/form.html", shown, status=422 if form.errors else 200)


def _form(request: HttpRequest, kind: str, kept: Rule | None) -> Ground:
    member: Member = request.member
    made, title, _icon = FORMS[kind]
    begun = {"name": title, "tell_members": [str(member.pk)], "tell_managers": True}
    return made(
        request.POST if request.method == "POST" else None,
        initial=initial_of(kept) if kept else begun,
        member=member,
        places=places_known(member, store=stores.current()),
        members=list(visible_members(member)),
        channels=list(visible_channels(member)),
        whole=visible_locations(member) is None,
    )


def _rule(request: HttpRequest, number: int) -> Rule:
    return get_object_or_404(visible_rules(request.member), pk=number)
