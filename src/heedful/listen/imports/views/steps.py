"""One page a step, for a file that waits for a person."""

from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.listen.imports import forms, previews, steps, tasks
from heedful.listen.imports.drafts import Draft
from heedful.listen.imports.guessing.kinds import ColumnKind
from heedful.listen.imports.guessing.roles import alike
from heedful.listen.imports.guessing.settling import settled
from heedful.listen.imports.models import Import
from heedful.listen.imports.pictures import columns_shown, last_page, picture_of, rows_shown
from heedful.listen.imports.queries import visible_imports
from heedful.listen.imports.refusals import Refused
from heedful.listen.imports.roles import Role
from heedful.people.members.rights import require


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
    said |= {"count": len(seen), "last": last_page(seen), "just_taken": _just_taken(request, draft, seen)}
    return render(request, "listen/imports/columns.html", said, status=422 if form.errors or lacks else 200)


def _just_taken(request: HttpRequest, draft: Draft, seen: dict[str, ColumnKind]) -> tuple[str, ...]:
    """The list of ratings that was taken a moment ago, where it still is."""
    first = request.GET.get("taken", "")
    return next((names for names in alike(seen) if names[0] == first and draft.roles.get(first) == Role.CSAT), ())


def _take_together(request: HttpRequest, run: Import, *, page: int) -> HttpResponse:
    """A whole list of rating questions at once."""
    draft = steps.draft_of(run)
    for names in alike(steps.columns_of(run)):
        if names[0] == request.POST["together"]:
            draft.roles |= dict.fromkeys(names, Role.CSAT.value)
    steps.keep_draft(run, draft)
    taken = urlencode({"page": page, "taken": request.POST["together"]})
    return redirect(f"{request.path}?{taken}")


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
