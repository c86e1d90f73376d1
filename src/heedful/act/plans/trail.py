"""Who did what to a plan, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.people.models import Trace

WHAT: Final[Mapping[str, Promise]] = {
    Trace.What.PLAN_CREATED: gettext_lazy("Written"),
    Trace.What.PLAN_COMMITTED: gettext_lazy("Committed to"),
    Trace.What.PLAN_ENDED: gettext_lazy("Ended"),
}
CHANGED: Final[Mapping[str, Promise]] = {
    "aim": gettext_lazy("Its measure, places or time changed"),
    "comparison": gettext_lazy("What it is compared with was chosen"),
}


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    who: str
    what: str


def told(traces: Iterable[Trace]) -> list[Step]:
    return [Step(trace.at, trace.by_name, _what(trace)) for trace in traces]


def _what(trace: Trace) -> str:
    if trace.what in WHAT:
        return str(WHAT[trace.what])
    details = trace.details
    if trace.what == Trace.What.PLACES_DRAWN:
        drawn = {"out": ", ".join(details["out"]), "places": ", ".join(details["from"]), "seed": details["seed"]}
        return _("Drawn: %(out)s out of %(places)s (seed %(seed)s)") % drawn
    for name, words in _TASKS.items():
        if name in details:
            return words % {"task": details[name]}
    changed = details.get("changed", [""])
    return str(CHANGED.get(changed[0], gettext_lazy("Its words changed")))


_TASKS: Final[Mapping[str, Promise]] = {
    "added": gettext_lazy("Task added: %(task)s"),
    "done": gettext_lazy("Task done: %(task)s"),
    "undone": gettext_lazy("Task not done after all: %(task)s"),
    "removed": gettext_lazy("Task removed: %(task)s"),
}
