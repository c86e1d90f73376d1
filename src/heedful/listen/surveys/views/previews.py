"""The survey as somebody with a phone sees it: one can click through it, and nothing is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from heedful.listen.surveys.edits import with_changed
from heedful.listen.surveys.forms.questions import QuestionPart
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.pictures import part_form
from heedful.listen.surveys.previews import preview
from heedful.listen.surveys.queries import survey_document, visible_surveys
from heedful.listen.surveys.views.steps import base_of
from heedful.people.members.rights import require


@require_safe
def walk(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_surveys")
    survey = get_object_or_404(visible_surveys(request.member), pk=number)
    shown = preview(survey_document(survey), request.GET)
    return _page(request, survey, shown)


@require_POST
def typed(request: HttpRequest, number: int) -> HttpResponse:
    """The part that is being written, as it would look now."""
    require(request.member, "edit_surveys")
    survey = get_object_or_404(visible_surveys(request.member), pk=number)
    part, base = request.POST.get("part", ""), base_of(request, survey)
    form = part_form(base, part, data=request.POST, is_kept=True, kind=request.POST.get("kind", ""))
    if form is None or not form.is_valid():
        return HttpResponse(status=204)
    document = with_changed(base, form.made, key=part) if isinstance(form, QuestionPart) else form.made
    return _page(request, survey, preview(document, request.POST, at=part))


def _page(request: HttpRequest, survey: Survey, shown: Any) -> HttpResponse:
    template = "listen/surveys/_phone.html" if request.htmx else "listen/surveys/preview.html"
    with override(shown.language):
        return render(request, template, {"survey": survey, "phone": shown})
