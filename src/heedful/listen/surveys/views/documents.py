"""The pages beside the questions: languages, looks, and how the survey goes. Each saves one step of the draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from msgspec.structs import replace

from heedful.listen.surveys import edits, looks
from heedful.listen.surveys.actions import StaleDraft, SurveyError, change_draft, change_survey
from heedful.listen.surveys.beginnings import in_standard_words
from heedful.listen.surveys.document import Document
from heedful.listen.surveys.forms.parts import LanguageForm, LayoutForm, QuotasPart, SurveyForm, ThemeForm
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import state_of, survey_document, visible_surveys
from heedful.listen.surveys.touchpoints import touchpoints_known
from heedful.listen.surveys.translating import groups_of
from heedful.listen.surveys.views.steps import base_of, stale_words, step_of
from heedful.people.members.rights import require

Made = Callable[[], Document]


@require_http_methods(["GET", "HEAD", "POST"])
def looks_(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_surveys")
    survey = _survey(request, number)
    form = ThemeForm(request.POST or None, document=base_of(request, survey))
    if request.method == "POST" and form.is_valid():
        kept = _kept(request, survey, lambda: form.made, _("Changed the looks"))
        if kept:
            return kept
    theme = form.theme if form.is_bound and form.is_valid() else survey_document(survey).theme
    said = {"form": form, "theme": theme, "contrasts": looks.contrasts(theme), "tab": "looks"}
    return _page(request, survey, "listen/surveys/looks.html", said, form)


@require_safe
def contrast(request: HttpRequest, number: int) -> HttpResponse:
    """How the colours go together, while somebody chooses them."""
    require(request.member, "edit_surveys")
    survey = _survey(request, number)
    form = ThemeForm(request.GET, document=survey_document(survey))
    if not form.is_valid():
        return HttpResponse(status=204)
    said = {"survey": survey, "theme": form.theme, "contrasts": looks.contrasts(form.theme)}
    return render(request, "listen/surveys/_contrasts.html", said)


@require_safe
def theme(request: HttpRequest, number: int) -> HttpResponse:
    """The colours as a stylesheet: those asked for, or the draft's."""
    require(request.member, "read")
    document = survey_document(_survey(request, number))
    form = ThemeForm(request.GET, document=document)
    chosen = form.theme if form.is_valid() else document.theme
    return HttpResponse(looks.stylesheet(chosen), content_type="text/css; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
def languages(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_surveys")
    survey = _survey(request, number)
    base = base_of(request, survey)
    form = LanguageForm(request.POST if request.POST.get("then") == "add" else None, document=base)
    made = _language_change(request, base, form) if request.method == "POST" else None
    if made is not None and (kept := _kept(request, survey, lambda: made, _("Changed the languages"))):
        return kept
    document = survey_document(survey)
    lines = [(code, edits.missing_words(document, code)) for code in document.languages]
    said = {"form": form, "lines": lines, "tab": "languages"}
    return _page(request, survey, "listen/surveys/languages.html", said, form)


def _language_change(request: HttpRequest, document: Document, form: LanguageForm) -> Document | None:
    then, language = request.POST.get("then"), request.POST.get("language", "")
    if then == "add":
        if not form.is_valid():
            return None
        added = edits.with_language(document, form.cleaned_data["language"])
        questions = tuple(in_standard_words(each, added.languages, only_missing=True) for each in added.questions)
        return replace(added, questions=questions)
    if language not in document.languages:
        raise Http404
    if then == "first":
        return replace(document, languages=(language, *(each for each in document.languages if each != language)))
    if then == "remove":
        return edits.without_language(document, language)
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def translation(request: HttpRequest, number: int, language: str) -> HttpResponse:
    require(request.member, "edit_surveys")
    survey = _survey(request, number)
    base = base_of(request, survey)
    if language not in base.languages[1:]:
        raise Http404
    typed = {
        int(name[5:]): text for name, text in request.POST.items() if name.startswith("text-") and name[5:].isdecimal()
    }
    if request.method == "POST":
        made = edits.with_words(base, typed, language)
        if request.POST.get("then") == "standard-words":
            kept = (in_standard_words(each, (language,), only_missing=True) for each in made.questions)
            made = replace(made, questions=tuple(kept))
        says = _("Translated: %(language)s") % {"language": language}
        if kept_page := _kept(request, survey, lambda: made, says):
            return kept_page
    document = survey_document(survey)
    groups = groups_of(document, language, typed)
    said = {"language": language, "groups": groups, "missing_here": edits.missing_words(document, language)}
    return _page(request, survey, "listen/surveys/translation.html", said | {"tab": "languages"})


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, number: int) -> HttpResponse:
    """How the survey goes, whom it is for, and when it is open."""
    require(request.member, "edit_surveys")
    survey = _survey(request, number)
    base, data = base_of(request, survey), request.POST if request.method == "POST" else None
    form, quotas = LayoutForm(data, document=base), QuotasPart(data, document=base)
    if data is not None and form.is_valid() and quotas.is_valid():
        made = replace(form.made, quotas=quotas.made.quotas)
        if kept := _kept(request, survey, lambda: made, _("Changed the settings")):
            return kept
    document = survey_document(survey)
    said = {
        "form": form,
        "quotas": quotas,
        "survey_form": SurveyForm(initial=_held(survey)),
        "touchpoints": touchpoints_known(survey.workspace, document, now=timezone.now()),
        "tab": "settings",
    }
    return _page(request, survey, "listen/surveys/settings.html", said, form, *quotas.quotas)


@require_POST
def hours(request: HttpRequest, number: int) -> HttpResponse:
    """What belongs to the survey and to no version of it: it holds at once."""
    require(request.member, "edit_surveys")
    survey = _survey(request, number)
    form = SurveyForm(request.POST)
    if form.is_valid():
        try:
            change_survey(survey, by=request.member, now=timezone.now(), **form.cleaned_data)
        except SurveyError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Saved. It holds at once."))
            return redirect("listen:survey-settings", survey.pk)
    document = survey_document(survey)
    said: dict[str, Any] = {
        "form": LayoutForm(None, document=document),
        "quotas": QuotasPart(None, document=document),
        "survey_form": form,
        "touchpoints": touchpoints_known(survey.workspace, document, now=timezone.now()),
        "tab": "settings",
    }
    survey.refresh_from_db()
    return _page(request, survey, "listen/surveys/settings.html", said, form)


def _held(survey: Survey) -> dict[str, Any]:
    return {name: getattr(survey, name) for name in SurveyForm.base_fields}


def _kept(request: HttpRequest, survey: Survey, made: Made, says: str) -> HttpResponse | None:
    """The step is kept, and the page shown anew; None where somebody else was quicker: what was typed stands there."""
    try:
        change_draft(
            survey, made(), says=says, by=request.member, now=timezone.now(), expected_step=step_of(request, survey)
        )
    except StaleDraft as stale:
        messages.error(request, stale_words(stale))
        request.is_stale = True  # type: ignore[attr-defined]
        return None
    messages.success(request, _("Saved in the draft. Respondents see it once it is published."))
    return redirect(request.path)


def _page(request: HttpRequest, survey: Survey, template: str, said: dict[str, Any], *forms: Any) -> HttpResponse:
    wrong = any(form.is_bound and not form.is_valid() for form in forms) or getattr(request, "is_stale", False)
    document = survey_document(survey)
    missing = sum(edits.missing_words(document, each) for each in document.languages[1:])
    state = state_of(survey, now=timezone.now())
    said = {"survey": survey, "document": document, "missing": missing, "state": state} | said
    return render(request, template, said, status=422 if wrong else 200)


def _survey(request: HttpRequest, number: int) -> Survey:
    return get_object_or_404(visible_surveys(request.member), pk=number)
