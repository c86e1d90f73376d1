"""What is done with one case: each is a form of its page, with an address of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heedful.act.cases import actions, closing, forms, merging, queries, replying
from heedful.act.cases.actions import CasesError
from heedful.act.cases.models import Case
from heedful.act.cases.views.one import held, one, people_of, surveys_to_ask
from heedful.people.members.rights import require
from heedful.understand.themes.queries import theme_names


@require_POST
def owner(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_cases")
    found, form = held(request, number), forms.OwnerForm(request.POST, people=people_of(request.member))
    return _done(request, found, form, lambda how: actions.assign_case(found, form.cleaned_data["owner"], **how))


@require_POST
def priority(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_cases")
    found, form = held(request, number), forms.PriorityForm(request.POST)
    return _done(request, found, form, lambda how: actions.prioritise_case(found, form.cleaned_data["priority"], **how))


@require_POST
def title(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_cases")
    found, form = held(request, number), forms.TitleForm(request.POST)
    return _done(request, found, form, lambda how: actions.rename_case(found, form.cleaned_data["title"], **how))


@require_POST
def causes(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_cases")
    found, form = held(request, number), forms.CausesForm(request.POST, themes=theme_names(request.member))
    return _done(request, found, form, lambda how: actions.tag_case(found, form.causes, **how))


@require_POST
def note(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_cases")
    found, form = held(request, number), forms.NoteForm(request.POST)
    return _done(request, found, form, lambda how: actions.note_on_case(found, form.cleaned_data["note"], **how))


@require_POST
def reply(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_cases")
    found, form = held(request, number), forms.ReplyForm(request.POST)
    return _done(
        request, found, form, lambda how: replying.reply_to_case(found, **form.cleaned_data, **how), _("It is written.")
    )


@require_POST
def task(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_cases")
    found, form = held(request, number), forms.TaskForm(request.POST, people=people_of(request.member))

    def act(how: dict[str, Any]) -> object:
        given = form.cleaned_data
        return actions.add_task(found, given["words"], owner=given["task_owner"], due_on=given["due_on"], **how)

    return _done(request, found, form, act)


@require_POST
def task_done(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_cases")
    found = queries.visible_tasks(request.member).filter(pk=number).first()
    if found is None:
        raise Http404
    actions.finish_task(found, by=request.member, now=timezone.now())
    return redirect("act:case", found.case.number)


@require_POST
def rest(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_cases")
    found, form = held(request, number), forms.RestForm(request.POST)

    def act(how: dict[str, Any]) -> object:
        return actions.rest_case(found, form.moment(request.member.workspace.time_zone), **how)

    return _done(request, found, form, act)


@require_POST
def waking(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_cases")
    found = held(request, number)
    return _done(request, found, None, lambda how: actions.wake_case(found, **how))


@require_POST
def closure(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_cases")
    found = held(request, number)
    form = forms.ClosingForm(request.POST, surveys=surveys_to_ask(found, request.member))

    def act(how: dict[str, Any]) -> object:
        cause = _key_of(request, form.cleaned_data["cause"])
        return closing.close_case(found, cause=cause, remedy=form.cleaned_data["remedy"], **form.asking, **how)

    return _done(request, found, form, act, _("The case is closed."))


@require_POST
def reopening(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_cases")
    found = held(request, number)
    return _done(request, found, None, lambda how: closing.reopen_case(found, **how))


@require_POST
def merge(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_cases")
    found, form = held(request, number), forms.MergingForm(request.POST)
    into: Case | None = None
    if form.is_valid():
        into = queries.visible_case(request.member, form.cleaned_data["into"])
        if into is None:
            form.add_error("into", _("There is no such case."))
    if into is None:
        return one(request, found, wrong=form)
    kept = into
    return _done(request, found, form, lambda how: merging.merge_cases(kept, found, **how), to=kept.number)


def _done(
    request: HttpRequest,
    found: Case,
    form: Form | None,
    act: Callable[[dict[str, Any]], object],
    says: str = "",
    *,
    to: int = 0,
) -> HttpResponse:
    """Done, and back to the page; or the page with what was wrong, beside the field or above all."""
    now: datetime = timezone.now()
    if form is not None and not form.is_valid():
        return one(request, found, wrong=form)
    try:
        act({"by": request.member, "now": now})
    except CasesError as error:
        return one(request, held(request, found.number), says=str(error))
    if says:
        messages.success(request, says)
    return redirect("act:case", to or found.number)


def _key_of(request: HttpRequest, cause: str) -> str:
    """A theme by its name is that theme; anything else is a cause of one's own."""
    named = {name.casefold(): key for key, name in theme_names(request.member).items()}
    return named.get(cause.strip().casefold(), cause)
