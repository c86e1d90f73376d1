"""The survey on a website: one script with its settings in it, and pages that may stand in a frame there."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlsplit

from csp.constants import SELF
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from heedful.listen.answering.doors import door_of
from heedful.listen.answering.visits import RIGHT_TO_LEFT
from heedful.listen.channels.models import Link
from heedful.listen.channels.worker import script
from heedful.listen.surveys.document import Theme, said
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import published_document

DEFAULTS: Final[dict[str, Any]] = {
    "placement": "corner",
    "side": "end",
    "label": "",
    "modal": False,
    "pages": [],
    "not_pages": [],
    "seconds": 10,
    "scroll": None,
    "leaving": False,
    "event": "",
    "sample": 100,
    "rest_days": 30,
    "origins": [],
}


def settings_of(link: Link) -> dict[str, Any]:
    return {**DEFAULTS, **link.settings}


def script_of(link: Link, survey: Survey) -> str:
    """What the website loads. Text that could end the script's own is escaped, whoever wrote it."""
    document = published_document(survey.published)
    its = settings_of(link)
    told = {
        "code": link.code,
        "pages": its["pages"],
        "not": its["not_pages"],
        "seconds": its["seconds"],
        "scroll": its["scroll"],
        "leaving": its["leaving"],
        "event": its["event"],
        "sample": its["sample"],
        "days": its["rest_days"],
        "modal": its["modal"],
        "button": its["placement"] == "button",
        "label": its["label"],
        "words": {each: _words(each, said(document.title, each, document)) for each in document.languages},
        "rtl": [each for each in document.languages if each.lower().split("-")[0] in RIGHT_TO_LEFT],
        "style": _style(document.theme, its["side"]),
    }
    plain = json.dumps(told, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
    return script("widget.js").replace('"use strict";', f'"use strict";\n  const told = {plain};', 1)


def _words(language: str, title: str) -> dict[str, str]:
    with override(language.split("-")[0].lower()):
        return {"title": title or _("Your opinion"), "close": _("Close"), "label": _("Feedback")}


def _style(theme: Theme, side: str) -> str:
    """In the survey's own colours; each was checked to be one."""
    css = " ".join(script("widget.css").split())
    sides = ("inset-inline-end", "inset-inline-start")
    here, there = sides if side == "end" else sides[::-1]
    names = {"SIDE": here, "OTHER": there, "ON": theme.on_accent, "ACCENT": theme.accent, "TEXT": theme.text}
    for name, value in (names | {"PAGE": theme.page}).items():
        css = css.replace(f" {name}", f" {value}")
    return css


def may_be_framed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The pages of a website's link may stand in a frame, on the sites that its settings name; no other page may."""

    @wraps(view)
    def framed(request: HttpRequest, code: str, *given: Any, **named: Any) -> HttpResponse:
        answer = view(request, code, *given, **named)
        door = door_of(code) if code.startswith("l") else None
        if door and door.link and door.link.kind == Link.Kind.WIDGET:
            answer.xframe_options_exempt = True
            answer._csp_replace = {"frame-ancestors": ancestors(door.link)}
        return answer

    return framed


def ancestors(link: Link) -> list[str]:
    """Who may frame it: ourselves (to try it), and the sites named, or all where none is."""
    origins: list[str] = settings_of(link)["origins"]
    return [SELF, *origins] if origins else ["*"]


def origin_of(typed: str) -> str | None:
    """The address of a site as a browser names it: https://shop.example; None if it is none."""
    parts = urlsplit(typed.strip().rstrip("/").lower())
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("*.")
    is_plain = host and all(letter.isascii() and (letter.isalnum() or letter in ".-") for letter in host)
    if parts.scheme not in ("http", "https") or not is_plain or parts.path or parts.query or parts.fragment:
        return None
    return f"{parts.scheme}://{parts.hostname}{port}" if "@" not in parts.netloc else None
