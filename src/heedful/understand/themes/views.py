from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heedful.interactions import stores
from heedful.people.members.rights import may, require
from heedful.ui.keyset import numbered_place_of, page_of
from heedful.understand.metrics.inquiry import inquiry_of
from heedful.understand.metrics.question import Period
from heedful.understand.places.queries import visible_place_names
from heedful.understand.themes.counting import Scope, texts_behind, theme_counts
from heedful.understand.themes.glance import Sight, glance_of, place_glance, sight_of
from heedful.understand.themes.models import FoundTheme, NamedTheme
from heedful.understand.themes.portrait import portrait_of
from heedful.understand.themes.queries import (
    called,
    hit_key,
    last_run,
    set_of,
    theme_names,
    visible_changes,
    visible_found,
    visible_marks,
    visible_themes,
)

RIGHT = "edit_surveys"
ON_A_PAGE = 50


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """The map: all themes with their size, sentiment and change."""
    require(request.member, "read")
    member, sight = request.member, _sight(request)
    named = list(visible_themes(member))
    found = list(visible_found(member))
    glance = glance_of(sight, named, found)
    places, kept = visible_place_names(sight.inquiry), set_of(member)
    pair = [request.GET.get(name, "") for name in ("a", "b")]
    rows = [*glance.named, *glance.found]
    beside = place_glance(sight, pair[0], pair[1], rows) if rows and all(each in places for each in pair) else None
    shown = {
        "sight": sight,
        "inquiry": sight.inquiry,
        "bar": sight.inquiry.bar(),
        "glance": glance,
        "set": kept,
        "begins": not any(each.is_looked_for for each in named),
        "behind": texts_behind(sight.scope, _newest_of([*named, *found])),
        "run": last_run(member),
        "resting": [each for each in named if not each.is_looked_for],
        "places": places,
        "pair": pair,
        "beside": beside,
        "may_edit": may(member, RIGHT),
    }
    wrong = sight.inquiry.filter.problems
    return render(request, "understand/themes/index.html", shown, status=422 if wrong else 200)


@require_safe
def theme(request: HttpRequest, key: str) -> HttpResponse:
    require(request.member, "read")
    return _one(request, get_object_or_404(visible_themes(request.member), key=key))


@require_safe
def found_theme(request: HttpRequest, key: str) -> HttpResponse:
    """For whoever may see a text of it."""
    require(request.member, "read")
    found = get_object_or_404(visible_found(request.member), key=key)
    sight = _sight(request)
    if sight.inquiry.locations is not None and not _is_heard(sight, found):
        raise Http404
    return _one(request, found, sight)


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Who changed the themes, the newest first."""
    require(request.member, "read")
    place, rows = numbered_place_of(request.GET), visible_changes(request.member)
    if place.key is not None:
        number = place.key[0]
        rows = rows.filter(Q(pk__gt=number) if place.backwards else Q(pk__lt=number))
    rows = rows.order_by("pk" if place.backwards else "-pk")[: ON_A_PAGE + 1]
    page = page_of(list(rows), place, size=ON_A_PAGE, key=lambda row: (row.pk,), asked=request.GET)
    told = [
        {"change": row, "theme": row.theme and called(row.theme), "other": row.other and called(row.other)}
        for row in page.rows
    ]
    return render(request, "understand/themes/changes.html", {"page": page, "rows": told})


def _one(request: HttpRequest, found: NamedTheme | FoundTheme, sight: Sight | None = None) -> HttpResponse:
    member, sight = request.member, sight or _sight(request)
    is_named = isinstance(found, NamedTheme)
    shown = {
        "sight": sight,
        "inquiry": sight.inquiry,
        "bar": sight.inquiry.bar(),
        "theme": found,
        "is_named": is_named,
        "name": called(found),
        "hit_key": hit_key(found),
        "counted_texts": sight.voices(hit_key(found)),
        "portrait": portrait_of(sight, found),
        "behind": texts_behind(sight.scope, _newest_of([found])),
        "is_read": not sight.now.unread.get(hit_key(found)),
        "names": theme_names(member),
        "marks": list(visible_marks(member).filter(theme=found)[:ON_A_PAGE]) if is_named else [],
        "may_edit": may(member, RIGHT),
    }
    wrong = sight.inquiry.filter.problems
    return render(request, "understand/themes/theme.html", shown, status=422 if wrong else 200)


def _sight(request: HttpRequest) -> Sight:
    return sight_of(inquiry_of(request.GET, request.member, store=stores.current(), now=timezone.now()))


def _newest_of(themes: Sequence[NamedTheme | FoundTheme]) -> int:
    """The version of the themes since which all that are looked for are what they are."""
    return max((each.since for each in themes if each.is_looked_for), default=0)


def _is_heard(sight: Sight, found: FoundTheme) -> bool:
    """Whether any text that the member may see is about it, whenever it was said."""
    where = (("location", sight.inquiry.locations or ()),)
    scope = Scope(sight.scope.store, sight.scope.workspace, sight.scope.tz, where)
    return theme_counts(scope, Period()).of(hit_key(found)).texts > 0
