"""What a respondent sees: questions, thanks, and a page in plain words for whatever keeps them from answering."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from heedful.listen.answering.doors import Door, Shut
from heedful.listen.answering.drawn import first_page
from heedful.listen.answering.forms import GIVEN, in_form
from heedful.listen.answering.showing import ShownQuestion, shown_question
from heedful.listen.answering.visits import Visit, direction, own_name
from heedful.listen.channels.kiosk import THANKS_SECONDS
from heedful.listen.responses.answers import AnswerError
from heedful.listen.surveys.document import Quota, Theme, said
from heedful.listen.surveys.lengths import longest_way
from heedful.listen.surveys.logic import ending_of, piped, previous_question

OURS: Final = frozenset(code for code, _name in settings.LANGUAGES)
OWN_WORDS: Final = frozenset({"lang", "score", "trap", "at", "embedded"})  # the rest is kept with the answers
FULL, GONE, NOT_YET, TOO_LARGE, TOO_MANY = 200, 410, 403, 413, 429


def speaking(language: str) -> AbstractContextManager[None]:
    """Our own words in the respondent's language, where we speak it, else in English."""
    short = language.split("-")[0].lower()
    return translation.override(short if short in OURS else "en")


def on(visit: Visit, query: str = "") -> HttpResponse:
    """To the next page of this response; what was sent is not sent again by going back or looking anew."""
    address = reverse("answering:answering", args=[visit.door.code, visit.sealed])
    return _fresh(HttpResponseRedirect(f"{address}?{query}" if query else address, status=303))


def questions(
    request: HttpRequest,
    visit: Visit,
    *,
    at: str | None,
    now: datetime,
    wrong: Mapping[str, AnswerError] | None = None,
    sent: QueryDict | None = None,
    again: bool = False,
) -> HttpResponse:
    """One question, or all that are on the way. `again`: it came so fast that no person may have sent it."""
    plain = not (wrong or again or sent is not None or request.GET or hasattr(request, "kiosk"))
    if plain and (drawn := first_page(visit, now, partial(_drawn, request))):
        return _fresh(HttpResponse(drawn))
    return _fresh(_questions(request, visit, at, now, wrong or {}, sent, again))


def _drawn(request: HttpRequest, visit: Visit, now: datetime) -> bytes:
    return _questions(request, visit, visit.resumes_at, now, {}, None, False).content


def _questions(
    request: HttpRequest,
    visit: Visit,
    at: str | None,
    now: datetime,
    wrong: Mapping[str, AnswerError],
    sent: QueryDict | None,
    again: bool,
) -> HttpResponse:
    with speaking(visit.language):
        keys = list(visit.way) if visit.document.layout == "all" else [at] if at else []
        shown = [_shown(visit, key, wrong.get(key), sent) for key in keys]
        context = _words(visit) | _place(visit, keys, at) | {"questions": shown, "now": int(now.timestamp())}
        context |= {"wrong": [each for each in shown if each.error], "given": _given(request, visit), "again": again}
        return render(request, "listen/answering/questions.html", context, status=422 if wrong else 200)


def over(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The thanks; the ways to a review are everyone's, and help is offered where the ending says so."""
    if quota := next((each for each in visit.document.quotas if each.key == visit.quota_key), None):
        return full(request, visit, quota)
    with speaking(visit.language):
        ending, words = ending_of(visit.document, visit.known), _said(visit)
        place = visit.door.location_key
        context = _words(visit) | {
            "thanks": (words(ending.title) if ending else words(visit.document.thanks)) or _("Thank you!"),
            "text": words(ending.text) if ending else "",
            "reviews": [link for link in visit.document.reviews if link.location in ("", place)],
            "offers_help": offers_help(visit),
            "wants_help": visit.response is not None and visit.response.wants_help,
        }
        return _fresh(_anew(visit, render(request, "listen/answering/over.html", context)))


def _anew(visit: Visit, answer: HttpResponse) -> HttpResponse:
    """On a tablet in the shop the next person finds the beginning, even where no script runs."""
    if visit.door.channel == "kiosk":
        seconds = visit.door.link.settings.get("thanks_seconds", THANKS_SECONDS)
        answer["Refresh"] = f"{seconds}; url={reverse('answering:kiosk', args=[visit.door.code])}"
    return answer


def offers_help(visit: Visit) -> bool:
    """Nobody can be called back whom nobody can tell."""
    ending = ending_of(visit.document, visit.known)
    return ending is not None and ending.offers_help and not visit.document.anonymous


def full(request: HttpRequest, visit: Visit, quota: Quota) -> HttpResponse:
    with speaking(visit.language):
        title = _("Thank you, we have heard from enough people for now")
        context = _words(visit) | {"thanks": title, "text": _said(visit)(quota.says)}
        return _fresh(render(request, "listen/answering/over.html", context, status=FULL))


def shut(request: HttpRequest, door: Door, why: Shut) -> HttpResponse:
    with speaking(_any_language(request, door)):
        if why == "soon":
            return _said_plainly(
                request,
                NOT_YET,
                _("This survey has not opened yet"),
                _("Please come back later with the same address."),
            )
        if why == "unpublished":
            return _said_plainly(
                request, NOT_YET, _("This survey is not ready yet"), _("Please come back later with the same address.")
            )
        text = _("Thank you for coming. What was answered before is kept, but no more answers are taken.")
        return _said_plainly(request, GONE, _("This survey is closed"), text)


def used(request: HttpRequest, door: Door) -> HttpResponse:
    with speaking(_any_language(request, door)):
        title, text = (
            _("You have answered already"),
            _("Thank you! This invitation was used, and your answers are kept."),
        )
        return _said_plainly(request, 200, title, text)


def unknown(request: HttpRequest) -> HttpResponse:
    with speaking(_any_language(request)):
        text = _("Please check that the address is complete, or ask whoever gave it to you for a new one.")
        return _said_plainly(request, 404, _("There is no survey at this address"), text)


def forged(request: HttpRequest) -> HttpResponse:
    with speaking(_any_language(request)):
        text = _("Nothing was recorded. Please open the survey anew, with the address that you were given.")
        return _said_plainly(request, 403, _("This page does not belong to this survey"), text)


def garbled(request: HttpRequest) -> HttpResponse:
    with speaking(_any_language(request)):
        text = _("What was answered before is kept. Please go back and try again.")
        return _said_plainly(request, 400, _("Your answer did not arrive whole"), text)


def too_large(request: HttpRequest, visit: Visit) -> HttpResponse:
    with speaking(visit.language):
        text = _("What was answered before is kept. Please go back and shorten what you wrote.")
        return _said_plainly(request, TOO_LARGE, _("That is too much for one answer"), text)


def wait(request: HttpRequest) -> HttpResponse:
    with speaking(_any_language(request)):
        text = _("What was answered before is kept. Please wait a minute, then go back and send it again.")
        answer = _said_plainly(request, TOO_MANY, _("Too much came from here at once"), text)
        answer["Retry-After"] = "60"
        return answer


def colours(theme: Theme) -> HttpResponse:
    """A version's stylesheet: its colours as the meanings that the page is drawn with."""
    scheme = "dark" if _lightness(theme.page) < _lightness(theme.text) else "light"
    css = (
        f":root{{color-scheme:{scheme};--survey-page:{theme.page};--survey-text:{theme.text};"
        f"--survey-accent:{theme.accent};--survey-on-accent:{theme.on_accent};"
        f"--survey-radius:{'0.75rem' if theme.rounded else '0'}}}"
    )
    answer = HttpResponse(css, content_type="text/css")
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


def _lightness(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _shown(visit: Visit, key: str, wrong: AnswerError | None, sent: QueryDict | None) -> ShownQuestion:
    question = visit.questions[key]
    given = in_form(question, sent) if sent is not None else visit.answers.get(key)
    if given is None and key == visit.to_score:
        given = visit.score
    about = {"error": wrong.says, "part": wrong.part} if wrong else {}
    return shown_question(question, visit.document, visit.walked, seed=visit.seed, given=given, **about)


def _said(visit: Visit) -> Any:
    return lambda words: piped(said(words, visit.language, visit.document), visit.walked, visit.document)


def _words(visit: Visit) -> dict[str, Any]:
    """What every page of a survey has."""
    words = _said(visit)
    return {
        "visit": visit,
        "language": visit.language,
        "our_language": translation.get_language(),
        "direction": direction(visit.language),
        "company": _company(visit),
        "title": words(visit.document.title) or visit.door.survey.name,
        "intro": words(visit.document.intro),
        "address": reverse("answering:answering", args=[visit.door.code, visit.sealed]),
        "theme": reverse("answering:theme", args=[visit.door.code, visit.version.pk]),
        "languages": [(code, own_name(code)) for code in visit.document.languages if code != visit.language],
    }


def _company(visit: Visit) -> str:
    """Who asks, and of which place; on a website one knows."""
    if visit.door.channel == "web":
        return ""
    return " · ".join(filter(None, (visit.door.workspace.name, visit.known.location_name)))


def _place(visit: Visit, keys: list[str], at: str | None) -> dict[str, Any]:
    """How far they have come, and whether this is the first page, or the last."""
    before = previous_question(visit.document, visit.known, before=at, order=visit.order) if at else None
    one = visit.document.layout == "one"
    return {
        "at": at,
        "is_first": not one or before is None,
        "is_last": not visit.may_go_on(keys),
        "progress": _progress(visit, at) if one and visit.document.shows_progress else None,
    }


def _progress(visit: Visit, at: str | None) -> dict[str, int]:
    number = visit.way.index(at) + 1 if at in visit.way else 0
    return {"number": number, "of": longest_way(visit.document, visit.known, order=visit.order)}


def _given(request: HttpRequest, visit: Visit) -> list[tuple[str, str]]:
    """What the address gave along, until it is kept with the response."""
    if visit.response or visit.document.anonymous:
        return []
    sent = {name.removeprefix(GIVEN): value for name, value in request.POST.items() if name.startswith(GIVEN)}
    along = sent or {name: value for name, value in request.GET.items() if name not in OWN_WORDS}
    return [(f"{GIVEN}{name[:40]}", value[:200]) for name, value in list(along.items())[:20]]


def _any_language(request: HttpRequest, door: Door | None = None) -> str:
    """Where there is no survey to go by: the address, the person, the browser."""
    wanted = [request.GET.get("lang", "")]
    if door and door.invitation:
        wanted += [door.invitation.language, door.invitation.customer.language]
    wanted += [code for code, _q in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200])]
    wanted += [door.workspace.language] if door else []
    return next((code for code in wanted if code.split("-")[0].lower() in OURS), settings.LANGUAGE_CODE)


def _said_plainly(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    context = {"title": title, "text": text, "language": translation.get_language(), "direction": "ltr"}
    return _fresh(render(request, "listen/answering/plain.html", context, status=status))


def _fresh(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"  # the address lets in
    return answer
