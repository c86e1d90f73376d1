from __future__ import annotations

from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heedful.interactions import stores
from heedful.listen.responses import queries
from heedful.listen.responses.exports import FORMATS
from heedful.listen.responses.forms import AsideForm
from heedful.listen.responses.models import Response
from heedful.listen.responses.shown import line_of
from heedful.listen.responses.summary import COUNTED_ONE_BY_ONE, summary_of
from heedful.listen.responses.views.aside import LATELY
from heedful.listen.responses.views.asking import about_all, filter_form
from heedful.listen.surveys.queries import visible_surveys
from heedful.people.members.rights import may, require
from heedful.ui.keyset import Page, Place, page_of, place_of

PAGE: Final = 50


@require_safe
def responses(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    form = filter_form(request)
    wanted, place = form.wanted, _place(request)
    found = queries.wanted_responses(request.member, wanted)
    rows = queries.page_of_responses(found, place, size=PAGE)
    page: Page[Response] = page_of(rows, place, size=PAGE, key=_key, asked=request.GET)
    count, is_all = queries.counted(found)
    said = {
        **about_all(request, form),
        "page": page,
        "lines": [line_of(response) for response in page.rows],
        "count": count,
        "is_all": is_all,
        "aside_form": AsideForm(initial={"why": "duplicate" if wanted.repeats else "spam"}),
        "set_aside_lately": [] if request.htmx else request.session.pop(LATELY, []),
        "formats": FORMATS,
        "may_import": may(request.member, "import"),
    }
    template = "listen/responses/list.html#responses" if request.htmx else "listen/responses/list.html"
    return render(request, template, said)


@require_safe
def summary(request: HttpRequest) -> HttpResponse:
    require(request.member, "read")
    form = filter_form(request)
    wanted = form.wanted
    survey = visible_surveys(request.member).filter(pk=wanted.survey).first() if wanted.survey else None
    said = about_all(request, form)
    if survey:
        store = stores.current()
        said |= {"survey": survey, "most": COUNTED_ONE_BY_ONE}
        said["summary"] = summary_of(survey, request.member, wanted, store=store, now=timezone.now())
    template = "listen/responses/summary.html#summary" if request.htmx else "listen/responses/summary.html"
    return render(request, template, said)


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
