"""Views that change themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heedful.interactions import stores
from heedful.people.members.rights import require
from heedful.people.models import Member
from heedful.text.themes.taxonomy import packs
from heedful.understand.themes import actions
from heedful.understand.themes.counting import Scope
from heedful.understand.themes.forms import (
    MarkForm,
    MergeForm,
    NamesForm,
    PackForm,
    SplitForm,
    ThemeForm,
    initial_of,
    initial_of_found,
)
from heedful.understand.themes.making import ThemesError
from heedful.understand.themes.models import NamedTheme
from heedful.understand.themes.naming import name_in
from heedful.understand.themes.previewing import more_texts
from heedful.understand.themes.queries import (
    called,
    is_heard,
    looked_for,
    set_of,
    visible_found,
    visible_marks,
    visible_themes,
)

RIGHT = "edit_surveys"
FORM = "understand/themes/form.html"


@require_http_methods(["GET", "HEAD", "POST"])
def trades(request: HttpRequest) -> HttpResponse:
    """Which trade to begin from; later, which one to add."""
    require(request.member, RIGHT)
    member = request.member
    choices = {pack.key: name_in(pack.names, get_language(), otherwise=pack.key) for pack in packs()}
    empty = {} if set_of(member) else {"none": _("Without any: I name my own themes")}
    form = PackForm(request.POST if request.method == "POST" else None, choices=choices | empty)
    if request.method == "POST" and form.is_valid():
        pack = form.cleaned_data["pack"]
        actions.choose_pack(member.workspace, "" if pack == "none" else pack, by=member, now=timezone.now())
        messages.success(request, _("The themes are here. The texts are read for them from now on."))
        return redirect("understand:themes")
    shown = {"form": form, "set": set_of(member), "packs": packs()}
    return render(request, "understand/themes/trades.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new_theme(request: HttpRequest) -> HttpResponse:
    require(request.member, RIGHT)
    member = request.member
    parents = looked_for(visible_themes(member))
    form = ThemeForm(request.POST if request.method == "POST" else None, parents=parents)
    if request.method == "POST" and form.is_valid():
        with _refusals_in(form):
            made = _add(form, member, parents)
            messages.success(request, _("Added. The texts are read for it from now on."))
            return redirect("understand:theme", made.key)
    return render(request, FORM, {"form": form, "theme": None}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_theme(request: HttpRequest, key: str) -> HttpResponse:
    """Its names, words and examples; beside them what can be done with it as a whole."""
    require(request.member, RIGHT)
    member, theme = request.member, _theme(request.member, key)
    others = [each for each in looked_for(visible_themes(member)) if each.pk != theme.pk]
    initial = initial_of(theme)
    form = ThemeForm(request.POST if request.method == "POST" else None, parents=others, initial=initial)
    if request.method == "POST" and form.is_valid():
        with _refusals_in(form):
            _change(theme, form, member, others)
            messages.success(request, _("Saved. The texts are read anew from now on."))
            return redirect("understand:theme", theme.key)
    return _edit_page(request, theme, form=form, others=others)


@require_POST
def merging(request: HttpRequest, key: str) -> HttpResponse:
    require(request.member, RIGHT)
    member, theme = request.member, _theme(request.member, key)
    others = [each for each in looked_for(visible_themes(member)) if each.pk != theme.pk]
    form = MergeForm(request.POST, others=others)
    if form.is_valid():
        kept = next(each for each in others if each.key == form.cleaned_data["other"])
        with _refusals_in(form):
            actions.merge_themes(kept, theme, by=member, now=timezone.now())
            messages.success(request, _("Merged. What was said of both is one theme from now on."))
            return redirect("understand:theme", kept.key)
    return _edit_page(request, theme, others=others, merge=form)


@require_POST
def separation(request: HttpRequest, key: str) -> HttpResponse:
    require(request.member, RIGHT)
    theme = _theme(request.member, key)
    return _simply(request, theme, lambda: actions.separate_theme(theme, by=request.member, now=timezone.now()))


@require_POST
def splitting(request: HttpRequest, key: str) -> HttpResponse:
    require(request.member, RIGHT)
    member, theme = request.member, _theme(request.member, key)
    form = SplitForm(request.POST, keywords=theme.keywords)
    if form.is_valid():
        with _refusals_in(form):
            made = actions.split_theme(theme, form.names, form.keywords, by=member, now=timezone.now())
            messages.success(request, _("Split. The texts are read for both from now on."))
            return redirect("understand:theme", made.key)
    return _edit_page(request, theme, split=form)


@require_POST
def archiving(request: HttpRequest, key: str) -> HttpResponse:
    require(request.member, RIGHT)
    theme = _theme(request.member, key)
    actions.archive_theme(theme, by=request.member, now=timezone.now())
    messages.success(request, _("Put away. It can be taken back at the end of the list of themes."))
    return redirect("understand:themes")


@require_POST
def restoration(request: HttpRequest, key: str) -> HttpResponse:
    require(request.member, RIGHT)
    theme = _theme(request.member, key)
    return _simply(request, theme, lambda: actions.restore_theme(theme, by=request.member, now=timezone.now()))


@require_POST
def example(request: HttpRequest, key: str) -> HttpResponse:
    """A text is about the theme, or is not."""
    require(request.member, RIGHT)
    member, theme, form = request.member, _theme(request.member, key), MarkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was learned: say which text, and whether it belongs."))
        return redirect("understand:theme", theme.key)
    text, belongs = form.cleaned_data["text"], form.cleaned_data["belongs"] == "yes"
    if not is_heard(member, text, store=stores.current()):
        raise Http404
    sentence = form.cleaned_data["sentence"] or 0
    actions.mark_example(theme, text, belongs=belongs, sentence=sentence, by=member, now=timezone.now())
    messages.success(request, _("Learned. The more examples, the better it finds the others."))
    return redirect("understand:theme", theme.key)


@require_POST
def example_removal(request: HttpRequest, key: str, number: int) -> HttpResponse:
    require(request.member, RIGHT)
    marked = get_object_or_404(visible_marks(request.member), theme__key=key, pk=number)
    actions.unmark_example(marked, by=request.member, now=timezone.now())
    messages.success(request, _("Unlearned."))
    return redirect("understand:theme", key)


@require_http_methods(["GET", "HEAD", "POST"])
def naming(request: HttpRequest, key: str) -> HttpResponse:
    """A found theme gets a name."""
    require(request.member, RIGHT)
    member = request.member
    found = get_object_or_404(visible_found(member), key=key)
    form = NamesForm(request.POST if request.method == "POST" else None, initial=initial_of_found(found))
    if request.method == "POST" and form.is_valid():
        with _refusals_in(form):
            made = actions.promote_found(found, names=form.names, by=member, now=timezone.now())
            messages.success(request, _("Named. It is looked for in every text from now on."))
            return redirect("understand:theme", made.key)
    shown = {"form": form, "found": found, "name": called(found)}
    return render(request, "understand/themes/naming.html", shown, status=422 if form.errors else 200)


@require_POST
def hiding(request: HttpRequest, key: str) -> HttpResponse:
    """Hide a found theme, or with `back` show it again."""
    require(request.member, RIGHT)
    found = get_object_or_404(visible_found(request.member), key=key)
    if "back" in request.POST:
        actions.show_found(found, now=timezone.now())
        messages.success(request, _("It is shown again."))
    else:
        actions.hide_found(found, now=timezone.now())
        messages.success(request, _("Hidden. Its page can still be opened, and shows it again."))
    return redirect("understand:themes")


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """How many more texts these words would take in."""
    require(request.member, RIGHT)
    member = request.member
    form = ThemeForm(request.POST, parents=looked_for(visible_themes(member)))
    form.is_valid()
    scope = Scope(stores.current(), member.workspace.key, member.workspace.time_zone)
    theme = visible_themes(member).filter(key=request.POST.get("theme", "")).first()
    found = more_texts(scope, form.keywords, theme=theme.key if theme else "")
    page = "_preview.html" if request.htmx else "preview.html"
    return render(request, f"understand/themes/{page}", {"found": found})


def _theme(member: Member, key: str) -> NamedTheme:
    found: NamedTheme = get_object_or_404(visible_themes(member), key=key)
    return found


def _edit_page(request: HttpRequest, theme: NamedTheme, **forms: Any) -> HttpResponse:
    member = request.member
    others = forms.get("others") or [each for each in looked_for(visible_themes(member)) if each.pk != theme.pk]
    shown = {
        "theme": theme,
        "name": called(theme),
        "form": forms.get("form") or ThemeForm(parents=others, initial=initial_of(theme)),
        "merge": forms.get("merge") or MergeForm(others=others),
        "split": forms.get("split") or SplitForm(keywords=theme.keywords),
        "others": others,
    }
    wrong = any(form is not None and form.errors for form in (forms.get(each) for each in ("form", "merge", "split")))
    return render(request, FORM, shown, status=422 if wrong else 200)


def _add(form: ThemeForm, member: Member, parents: list[NamedTheme]) -> NamedTheme:
    return actions.add_theme(
        member.workspace,
        form.names,
        descriptions=form.descriptions,
        keywords=form.keywords,
        examples=form.examples,
        parent=_named(parents, form.cleaned_data["parent"]),
        by=member,
        now=timezone.now(),
    )


def _change(theme: NamedTheme, form: ThemeForm, member: Member, others: list[NamedTheme]) -> None:
    """Only what differs makes a new version."""
    who: dict[str, Any] = {"by": member, "now": timezone.now()}
    parent = _named(others, form.cleaned_data["parent"])
    if (parent and parent.pk) != theme.parent_id:
        actions.move_theme(theme, parent, **who)
    if (form.names, form.descriptions) != (theme.names, theme.descriptions):
        actions.rename_theme(theme, form.names, descriptions=form.descriptions, **who)
    if (form.keywords, form.examples) != (theme.keywords, theme.examples):
        actions.change_keywords(theme, form.keywords, examples=form.examples, **who)


def _named(themes: list[NamedTheme], key: str) -> NamedTheme | None:
    return next((each for each in themes if each.key == key), None)


@contextmanager
def _refusals_in(form: Form) -> Iterator[None]:
    """What cannot be done goes on after it, and the form says why."""
    try:
        yield
    except ThemesError as error:
        form.add_error(None, str(error))


def _simply(request: HttpRequest, theme: NamedTheme, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except ThemesError as error:
        messages.error(request, str(error))
        return redirect("understand:themes")
    messages.success(request, _("It is looked for again."))
    return redirect("understand:theme", theme.key)
