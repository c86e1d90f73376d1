"""What can be done about a notice where it is read: a button, and what pressing it does here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from heedful.people.models import Workspace

Press = Callable[[Workspace, str, str, datetime], bool]
"""Of a subject (`firing:12`), by whom (the name there), when. Whether there is such a thing; pressing again changes
nothing."""


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
