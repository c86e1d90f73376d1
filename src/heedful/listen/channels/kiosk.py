"""What a tablet holds to go on without a network: the survey, its words, and pages to fill them into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from heedful.listen.answering.showing import shown_question
from heedful.listen.answering.visits import Visit, direction, own_name
from heedful.listen.channels.models import Link
from heedful.listen.responses.answers import AnswerError, parse_answer
from heedful.listen.surveys.document import (
    AnyQuestion,
    Choice,
    Contact,
    Date,
    Document,
    Grid,
    Number,
    Words,
    parse_document,
    plain,
    said,
)
from heedful.listen.surveys.logic import Known

THANKS_SECONDS: Final = 8
IDLE_SECONDS: Final = 60
MOST_DRAWN: Final = 32
MARK: Final = "\ue000{"  # stands where the browser puts a name in: {{location}} is unknown until somebody answers
SCRIPTS: Final = ("kiosk-walk.js", "kiosk-queue.js", "kiosk-forms.js", "kiosk.js")
SAMPLES: Final = {"one": 1, "few": 2, "many": 5, "other": 10}  # a number of each plural form, in the languages we speak
OURS: Final = frozenset(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Kiosk:
    """What the kiosk's page has beyond any other: the data its scripts read, and the pages they show."""

    told: dict[str, Any]
    pages: str = ""  # markup

    @property
    def scripts(self) -> tuple[str, ...]:
        return tuple(f"listen/{name}" for name in SCRIPTS)


def kiosk_of(visit: Visit, link: Link) -> Kiosk:
    document = visit.document
    known = msgspec.to_builtins(visit.known) | {"answers": {}}
    words = {language: _words(language, document) for language in document.languages}
    told = told_of(link) | {
        "survey": plain(document),
        "version": visit.version.pk,
        "language": visit.language,
        "known": known,
        "words": words,
    }
    return Kiosk(told, _pages(visit))


def told_of(link: Link) -> dict[str, Any]:
    """What it is told even where nobody can answer now: what waits on the tablet is still sent."""
    return {
        "survey": None,
        "code": link.code,
        "home": reverse("answering:kiosk", args=[link.code]),
        "answers": reverse("answering:kiosk-answers", args=[link.code]),
        "worker": reverse("answering:kiosk-worker", args=[link.code]),
        "settings": {
            "thanks": link.settings.get("thanks_seconds", THANKS_SECONDS),
            "idle": link.settings.get("idle_seconds", IDLE_SECONDS),
        },
        "language": "en",
        "words": {"en": _own_words()},
    }


def kept_files(link: Link) -> list[str]:
    """All that the page is drawn with: what is kept on the tablet."""
    files = [*(f"listen/{name}" for name in SCRIPTS), "listen/answering.css", "listen/kiosk.css", "ui/icon.svg"]
    theme = [reverse("answering:theme", args=[link.code, link.survey.published_id])] if link.survey.published_id else []
    home = reverse("answering:kiosk", args=[link.code])
    return [home, reverse("answering:kiosk-manifest", args=[link.code]), *theme, *map(static, files)]


def _pages(visit: Visit) -> str:
    """Drawn once for each version: they are the same for everybody."""
    document, name = visit.document, visit.door.survey.name
    key = (visit.version.pk, name)
    if key not in _drawn or _drawn[key][0] is not document:
        marked = parse_document(msgspec.json.encode(document).replace(b"{{", MARK.encode()))
        pages = SafeString("".join(_pages_in(language, marked, name) for language in document.languages))
        if len(_drawn) >= MOST_DRAWN:
            _drawn.clear()
        _drawn[key] = (document, pages)
    return _drawn[key][1]


_drawn: dict[tuple[int, str], tuple[Document, str]] = {}


def _pages_in(language: str, document: Document, name: str) -> str:
    """Every page of the survey in one language, as templates that the browser fills."""

    def words(of: Words) -> str:
        return said(of, language, document)

    known = Known(language=language)
    with _speaking(language) as ours:
        context = {
            "language": language,
            "our_language": ours,
            "direction": direction(language),
            "title": words(document.title) or name,
            "intro": words(document.intro),
            "questions": [shown_question(each, document, known, seed="") for each in document.questions],
            "endings": [(e.key, words(e.title), words(e.text), _helps(e, document)) for e in document.endings],
            "thanks": words(document.thanks) or _("Thank you!"),
            "languages": [(code, own_name(code)) for code in document.languages],
            "shows_progress": document.shows_progress and document.layout == "one",
        }
        return render_to_string("listen/channels/kiosk-pages.html", context)


def _helps(ending: Any, document: Document) -> bool:
    return ending.offers_help and not document.anonymous


class _speaking(override):  # noqa: N801 - used like the function it extends
    """Our own words in this language where we speak it, else in English."""

    def __init__(self, language: str) -> None:
        short = language.split("-")[0].lower()
        super().__init__(short if short in OURS else "en")

    def __enter__(self) -> str:
        super().__enter__()
        return str(self.language)


def _words(language: str, document: Document) -> dict[str, Any]:
    with _speaking(language):
        return _own_words() | {"faults": {each.key: faults_of(each) for each in document.questions}}


def _own_words() -> dict[str, Any]:
    return {
        "next": _("Next"),
        "send": _("Send"),
        "told": _("We have your request, and will get in touch with you."),
        "progress": _("Question %(number)s of %(of)s") % {"number": "{number}", "of": "{of}"},
        "waits": {form: _waits(n) for form, n in SAMPLES.items()},
        "apart": {form: _apart(n) for form, n in SAMPLES.items()},
    }


def _waits(n: int) -> str:
    return ngettext("%(n)s answer waits for the network.", "%(n)s answers wait for the network.", n) % {"n": "{n}"}


def _apart(n: int) -> str:
    says = ngettext(
        "%(n)s answer was too large to be sent.", "%(n)s answers were too large to be sent.", n
    )  # stays on the tablet
    return says % {"n": "{n}"}


def faults_of(question: AnyQuestion) -> dict[str, str]:
    """What would be said of each wrong answer: the very sentences of the server, found by trying."""
    says = {}
    for name, given in _wrong_answers(question).items():
        try:
            parse_answer(question, given)
        except AnswerError as error:
            says[name] = error.says
    if isinstance(question, Choice) and question.other:
        says["other"] = _("Please say in your own words what it is, or choose another answer.")
    return says


def _wrong_answers(question: AnyQuestion) -> Mapping[str, Any]:
    wrong: dict[str, Any] = {"missing": None}
    match question:
        case Number():
            low, high = question.lowest or 0, question.highest or 0
            wrong |= {"number": "x", "whole": low + 0.5, "lowest": low - 1, "highest": high + 1}
        case Date():
            wrong |= {"earliest": "0001-01-01", "latest": "9999-12-31"}
        case Contact():
            wrong |= {"email": {"name": "x", "email": "x", "phone": "12345"}, "phone": {"name": "x", "phone": "1"}}
            wrong["phone"] |= {"email": "a@example.org"}
        case Choice():
            keys = [option.key for option in question.options]
            wrong |= {"one": {"chosen": keys[:2], "other": "x"}}
            wrong |= {"most": {"chosen": [option.key for option in question.options if not option.alone]}}
            for option in question.options:
                if option.alone:
                    wrong[f"alone-{option.key}"] = {"chosen": [option.key, *keys[:2]], "other": "x"}
        case Grid():
            wrong |= {"rows": {row.key: 1 for row in question.rows[:1]}}
    return wrong
