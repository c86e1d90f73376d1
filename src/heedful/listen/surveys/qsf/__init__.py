"""A survey from Qualtrics: a .qsf file as a document, and a list of all that could not come along.

Qualtrics publishes no description of the format; this follows what its exports hold: `SurveyElements` with the
questions (SQ), their blocks (BL), the flow through these (FL), options (SO) and quotas (QO). Nothing is left out
without being named in `dropped`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.utils.translation import gettext as _

from heedful.listen.surveys import wording
from heedful.listen.surveys.document import Document, Shuffle
from heedful.listen.surveys.qsf.flow import Walk
from heedful.listen.surveys.qsf.questions import Reader
from heedful.listen.surveys.qsf.values import as_map, as_words, language_of, pairs

__all__ = ["LARGEST_FILE", "Imported", "QsfError", "survey_from_qsf"]
LARGEST_FILE: Final = 10 * 1024 * 1024


class QsfError(ValueError):
    """It is no survey of Qualtrics; says why."""


@dataclass(frozen=True, slots=True)
class Imported:
    """`dropped`: in sentences, what the document does not have and the file did, or has otherwise."""

    name: str
    document: Document
    dropped: tuple[str, ...]


def survey_from_qsf(given: bytes | str) -> Imported:
    """Read a .qsf file; raises QsfError where it is none."""
    entry, elements = _file(given)
    dropped: list[str] = []
    options = as_map(_payloads(elements, "SO", dict)[0])
    languages = _languages(entry, options, elements, dropped)
    reader = Reader(_questions(elements), languages, dropped)
    walk = Walk(reader, _blocks(elements), _flow(elements), dropped)
    questions, shuffles = walk.carried()
    _others(elements, options, dropped)
    name = as_words(entry.get("SurveyName")) or _("A survey from Qualtrics")
    title = as_words(options.get("SurveyTitle")) or name
    document = Document(
        languages=tuple(languages.values()),
        title={next(iter(languages.values())): title},
        questions=questions,
        shuffles=tuple(Shuffle(questions=keys) for keys in shuffles),
        anonymous=str(options.get("AnonymizeResponse", "")).lower() in ("true", "yes"),
        shows_progress=options.get("ProgressBarDisplay") != "None",
        thanks=wording.in_all(wording.thanks, languages.values())
        or {next(iter(languages.values())): wording.thanks("en")},
    )
    return Imported(name=name[:200], document=document, dropped=tuple(dict.fromkeys(dropped)))


def _file(given: bytes | str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    try:
        held = msgspec.json.decode(given)
    except (msgspec.DecodeError, RecursionError) as error:
        raise QsfError(_("This is no file of Qualtrics: it is not JSON.")) from error
    elements = held.get("SurveyElements") if isinstance(held, dict) else None
    if not isinstance(elements, list):
        raise QsfError(_("This is no file of Qualtrics: it has no SurveyElements."))
    kept = [element for element in elements if isinstance(element, dict)]
    if not any(element.get("Element") == "SQ" for element in kept):
        raise QsfError(_("This file has no questions."))
    return as_map(held.get("SurveyEntry")), kept


def _payloads(elements: list[dict[str, Any]], kind: str, empty: type) -> list[Any]:
    return [element.get("Payload") for element in elements if element.get("Element") == kind] or [empty()]


def _questions(elements: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = {}
    for element in elements:
        if element.get("Element") == "SQ":
            payload = as_map(element.get("Payload"))
            found[str(payload.get("QuestionID") or element.get("PrimaryAttribute") or len(found))] = payload
    return found


def _blocks(elements: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    blocks = (as_map(block) for payload in _payloads(elements, "BL", list) for _key, block in pairs(payload))
    return {str(block.get("ID", "")): block for block in blocks}


def _flow(elements: list[dict[str, Any]]) -> list[Any]:
    flow = as_map(_payloads(elements, "FL", dict)[0]).get("Flow")
    return flow if isinstance(flow, list) else []


def _languages(
    entry: dict[str, Any], options: dict[str, Any], elements: list[dict[str, Any]], dropped: list[str]
) -> dict[str, str]:
    """Each of the file's language codes with ours, the language it is written in first."""
    codes = dict.fromkeys([str(entry.get("SurveyLanguage") or "EN"), *as_map(options.get("AvailableLanguages"))])
    for payload in _questions(elements).values():
        codes |= dict.fromkeys(as_map(payload.get("Language")))
    found: dict[str, str] = {}
    for code in codes:
        language = language_of(code)
        if language and language not in found.values():
            found[code] = language
        elif not language:
            dropped.append(
                _("Language “%(code)s”: its code is not known here, so its words were left out.") % {"code": code}
            )
    return found or {"EN": "en"}


def _others(elements: list[dict[str, Any]], options: dict[str, Any], dropped: list[str]) -> None:
    """What stands beside the questions, and has no place in a document."""
    names = (as_words(as_map(payload).get("Name")) for payload in _payloads(elements, "QO", dict))
    says = _("Quota “%(name)s”: set it again under the survey’s quotas.")
    dropped.extend(says % {"name": name} for name in names if name)
    for key, what in (
        ("Header", _("The page’s header: its looks are set in the theme.")),
        ("Footer", _("The page’s footer: its looks are set in the theme.")),
        ("EOSMessage", _("The message at the end: write it as an ending.")),
        ("CustomStyles", _("The page’s own styles: its looks are set in the theme.")),
    ):
        if options.get(key):
            dropped.append(what)
