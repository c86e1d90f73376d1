"""What the pages call the states, priorities and steps of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heedful.act.cases.models import Case, CaseEvent

Words = str | Promise
What = CaseEvent.What

STATES: Final[Mapping[str, Words]] = {
    "open": pgettext_lazy("cases", "Open"),
    "turn": _("Our turn"),
    "late": _("Late or nearly so"),
    "resting": _("Put aside"),
    "closed": pgettext_lazy("cases", "Closed"),
    "all": pgettext_lazy("cases", "All"),
}
PRIORITIES: Final[Mapping[int, Words]] = {
    Case.Priority.URGENT: pgettext_lazy("priority", "Urgent"),
    Case.Priority.HIGH: pgettext_lazy("priority", "High"),
    Case.Priority.NORMAL: pgettext_lazy("priority", "Normal"),
    Case.Priority.LOW: pgettext_lazy("priority", "Low"),
}
TONES: Final[Mapping[int, str]] = {Case.Priority.URGENT: "worse", Case.Priority.HIGH: "caution"}
ORIGINS: Final[Mapping[str, Words]] = {
    Case.Origin.ANSWER: _("Answer"),
    Case.Origin.REVIEW: _("Review"),
    Case.Origin.MESSAGE: _("Message"),
    Case.Origin.MENTION: _("Mention"),
    Case.Origin.ALERT: _("Alert"),
    Case.Origin.HAND: _("Opened by hand"),
}
PROMISED: Final[Mapping[str, Words]] = {"answer": _("the answer"), "close": _("the closing")}
STEPS: Final[Mapping[str, Words]] = {
    What.OPENED: _("opened the case"),
    What.HEARD: _("the customer wrote again"),
    What.ASSIGNED: _("gave it to somebody"),
    What.PRIORITISED: _("changed the priority"),
    What.TAGGED: _("changed the causes"),
    What.NOTED: _("wrote a note"),
    What.REPLIED: _("answered the customer"),
    What.RESTED: _("put it aside"),
    What.WOKEN: _("took it up again"),
    What.TASKED: _("added a task"),
    What.DONE: _("did a task"),
    What.WARNED: _("a promise would soon be broken"),
    What.BROKEN: _("a promise was broken"),
    What.MERGED: _("merged cases"),
    What.CLOSED: _("closed the case"),
    What.REOPENED: _("opened it again"),
    What.RENAMED: _("changed the title"),
}
