from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from heedful.act.notifications.presses import LONGEST_BODY, NotGenuine, take_press
from heedful.act.notifications.telegram_updates import take_update


@csrf_exempt
@login_not_required
@require_POST
def slack_actions(request: HttpRequest) -> HttpResponse:
    """Somebody pressed a button in Slack. Believed by its signature alone; nothing is said of why it is not."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST_BODY:
        return HttpResponse(status=413)
    try:
        take_press(request.body, request.headers, now=timezone.now())
    except NotGenuine:
        return HttpResponse(status=401)
    return HttpResponse(status=200)


@csrf_exempt
@login_not_required
@require_POST
def telegram_updates(request: HttpRequest) -> HttpResponse:
    """Something was pressed or written in Telegram; what it is to answer stands in our answer."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST_BODY:
        return HttpResponse(status=413)
    try:
        answer = take_update(
            request.body, request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""), now=timezone.now()
        )
    except NotGenuine:
        return HttpResponse(status=401)
    return JsonResponse(answer) if answer else HttpResponse(status=200)
