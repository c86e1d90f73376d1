from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.listen.responses import queries
from heedful.listen.responses.exports import FORMATS, export_of
from heedful.listen.responses.exports.reading import Reading
from heedful.listen.responses.forms import (
    ImportForm,
)
from heedful.listen.responses.importing import NotOurs, import_responses, lines_of
from heedful.listen.responses.views.asking import filter_form, picked
from heedful.listen.surveys.queries import visible_surveys
from heedful.people.members.rights import require
from heedful.people.models import Trace
from heedful.people.traces.actions import leave_trace


@require_safe
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    require(request.member, "handle_responses")
    name = request.GET.get("format", "csv")
    if name not in FORMATS:
        raise Http404(_("There is no such format."))
    wanted, now = filter_form(request).wanted, timezone.now()
    survey = visible_surveys(request.member).filter(pk=wanted.survey).first() if wanted.survey else None
    found = picked(request, queries.wanted_responses(request.member, wanted))
    made = export_of(Reading(found, request.member.workspace, survey), name)
    about = {"format": name, "rows": made.rows, "survey": survey.key if survey else ""}
    leave_trace(request.member.workspace, Trace.What.RESPONSES_EXPORTED, by=request.member, now=now, **about)
    answer = StreamingHttpResponse(made.parts, content_type=made.format.media_type)
    stem = f"{survey.key if survey else 'responses'}-{now:%Y-%m-%dT%H-%M}"
    answer["Content-Disposition"] = f'attachment; filename="{stem}.{made.format.ending}"'
    answer["X-Rows"] = str(made.rows)
    if name != "csv":
        answer["Content-Encoding"] = "identity"  # is packed already
    return answer


@require_POST
def export_ticked(request: HttpRequest) -> HttpResponse:
    """To the address of the file: what the list was filtered by, and those that were ticked in it."""
    require(request.member, "handle_responses")
    address = QueryDict(request.POST.get("back", ""), mutable=True)
    address.setlist("pick", request.POST.getlist("pick"))
    if not address.getlist("pick"):
        messages.info(request, _("Tick the responses that you want to export first."))
        return redirect(f"{reverse('listen:responses')}?{address.urlencode()}")
    address["format"] = request.POST.get("format", "csv")
    return redirect(f"{reverse('listen:responses-export')}?{address.urlencode()}")


@require_http_methods(["GET", "HEAD", "POST"])
def import_(request: HttpRequest) -> HttpResponse:
    require(request.member, "import")
    surveys = {each.pk: each.name for each in visible_surveys(request.member).filter(published__isnull=False)}
    form = ImportForm(*([request.POST, request.FILES] if request.method == "POST" else []), surveys=surveys)
    said: dict[str, Any] = {"form": form, "has_surveys": bool(surveys)}
    if request.method == "POST" and form.is_valid():
        survey = visible_surveys(request.member).select_related("workspace").get(pk=form.cleaned_data["survey"])
        try:
            done = import_responses(survey, lines_of(form.cleaned_data["file"]))
            return render(request, "listen/responses/import.html", said | {"done": done, "survey": survey})
        except NotOurs as error:
            form.add_error("file", str(error))
    return render(request, "listen/responses/import.html", said, status=422 if form.errors else 200)
