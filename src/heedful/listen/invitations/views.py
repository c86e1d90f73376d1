"""Whom a survey asks when: made, looked at before it begins, started, watched, ended."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.interactions import stores
from heedful.listen.audiences.queries import visible_audiences
from heedful.listen.imports.rejects import formula_safe
from heedful.listen.invitations import actions, reasons
from heedful.listen.invitations.by_hand import ask_by_hand
from heedful.listen.invitations.forms import HoursForm, OneForm, SendingForm, ThrottleForm, asked_by, hours_kept
from heedful.listen.invitations.models import Invitation, Sending
from heedful.listen.invitations.phrases import STATES
from heedful.listen.invitations.previews import letter_previews
from heedful.listen.invitations.queries import (
    link_rows,
    machines_of,
    outlook_of,
    progress_of,
    rates_of,
    visible_hours,
    visible_sendings,
    visible_sent,
    visible_throttles,
)
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import is_open, visible_surveys
from heedful.people.members.rights import may, require, require_all_places
from heedful.people.workspaces.queries import visible_places
from heedful.ui.keyset import numbered_place_of, page_of

PAGE = 50


@require_safe
def sendings(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "read")
    require_all_places(request.member)
    found, now, place = _survey(request, number), timezone.now(), numbered_place_of(request.GET)
    rows = visible_sendings(request.member).filter(survey=found)
    if place.key:
        rows = rows.filter(pk__gt=place.key[0]) if place.backwards else rows.filter(pk__lt=place.key[0])
    shown = list(rows.order_by("pk" if place.backwards else "-pk")[: PAGE + 1])
    page = page_of(shown, place, size=PAGE, key=lambda each: (each.pk,), asked=request.GET)
    rates = rates_of(page.rows)
    said = {"survey": found, "page": page, "lines": [(each, rates[each.pk]) for each in page.rows], "as_of": now}
    said |= {"may_send": may(request.member, "send_surveys"), "is_open": is_open(found, now=now)}
    return render(request, "listen/invitations/sendings.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
def new_sending(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "send_surveys")
    found = _survey(request, number)
    form = _form(request, found, initial={"name": found.name, "audience": request.GET.get("audience", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_sending(found, by=request.member, now=timezone.now(), **form.what)
        except actions.SendingsError as error:
            form.add_error(None, str(error))
        else:
            return redirect("listen:sending", made.pk)
    said = {"form": form, "survey": found}
    return render(request, "listen/invitations/sending-form.html", said, status=_status(request))


@require_http_methods(["GET", "HEAD", "POST"])
def ask_one(request: HttpRequest, number: int) -> HttpResponse:
    """Whoever has the address that was typed in; the member's own is there already."""
    require(request.member, "send_surveys")
    require_all_places(request.member)
    found, now = _survey(request, number), timezone.now()
    form = OneForm(request.POST or None, initial={"address": request.user.username})
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_by_hand(found, form.cleaned_data["address"], by=request.member, now=now)
        except actions.SendingsError as error:
            form.add_error("address", str(error))
        else:
            return _asked(request, asked)
    said = {"form": form, "survey": found, "is_open": is_open(found, now=now)}
    return render(request, "listen/invitations/ask-one.html", said, status=_status(request))


def _asked(request: HttpRequest, asked: Invitation) -> HttpResponse:
    """What became of it, in words; where no mail is sent, the mail itself."""
    at, to = timezone.localtime(asked.due_at, ZoneInfo(request.member.workspace.time_zone)), asked.address
    if asked.state == Invitation.State.SENT:
        messages.success(request, _("It was sent to %(to)s. Open it on a phone, and choose an answer.") % {"to": to})
    elif asked.state != Invitation.State.QUEUED:
        why = reasons.says(asked.reason)
        messages.error(request, _("%(to)s was not asked: %(why)s") % {"to": to, "why": why})
    elif not settings.MAIL_IS_SENT:
        messages.warning(request, _("This server sends no mail yet. This is what they would read."))
        return redirect("listen:outbox-waiting", asked.pk)
    elif asked.said:
        messages.error(request, _("It was not taken yet, and is tried again: %(said)s") % {"said": asked.said})
    else:
        when = date_format(at, "DATETIME_FORMAT")
        messages.success(request, _("%(to)s is asked at %(when)s, by your hours.") % {"to": to, "when": when})
    page = "survey-publication" if may(request.member, "edit_surveys") else "survey-sendings"
    return redirect(f"listen:{page}", asked.survey_id)


@require_http_methods(["GET", "HEAD", "POST"])
def sending_form(request: HttpRequest, number: int) -> HttpResponse:
    """Other people, times or words; once it has begun, only what may still change."""
    require(request.member, "send_surveys")
    sending = _sending(request, number)
    form = _form(request, sending.survey, initial=asked_by(sending))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_sending(sending, by=request.member, now=timezone.now(), **form.what)
        except actions.SendingsError as error:
            form.add_error(None, str(error))
        else:
            return redirect("listen:sending", number)
    said = {"form": form, "survey": sending.survey, "sending": sending}
    return render(request, "listen/invitations/sending-form.html", said, status=_status(request))


@require_safe
def sending(request: HttpRequest, number: int) -> HttpResponse:
    """Before it begins: what it would do. Afterwards: how far it is."""
    require(request.member, "read")
    found, now = _sending(request, number), timezone.now()
    said = {"sending": found, "survey": found.survey, "as_of": now, "may_send": may(request.member, "send_surveys")}
    if found.started_at is None:
        said["outlook"] = outlook_of(found, store=stores.current(), now=now)
        said["letters"] = letter_previews(found, now=now)
    else:
        said |= {"progress": progress_of(found), "machines": machines_of(found)}
    return render(request, "listen/invitations/sending.html", said)


@require_POST
def start(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "send_surveys")
    return _done(
        request, number, actions.start_sending, _("It runs. The first are asked within moments, at your hours.")
    )


@require_POST
def pause(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "send_surveys")
    return _done(request, number, actions.pause_sending, _("It is paused. Nobody is asked until you go on."))


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "send_surveys")
    return _done(request, number, actions.end_sending, _("It has ended. What was waiting is not sent."))


@require_safe
def invitations(request: HttpRequest, number: int) -> HttpResponse:
    """Everybody whom the sending asked or did not, by what became of it."""
    require(request.member, "read")
    found, place, state = _sending(request, number), numbered_place_of(request.GET), request.GET.get("state", "")
    rows = visible_sent(request.member, found)
    state = state if state in STATES else ""
    rows = rows.filter(state=state) if state else rows
    if place.key:
        rows = rows.filter(pk__gt=place.key[0]) if place.backwards else rows.filter(pk__lt=place.key[0])
    shown = list(rows.order_by("pk" if place.backwards else "-pk")[: PAGE + 1])
    page = page_of(shown, place, size=PAGE, key=lambda each: (each.pk,), asked=request.GET)
    lines = [(each, STATES[each.state], reasons.says(each.reason) if each.reason else "") for each in page.rows]
    said = {"sending": found, "page": page, "lines": lines, "state": state, "states": STATES.items()}
    template = "listen/invitations/invitations.html" + ("#invitations" if request.htmx else "")
    return render(request, template, said | {"as_of": timezone.now()})


@require_safe
def links(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """Each person's own link, as a table to give out; whoever has a link answers as its person."""
    require(request.member, "send_surveys")
    found = get_object_or_404(visible_sendings(request.member), pk=number, channel=Sending.Channel.LINK)
    href = settings.PUBLIC_URL + reverse("answering:entrance", args=["TOKEN"])
    answer = StreamingHttpResponse(_csv(link_rows(request.member, found, href)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="links-{found.pk}.csv"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """How often one person is asked, at which hours, how many a day, in whose name."""
    member, now = request.member, timezone.now()
    require(member, "send_surveys" if request.method == "POST" else "read")
    require_all_places(member)
    which = request.POST.get("which", "")
    surveys = visible_surveys(member).filter(archived_at=None).order_by("name")[:100]
    throttles = ThrottleForm(
        request.POST if which == "throttles" else None, surveys=surveys, throttles=visible_throttles(member)
    )
    hours = HoursForm(request.POST if which == "hours" else None, initial=hours_kept(visible_hours(member).first()))
    if throttles.is_bound and throttles.is_valid():
        actions.set_throttles(member.workspace, throttles.days, by=member, now=now)
    elif hours.is_bound and hours.is_valid():
        actions.set_hours(member.workspace, by=member, now=now, **hours.cleaned_data)
    else:
        said = {"throttles": throttles, "hours": hours, "may_send": may(member, "send_surveys"), "as_of": now}
        return render(request, "listen/invitations/rules.html", said, status=_status(request))
    messages.success(request, _("Kept."))
    return redirect("listen:sending-rules")


def _survey(request: HttpRequest, number: int) -> Survey:
    return get_object_or_404(visible_surveys(request.member), pk=number)


def _sending(request: HttpRequest, number: int) -> Sending:
    return get_object_or_404(visible_sendings(request.member), pk=number)


def _form(request: HttpRequest, survey: Survey, *, initial: dict) -> SendingForm:
    document = survey.published.document if survey.published else {}
    return SendingForm(
        request.POST or None,
        initial=initial,
        audiences=visible_audiences(request.member),
        places=visible_places(request.member),
        languages=document.get("languages", ("en",)),
        zone=request.member.workspace.time_zone,
    )


def _done(request: HttpRequest, number: int, act, says: str) -> HttpResponse:
    found = _sending(request, number)
    try:
        act(found, by=request.member, now=timezone.now())
    except actions.SendingsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, says)
    return redirect("listen:sending", number)


class _Echo:
    def write(self, line: str) -> str:
        return line


def _csv(rows) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(["id", "name", "link"])
    for row in rows:
        yield writer.writerow([formula_safe(row["id"]), formula_safe(row["name"]), row["link"]])


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200
