"""The surveys there are; a new one from a template, from nothing, from another one, or from a file."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from msgspec.structs import replace

from heedful.listen.surveys import actions
from heedful.listen.surveys.document import Document
from heedful.listen.surveys.forms.parts import FileForm, NameForm
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.qsf import LARGEST_FILE, QsfError, survey_from_qsf
from heedful.listen.surveys.queries import state_of, visible_surveys
from heedful.listen.surveys.templates import TEMPLATES
from heedful.listen.surveys.totals import totals_of
from heedful.listen.surveys.views.steps import NOT_CARRIED
from heedful.people.members.rights import may, require
from heedful.ui.keyset import numbered_place_of, page_of

PAGE = 25


@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    now, place = timezone.now(), numbered_place_of(request.GET)
    shows_archived = request.GET.get("archived") == "1"
    found = visible_surveys(request.member).filter(archived_at__isnull=not shows_archived)
    if place.key:
        found = found.filter(pk__gt=place.key[0]) if place.backwards else found.filter(pk__lt=place.key[0])
    rows = list(found.order_by("pk" if place.backwards else "-pk")[: PAGE + 1])
    page = page_of(rows, place, size=PAGE, key=lambda survey: (survey.pk,), asked=request.GET)
    totals = totals_of(page.rows, request.member)
    lines = [(survey, state_of(survey, now=now), totals[survey.pk]) for survey in page.rows]
    said = {"page": page, "lines": lines, "as_of": now, "shows_archived": shows_archived}
    return render(request, "listen/surveys/surveys.html", said | {"may_edit": may(request.member, "edit_surveys")})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require(request.member, "edit_surveys")
    if request.method != "POST":
        return _choice(request, FileForm())
    key = request.POST.get("template", "")
    template = next((each for each in TEMPLATES if each.key == key), None)
    if key and template is None:
        messages.error(request, _("There is no such template. Choose one of these."))
        return _choice(request, FileForm(), status=422)
    workspace = request.member.workspace
    survey = actions.create_survey(
        workspace,
        name=actions.free_name(workspace, str(template.name) if template else _("New survey")),
        document=_first_language(template.document) if template else _empty(),
        by=request.member,
        now=timezone.now(),
        template=key,
    )
    return redirect("listen:survey", survey.pk)


@require_POST
def file(request: HttpRequest) -> HttpResponse:
    """A survey from another program's file, with a list of what could not come along."""
    require(request.member, "edit_surveys")
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _choice(request, form, status=422)
    given = form.cleaned_data["file"]
    try:
        if given.size > LARGEST_FILE:
            raise QsfError(_("The file is too large for a survey."))
        read = survey_from_qsf(given.read())
    except QsfError as problem:
        form.add_error("file", str(problem))
        return _choice(request, form, status=422)
    survey = actions.create_survey(
        request.member.workspace, name=read.name, document=read.document, by=request.member, now=timezone.now()
    )
    request.session[NOT_CARRIED] = request.session.get(NOT_CARRIED, {}) | {str(survey.pk): list(read.dropped)}
    return redirect("listen:survey", survey.pk)


@require_POST
def copy(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_surveys")
    survey = _survey(request, number)
    name = _("%(name)s (copy)") % {"name": survey.name[:180]}
    made = actions.copy_survey(survey, name=name, by=request.member, now=timezone.now())
    messages.success(request, _("This is the copy. Its links and answers will be its own."))
    return redirect("listen:survey", made.pk)


@require_POST
def name(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_surveys")
    survey = _survey(request, number)
    form = NameForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A survey needs a name of at most 200 letters."))
    else:
        actions.change_survey(survey, by=request.member, now=timezone.now(), name=form.cleaned_data["name"])
    return redirect("listen:survey", survey.pk)


@require_POST
def closure(request: HttpRequest, number: int) -> HttpResponse:
    return _done(request, number, actions.close_survey, _("Closed: nobody can answer it any more."))


@require_POST
def opening(request: HttpRequest, number: int) -> HttpResponse:
    return _done(request, number, actions.reopen_survey, _("Open again."))


@require_POST
def archive(request: HttpRequest, number: int) -> HttpResponse:
    return _done(request, number, actions.archive_survey, _("In the archive. Its answers stay and count as before."))


@require_POST
def removal(request: HttpRequest, number: int) -> HttpResponse:
    return _done(request, number, actions.remove_survey, _("Removed."))


@require_POST
def seen(request: HttpRequest, number: int) -> HttpResponse:
    """What was not carried over has been read."""
    require(request.member, "edit_surveys")
    survey = _survey(request, number)
    told = request.session.get(NOT_CARRIED, {})
    request.session[NOT_CARRIED] = {key: said for key, said in told.items() if key != str(survey.pk)}
    return redirect("listen:survey", survey.pk)


def _done(request: HttpRequest, number: int, act, says: str) -> HttpResponse:
    require(request.member, "edit_surveys")
    survey = _survey(request, number)
    try:
        act(survey, by=request.member, now=timezone.now())
    except actions.SurveyError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, says)
    return redirect("listen:surveys")


def _survey(request: HttpRequest, number: int) -> Survey:
    found: QuerySet[Survey] = visible_surveys(request.member)
    return get_object_or_404(found, pk=number)


def _choice(request: HttpRequest, form: FileForm, *, status: int = 200) -> HttpResponse:
    others = visible_surveys(request.member).filter(archived_at=None).order_by("-pk")[:50]
    said = {"templates": TEMPLATES, "form": form, "others": others}
    return render(request, "listen/surveys/new.html", said, status=status)


def _empty() -> Document:
    return Document(languages=(_language(),))


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


def _first_language(document: Document) -> Document:
    """Written in the language of whoever begins it, where the template is said in it."""
    own = _language()
    if own not in document.languages:
        return document
    return replace(document, languages=(own, *(each for each in document.languages if each != own)))
