from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.interactions import stores
from heedful.people.members.rights import may, require
from heedful.understand.filters.queries import values_heard
from heedful.understand.setup.measures import described
from heedful.understand.setup.queries import require_for_all
from heedful.understand.standards.actions import remove_standard, set_standard
from heedful.understand.standards.forms import StandardForm, initial_of
from heedful.understand.standards.queries import touchpoints, visible_standards


@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    now = timezone.now()
    shown = {
        "touchpoints": touchpoints(request.member, store=stores.current(), now=now),
        "may_edit": may(request.member, "edit_goals"),
        "currency": request.member.workspace.currency,
        "as_of": now,
    }
    return render(request, "understand/standards/index.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def standard(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new promise, or one to be changed: its touchpoint and measure stay."""
    member, is_sent = request.member, request.method == "POST"
    require_for_all(member)
    kept = get_object_or_404(visible_standards(member), pk=number) if number else None
    form = StandardForm(
        request.POST if is_sent else None,
        fixed=(kept.metric, kept.method) if kept else None,
        initial=initial_of(kept) if kept else {"touchpoint": request.GET.get("touchpoint", "")},
    )
    if is_sent and form.is_valid():
        touchpoint = kept.touchpoint if kept else form.cleaned_data["touchpoint"]
        limits = {name: form.cleaned_data[name] for name in form.amounts}
        set_standard(touchpoint, form.measure, **limits, by=member, now=timezone.now())
        messages.success(request, _("Saved. Consistency counts with it from now on."))
        return redirect("understand:standards")
    heard = [] if kept else values_heard("touchpoint", member, stores.current(), {})
    shown = {"form": form, "kept": described(kept) if kept else None, "heard": heard}
    return render(request, "understand/standards/form.html", shown, status=422 if form.errors else 200)


@require_POST
def standard_removal(request: HttpRequest, number: int) -> HttpResponse:
    require_for_all(request.member)
    kept = get_object_or_404(visible_standards(request.member), pk=number)
    remove_standard(kept, by=request.member, now=timezone.now())
    messages.success(request, _("Removed."))
    return redirect("understand:standards")
