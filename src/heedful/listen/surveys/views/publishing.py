"""From the draft to what respondents see, and what they have seen before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heedful.listen.invitations.trying import own_trial
from heedful.listen.surveys.actions import NotPublishable, StaleDraft, SurveyError, publish_survey
from heedful.listen.surveys.checks import problems
from heedful.listen.surveys.differences import differences
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.outlines import difference_in_words, length_in_minutes, outline
from heedful.listen.surveys.pictures import address_of_path, told_of
from heedful.listen.surveys.queries import (
    published_document,
    published_documents,
    state_of,
    survey_document,
    visible_surveys,
)
from heedful.listen.surveys.views.steps import stale_words, step_of
from heedful.people.members.rights import may, require
from heedful.ui.keyset import numbered_place_of, page_of

PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_surveys")
    survey = get_object_or_404(visible_surveys(request.member), pk=number)
    if request.method != "POST":
        looks_again = request.htmx and not request.htmx.history_restore_request
        return _trial(request, survey) if looks_again else _page(request, survey)
    try:
        step = step_of(request, survey)
        version = publish_survey(survey, by=request.member, now=timezone.now(), expected_step=step)
    except NotPublishable:
        return _page(request, survey, status=422)
    except StaleDraft as stale:
        messages.error(request, stale_words(stale))
        return _page(request, survey, status=422)
    except SurveyError as problem:
        messages.error(request, str(problem))
        return _page(request, survey, status=422)
    messages.success(request, _("Version %(number)d is published.") % {"number": version.number})
    return redirect("listen:survey-publication", survey.pk)


def _trial(request: HttpRequest, survey: Survey) -> HttpResponse:
    """The part of the page that looks again: what became of the mail to oneself."""
    said = {"survey": survey, "trial": own_trial(survey, request.member, now=timezone.now())}
    return render(request, "listen/invitations/_own-trial.html", said)


def _page(request: HttpRequest, survey: Survey, *, status: int = 200) -> HttpResponse:
    document = survey_document(survey)
    found = problems(document, published=published_documents(survey))
    before = published_document(survey.published) if survey.published else None
    changes = differences(before, document) if before else ()
    said: dict[str, Any] = {
        "survey": survey,
        "document": document,
        "state": state_of(survey, now=timezone.now()),
        "found": [(each, address_of_path(survey, each.path)) for each in found],
        "changes": [difference_in_words(each, before or document, document) for each in changes],
        "breaks": any(each.breaks for each in changes),
        "is_out": before == document,
        "minutes": length_in_minutes(document),
        "tab": "publication",
        "may_send": may(request.member, "send_surveys"),
        "trial": own_trial(survey, request.member, now=timezone.now()),
        **told_of(document, found),
    }
    return render(request, "listen/surveys/publication.html", said, status=status)


@require_safe
def versions(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "read")
    survey = get_object_or_404(visible_surveys(request.member), pk=number)
    place = numbered_place_of(request.GET)
    found = survey.versions.select_related("published_by__user").defer("document")
    if place.key:
        found = found.filter(number__gt=place.key[0]) if place.backwards else found.filter(number__lt=place.key[0])
    rows = list(found.order_by("number" if place.backwards else "-number")[: PAGE + 1])
    page = page_of(rows, place, size=PAGE, key=lambda version: (version.number,), asked=request.GET)
    said = {"survey": survey, "page": page, "tab": "versions", "may_edit": may(request.member, "edit_surveys")}
    return render(request, "listen/surveys/versions.html", said)


@require_safe
def version(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """What people saw then, in each of its languages."""
    require(request.member, "read")
    survey = get_object_or_404(visible_surveys(request.member), pk=number)
    shown = get_object_or_404(survey.versions.select_related("published_by__user"), number=version)
    document = published_document(shown)
    asked = request.GET.get("language", "")
    language = asked if asked in document.languages else document.languages[0]
    said = {
        "survey": survey,
        "version": shown,
        "document": document,
        "language": language,
        "outline": outline(document, language),
        "tab": "versions",
        "may_edit": may(request.member, "edit_surveys"),
    }
    return render(request, "listen/surveys/version.html", said)
