"""What tablets and websites ask for. No session, no cookie, as with every page of those who answer."""

from __future__ import annotations

import json

import msgspec
from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from heedful.listen.answering import limits, pages
from heedful.listen.answering.doors import Door, door_of, shut_because
from heedful.listen.answering.passes import new_pass
from heedful.listen.answering.visits import Visit, language_of
from heedful.listen.channels.arrivals import MOST_AT_ONCE, TooMuch, take
from heedful.listen.channels.kiosk import Kiosk, kept_files, kiosk_of, told_of
from heedful.listen.channels.models import Link
from heedful.listen.channels.widget import script_of
from heedful.listen.channels.worker import worker_of
from heedful.listen.surveys.queries import published_document

LARGEST = 512 * 1024  # bytes: far more than all that a page can ask for
NO_SCRIPT = "/* There is no survey here now. */"
FRESH_SECONDS = 300


@csrf_exempt
@login_not_required
@require_safe
def kiosk(request: HttpRequest, code: str) -> HttpResponse:
    """The first page, and all that the tablet needs to go on alone. Without scripts it is a page like any other."""
    now = timezone.now()
    door = _kiosk_door(code)
    if door is None:
        return _unknown(request)
    if shut := shut_because(door, now=now):
        request.kiosk = Kiosk(told_of(door.link))
        return pages.shut(request, door, shut)
    version = door.survey.published
    language = language_of(request, door, published_document(version), None)
    visit = Visit(door, new_pass(version.pk, now=now), version, language)
    request.kiosk = kiosk_of(visit, door.link)
    return pages.questions(request, visit, at=visit.resumes_at, now=now)


@csrf_exempt
@login_not_required
@require_POST
def kiosk_answers(request: HttpRequest, code: str) -> HttpResponse:
    """Responses from the tablet's queue. 200 and 422 say which of them it need not keep any longer."""
    now = timezone.now()
    door = _kiosk_door(code)
    if door is None:
        return JsonResponse({"says": "There is no kiosk at this address."}, status=404)
    brought = _brought(request)
    if isinstance(brought, HttpResponse):
        return brought
    settled, refused = [], {}
    try:
        for each in brought:
            arrival = take(door, each, address=get_client_ip(request), now=now)
            settled.append(arrival.key)
            refused |= {arrival.key: arrival.refused} if arrival.refused else {}
    except TooMuch:
        if not settled:
            return JsonResponse({"says": "Later, please."}, status=429, headers={"Retry-After": "60"})
    shut = shut_because(door, now=now)
    told = {"settled": settled, "refused": refused, "version": None if shut else door.survey.published_id}
    return JsonResponse(told, status=422 if refused else 200, headers={"Cache-Control": "no-store"})


@csrf_exempt
@login_not_required
@require_safe
def kiosk_worker(_request: HttpRequest, code: str) -> HttpResponse:
    door = _kiosk_door(code)
    if door is None:
        return HttpResponse(NO_SCRIPT, content_type="text/javascript", status=404)
    return _script(worker_of(door.link, kept_files(door.link)), "no-cache")


@csrf_exempt
@login_not_required
@require_safe
def kiosk_manifest(_request: HttpRequest, code: str) -> HttpResponse:
    """So that the tablet can keep it on its home screen, and open it without the browser's bars."""
    door = _kiosk_door(code)
    if door is None:
        return JsonResponse({}, status=404)
    home = told_of(door.link)["home"]
    told = {"name": door.link.name, "start_url": home, "scope": home, "display": "fullscreen"}
    return HttpResponse(json.dumps(told), content_type="application/manifest+json")


@csrf_exempt
@login_not_required
@require_safe
def widget(_request: HttpRequest, code: str) -> HttpResponse:
    """The script on a website, its settings in it. Where nobody can answer, it does nothing."""
    door = door_of(code)
    if door is None or door.link is None or door.link.kind != Link.Kind.WIDGET:
        return _script(NO_SCRIPT, "no-store", status=404)
    if shut_because(door, now=timezone.now()):
        return _script(NO_SCRIPT, f"public, max-age={FRESH_SECONDS}")
    return _script(script_of(door.link, door.survey), f"public, max-age={FRESH_SECONDS}")


def _kiosk_door(code: str) -> Door | None:
    door = door_of(code)
    return door if door and door.link and door.link.kind == Link.Kind.KIOSK else None


def _unknown(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    if limits.is_too_much("unknown", get_client_ip(request), most=limits.UNKNOWN_AN_ADDRESS, now=now):
        return pages.wait(request)
    return pages.unknown(request)


def _brought(request: HttpRequest) -> list[object] | HttpResponse:
    if request.content_type != "application/json":
        return JsonResponse({"says": "Send application/json."}, status=415)
    try:
        given = None if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST else request.body
    except (RequestDataTooBig, ValueError):
        given = None
    if given is None or len(given) > LARGEST:
        return JsonResponse({"says": "That is too much at once."}, status=413)
    try:
        brought = msgspec.json.decode(given)["responses"]
    except (msgspec.DecodeError, KeyError, TypeError):
        brought = None
    if not isinstance(brought, list):
        return JsonResponse({"says": "A list of responses was expected."}, status=400)
    if len(brought) > MOST_AT_ONCE:
        return JsonResponse({"says": "That is too much at once."}, status=413)
    return brought


def _script(source: str, kept: str, status: int = 200) -> HttpResponse:
    return HttpResponse(
        source, content_type="text/javascript; charset=utf-8", status=status, headers={"Cache-Control": kept}
    )
