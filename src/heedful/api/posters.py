"""Codes and posters: what is hung up, as files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from ninja import Query, Router
from pydantic import Field

from heedful.api.askers import program
from heedful.api.links import link_of
from heedful.api.lists import Given, refuse_unknown, wrong
from heedful.api.problems import ApiError, documented
from heedful.api.surveys import READ, survey_of
from heedful.listen.channels.models import Link
from heedful.listen.channels.posters import hung_posters, poster_of, printed_posters
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import published_document
from heedful.ui.printing import NoPrinterError

of_surveys, router = Router(tags=["links"]), Router(tags=["links"])
SVG, PDF = "image/svg+xml", "application/pdf"


class PosterAsked(Given):
    language: Annotated[str | None, Field(max_length=12, description="one of the survey's; its first if not given")] = (
        None
    )


def _file(kind: str, *statuses: int) -> dict[str, Any]:
    content = {kind: {"schema": {"type": "string", "format": "binary"}}}
    return {"responses": {200: {"description": "The file.", "content": content}, **documented(*statuses)["responses"]}}


@router.get("/{code}/qr", auth=READ, response=None, summary="Its code, to be printed at any size",
            openapi_extra=_file(SVG, 401, 403, 404, 422))  # fmt: skip
def link_qr(request: HttpRequest, code: str) -> HttpResponse:
    drawing = render_to_string("listen/channels/_code.html", poster_of(link_of(request, code))).strip()
    file = drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return HttpResponse(file, content_type=SVG)


@router.get("/{code}/poster", auth=READ, response=None, summary="A poster with its code",
            openapi_extra=_file(PDF, 401, 403, 404, 409, 422, 501))  # fmt: skip
def link_poster(request: HttpRequest, code: str, asked: Query[PosterAsked]) -> HttpResponse:
    link = link_of(request, code)
    return _printed(request, asked, survey_of(request, link.survey.key), [link])


@of_surveys.get("/{key}/posters", auth=READ, response=None, summary="The posters of all places, each on a sheet",
                openapi_extra=_file(PDF, 401, 403, 404, 409, 422, 501))  # fmt: skip
def survey_posters(request: HttpRequest, key: str, asked: Query[PosterAsked]) -> HttpResponse:
    """Of all links of the kind `qr` that are not closed."""
    survey = survey_of(request, key)
    return _printed(request, asked, survey, hung_posters(program(request), survey))


def _printed(request: HttpRequest, asked: PosterAsked, survey: Survey, links: Sequence[Link]) -> HttpResponse:
    refuse_unknown(request, asked)
    if survey.published is None:
        raise ApiError(409, "Publish the survey first: nobody could answer what the poster asks.")
    languages = published_document(survey.published).languages
    if asked.language is not None and asked.language not in languages:
        raise wrong("language", f"one of {', '.join(languages)}")
    if not links:
        raise ApiError(409, "There is no poster to print: make a link of the kind qr.")
    try:
        made = printed_posters(links, survey, asked.language or languages[0])
    except NoPrinterError as error:
        raise ApiError(501, str(error)) from error
    answer = HttpResponse(made, content_type=PDF)
    answer["Content-Disposition"] = f'attachment; filename="{survey.key}-posters.pdf"'
    return answer
