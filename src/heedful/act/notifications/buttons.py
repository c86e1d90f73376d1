"""What can be done about a notice where it is read: a button, and what pressing it does here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful.act.alerts.models import Firing
from heedful.act.notifications.events import ALERT_FIRED
from heedful.people.models import Member, Workspace

Press = Callable[[Workspace, str, str, datetime, Member | None], bool]
"""Of a subject (`firing:12`), by whom (the name there), when, and who that is here, if that is known. Whether there is
such a thing; pressing again changes nothing."""


@dataclass(frozen=True, slots=True)
class Button:
    name: str
    label: str | Promise
    pressed: str | Promise  # "%(who)s is on it"
    press: Press


BUTTONS: dict[str, Button] = {}


def add_button(event: str, button: Button) -> None:
    """Each notice of this event has the button, where the channel can prove who pressed it."""
    BUTTONS[event] = button


def _acknowledge(workspace: Workspace, subject: str, who: str, now: datetime, by: Member | None) -> bool:
    from heedful.act.alerts.actions import acknowledge_firing  # alerts tell by way of notices

    kind, _colon, number = subject.partition(":")
    firing = Firing.objects.filter(workspace=workspace, pk=number).first() if kind == "firing" else None
    if firing is not None:
        acknowledge_firing(firing, by=by, name=who if by else f"{who} (Slack)", now=now)
    return firing is not None


add_button(ALERT_FIRED, Button("acknowledge", _("I am on it"), _("%(who)s is on it"), _acknowledge))
