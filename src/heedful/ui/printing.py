"""A page as a PDF. It fetches nothing from anywhere: what it shows is in it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from importlib import resources
from typing import Any, NoReturn

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

logging.getLogger("weasyprint").setLevel(logging.WARNING)  # it tells of every step otherwise


class NoPrinterError(RuntimeError):
    """This machine cannot make PDFs; says what is missing."""


def printed(template: str, shown: Mapping[str, Any], *, room: str, styles: str) -> bytes:
    """With a style sheet of the room's own.

    Raises NoPrinterError where the libraries that WeasyPrint draws text with are not installed.
    """
    try:
        import weasyprint  # loads Pango; slow, and seldom needed
    except OSError as error:
        words = _("No PDF can be made on this server: Pango is not installed. Print this page from your browser.")
        raise NoPrinterError(words) from error
    sheet = resources.files(f"heedful.{room}").joinpath("static", room, styles).read_text(encoding="utf-8")
    page = weasyprint.HTML(string=render_to_string(template, dict(shown)), url_fetcher=_refuse)
    made: bytes = page.write_pdf(stylesheets=[weasyprint.CSS(string=sheet, url_fetcher=_refuse)])
    return made


def _refuse(url: str, *_more: Any, **_also: Any) -> NoReturn:
    raise ValueError(f"A document fetches nothing: {url[:80]}")
