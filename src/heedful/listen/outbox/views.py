from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.listen.invitations import sms
from heedful.listen.invitations.carriers import Kind, Outcome
from heedful.listen.invitations.letters import Asking, letter_of
from heedful.listen.invitations.models import Sending
from heedful.listen.invitations.resting import rests
from heedful.listen.invitations.unsubscribing import AlreadySuppressedError, lift_suppression, suppress_by_hand
from heedful.listen.outbox import queries
from heedful.listen.outbox.actions import remove_gateway, send_test_mail, set_gateway, set_sender
from heedful.listen.outbox.forms import GatewayForm, NumberForm, SenderForm, SuppressionForm
from heedful.people.members.rights import may, require
from heedful.ui.keyset import numbered_place_of, page_of

PAGE = 25


def _page_of(found, request: HttpRequest):
    """The rows at the place that the address names, newest first."""
    place = numbered_place_of(request.GET)
    if place.key:
        found = found.filter(pk__gt=place.key[0]) if place.backwards else found.filter(pk__lt=place.key[0])
    rows = list(found.order_by("pk" if place.backwards else "-pk")[: PAGE + 1])
    return page_of(rows, place, size=PAGE, key=lambda row: (row.pk,), asked=request.GET)


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """What is due and has not gone out: where no mail server is set, the only place to read it."""
    require(request.member, "send_surveys")
    now = timezone.now()
    said = {
        "page": _page_of(queries.visible_waiting(request.member, now=now), request),
        "mail_is_sent": settings.MAIL_IS_SENT,
        "problem": rests("mail", now),
        "public_url": settings.PUBLIC_URL,
        "is_local": "//localhost" in settings.PUBLIC_URL,
        "may_set_up": may(request.member, "manage_workspace"),
        "as_of": now,
    }
    return render(request, "listen/outbox/outbox.html", said)


@require_safe
def waiting(request: HttpRequest, number: int) -> HttpResponse:
    """One that waits, in its own words."""
    require(request.member, "send_surveys")
    invitation = get_object_or_404(queries.visible_waiting(request.member, now=timezone.now()), pk=number)
    asking = Asking(invitation)
    if invitation.channel == Sending.Channel.SMS:
        text = sms.text_of(asking)
        said = {"text": text, "parts": sms.parts_of(text)}
    else:
        said = {"letter": letter_of(asking)}
    return render(request, "listen/outbox/waiting.html", said | {"invitation": invitation})


@csp_replace({"style-src": [UNSAFE_INLINE], "img-src": [NONE], "script-src": [NONE]})
@require_safe
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """The mail itself, as a mail program would show it: with its own styles, and nothing else."""
    require(request.member, "send_surveys")
    mails = queries.visible_waiting(request.member, now=timezone.now()).filter(channel=Sending.Channel.EMAIL)
    return HttpResponse(letter_of(Asking(get_object_or_404(mails, pk=number))).html)


@require_http_methods(["GET", "HEAD", "POST"])
def sender(request: HttpRequest) -> HttpResponse:
    require(request.member, "manage_workspace")
    if request.method != "POST":
        kept = queries.sender_of(request.member)
        said = {"sender_name": kept.sender_name, "reply_to": kept.reply_to} if kept else {}
        return _sender_page(request, SenderForm(initial=said))
    form = SenderForm(request.POST)
    if not form.is_valid():
        return _sender_page(request, form, status=422)
    set_sender(request.member.workspace, **form.cleaned_data, by=request.member, now=timezone.now())
    messages.success(request, _("Kept."))
    return redirect("listen:sender")


@require_POST
def sender_test(request: HttpRequest) -> HttpResponse:
    """To the person's own address, so that nobody else is written to by trying."""
    require(request.member, "manage_workspace")
    if not settings.MAIL_IS_SENT:
        messages.warning(request, _("This server sends no mail yet."))
        return redirect("listen:sender")
    to = request.user.username
    outcome = send_test_mail(request.member.workspace, to=to, language=get_language())
    _say(request, outcome, _("The mail server took a test to %(to)s.") % {"to": to})
    return redirect("listen:sender")


@require_http_methods(["GET", "HEAD", "POST"])
def gateway(request: HttpRequest) -> HttpResponse:
    require(request.member, "manage_workspace")
    kept = queries.visible_gateway(request.member)
    if request.method != "POST":
        said = {name: getattr(kept, name) for name in ("base_url", "account", "sender")} if kept else {}
        return _gateway_page(request, kept, GatewayForm(initial=said))
    form = GatewayForm(request.POST, has_secret=kept is not None)
    if not form.is_valid():
        return _gateway_page(request, kept, form, status=422)
    set_gateway(request.member.workspace, **form.cleaned_data, by=request.member, now=timezone.now())
    messages.success(request, _("Kept. Send a test to see whether it works."))
    return redirect("listen:gateway")


@require_POST
def gateway_removal(request: HttpRequest) -> HttpResponse:
    require(request.member, "manage_workspace")
    if kept := queries.visible_gateway(request.member):
        remove_gateway(kept, by=request.member, now=timezone.now())
        messages.success(request, _("Short messages wait from now on."))
    return redirect("listen:gateway")


@require_POST
def gateway_test(request: HttpRequest) -> HttpResponse:
    require(request.member, "manage_workspace")
    kept = queries.visible_gateway(request.member)
    if kept is None:
        raise Http404
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _gateway_page(request, kept, _form_of(kept), number=form, status=422)
    text = _("A test from %(company)s") % {"company": request.member.workspace.name}
    outcome = sms.send_text(kept, to=form.cleaned_data["to"], text=text)
    _say(request, outcome, _("The gateway took a test to %(to)s.") % {"to": form.cleaned_data["to"]})
    return redirect("listen:gateway")


@require_http_methods(["GET", "HEAD", "POST"])
def suppressions(request: HttpRequest) -> HttpResponse:
    require(request.member, "send_surveys")
    if request.method != "POST":
        return _suppressions_page(request, SuppressionForm())
    form = SuppressionForm(request.POST)
    if form.is_valid():
        try:
            suppress_by_hand(request.member.workspace, **form.cleaned_data, by=request.member, now=timezone.now())
        except AlreadySuppressedError:
            form.add_error("address", _("This one is on the list already."))
        else:
            messages.success(request, _("Nothing is sent there any more."))
            return redirect("listen:suppressions")
    return _suppressions_page(request, form, status=422)


@require_POST
def suppression_removal(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "send_surveys")
    kept = get_object_or_404(queries.visible_suppressions(request.member), pk=number)
    lift_suppression(kept, by=request.member, now=timezone.now())
    messages.success(request, _("Questions may be sent there again. Who lifted it is kept."))
    return redirect("listen:suppressions")


def _say(request: HttpRequest, outcome: Outcome, success: str) -> None:
    if outcome.kind == Kind.SENT:
        messages.success(request, success)
    else:
        messages.error(request, _("It was not taken: %(said)s") % {"said": outcome.said})


def _sender_page(request: HttpRequest, form: SenderForm, status: int = 200) -> HttpResponse:
    said = {"form": form, "mail_is_sent": settings.MAIL_IS_SENT, "from": settings.DEFAULT_FROM_EMAIL}
    said |= {"to": request.user.username, "workspace": request.member.workspace}
    return render(request, "listen/outbox/sender.html", said, status=status)


def _form_of(kept) -> GatewayForm:
    return GatewayForm(initial={"base_url": kept.base_url, "account": kept.account, "sender": kept.sender})


def _gateway_page(request: HttpRequest, kept, form: GatewayForm, *, number=None, status: int = 200) -> HttpResponse:
    said = {"form": form, "gateway": kept, "number": number or NumberForm()}
    said["callback"] = sms.callback_of(kept) if kept else ""
    return render(request, "listen/outbox/gateway.html", said, status=status)


def _suppressions_page(request: HttpRequest, form: SuppressionForm, status: int = 200) -> HttpResponse:
    typed = request.GET.get("q", "")[:254]
    found = queries.visible_suppressions(request.member, typed=typed)
    said = {"form": form, "typed": typed, "page": _page_of(found, request), "as_of": timezone.now()}
    return render(request, "listen/outbox/suppressions.html", said, status=status)
