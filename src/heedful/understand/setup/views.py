from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heedful.interactions import stores
from heedful.people.members.rights import require
from heedful.understand.setup.actions import change_setup
from heedful.understand.setup.calendars import Holiday, Week, next_holidays, subdivisions, week_of
from heedful.understand.setup.forms import SetupForm
from heedful.understand.setup.queries import events_heard, speaks_for_all, visible_setup


@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """What the log cannot tell; sent with `preview`, only the calendar is shown as it would be."""
    member, is_sent = request.member, request.method == "POST"
    require(member, "edit_goals")
    may_change = speaks_for_all(member)
    if is_sent and not may_change:
        raise PermissionDenied
    kept = visible_setup(member)
    is_preview = is_sent and "preview" in request.POST
    form = SetupForm((_of_its_country(request.POST) if is_preview else request.POST) if is_sent else None, setup=kept)
    if is_sent and not is_preview and form.is_valid():
        changed = change_setup(form.cleaned_data, by=member, now=timezone.now())
        messages.success(request, _("Saved. The measures count with it from now on.") if changed else _("No change."))
        return redirect("understand:setup")
    shown = {
        "form": form,
        "calendar": _calendar(form, timezone.now()),
        "may_change": may_change,
        "events": events_heard(member, store=stores.current()),
    }
    template = "understand/setup/_calendar.html" if is_preview and request.htmx else "understand/setup/index.html"
    return render(request, template, shown, status=422 if is_sent and form.errors and not is_preview else 200)


def _of_its_country(sent: QueryDict) -> QueryDict:
    """A part of the country that was chosen before is no part of the next one."""
    changed = sent.copy()
    if sent.get("holidays_subdivision") not in dict(subdivisions(sent.get("holidays_country", ""))):
        changed["holidays_subdivision"] = ""
    return changed


@dataclass(frozen=True, slots=True)
class _Calendar:
    week: Week | None
    hours: float
    holidays: list[Holiday]


def _calendar(form: SetupForm, now: datetime) -> _Calendar:
    """Of what stands in the form now, saved or not; what cannot be read is left out, and said beside its field."""
    if form.is_bound:
        form.is_valid()
        read = {name: form.cleaned_data.get(name, "") for name in ("working_hours", "holidays_subdivision")}
    else:
        read = {name: str(form[name].value() or "") for name in ("working_hours", "holidays_subdivision")}
    week = week_of(read["working_hours"], form.time_zone)
    today = now.astimezone(ZoneInfo(form.time_zone)).date()
    return _Calendar(
        week=week,
        hours=week.total.total_seconds() / 3600 if week else 0.0,
        holidays=next_holidays(form.country, read["holidays_subdivision"], today=today),
    )
