from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from heedful.act.notifications.presses import LONGEST_BODY, NotGenuine, take_press


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
