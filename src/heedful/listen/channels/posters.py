"""Posters: a question and its code on a sheet to hang up, in one of the survey's languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import override

from heedful.listen.channels.models import Link
from heedful.listen.channels.queries import address_of, visible_links
from heedful.listen.surveys.document import said
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import published_document
from heedful.people.account.qr import qr_code
from heedful.people.models import Member
from heedful.ui.printing import printed

MOST_POSTERS: Final = 500


def hung_posters(member: Member, survey: Survey) -> list[Link]:
    """Those that can be answered through, place by place."""
    hung = visible_links(member).filter(survey=survey, kind=Link.Kind.POSTER, closed_at=None)
    return list(hung.order_by("location__name", "pk")[:MOST_POSTERS])


def poster_of(link: Link) -> dict[str, Any]:
    address = address_of(link)
    return {"link": link, "address": address, "short": address.partition("://")[2], "qr": qr_code(address)}


def poster_words(survey: Survey, language: str) -> dict[str, Any]:
    """What it says, in the language that is asked for, else in the survey's own."""
    document = published_document(survey.published)
    language = language if language in document.languages else document.languages[0]
    title = said(document.title, language, document) or survey.name
    intro = said(document.intro, language, document)
    return {"title": title, "intro": intro, "language": language, "languages": document.languages}


def printed_posters(links: Sequence[Link], survey: Survey, language: str) -> bytes:
    """A PDF, one on each sheet. Raises NoPrinterError where none can be made."""
    shown = poster_words(survey, language) | {"posters": [poster_of(link) for link in links]}
    with override(shown["language"]):
        shown["company"] = survey.workspace.name
        return printed("listen/channels/poster-file.html", shown, room="listen", styles="poster.css")
