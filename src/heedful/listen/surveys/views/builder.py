"""The builder: one page, one form. Whatever is pressed keeps first what was typed, so that nothing typed is lost."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from heedful.listen.surveys import edits
from heedful.listen.surveys.actions import StaleDraft, publish_survey
from heedful.listen.surveys.checks import problems
from heedful.listen.surveys.document import Document
from heedful.listen.surveys.forms.questions import QuestionPart
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.phrases import title_of
from heedful.listen.surveys.pictures import BEGINNING, address_of, builder_picture, kept_keys, part_form, part_named
from heedful.listen.surveys.presses import PRESSES, Press
from heedful.listen.surveys.previews import preview
from heedful.listen.surveys.queries import published_documents, state_of, visible_surveys
from heedful.listen.surveys.touchpoints import touchpoints_known
from heedful.listen.surveys.views.steps import NOT_CARRIED, base_of, stale_words, step_of
from heedful.people.members.rights import require


@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "edit_surveys")
    survey = get_object_or_404(visible_surveys(request.member), pk=number)
    if request.method == "POST":
        return _pressed(request, survey)
    return _page(request, survey, part=part_named(request.GET))


def _pressed(request: HttpRequest, survey: Survey) -> HttpResponse:
    part, base = request.POST.get("part", ""), base_of(request, survey)
    kind = request.POST.get("kind", "")
    form = part_form(base, part, data=request.POST, is_kept=part in kept_keys(survey), kind=kind)
    if form is not None and not form.is_valid():
        return _page(request, survey, part=part, form=form, status=422)
    press = Press(survey, by=request.member, now=timezone.now(), step=step_of(request, survey), part=part)
    try:
        _keep(press, form, base)
        target = _go_on(press, request.POST.get("then", ""))
    except StaleDraft as stale:
        messages.error(request, stale_words(stale))
        return _page(request, survey, part=press.part, form=form, status=422)
    if target and request.htmx:
        return HttpResponseClientRedirect(target)
    is_new = request.POST.get("then", "").startswith("add:")
    return HttpResponseRedirect(target or _address(survey, press.part, **({"new": "1"} if is_new else {})))


def _keep(press: Press, form: Any, base: Document) -> None:
    """What was typed; where nothing was, nothing is kept, whoever changed the draft in between."""
    if form is None:
        return
    if not isinstance(form, QuestionPart):
        if form.made != base:
            says = _("Changed the beginning") if press.part == BEGINNING else _("Changed the end")
            press.change(form.made, says)
        return
    made = form.made
    if made != form.question:
        changed = edits.with_changed(press.document, made, key=form.question.key)
        press.change(changed, _("Changed: %(title)s") % {"title": title_of(made, changed)})
        press.part = made.key


def _go_on(press: Press, then: str) -> str | None:
    """What the button says: the address it leads to, where that is another page."""
    name, _colon, about = then.partition(":")
    if name == "go":
        return about if about.startswith(reverse("listen:surveys")) else reverse("listen:surveys")
    if name in ("publish", "publish-now"):
        if name == "publish-now":
            _publish(press)
        return reverse("listen:survey-publication", args=[press.survey.pk])
    if name not in PRESSES and name:
        raise Http404
    if name and name != "open" and press.step != press.survey.draft.number:
        raise StaleDraft(press.survey.draft)
    if name:
        PRESSES[name](press, about)
    return None


def _publish(press: Press) -> None:
    """For the first time, where nothing is to be mended or known; otherwise the page it leads to says what is."""
    survey = press.survey
    is_new = survey.published is None and survey.archived_at is None
    if is_new and not problems(press.document, published=published_documents(survey)):
        publish_survey(survey, by=press.by, now=press.now, expected_step=press.step)


def _page(request: HttpRequest, survey: Survey, *, part: str, form: Any = None, status: int = 200) -> HttpResponse:
    said = builder_picture(survey, part=part, form=form)
    now = timezone.now()
    said |= {
        "touchpoints": touchpoints_known(survey.workspace, said["document"], now=now),
        "state": state_of(survey, now=now),
        "phone": preview(said["document"], QueryDict(), at=said["part"]),
        "not_carried": request.session.get(NOT_CARRIED, {}).get(str(survey.pk)),
    }
    if "new" in request.GET and isinstance(said["form"], QuestionPart):
        said["form"].main.fields["title"].widget.attrs["autofocus"] = True
    is_part = request.htmx and not request.htmx.history_restore_request
    template = "listen/surveys/builder.html#builder" if is_part else "listen/surveys/builder.html"
    answer = render(request, template, said, status=status)
    if is_part and status == 200:
        answer["HX-Push-Url"] = _address(survey, said["part"])
    return answer


def _address(survey: Survey, part: str, **more: str) -> str:
    asked = urlencode(address_of(part) | more)
    return reverse("listen:survey", args=[survey.pk]) + (f"?{asked}" if asked else "")
