from __future__ import annotations

from datetime import UTC
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heedful.interactions import stores
from heedful.people.members.rights import may, require
from heedful.understand.filters.queries import place_names
from heedful.understand.voices import queries
from heedful.understand.voices.actions import correct_label, undo_correction
from heedful.understand.voices.forms import CorrectionForm
from heedful.understand.voices.lines import lines_of
from heedful.understand.voices.overlay import read_now
from heedful.understand.voices.quotes import quote_of
from heedful.understand.voices.threads import thread_of
from heedful.understand.voices.words import languages_to_choose


@require_safe
def text(request: HttpRequest, key: str) -> HttpResponse:
    """One text, all of it: what was read off it, sentence by sentence, and by whom it was said."""
    require(request.member, "read")
    row = row_of(request, key)
    return render(request, "understand/voices/text.html", said_of(request, row))


@require_POST
def correction(request: HttpRequest, key: str) -> HttpResponse:
    require(request.member, "handle_responses")
    row = row_of(request, key)
    form = _form(request, row, request.POST)
    if not form.is_valid():
        return render(request, "understand/voices/text.html", said_of(request, row) | {"form": form}, status=422)
    said = form.said(read_now(row))
    correct_label(row["id"], said, by=request.member, store=stores.current(), now=timezone.now())
    if said:
        messages.success(request, _("Your word counts from now on, and the model learns from it by night."))
    return redirect("understand:voice", key)


@require_POST
def undoing(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_responses")
    made = get_object_or_404(queries.visible_corrections(request.member), pk=number)
    row = row_of(request, made.interaction)
    undo_correction(made, by=request.member, store=stores.current(), now=timezone.now())
    messages.success(request, _("Taken back. What the model reads counts again."))
    return redirect("understand:voice", row["id"])


def row_of(request: HttpRequest, key: str) -> queries.Row:
    row = queries.visible_text(request.member, key, store=stores.current())
    if row is None:
        raise Http404
    return row


def _form(request: HttpRequest, row: queries.Row, given: Any = None) -> CorrectionForm:
    read = read_now(row)
    initial = read | {"themes": read["themes"].split("\n"), "harsh": bool(read["harsh"])}
    themes = queries.themes_to_choose(request.member, row)
    return CorrectionForm(given, initial=initial, languages=languages_to_choose(read["language"]), themes=themes)


def said_of(request: HttpRequest, row: queries.Row) -> dict[str, Any]:
    member, store = request.member, stores.current()
    may_handle = may(member, "handle_responses")
    bare = may_handle and "personal" in request.GET
    names = queries.names_for(member, [row], store=store, places=place_names(member))
    return {
        "row": row,
        "quote": quote_of(row, names, whole=True, bare=bare),
        "lines": lines_of(row, names, member.workspace.key, store=store, bare=bare),
        "is_bare": bare,
        "form": _form(request, row),
        "thread": thread_of(row, member.workspace.key, queries.seen_by(member), store=store),
        "response": queries.response_of(row, member),
        "language_model": queries.model_in_use(member),
        "corrections": queries.corrections_to(member, row["id"]),
        "may_handle": may_handle,
        "may_open_case": may(member, "handle_cases"),
        "read_at": row["labelled_at"] and row["labelled_at"].replace(tzinfo=UTC),
        "as_of": timezone.now(),
    }
