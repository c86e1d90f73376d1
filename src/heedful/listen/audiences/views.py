"""Whom one may ask: lists and segments."""

from pathlib import Path
from tempfile import NamedTemporaryFile

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.interactions import stores
from heedful.listen.audiences import actions
from heedful.listen.audiences.forms import NameForm, PeopleForm, SegmentForm, asked_of
from heedful.listen.audiences.listing import Added
from heedful.listen.audiences.models import Audience
from heedful.listen.audiences.queries import count_of, preview_of, visible_audiences, visible_listed
from heedful.listen.audiences.segments import parse_segment
from heedful.listen.imports.refusals import Refused
from heedful.people.members.rights import may, require, require_all_places
from heedful.ui.keyset import numbered_place_of, page_of

PAGE = 50


@require_safe
def audiences(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    require_all_places(request.member)
    now, place = timezone.now(), numbered_place_of(request.GET)
    found = visible_audiences(request.member)
    if place.key:
        found = found.filter(pk__gt=place.key[0]) if place.backwards else found.filter(pk__lt=place.key[0])
    rows = list(found.order_by("pk" if place.backwards else "-pk")[: PAGE + 1])
    page = page_of(rows, place, size=PAGE, key=lambda each: (each.pk,), asked=request.GET)
    said = {"page": page, "as_of": now, "may_change": may(request.member, "send_surveys")}
    return render(request, "listen/audiences/audiences.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
def new_list(request: HttpRequest) -> HttpResponse:
    require(request.member, "send_surveys")
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            audience = actions.create_audience(
                request.member.workspace, **form.cleaned_data, by=request.member, now=timezone.now()
            )
        except actions.AudiencesError as error:
            form.add_error("name", str(error))
        else:
            return redirect("listen:audience", audience.pk)
    return render(request, "listen/audiences/new-list.html", {"form": form}, status=_status(request))


@require_http_methods(["GET", "HEAD", "POST"])
def new_segment(request: HttpRequest) -> HttpResponse:
    require(request.member, "send_surveys")
    return _segment(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def audience(request: HttpRequest, number: int) -> HttpResponse:
    """One audience: of a list, who is on it; of a segment, what holds of those in it."""
    require(request.member, "read")
    found = get_object_or_404(visible_audiences(request.member), pk=number)
    if request.method == "POST":
        require(request.member, "send_surveys")
        return _segment(request, found) if found.kind == Audience.Kind.SEGMENT else _renamed(request, found)
    return _segment(request, found) if found.kind == Audience.Kind.SEGMENT else _list(request, found, PeopleForm())


@require_POST
def people(request: HttpRequest, number: int) -> HttpResponse:
    """More people for a list: the answer says line by line who could not be taken."""
    require(request.member, "send_surveys")
    found = get_object_or_404(visible_audiences(request.member), pk=number, kind=Audience.Kind.LIST)
    form = PeopleForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, found, form, status=422)
    try:
        added = _added(request, found, form)
    except Refused as refused:
        form.add_error("file", _read_how(refused))
        return _list(request, found, form, status=422)
    if added.rejected:
        return _list(request, found, PeopleForm(), added=added)
    messages.success(request, _said(added))
    return redirect("listen:audience", found.pk)


@require_POST
def unlisting(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "send_surveys")
    listed = get_object_or_404(visible_listed(request.member), pk=number)
    kept = listed.audience_id
    actions.unlist_person(listed, by=request.member, now=timezone.now())
    messages.success(request, _("They are not on the list any more."))
    return redirect("listen:audience", kept)


@require_POST
def removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "send_surveys")
    found = get_object_or_404(visible_audiences(request.member), pk=number)
    try:
        actions.remove_audience(found, by=request.member, now=timezone.now())
    except actions.AudiencesError as error:
        messages.error(request, str(error))
        return redirect("listen:audience", number)
    messages.success(request, _("“%(name)s” is removed. The customers stay.") % {"name": found.name})
    return redirect("listen:audiences")


def _added(request: HttpRequest, audience: Audience, form: PeopleForm) -> Added:
    now, given = timezone.now(), form.cleaned_data["file"]
    if not given:
        return actions.list_pasted(audience, form.cleaned_data["pasted"], by=request.member, now=now)
    with NamedTemporaryFile(suffix=Path(given.name).suffix[:10]) as kept:
        for chunk in given.chunks():
            kept.write(chunk)
        kept.flush()
        return actions.list_file(audience, Path(kept.name), by=request.member, now=now)


def _read_how(refused: Refused) -> str:
    """What stands in the way. Here is no mapping in which one could say how to read the file."""
    said = [problem.what if problem.choices else f"{problem.what} {problem.remedy}" for problem in refused.problems]
    return " ".join([*said, _("Keep the file as UTF-8, with commas between the columns, and choose it again.")])


def _said(added: Added) -> str:
    new = ngettext("%(n)d person is new on the list.", "%(n)d people are new on the list.", added.added)
    known = ngettext("%(n)d was on it already.", "%(n)d were on it already.", added.known)
    return " ".join(words % {"n": n} for words, n in ((new, added.added), (known, added.known)) if n or words is new)


def _list(
    request: HttpRequest, audience: Audience, form: PeopleForm, *, added: Added | None = None, status: int = 200
) -> HttpResponse:
    place = numbered_place_of(request.GET)
    found = visible_listed(request.member, audience)
    if place.key:
        found = found.filter(pk__lt=place.key[0]) if place.backwards else found.filter(pk__gt=place.key[0])
    rows = list(found.order_by("-pk" if place.backwards else "pk")[: PAGE + 1])
    now = timezone.now()
    said = {
        "audience": audience,
        "page": page_of(rows, place, size=PAGE, key=lambda each: (each.pk,), asked=request.GET),
        "n": count_of(audience, store=stores.current(), now=now),
        "form": form,
        "added": added,
        "added_says": _said(added) if added else "",
        "as_of": now,
        "may_change": may(request.member, "send_surveys"),
    }
    return render(request, "listen/audiences/list.html", said, status=status)


def _renamed(request: HttpRequest, audience: Audience) -> HttpResponse:
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            actions.change_audience(audience, **form.cleaned_data, by=request.member, now=timezone.now())
        except actions.AudiencesError as error:
            messages.error(request, str(error))
    return redirect("listen:audience", audience.pk)


def _segment(request: HttpRequest, audience: Audience | None) -> HttpResponse:
    """The form; with what was asked for so far, the number of those of whom it holds."""
    member, now = request.member, timezone.now()
    lists = visible_audiences(member).filter(kind=Audience.Kind.LIST)
    given = request.POST or request.GET
    initial = asked_of(audience, parse_segment(audience.conditions)) if audience else {}
    form = SegmentForm(member, lists, given if given else None, initial=initial)
    if request.method == "POST" and form.is_valid() and _kept(request, form, audience):
        return redirect("listen:audiences")
    segment = None
    if form.is_bound and (form.is_valid() or set(form.errors) == {"name"}):
        form.cleaned_data.setdefault("name", "")
        if request.method != "POST":
            form.errors.pop("name", None)  # to look, it needs no name
        segment = form.segment
    elif audience is not None and not form.is_bound:
        segment = parse_segment(audience.conditions)
    preview = None if segment is None else preview_of(member.workspace, segment, store=stores.current(), now=now)
    said = {"form": form, "audience": audience, "preview": preview, "may_change": may(member, "send_surveys")}
    template = "listen/audiences/segment.html" + ("#segment-preview" if request.htmx else "")
    return render(request, template, said, status=_status(request))


def _kept(request: HttpRequest, form: SegmentForm, audience: Audience | None) -> bool:
    what = {"name": form.cleaned_data["name"], "segment": form.segment, "by": request.member, "now": timezone.now()}
    try:
        if audience is None:
            actions.create_audience(request.member.workspace, **what)
        else:
            actions.change_audience(audience, **what)
    except actions.AudiencesError as error:
        form.add_error("name", str(error))
        return False
    messages.success(request, _("Kept."))
    return True


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200
