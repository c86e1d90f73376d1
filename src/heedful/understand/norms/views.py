from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.people.members.rights import may, require
from heedful.understand.norms.actions import remove_norm, set_norm
from heedful.understand.norms.forms import NormForm, initial_of
from heedful.understand.norms.queries import published_norms, visible_norms
from heedful.understand.setup.measures import described
from heedful.understand.setup.queries import require_for_all


@require_safe
def norms(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    shown = {
        "own": [described(norm) for norm in visible_norms(request.member)],
        "published": [described(norm) for norm in published_norms()],
        "may_edit": may(request.member, "edit_goals"),
        "currency": request.member.workspace.currency,
    }
    return render(request, "understand/norms/index.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def norm(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new norm, or one to be changed: its measure stays."""
    require_for_all(request.member)
    kept = get_object_or_404(visible_norms(request.member), pk=number) if number else None
    is_sent = request.method == "POST"
    form = NormForm(
        request.POST if is_sent else None,
        fixed=(kept.metric, kept.method) if kept else None,
        initial=initial_of(kept) if kept else {"measure": request.GET.get("measure", "")},
    )
    if is_sent and form.is_valid():
        metric, method = form.measure
        said = {name: form.cleaned_data[name] for name in ("value", "source", "year", "region", "n")}
        set_norm(metric, method, by=request.member, now=timezone.now(), **said)
        messages.success(request, _("Saved. The measure is held against it from now on."))
        return redirect("understand:norms")
    shown = {"form": form, "kept": described(kept) if kept else None}
    return render(request, "understand/norms/form.html", shown, status=422 if form.errors else 200)


@require_POST
def norm_removal(request: HttpRequest, number: int) -> HttpResponse:
    require_for_all(request.member)
    kept = get_object_or_404(visible_norms(request.member), pk=number)
    remove_norm(kept, by=request.member, now=timezone.now())
    messages.success(request, _("Removed."))
    return redirect("understand:norms")
