from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from heedful.listen.invitations.models import Sending, SendingHours, Throttle
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import is_open
from heedful.people.members.models import Member
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace
from heedful.people.workspaces.models import Workspace

LATER = ("name", "daily_cap", "reminders", "words")  # what may change while it runs


class SendingsError(ValueError):
    """It cannot be sent so; says why."""


@transaction.atomic
def create_sending(survey: Survey, *, by: Member | None, now: datetime, **what: Any) -> Sending:
    """A sending as it was thought out; it asks nobody before it is started."""
    sending = Sending(workspace=survey.workspace, survey=survey, created_by=by, created_at=now, **what)
    _refuse_impossible(sending)
    sending.save()
    leave_trace(survey.workspace, Trace.What.SENDING_CREATED, by=by, now=now, sending=sending.pk, kind=sending.kind)
    return sending


@transaction.atomic
def change_sending(sending: Sending, *, by: Member | None, now: datetime, **what: Any) -> Sending:
    """Anything before it is started; afterwards only its words, caps and reminders."""
    changed = [name for name, value in what.items() if getattr(sending, name) != value]
    if sending.started_at is not None and set(changed) - set(LATER):
        raise SendingsError(_("It has started: only its name, its words, its cap and its reminders can change now."))
    for name in changed:
        setattr(sending, name, what[name])
    _refuse_impossible(sending)
    sending.save(update_fields=changed or None)
    leave_trace(sending.workspace, Trace.What.SENDING_CHANGED, by=by, now=now, sending=sending.pk, changed=changed)
    return sending


@transaction.atomic
def start_sending(sending: Sending, *, by: Member | None, now: datetime) -> None:
    """Begin, or go on after a pause: what a pause has left out is not caught up with."""
    if sending.ended_at is not None:
        raise SendingsError(_("It has ended. Make a new one."))
    if not is_open(sending.survey, now=now):
        raise SendingsError(_("The survey takes no answers. Publish or open it first."))
    if sending.paused_at is not None and sending.kind == Sending.Kind.WAVES and sending.planned_until:
        sending.planned_until = max(sending.planned_until, now)
    sending.started_at, sending.paused_at = sending.started_at or now, None
    sending.save(update_fields=["started_at", "paused_at", "planned_until"])
    leave_trace(sending.workspace, Trace.What.SENDING_STARTED, by=by, now=now, sending=sending.pk)


@transaction.atomic
def pause_sending(sending: Sending, *, by: Member | None, now: datetime) -> None:
    if sending.started_at is None or sending.ended_at is not None:
        raise SendingsError(_("It does not run."))
    sending.paused_at = sending.paused_at or now
    sending.save(update_fields=["paused_at"])
    leave_trace(sending.workspace, Trace.What.SENDING_PAUSED, by=by, now=now, sending=sending.pk)


@transaction.atomic
def end_sending(sending: Sending, *, by: Member | None, now: datetime) -> None:
    """For good: what waits is not sent."""
    sending.ended_at, sending.paused_at = sending.ended_at or now, None
    sending.save(update_fields=["ended_at", "paused_at"])
    leave_trace(sending.workspace, Trace.What.SENDING_ENDED, by=by, now=now, sending=sending.pk)


@transaction.atomic
def set_hours(workspace: Workspace, *, by: Member | None, now: datetime, **hours: Any) -> SendingHours:
    """When the company writes to people, how many a day, and as whom."""
    if hours["begins"] >= hours["ends"]:
        raise SendingsError(_("The hours end before they begin."))
    kept, _new = SendingHours.objects.update_or_create(workspace=workspace, defaults=hours)
    leave_trace(workspace, Trace.What.SENDING_RULES_CHANGED, by=by, now=now, rule="hours")
    return kept


@transaction.atomic
def set_throttles(
    workspace: Workspace, days: Mapping[tuple[str, Survey | None], int | None], *, by: Member | None, now: datetime
) -> None:
    """How many days lie between two questions, by measure ("" for any) and survey (None for any); None for no rule."""
    for (measure, survey), apart in days.items():
        scope = {"workspace": workspace, "measure": measure, "survey": survey}
        if apart is None:
            Throttle.objects.filter(**scope).delete()
        else:
            Throttle.objects.update_or_create(**scope, defaults={"days": apart})
    leave_trace(workspace, Trace.What.SENDING_RULES_CHANGED, by=by, now=now, rule="throttles")


def _refuse_impossible(sending: Sending) -> None:
    if sending.kind == Sending.Kind.WAVES and not sending.cadence_days:
        raise SendingsError(_("Say how often each person is asked."))
    if sending.kind == Sending.Kind.TRIGGER and not sending.trigger.get("kind"):
        raise SendingsError(_("Say what must happen."))
    if sending.kind != Sending.Kind.ONCE and sending.channel == Sending.Channel.LINK:
        raise SendingsError(
            _("Links to give out yourself are made once, and not in waves or after something happened.")
        )
    if not 1 <= sending.sample_percent <= 100:
        raise SendingsError(_("A sample is between 1 and 100 percent."))
