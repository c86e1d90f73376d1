from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heedful.people.members.rights import require
from heedful.understand.voices import queries
from heedful.understand.voices.actions import remove_language_model, set_language_model, switch_language_model
from heedful.understand.voices.endpoint import ModelFailed, endpoint_of
from heedful.understand.voices.forms import LanguageModelForm
from heedful.understand.voices.model import summary_of
from heedful.understand.voices.models import LanguageModel

MADE_UP = [("made-up", "The showers were cold again, but the trainers are great.")]


@require_http_methods(["GET", "HEAD", "POST"])
def language_model(request: HttpRequest) -> HttpResponse:
    """Where it is, what it is called there, and whether it is on. The key stands on no page."""
    require(request.member, "manage_workspace")
    kept = queries.visible_language_models(request.member).first()
    if request.method != "POST":
        return _page(request, kept, LanguageModelForm(initial=_written(kept)))
    form = LanguageModelForm(request.POST)
    if not form.is_valid():
        return _page(request, kept, form, status=422)
    set_language_model(request.member.workspace, **form.cleaned_data, by=request.member, now=timezone.now())
    messages.success(request, _("Kept. Try it out, and turn it on when it answers well."))
    return redirect("understand:language-model")


@require_POST
def trial(request: HttpRequest) -> HttpResponse:
    """A made-up text is summed up, so that nothing of a customer leaves by trying."""
    require(request.member, "manage_workspace")
    try:
        said = summary_of(MADE_UP, endpoint_of(_kept(request)), language=get_language())
    except ModelFailed as error:
        messages.error(request, str(error))
        return redirect("understand:language-model")
    if said.sentences:
        words = " ".join(each.words for each in said.sentences)
        messages.success(request, _("It answered: “%(words)s”") % {"words": words})
    else:
        messages.warning(request, _("It answered, but no sentence named the text it rests on: nothing could be shown."))
    return redirect("understand:language-model")


@require_POST
def on(request: HttpRequest) -> HttpResponse:
    require(request.member, "manage_workspace")
    switch_language_model(_kept(request), on=True, by=request.member, now=timezone.now())
    messages.success(request, _("It is on. Voices can be summed up and translated, each time somebody asks for it."))
    return redirect("understand:language-model")


@require_POST
def off(request: HttpRequest) -> HttpResponse:
    require(request.member, "manage_workspace")
    switch_language_model(_kept(request), on=False, by=request.member, now=timezone.now())
    messages.success(request, _("It is off. Nothing is sent to it."))
    return redirect("understand:language-model")


@require_POST
def removal(request: HttpRequest) -> HttpResponse:
    require(request.member, "manage_workspace")
    remove_language_model(_kept(request), by=request.member, now=timezone.now())
    messages.success(request, _("It is removed, and its key is forgotten."))
    return redirect("understand:language-model")


def _kept(request: HttpRequest) -> LanguageModel:
    return get_object_or_404(queries.visible_language_models(request.member))


def _written(kept: LanguageModel | None) -> dict[str, str]:
    return {"base_url": kept.base_url, "name": kept.name} if kept else {}


def _page(request: HttpRequest, kept: LanguageModel | None, form: LanguageModelForm, status: int = 200) -> HttpResponse:
    said = {"model": kept, "form": form, "as_of": timezone.now()}
    return render(request, "understand/voices/language-model.html", said, status=status)
