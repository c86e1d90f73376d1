"""Beside the survey itself: not being asked any more, and what providers and gateways tell us.

None of it has a session. To unsubscribe takes a button (or, by RFC 8058, the mail program's own POST): a GET, which any
scanner makes, changes nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from heedful.listen.answering import pages
from heedful.listen.answering.visits import direction
from heedful.listen.invitations import sms
from heedful.listen.invitations.returns import take_event, take_told_by_gateway
from heedful.listen.invitations.unsubscribing import invitation_by_token, unsubscribe

NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
VIEWS = {
    "brevo": "BrevoTrackingWebhookView",
    "mailgun": "MailgunTrackingWebhookView",
    "mailjet": "MailjetTrackingWebhookView",
    "postmark": "PostmarkTrackingWebhookView",
}


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribing(request: HttpRequest, code: str) -> HttpResponse:
    """One button, pressed by a person or, without a page, by a mail program on their behalf."""
    invitation = invitation_by_token(code)
    if invitation is None:
        return pages.unknown(request)
    if request.method == "POST":
        unsubscribe(invitation, now=timezone.now())
    with pages.speaking(invitation.language):
        said = {
            "company": invitation.workspace.name,
            "address": invitation.address,
            "is_done": request.method == "POST",
            "language": invitation.language,
            "direction": direction(invitation.language),
        }
        return render(request, "listen/invitations/unsubscribing.html", said)


@csrf_exempt
@login_not_required
@require_POST
def told_by_gateway(request: HttpRequest, number: int) -> HttpResponse:
    """What became of a short message, or an answer to one. Taken only with the gateway's signature."""
    gateway = sms.gateway_numbered(number)
    signature, given = request.headers.get("X-Twilio-Signature", ""), dict(request.POST.lists())
    if gateway is None or not sms.is_signed(gateway, signature=signature, given=given):
        raise Http404
    take_told_by_gateway(gateway.workspace, request.POST.dict(), now=timezone.now())
    return HttpResponse(NOTHING_TO_SAY, content_type="text/xml")


@csrf_exempt
@login_not_required
@require_http_methods(["HEAD", "POST"])
def told_by_provider(request: HttpRequest, provider: str) -> HttpResponse:
    """Bounces and complaints, from the provider that is set up and with the secret that it was given."""
    server = settings.MAIL_SERVER
    if server is None or server.provider != provider or not settings.MAIL_EVENTS_SECRET:
        raise Http404
    answer: HttpResponse = _tracking(provider)(request)
    return answer


def _tracking(provider: str) -> Any:
    """Anymail's own reader of what this provider sends; what it reads is taken here."""
    from anymail.signals import tracking

    tracking.connect(_told, dispatch_uid="invitations told of by a provider")
    return getattr(import_module(f"anymail.webhooks.{provider}"), VIEWS[provider]).as_view()


def _told(event: Any, **_more: object) -> None:
    take_event(event, now=timezone.now())
