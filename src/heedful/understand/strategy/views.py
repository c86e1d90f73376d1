from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.interactions import stores
from heedful.listen.audiences.queries import visible_audiences
from heedful.people.members.queries import visible_members
from heedful.people.members.rights import may, require
from heedful.ui.printing import NoPrinterError, printed
from heedful.understand.filters.queries import values_heard
from heedful.understand.setup.queries import require_for_all, speaks_for_all
from heedful.understand.strategy import actions
from heedful.understand.strategy import trades as known
from heedful.understand.strategy.beginning import Begun, begin_strategy
from heedful.understand.strategy.forms import PARTS, PersonaForm, TouchpointForm, TradeForm, WordsForm
from heedful.understand.strategy.queries import visible_personas, visible_strategy, visible_touchpoints
from heedful.understand.strategy.steps import strategy_look


@require_safe
def strategy(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    return render(request, "understand/strategy/index.html", _shown(request))


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """The same as a PDF, for those who want a document."""
    require(request.member, "read")
    try:
        pdf = printed("understand/strategy/document.html", _shown(request), room="understand", styles="document.css")
    except NoPrinterError as error:
        messages.error(request, str(error))
        return redirect("understand:strategy")
    name = f"{request.member.workspace.key}-strategy.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _shown(request: HttpRequest) -> dict[str, object]:
    member, now = request.member, timezone.now()
    return {
        "look": strategy_look(member, store=stores.current(), now=now),
        "workspace": member.workspace,
        "may_edit": speaks_for_all(member),
        "may_aim": may(member, "edit_goals"),
        "currency": member.workspace.currency,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, part: str) -> HttpResponse:
    """Whom you serve, the plan, the roll-out: what is said in words."""
    require_for_all(request.member)
    kept = visible_strategy(request.member)
    sent = request.POST if request.method == "POST" else None
    form = WordsForm(sent, part=part, initial={"words": getattr(kept, part, "")})
    if sent is not None and form.is_valid():
        said = {part: form.cleaned_data["words"]}
        actions.describe_strategy(request.member.workspace, said, by=request.member, now=timezone.now())
        return _saved(request)
    return _form(request, form, str(PARTS[part][0]))


@require_http_methods(["GET", "HEAD", "POST"])
def persona(request: HttpRequest, number: int | None = None) -> HttpResponse:
    member = request.member
    require_for_all(member)
    kept = get_object_or_404(visible_personas(member), pk=number) if number else None
    sent = request.POST if request.method == "POST" else None
    audiences = list(visible_audiences(member).values_list("name", flat=True))
    form = PersonaForm(sent, audiences=audiences, persona=kept)
    if sent is not None and form.is_valid():
        actions.set_persona(member.workspace, form.cleaned_data, by=member, now=timezone.now(), persona=kept)
        return _saved(request)
    return _form(
        request, form, kept.name if kept else _("A typical person"), removal=kept and "understand:persona-removal"
    )


@require_POST
def persona_removal(request: HttpRequest, number: int) -> HttpResponse:
    require_for_all(request.member)
    kept = get_object_or_404(visible_personas(request.member), pk=number)
    actions.remove_persona(kept, by=request.member, now=timezone.now())
    return _removed(request)


@require_http_methods(["GET", "HEAD", "POST"])
def touchpoint(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A key moment; its key stays as it was given."""
    member = request.member
    require_for_all(member)
    kept = get_object_or_404(visible_touchpoints(member), pk=number) if number else None
    sent = request.POST if request.method == "POST" else None
    heard = [] if kept else values_heard("touchpoint", member, stores.current(), {})
    begun = {"key": request.GET.get("key", ""), "name": request.GET.get("key", "")}
    form = TouchpointForm(sent, members=list(visible_members(member)), touchpoint=kept, initial=begun)
    if sent is not None and form.is_valid() and _kept(request, form, kept):
        return _saved(request)
    title = kept.name if kept else _("A key moment")
    return _form(request, form, title, heard=heard, removal=kept and "understand:touchpoint-removal")


def _kept(request: HttpRequest, form: TouchpointForm, kept) -> bool:
    by = {"by": request.member, "now": timezone.now()}
    try:
        if kept:
            actions.change_touchpoint(kept, form.moment, **by)
        else:
            actions.add_touchpoint(request.member.workspace, form.cleaned_data["key"], form.moment, **by)
    except actions.StrategyError as error:
        form.add_error("key", str(error))
        return False
    return True


@require_POST
def touchpoint_removal(request: HttpRequest, number: int) -> HttpResponse:
    require_for_all(request.member)
    kept = get_object_or_404(visible_touchpoints(request.member), pk=number)
    actions.remove_touchpoint(kept, by=request.member, now=timezone.now())
    return _removed(request)


@require_safe
def trades(request: HttpRequest) -> HttpResponse:
    """What a strategy can begin from."""
    require_for_all(request.member)
    offered = [(each, known.in_words(each.name), known.in_words(each.audience)) for each in known.trades()]
    return render(request, "understand/strategy/trades.html", {"trades": offered})


@require_http_methods(["GET", "HEAD", "POST"])
def trade(request: HttpRequest, key: str) -> HttpResponse:
    """One trade, with everything in it to choose from."""
    member = request.member
    require_for_all(member)
    found = known.trade(key)
    if found is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = TradeForm(sent, trade=found, may_ask=may(member, "edit_surveys"))
    if sent is not None and form.is_valid():
        begun = begin_strategy(found, form.chosen, by=member, store=stores.current(), now=timezone.now())
        messages.success(request, _in_words(begun))
        return redirect("understand:strategy")
    shown = {"form": form, "name": known.in_words(found.name), "audience": known.in_words(found.audience)}
    return render(request, "understand/strategy/trade.html", shown, status=422 if form.errors else 200)


def _in_words(begun: Begun) -> str:
    parts = [
        ngettext("%(n)s typical person", "%(n)s typical people", len(begun.personas)) % {"n": len(begun.personas)},
        ngettext("%(n)s moment", "%(n)s moments", len(begun.touchpoints)) % {"n": len(begun.touchpoints)},
        ngettext("%(n)s standard", "%(n)s standards", len(begun.standards)) % {"n": len(begun.standards)},
        ngettext("%(n)s goal", "%(n)s goals", len(begun.goals)) % {"n": len(begun.goals)},
        ngettext("%(n)s draft of a survey", "%(n)s drafts of surveys", len(begun.surveys)) % {"n": len(begun.surveys)},
    ]
    return _("Added: %(parts)s. All of it can be changed.") % {"parts": ", ".join(parts)}


def _form(request: HttpRequest, form, title: str, *, heard=(), removal: str | None = None) -> HttpResponse:
    number = request.resolver_match.kwargs.get("number")
    shown = {
        "form": form,
        "title": title,
        "heard": heard,
        "removal": reverse(removal, args=[number]) if removal else "",
    }
    return render(request, "understand/strategy/form.html", shown, status=422 if form.errors else 200)


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("understand:strategy")


def _removed(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Removed."))
    return redirect("understand:strategy")
