"""What a member is told: the list, and how they wish to be told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.act.notifications import actions
from heedful.act.notifications.events import said
from heedful.act.notifications.forms import WishesForm, field_of
from heedful.act.notifications.models import Notice
from heedful.act.notifications.queries import (
    chats_of,
    quiet_hours_of,
    seats_of,
    visible_channels,
    visible_notices,
    wishes_of,
)
from heedful.act.notifications.telegram_seats import ask_for_seat, leave_seat
from heedful.people.members.rights import may, require
from heedful.ui.keyset import numbered_place_of, page_of

PAGE = 50


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The newest first; `?unread=1` shows those that were not read."""
    require(request.member, "read")
    only_unread = request.GET.get("unread") == "1"
    place, rows = numbered_place_of(request.GET), visible_notices(request.member)
    rows = rows.filter(read_at=None) if only_unread else rows
    if place.key:
        rows = rows.filter(pk__gt=place.key[0]) if place.backwards else rows.filter(pk__lt=place.key[0])
    shown = [_told(each) for each in rows.order_by("pk" if place.backwards else "-pk")[: PAGE + 1]]
    page = page_of(shown, place, size=PAGE, key=lambda each: (each.pk,), asked=request.GET)
    what = {"page": page, "only_unread": only_unread, "as_of": timezone.now()}
    return render(request, "act/notifications/notices.html", what)


@require_safe
def notice(request: HttpRequest, number: int) -> HttpResponse:
    """To what it tells of; whoever goes there has read it."""
    require(request.member, "read")
    found = get_object_or_404(visible_notices(request.member), pk=number)
    if request.method == "GET":
        actions.read_notices(visible_notices(request.member).filter(pk=number), now=timezone.now())
    return redirect(found.href or "act:notices")


@require_POST
def reading(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "read")
    found = get_object_or_404(visible_notices(request.member), pk=number)
    actions.read_notices(visible_notices(request.member).filter(pk=number), now=timezone.now())
    if not request.htmx:
        return redirect("act:notices")
    found.refresh_from_db()
    return render(request, "act/notifications/notices.html#notice", {"notice": _told(found)})


@require_POST
def readings(request: HttpRequest) -> HttpResponse:
    """All that stood on the page when it was asked for: what came since is still news."""
    require(request.member, "read")
    until = request.POST.get("until", "")
    newest = int(until) if until.isdecimal() and len(until) < 19 else 0
    actions.read_notices(visible_notices(request.member).filter(pk__lte=newest), now=timezone.now())
    return redirect("act:notices")


@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """How this member is told of what, and the channels of all, for whoever looks after them."""
    require(request.member, "read")
    member = request.member
    if request.method != "POST":
        kept = {field_of(event): how for event, how in wishes_of(member).items()}
        return _wishes(request, WishesForm(initial=kept | {"hours": quiet_hours_of(member)}))
    form = WishesForm(request.POST)
    if not form.is_valid():
        return _wishes(request, form, status=422)
    actions.set_wishes(member, form.wishes, form.cleaned_data["hours"])
    messages.success(request, _("Kept. It holds for what happens from now on."))
    return redirect("act:notifications")


@require_POST
def telegram_seat(request: HttpRequest, number: int) -> HttpResponse:
    """Prove who one is in a chat of Telegram, or be nobody there again."""
    require(request.member, "handle_cases")
    chat = get_object_or_404(chats_of(request.member), pk=number)
    if "leave" in request.POST:
        leave_seat(chat, request.member)
        messages.success(request, _("You are no longer linked to this chat."))
        return redirect("act:notifications")
    code = ask_for_seat(chat, request.member, now=timezone.now())
    words = {"code": f"/link {code}", "chat": chat.name}
    messages.success(request, _("Write %(code)s in “%(chat)s” within an hour, from your own account.") % words)
    return redirect("act:notifications")


def _wishes(request: HttpRequest, form: WishesForm, status: int = 200) -> HttpResponse:
    may_manage = may(request.member, "manage_keys")
    channels = visible_channels(request.member) if may_manage else ()
    chats = seats_of(request.member) if may(request.member, "handle_cases") else ()
    what = {"chats": chats, "form": form, "may_manage": may_manage, "channels": channels, "as_of": timezone.now()}
    return render(request, "act/notifications/wishes.html", what, status=status)


def _told(notice: Notice) -> Notice:
    """With its sentences, in the language of whoever reads."""
    notice.said = said(notice.event, notice.words)
    return notice
