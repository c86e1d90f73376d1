from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.interactions import stores
from heedful.listen.responses import queries
from heedful.listen.responses.annotating import TooManyTags, add_tag, remove_note, remove_tag, write_note
from heedful.listen.responses.exports import FORMATS, export_of
from heedful.listen.responses.exports.reading import Reading
from heedful.listen.responses.forms import (
    AsideForm,
    FilterForm,
    ImportForm,
    NoteForm,
    TagForm,
    channel_names,
)
from heedful.listen.responses.importing import NotOurs, import_responses, lines_of
from heedful.listen.responses.models import Response
from heedful.listen.responses.setting_aside import MOST_AT_ONCE, set_aside, take_back
from heedful.listen.responses.shown import line_of, score_of_response, shown_answers
from heedful.listen.responses.summary import COUNTED_ONE_BY_ONE, summary_of
from heedful.listen.surveys.queries import published_document, visible_surveys
from heedful.people.members.rights import may, require
from heedful.people.models import Trace
from heedful.people.traces.actions import leave_trace
from heedful.people.workspaces.queries import visible_places
from heedful.ui.keyset import Page, Place, page_of, place_of
from heedful.ui.navigation import Link

PAGE: Final = 50


@require_safe
def responses(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    form = _filter(request)
    wanted, place = form.wanted, _place(request)
    found = queries.wanted_responses(request.member, wanted)
    rows = queries.page_of_responses(found, place, size=PAGE)
    page: Page[Response] = page_of(rows, place, size=PAGE, key=_key, asked=request.GET)
    count, is_all = queries.counted(found)
    said = {
        **_every(request, form),
        "page": page,
        "lines": [line_of(response) for response in page.rows],
        "count": count,
        "is_all": is_all,
        "aside_form": AsideForm(),
        "formats": FORMATS,
        "may_import": may(request.member, "import"),
    }
    template = "listen/responses/list.html#responses" if request.htmx else "listen/responses/list.html"
    return render(request, template, said)


@require_safe
def summary(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    form = _filter(request)
    wanted = form.wanted
    survey = visible_surveys(request.member).filter(pk=wanted.survey).first() if wanted.survey else None
    said = _every(request, form)
    if survey:
        store = stores.current()
        said |= {"survey": survey, "most": COUNTED_ONE_BY_ONE}
        said["summary"] = summary_of(survey, request.member, wanted, store=store, now=timezone.now())
    template = "listen/responses/summary.html#summary" if request.htmx else "listen/responses/summary.html"
    return render(request, template, said)


@require_safe
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    require(request.member, "handle_responses")
    name = request.GET.get("format", "csv")
    if name not in FORMATS:
        raise Http404(_("There is no such format."))
    wanted, now = _filter(request).wanted, timezone.now()
    survey = visible_surveys(request.member).filter(pk=wanted.survey).first() if wanted.survey else None
    found = _picked(request, queries.wanted_responses(request.member, wanted))
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


@require_safe
def response(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "read")
    return _one(request, _held(request, number))


@require_POST
def set_aside_many(request: HttpRequest) -> HttpResponse:
    require(request.member, "handle_responses")
    form = AsideForm(request.POST)
    if not form.is_valid():
        raise Http404(_("Say why."))
    done = set_aside(_picked(request, _theirs(request)), by=request.member, now=timezone.now(), **form.cleaned_data)
    said = ngettext("%(count)s response was set aside.", "%(count)s responses were set aside.", done)
    messages.success(request, said % {"count": done})
    return redirect(_back(request))


@require_POST
def take_back_many(request: HttpRequest) -> HttpResponse:
    require(request.member, "handle_responses")
    done = take_back(_picked(request, _theirs(request)), by=request.member, now=timezone.now())
    said = ngettext("%(count)s response counts again.", "%(count)s responses count again.", done)
    messages.success(request, said % {"count": done})
    return redirect(_back(request))


@require_POST
def set_aside_one(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_responses")
    found = _held(request, number)
    form = AsideForm(request.POST)
    if not form.is_valid():
        return _one(request, found, aside_form=form, status=422)
    set_aside(_theirs(request).filter(pk=number), by=request.member, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("This response is set aside: it counts nowhere until it is taken back."))
    return redirect("listen:response", number)


@require_POST
def take_back_one(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "handle_responses")
    _held(request, number)
    take_back(_theirs(request).filter(pk=number), by=request.member, now=timezone.now())
    messages.success(request, _("This response counts again."))
    return redirect("listen:response", number)


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


def _one(request: HttpRequest, found: Response, *, status: int = 200, **forms: Any) -> HttpResponse:
    document = published_document(found.version)
    said = {
        "response": found,
        "score": score_of_response(found, document),
        "answers": shown_answers(found),
        "is_anonymous": document.anonymous,
        "channel": channel_names().get(found.channel, found.channel),
        "notes": queries.notes_of(found),
        "tags": list(found.tags.all()),
        "tags_in_use": queries.tag_names(request.member),
        "history": queries.history_of(found),
        "total_seconds": sum(found.seconds.values()) or None,
        "may_handle": may(request.member, "handle_responses"),
        "note_form": NoteForm(),
        "tag_form": TagForm(),
        "aside_form": AsideForm(),
        "as_of": timezone.now(),
    }
    return render(request, "listen/responses/response.html", said | forms, status=status)


def _held(request: HttpRequest, number: int) -> Response:
    found = queries.one_response(request.member, number)
    if found is None:
        raise Http404
    return found


def _theirs(request: HttpRequest) -> QuerySet[Response]:
    return queries.visible_responses(request.member)


def _picked(request: HttpRequest, found: QuerySet[Response]) -> QuerySet[Response]:
    """Those that were ticked; without a tick, a list is meant as a whole, and a change means none."""
    said = request.POST if request.method == "POST" else request.GET
    picked = [number for number in said.getlist("pick")[:MOST_AT_ONCE] if number.isdecimal() and len(number) < 19]
    return found.filter(pk__in=picked) if picked or request.method == "POST" else found


def _filter(request: HttpRequest) -> FilterForm:
    surveys = {survey.pk: survey.name for survey in visible_surveys(request.member)}
    places = dict(visible_places(request.member).order_by("name").values_list("pk", "name"))
    return FilterForm(request.GET, surveys=surveys, places=places)


def _every(request: HttpRequest, form: FilterForm) -> dict[str, Any]:
    wanted = form.wanted
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    address = f"?{query.urlencode()}" if query else ""
    is_summary = request.resolver_match is not None and request.resolver_match.url_name == "responses-summary"
    return {
        "form": form,
        "wanted": wanted,
        "query": query.urlencode(),
        "tabs": [
            Link(_("Responses"), reverse("listen:responses") + address, current=not is_summary),
            Link(_("Summary"), reverse("listen:responses-summary") + address, current=is_summary),
        ],
        "surveys": [choice for choice in form.fields["survey"].choices if choice[0]],
        "channels": channel_names(),
        "tags_in_use": queries.tag_names(request.member),
        "may_handle": may(request.member, "handle_responses"),
        "as_of": timezone.now(),
    }


def _place(request: HttpRequest) -> Place:
    """Of a list that is read by moment and number; the beginning where the address names anything else."""
    place = place_of(request.GET)
    if not place.key or len(place.key) != 2 or not isinstance(place.key[1], int):
        return Place()
    try:
        at = datetime.fromisoformat(str(place.key[0]))
    except ValueError:
        return Place()
    return place if at.tzinfo and abs(place.key[1]) < 2**63 else Place()


def _key(response: Response) -> tuple[str, int]:
    return response.started_at.isoformat(), response.pk


def _back(request: HttpRequest) -> str:
    """To the list as it was filtered."""
    query = request.POST.get("back", "")
    return f"{reverse('listen:responses')}?{query}" if query and "\n" not in query else reverse("listen:responses")
