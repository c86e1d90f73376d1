"""Imports as they stand: the list, one of them, and what can be done with it whatever its step."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from heedful.listen.imports import forms, steps, uploads
from heedful.listen.imports.actions import rejects_path
from heedful.listen.imports.models import Import
from heedful.listen.imports.pictures import picture_of
from heedful.listen.imports.queries import visible_imports, visible_mappings
from heedful.people.members.rights import may, require, require_all_places
from heedful.ui.keyset import numbered_place_of, page_of

PAGE = 25


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    require_all_places(request.member)
    place = numbered_place_of(request.GET)
    found = visible_imports(request.member)
    if place.key:
        found = found.filter(pk__gt=place.key[0]) if place.backwards else found.filter(pk__lt=place.key[0])
    rows = found.order_by("id" if place.backwards else "-id")[: PAGE + 1]
    page = page_of(list(rows), place, size=PAGE, key=lambda run: (run.pk,), asked=request.GET)
    can = may(request.member, "import")
    return render(request, "listen/imports/list.html", {"page": page, "may_import": can, "as_of": timezone.now()})


@require_safe
def import_(request: HttpRequest, number: int) -> HttpResponse:
    """How it stands: at work, done or broken off; else on to the step that waits."""
    require(request.member, "read")
    run = get_object_or_404(visible_imports(request.member), pk=number)
    can = may(request.member, "import")
    if request.htmx and not run.is_at_work:
        return HttpResponseClientRedirect(request.path)
    waits = run.state == Import.State.OPEN and not (run.problem and not run.seen and "asked" not in run.options)
    if waits and can:
        return redirect(steps.next_step(run), run.pk)
    template = "listen/imports/import.html#import-progress" if request.htmx else "listen/imports/import.html"
    has_file = uploads.path_of(run) is not None
    rejected = can and rejects_path(run, Path(settings.HOME)).is_file()
    said = {"run": run, "may_import": can, "picture": picture_of(run), "has_file": has_file, "has_rejects": rejected}
    return render(request, template, said | {"name_form": forms.NameForm(initial={"name": run.source})})


@require_POST
def stop(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "import")
    run = get_object_or_404(visible_imports(request.member), pk=number)
    steps.stop(run, name=request.user.first_name or request.user.username)
    return redirect("listen:import", run.pk)


@require_safe
def rejects(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "import")
    run = get_object_or_404(visible_imports(request.member), pk=number)
    path = rejects_path(run, Path(settings.HOME))
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv; charset=utf-8")


@require_POST
def saved_mapping(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "import")
    run = get_object_or_404(visible_imports(request.member), pk=number)
    form = forms.NameForm(request.POST)
    if not run.mapping or not form.is_valid():
        messages.error(request, _("Give the mapping a name to be kept under."))
    else:
        name = form.cleaned_data["name"]
        is_new = not visible_mappings(request.member).filter(name=name).exists()
        steps.keep_mapping(run, name)
        kept = _("The mapping is kept as “%(name)s” and offered for the next file.")
        changed = _("The mapping “%(name)s” now is this one.")
        messages.success(request, (kept if is_new else changed) % {"name": name})
    return redirect("listen:import", run.pk)


@require_POST
def disposal(request: HttpRequest, number: int) -> HttpResponse:
    """Throw an unfinished one away; what is at work is stopped first."""
    require(request.member, "import")
    run = get_object_or_404(visible_imports(request.member), pk=number)
    if run.state == Import.State.DONE:
        return HttpResponseForbidden(_("It is done: what is in the log stays."))
    steps.throw_away(run)
    messages.success(request, _("“%(name)s” was thrown away.") % {"name": run.file_name})
    return redirect("listen:imports")
