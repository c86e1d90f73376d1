"""What the team can be told of, and how a member is told who wished for nothing else.

What is told is kept apart from how: `words` is a small document, and `says` makes sentences of it for each receiver.
docs/reference/notifications.md lists what stands in the words of each event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful.act.notifications import sentences
from heedful.act.notifications.models import Wish
from heedful.act.notifications.sentences import Said, Says, Words

How = Wish.How

ALERT_FIRED: Final = "alert.fired"
ALERT_RESOLVED: Final = "alert.resolved"
CASE_OPENED: Final = "case.opened"
CASE_ASSIGNED: Final = "case.assigned"
CASE_HEARD: Final = "case.heard"
CASE_WARNED: Final = "case.warned"
CASE_BROKEN: Final = "case.broken"
CASE_CLOSED: Final = "case.closed"
CASE_REOPENED: Final = "case.reopened"
PLAN_STARTED: Final = "plan.started"
PLAN_TASK: Final = "plan.task"
EFFECT_MEASURED: Final = "plan.effect_measured"
GOAL_AT_RISK: Final = "goal.at_risk"
GOAL_REACHED: Final = "goal.reached"
CHANNEL_OFF: Final = "channel.off"
TEST: Final = "test"  # sent by hand
NUMBERS: Final = "numbers"  # nothing that happens: the workspace's numbers, as a digest


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of thing the team is told of: how, unless a member wishes otherwise, and in which sentences."""

    name: str
    title: str | Promise
    how: str
    says: Says


EVENTS: dict[str, Event] = {}


def add_event(event: Event) -> None:
    """Let the team be told of one more kind of event."""
    EVENTS[event.name] = event


def said(event: str, words: Words) -> Said:
    """In the language that is active. What this version does not know (any more) is told of by its title."""
    if event == TEST:
        return sentences.of_test(words)
    known = EVENTS.get(event)
    return known.says(words) if known else Said(str(words.get("title") or event))


for _event in (
    Event(ALERT_FIRED, _("An alert fires"), How.AT_ONCE, sentences.of_alert(_("Alert: %(rule)s"))),
    Event(ALERT_RESOLVED, _("An alert is over"), How.HERE, sentences.of_alert(_("Over: %(rule)s"))),
    Event(CASE_OPENED, _("A case is opened"), How.HERE, sentences.of_case(_("Case %(number)s was opened"))),
    Event(CASE_ASSIGNED, _("A case becomes yours"), How.AT_ONCE, sentences.of_case(_("Case %(number)s is yours"))),
    Event(CASE_HEARD, _("A customer wrote again in a case"), How.AT_ONCE,
          sentences.of_case(_("Case %(number)s: the customer wrote again"))),
    Event(CASE_WARNED, _("A promise will soon be broken"), How.AT_ONCE,
          sentences.of_case(_("Case %(number)s waits: a promise will soon be broken"))),
    Event(CASE_BROKEN, _("A promise was broken"), How.AT_ONCE,
          sentences.of_case(_("Case %(number)s: a promise was broken"))),
    Event(CASE_CLOSED, _("A case is closed"), How.HERE, sentences.of_case(_("Case %(number)s was closed"))),
    Event(CASE_REOPENED, _("A case is opened again"), How.AT_ONCE,
          sentences.of_case(_("Case %(number)s was opened again"))),
    Event(PLAN_STARTED, _("A plan begins"), How.HERE, sentences.of_plan(_("“%(plan)s” begins"))),
    Event(PLAN_TASK, _("A task of yours is due"), How.AT_ONCE, sentences.of_task),
    Event(EFFECT_MEASURED, _("A plan's effect is measured"), How.AT_ONCE,
          sentences.of_effect(_("What “%(plan)s” changed"))),
    Event(GOAL_AT_RISK, _("A goal is at risk"), How.AT_ONCE, sentences.of_goal(_("At risk: %(goal)s"))),
    Event(GOAL_REACHED, _("A goal is reached"), How.AT_ONCE, sentences.of_goal(_("Reached: %(goal)s"))),
    Event(CHANNEL_OFF, _("A channel is turned off"), How.AT_ONCE, sentences.of_channel_off),
):  # fmt: skip
    add_event(_event)
