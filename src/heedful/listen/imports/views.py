from functools import wraps
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from heedful.listen.imports import forms, previews, steps, tasks, uploads
from heedful.listen.imports.actions import rejects_path
from heedful.listen.imports.guessing.roles import alike
from heedful.listen.imports.guessing.settling import settled
from heedful.listen.imports.models import Import
from heedful.listen.imports.pictures import columns_shown, last_page, picture_of, rows_shown
from heedful.listen.imports.queries import visible_imports, visible_mappings
from heedful.listen.imports.refusals import Refused
from heedful.listen.imports.roles import Role
from heedful.people.members.rights import may, require
from heedful.ui.keyset import page_of, place_of

PAGE = 25


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    place = place_of(request.GET)
    found = visible_imports(request.member)
    if place.key:
        found = found.filter(pk__gt=place.key[0]) if place.backwards else found.filter(pk__lt=place.key[0])
    rows = found.order_by("id" if place.backwards else "-id")[: PAGE + 1]
    page = page_of(list(rows), place, size=PAGE, key=lambda run: (run.pk,), asked=request.GET)
    can = may(request.member, "import")
    return render(request, "listen/imports/list.html", {"page": page, "may_import": can, "as_of": timezone.now()})


@csrf_exempt
def upload(request: HttpRequest) -> HttpResponse:
    """The right is asked before a byte is read, and the token (which stands in the body) while it is."""
    require(request.member, "import")
    arriving = uploads.ArrivingFile(request, now=timezone.now())
    request.upload_handlers = [arriving]
    answer = None
    try:
        answer = _upload(request)
    finally:
        arriving.settle(is_whole=answer is not None and answer.status_code == 302)
    return answer


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def _upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _upload_page(request, forms.UploadForm())
    arriving: uploads.ArrivingFile = request.upload_handlers[0]
    form = forms.UploadForm(request.POST, request.FILES)
    is_whole = "whole" in request.POST  # the last field of the form: what broke off before it lacks it
    if arriving.problem or (arriving.run and not is_whole):
        form.add_error("file", arriving.problem or _("The upload broke off. Nothing was kept: send it again."))
    if not form.is_valid() or arriving.run is None:
        return _upload_page(request, form, status=422)
    arriving.run.state = Import.State.OPEN
    arriving.run.save()
    steps.put_off(arriving.run, Import.State.LOOKING, tasks.look)
    uploads.sweep(now=timezone.now())
    return redirect("listen:import", arriving.run.pk)


def _upload_page(request: HttpRequest, form: forms.UploadForm, *, status: int = 200) -> HttpResponse:
    said = {"form": form, "limit_bytes": settings.UPLOAD_BYTES, "limit": settings.UPLOAD_BYTES >> 20}
    return render(request, "listen/imports/new.html", said, status=status)


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


def of_an_open_import(view):
    """The steps are for those who may import, and for a file that nothing else happens to."""

    @wraps(view)
    def looked_up(request: HttpRequest, number: int) -> HttpResponse:
        require(request.member, "import")
        run = get_object_or_404(visible_imports(request.member), pk=number)
        if run.state not in Import.IDLE:
            return redirect("listen:import", run.pk)
        return view(request, run)

    return looked_up


@require_http_methods(["GET", "HEAD", "POST"])
@of_an_open_import
def reading(request: HttpRequest, run: Import) -> HttpResponse:
    asked = run.options.get("asked")
    if not asked:
        return redirect("listen:import", run.pk)
    form = forms.ReadingForm(asked, request.POST or None)
    if form.is_valid():
        steps.answer(run, **{asked["topic"]: form.cleaned_data["answer"]})
        return _begin(request, run, Import.State.LOOKING, tasks.look)
    said = {"run": run, "form": form, "what": asked["what"]}
    return render(request, "listen/imports/reading.html", said, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@of_an_open_import
def mapping(request: HttpRequest, run: Import) -> HttpResponse:
    if not run.seen:
        return redirect("listen:import", run.pk)
    offered = steps.offered(run)
    if request.method == "POST":
        kind, _bar, name = request.POST.get("mapping", "").partition(":")
        lacks = next((lacks for each, called, lacks in offered if (each, called) == (kind, name)), None)
        text = steps.chosen_text(run, kind, name)
        if text is None or lacks is None:
            raise Http404
        if not lacks:
            steps.keep_text(run, text, name=name)
            return redirect("listen:import-questions", run.pk)
    fitting = [each for each in offered if not each[2]]
    said = {"run": run, "fitting": fitting, "others": [each for each in offered if each[2]]}
    return render(request, "listen/imports/mapping.html", said, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@of_an_open_import
def columns(request: HttpRequest, run: Import) -> HttpResponse:
    """One column a row, those with a proposal first, so many at a time."""
    if not run.seen:
        return redirect("listen:import", run.pk)
    draft, seen = steps.draft_of(run), steps.columns_of(run)
    page = request.GET.get("page", "1")
    shown, number = columns_shown(draft, seen, page)
    form = forms.ColumnsForm(draft, shown, request.POST if "save" in request.POST else None)
    lacks = ""
    if request.method == "POST" and "together" in request.POST:
        return _take_together(request, run, page=number)
    if form.is_valid():
        draft.roles = form.roles()
        steps.keep_draft(run, draft)
        if request.POST["save"] == "further":
            return redirect(f"{request.path}?page={number + 1}")
        lacks = forms.what_lacks(draft)
        if not lacks:
            return redirect("listen:import-questions", run.pk)
    taken = {name for name in draft.roles if draft.roles[name] != Role.KEEP}
    lists = [names for names in alike(seen) if not taken & set(names)]
    rows = [(form[f"role-{place}"], name, seen[name]) for place, name in shown]
    said = {"run": run, "form": form, "rows": rows, "lists": lists, "lacks": lacks, "number": number}
    said |= {"count": len(seen), "last": last_page(seen)}
    return render(request, "listen/imports/columns.html", said, status=422 if form.errors or lacks else 200)


def _take_together(request: HttpRequest, run: Import, *, page: int) -> HttpResponse:
    """A whole list of rating questions at once."""
    draft = steps.draft_of(run)
    for names in alike(steps.columns_of(run)):
        if names[0] == request.POST["together"]:
            draft.roles |= dict.fromkeys(names, Role.CSAT.value)
    steps.keep_draft(run, draft)
    return redirect(f"{request.path}?page={page}")


@require_http_methods(["GET", "HEAD", "POST"])
@of_an_open_import
def questions(request: HttpRequest, run: Import) -> HttpResponse:
    if not run.mapping:
        return redirect("listen:import-mapping", run.pk)
    draft = None if steps.is_by_text(run) else steps.draft_of(run)
    try:
        path, read = steps.file_of(run), steps.mapping_of(run)
        layout = steps.layout_of(run, path, read) or steps.looked_at(path, read)
        open_ones = settled(layout, read).ambiguities
    except Refused as refused:
        return _refused(request, run, refused)
    form = forms.QuestionsForm(
        request.POST or None,
        workspace=request.member.workspace,
        ambiguities=open_ones,
        options=run.options,
        draft=draft,
        columns=steps.columns_of(run),
    )
    if not form.fields or form.is_valid():
        if form.fields:
            steps.answer(run, **form.answers())
            if draft is not None:
                steps.keep_draft(run, form.drafted())
        return redirect("listen:import-preview", run.pk)
    said = {"run": run, "form": form, "by_columns": draft is not None}
    return render(request, "listen/imports/questions.html", said, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@of_an_open_import
def text(request: HttpRequest, run: Import) -> HttpResponse:
    form = forms.TextForm(request.POST or None, initial={"text": steps.text_of(run) if run.mapping else ""})
    if form.is_valid():
        steps.keep_text(run, form.cleaned_data["text"], name="")
        return redirect("listen:import-questions", run.pk)
    said = {"run": run, "form": form}
    return render(request, "listen/imports/text.html", said, status=422 if form.errors else 200)


@require_safe
@of_an_open_import
def preview(request: HttpRequest, run: Import) -> HttpResponse:
    if not run.mapping or not steps.is_answered(run):
        return redirect(steps.next_step(run), run.pk)
    try:
        prepared = steps.prepared_of(run)
        rows = previews.preview_of(prepared, now=timezone.now())
    except Refused as refused:
        return _refused(request, run, refused)
    said = {"run": run, "shown": rows_shown(prepared, rows), "by_columns": not steps.is_by_text(run)}
    return render(request, "listen/imports/preview.html", said)


def _refused(request: HttpRequest, run: Import, refused: Refused) -> HttpResponse:
    by_columns = not steps.is_by_text(run)
    said = {"run": run, "problems": refused.problems, "by_columns": by_columns}
    return render(request, "listen/imports/refused.html", said, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@of_an_open_import
def trial(request: HttpRequest, run: Import) -> HttpResponse:
    """The whole file, without changing anything: begun here, and what came of it."""
    if not run.mapping or not steps.is_answered(run):
        return redirect(steps.next_step(run), run.pk)
    if request.method == "POST":
        return _begin(request, run, Import.State.TRYING, tasks.try_out)
    if not run.trial:
        return redirect("listen:import-preview", run.pk)
    said = {"run": run, "picture": picture_of(run, trial=True), "by_columns": not steps.is_by_text(run)}
    return render(request, "listen/imports/trial.html", said)


@require_POST
@of_an_open_import
def run(request: HttpRequest, run: Import) -> HttpResponse:
    if not run.mapping or not steps.is_answered(run):
        return redirect(steps.next_step(run), run.pk)
    return _begin(request, run, Import.State.IMPORTING, tasks.take_in)


def _begin(request: HttpRequest, run: Import, state: Import.State, task) -> HttpResponse:
    try:
        steps.put_off(run, state, task)
    except steps.AtWork:
        messages.info(request, _("That is being done already."))
    return redirect("listen:import", run.pk)


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
