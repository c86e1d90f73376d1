from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heedful.listen.responses import queries
from heedful.listen.responses.annotating import TooManyTags, add_tag, remove_note, remove_tag, write_note
from heedful.listen.responses.forms import (
    AsideForm,
    NoteForm,
    TagForm,
    channel_names,
)
from heedful.listen.responses.models import Response
from heedful.listen.responses.repeats import repeat_of
from heedful.listen.responses.setting_aside import set_aside, take_back
from heedful.listen.responses.shown import looks_false, score_of_response, shown_answers
from heedful.listen.responses.views.asking import theirs
from heedful.listen.surveys.queries import published_document
from heedful.people.members.rights import may, require


@require_safe
def response(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "read")
    return _one(request, _held(request, number))


@require_POST
def notes(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_responses")
    found, form = _held(request, number), NoteForm(request.POST)
    if not form.is_valid():
        return _one(request, found, note_form=form, status=422)
    write_note(found, form.cleaned_data["text"], by=request.member, now=timezone.now())
    return redirect(f"{reverse('listen:response', args=[number])}#notes")


@require_POST
def note_removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_responses")
    note = queries.visible_notes(request.member).filter(pk=number).first()
    if note is None:
        raise Http404
    remove_note(note)
    return redirect(f"{reverse('listen:response', args=[note.response_id])}#notes")


@require_POST
def tags(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_responses")
    found, form = _held(request, number), TagForm(request.POST)
    try:
        if form.is_valid():
            add_tag(found, form.cleaned_data["name"])
            return redirect(f"{reverse('listen:response', args=[number])}#tags")
    except TooManyTags:
        form.add_error("name", _("A response has twenty tags at most. Remove one first."))
    return _one(request, found, tag_form=form, status=422)


@require_POST
def tag_removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_responses")
    remove_tag(_held(request, number), request.POST.get("name", ""))
    return redirect(f"{reverse('listen:response', args=[number])}#tags")


@require_POST
def set_aside_one(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_responses")
    found = _held(request, number)
    form = AsideForm(request.POST)
    if not form.is_valid():
        return _one(request, found, aside_form=form, status=422)
    set_aside(theirs(request).filter(pk=number), by=request.member, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("This response is set aside: it counts nowhere until it is taken back."))
    return redirect("listen:response", number)


@require_POST
def take_back_one(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_responses")
    _held(request, number)
    take_back(theirs(request).filter(pk=number), by=request.member, now=timezone.now())
    messages.success(request, _("This response counts again."))
    return redirect("listen:response", number)


def _one(request: HttpRequest, found: Response, *, status: int = 200, **forms: Any) -> HttpResponse:
    document = published_document(found.version)
    said = {
        "response": found,
        "score": score_of_response(found, document),
        "repeat": queries.seen_repeat(found, request.member),
        "looks_false": looks_false(found),
        "answers": shown_answers(found),
        "is_anonymous": document.anonymous,
        "channel": channel_names().get(found.channel, found.channel),
        "notes": queries.notes_of(found),
        "tags": list(found.tags.all()),
        "tags_in_use": queries.tag_names(request.member),
        "history": queries.history_of(found),
        "total_seconds": sum(found.seconds.values()) or None,
        "may_handle": may(request.member, "handle_responses"),
        "may_open_case": may(request.member, "handle_cases") and bool(found.told) and not found.set_aside,
        "note_form": NoteForm(),
        "tag_form": TagForm(),
        "aside_form": AsideForm(initial={"why": "duplicate" if repeat_of(found) else "spam"}),
        "as_of": timezone.now(),
    }
    return render(request, "listen/responses/response.html", said | forms, status=status)


def _held(request: HttpRequest, number: int) -> Response:
    found = queries.one_response(request.member, number)
    if found is None:
        raise Http404
    return found
