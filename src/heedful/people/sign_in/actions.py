"""What a change of how somebody signs in leaves behind, in every workspace where they have a seat."""

from django.utils import timezone

from heedful.people.members.models import Member
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace


def note_new_password(user, **_more) -> None:
    _note(user, Trace.What.PASSWORD_CHANGED)


def note_two_step_on(user, authenticator, **_more) -> None:
    if authenticator.type == "totp":
        _note(user, Trace.What.TWO_STEP_ON)


def note_two_step_off(user, authenticator, **_more) -> None:
    if authenticator.type == "totp":
        _note(user, Trace.What.TWO_STEP_OFF)


def _note(user, what: Trace.What) -> None:
    for member in Member.objects.filter(user=user).select_related("workspace", "user"):
        leave_trace(member.workspace, what, by=member, now=timezone.now(), member=member.pk)
