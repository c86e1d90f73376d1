"""A respondent's pages. No session, no cookie: the pass in the address says which response is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from heedful.listen.answering import limits, pages
from heedful.listen.answering.doors import Door, door_of, full_quota, shut_because, standing_response, version_of
from heedful.listen.answering.forms import ASKED, GIVEN, GO, HONEYPOT, REACH, SINCE, answer_in_form
from heedful.listen.answering.passes import Pass, new_pass, opened
from heedful.listen.answering.suspicion import suspicion_of
from heedful.listen.answering.visits import Visit, language_of
from heedful.listen.channels.widget import may_be_framed
from heedful.listen.invitations import states, traps
from heedful.listen.responses.actions import AlreadyAnswered, Signs, ask_for_help, save_step
from heedful.listen.responses.answers import Answer, AnswerError
from heedful.listen.responses.heard import coarse
from heedful.listen.responses.models import Response
from heedful.listen.surveys.logic import previous_question
from heedful.listen.surveys.models import SurveyVersion
from heedful.listen.surveys.queries import published_document

LARGEST_FORM = 512 * 1024  # bytes: far more than all that a page can ask for
MOST_GIVEN, LONGEST_GIVEN = 20, 200
LONGEST_LOOK_SECONDS = 3600


@csrf_exempt
@login_not_required
@require_safe
@may_be_framed
def entrance(request: HttpRequest, code: str) -> HttpResponse:
    """The first page, or where somebody invited had come to. Nothing is recorded: whoever opens it may be no person."""
    now = timezone.now()
    door = _door(request, code, now)
    if isinstance(door, HttpResponse):
        return door
    if shut := shut_because(door, now=now):
        return pages.shut(request, door, shut)
    version = door.survey.published
    response = standing_response(door, None)
    if response is not None:
        return _resumed(request, door, response)
    if door.invitation and door.invitation.answered_at:
        return pages.used(request, door)
    visit = _visit(request, door, new_pass(version.pk, now=now), None, version)
    _note_opened(request, visit, now)
    if quota := full_quota(door, visit.document, visit.known):
        return pages.full(request, visit, quota)
    return pages.questions(request, visit, at=visit.resumes_at, now=now)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@may_be_framed
def answering(request: HttpRequest, code: str, sealed: str) -> HttpResponse:
    """A response's pages: what is asked now, and at last the thanks. What is sent here is recorded."""
    now = timezone.now()
    given = opened(sealed, code)
    door = _door(request, code, now) if given else None
    if isinstance(door, HttpResponse):
        return door
    if given is None or door is None:
        return pages.forged(request)
    response = standing_response(door, given.key)
    version = response.version if response else version_of(door, given.version)
    if version is None:
        return pages.forged(request)
    visit = _visit(request, door, given, response, version)
    return _posted(request, visit, now) if request.method == "POST" else _looked(request, visit, now)


@csrf_exempt
@login_not_required
@require_safe
def theme(_request: HttpRequest, code: str, version: int) -> HttpResponse:
    """The colours of a version, for ever the same."""
    door = door_of(code)
    found = version_of(door, version) if door else None
    if found is None:
        return HttpResponse("", content_type="text/css", status=404)
    return pages.colours(published_document(found).theme)


def _door(request: HttpRequest, code: str, now: datetime) -> Door | HttpResponse:
    if door := door_of(code):
        return door
    address = get_client_ip(request)
    if limits.is_too_much("unknown", address, most=limits.UNKNOWN_AN_ADDRESS, now=now):
        return pages.wait(request)
    return pages.unknown(request)


def _visit(request: HttpRequest, door: Door, given: Pass, response: Response | None, version: SurveyVersion) -> Visit:
    document = published_document(version)
    return Visit(
        door=door,
        given=given,
        version=version,
        language=language_of(request, door, document, response),
        response=response,
        answers=response.answers if response else {},
        score=request.GET.get("score", "")[:10],
    )


def _resumed(request: HttpRequest, door: Door, response: Response) -> HttpResponse:
    """To the page of the response that the invitation has; who has answered it all is told so there."""
    given = Pass(response.key, response.version_id, response.started_at)
    return pages.on(_visit(request, door, given, response, response.version), request.GET.urlencode())


def _note_opened(request: HttpRequest, visit: Visit, now: datetime) -> None:
    invitation = visit.door.invitation
    if invitation and not _is_filtered(request, visit, {"score": visit.score}, now):
        states.note_opened(invitation, now=coarse(now) if visit.document.anonymous else now)


def _is_filtered(
    request: HttpRequest, visit: Visit, said: dict[str, object], now: datetime, *, shown_at: datetime | None = None
) -> bool:
    """Whether this is no person's visit. It is noted what it would have answered, but for an anonymous survey."""
    invitation = visit.door.invitation
    if invitation is None:
        return False
    facts = traps.facts_of(request, shown_at=shown_at)
    if why := traps.why_filtered(invitation, facts=facts, now=now):
        anonymous = visit.document.anonymous
        at = coarse(now) if anonymous else now
        states.note_filtered(invitation, why, said={} if anonymous else said, agent=facts.agent, now=at)
    return why is not None


def _looked(request: HttpRequest, visit: Visit, now: datetime) -> HttpResponse:
    if visit.is_over:
        return pages.over(request, visit)
    if shut := shut_because(visit.door, now=now):
        return pages.shut(request, visit.door, shut)
    if quota := full_quota(visit.door, visit.document, visit.known):
        return pages.full(request, visit, quota)
    at = request.GET.get("at", "")
    return pages.questions(request, visit, at=at if at in visit.way else visit.resumes_at or visit.missing, now=now)


def _posted(request: HttpRequest, visit: Visit, now: datetime) -> HttpResponse:
    try:
        data = _data(request)
    except (BadRequest, SuspiciousOperation, MultiPartParserError):
        return pages.garbled(request)
    if data is None:
        return pages.too_large(request, visit)
    if _is_too_much(request, visit, now):
        return pages.wait(request)
    if visit.is_over:
        return _helped(visit, data, now)
    if shut := shut_because(visit.door, now=now):
        return pages.shut(request, visit.door, shut)
    return _answered(request, visit, data, now)


def _data(request: HttpRequest) -> QueryDict | None:
    """What was sent; None if it is too much to be an answer."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FORM:
            return None
        return request.POST
    except RequestDataTooBig:
        return None
    except ValueError as error:
        raise BadRequest from error


def _is_too_much(request: HttpRequest, visit: Visit, now: datetime) -> bool:
    steps = limits.is_too_much("steps", str(visit.given.key), most=limits.STEPS_A_RESPONSE, now=now)
    if steps or visit.response is not None:
        return steps
    return limits.is_too_much("begun", get_client_ip(request), most=limits.BEGUN_AN_ADDRESS, now=now)


def _helped(visit: Visit, data: QueryDict, now: datetime) -> HttpResponse:
    """It is over: what is sent again changes nothing, but help may be asked for."""
    if data.get(GO) == "help" and pages.offers_help(visit):
        ask_for_help(visit.response, reach=data.get(REACH, "").strip(), now=now)
    return pages.on(visit)


def _answered(request: HttpRequest, visit: Visit, data: QueryDict, now: datetime) -> HttpResponse:
    asked = [key for key in data.getlist(ASKED) if key in visit.questions]
    answers, wrong = _read(visit, asked, data)
    if visit.response is None and _is_filtered(request, visit, answers, now, shown_at=visit.given.begun_at):
        return pages.questions(request, visit, at=asked[-1] if asked else None, now=now, sent=data, again=True)
    after = replace(visit, answers={k: v for k, v in {**visit.answers, **answers}.items() if v is not None})
    back = data.get(GO) == "back"
    finished = not (wrong or back) and bool(asked) and after.goes_to(asked) is None
    if answers or finished:
        try:
            response = _saved(visit, after, data, asked, answers, finished, now)
        except AlreadyAnswered:
            return pages.used(request, visit.door)
        after = replace(after, response=response, answers=response.answers)
    if wrong and not back:
        return pages.questions(request, after, at=asked[-1], now=now, wrong=wrong, sent=data)
    return pages.on(after, after.query_to(_next(after, asked, back)))


def _read(
    visit: Visit, asked: Sequence[str], data: QueryDict
) -> tuple[dict[str, Answer | None], dict[str, AnswerError]]:
    """What was answered on this page, and what is wrong with the rest, in the respondent's language."""
    answers: dict[str, Answer | None] = {}
    wrong: dict[str, AnswerError] = {}
    with pages.speaking(visit.language):
        for key in asked:
            try:
                answers[key] = answer_in_form(visit.questions[key], data)
            except AnswerError as error:
                wrong[key] = error
    return answers, wrong


def _saved(
    visit: Visit,
    after: Visit,
    data: QueryDict,
    asked: Sequence[str],
    answers: dict[str, Answer | None],
    finished: bool,
    now: datetime,
) -> Response:
    seconds = (now - visit.given.begun_at).total_seconds() if finished else None
    signs = Signs(
        begun_at=visit.given.begun_at,
        seconds=_seconds(asked, data, now),
        suspicion=suspicion_of(visit.document, after.answers, seconds=seconds, honeypot=data.get(HONEYPOT, "")),
        properties=_given_along(data),
    )
    return save_step(
        visit.door,
        key=visit.given.key,
        version=visit.version,
        answers=answers,
        finished=finished,
        language=visit.language,
        now=now,
        signs=signs,
    )


def _seconds(asked: Sequence[str], data: QueryDict, now: datetime) -> dict[str, float]:
    """How long a question took that was alone on its page, as the page says; nobody knows, where it says nonsense."""
    shown_at = data.get(SINCE, "")
    if len(asked) != 1 or not (shown_at.isascii() and shown_at.isdecimal() and len(shown_at) < 12):
        return {}
    took = now.timestamp() - int(shown_at)
    return {asked[0]: took} if 0 <= took <= LONGEST_LOOK_SECONDS else {}


def _given_along(data: QueryDict) -> dict[str, str]:
    given = [name for name in data if name.startswith(GIVEN)][:MOST_GIVEN]
    return {name.removeprefix(GIVEN)[:LONGEST_GIVEN]: data[name][:LONGEST_GIVEN] for name in given}


def _next(visit: Visit, asked: Sequence[str], back: bool) -> str | None:
    """The question to go to; None where it is over, or wherever the answers lead."""
    if visit.is_over or not asked:
        return None
    if back:
        return previous_question(visit.document, visit.known, before=asked[0], order=visit.order) or visit.way[0]
    return visit.goes_to(asked)
