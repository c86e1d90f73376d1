"""The plan of the made-up clubs: Nord's changing rooms were done up, and it is measured what that did."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from heedful.act.plans.actions import add_task, begin_plan, commit_plan, compare_plan, tick_task, write_plan
from heedful.act.plans.aims import Aim
from heedful.act.plans.measuring import keep_effect
from heedful.interactions.store import Store
from heedful.listen.demo.chain import CLUBS, NORD, RENOVATED_DAYS
from heedful.people.models import Member
from heedful.understand.goals.actions import Aim as GoalAim
from heedful.understand.goals.actions import set_goal

MEASURE: Final = ("nps", "0-10")
TARGET: Final = 20.0
EXPECTED: Final = 20.0
A_DAY: Final = timedelta(days=1)


@transaction.atomic
def renovate(owner: Member, *, store: Store, end: datetime) -> None:
    """Written three weeks before it began; its days are over, so that its effect is known as well as it can be."""
    begins = end - RENOVATED_DAYS * A_DAY
    nord = CLUBS[NORD].key
    others = [club.key for club in CLUBS if club.key != nord]
    aim = GoalAim(nord, TARGET, begins.date(), (end + 60 * A_DAY).date(), owner)
    goal = set_goal(MEASURE, aim, by=owner, store=store, now=end)
    plan = write_plan(
        owner.workspace,
        {
            "name": _("Changing rooms renovated"),
            "problem": _("Nord scores far below the other clubs. Most of its low scores speak of the changing rooms."),
            "theme": "changing-rooms",
            "touchpoint": "changing-rooms",
            "driver": "changing-rooms",
            "hypothesis": _("Who showers in a clean and warm place recommends the club."),
            "action": _("Do up the changing rooms and their showers, first those that are used most."),
        },
        Aim(
            *MEASURE,
            (nord,),
            begins.date(),
            (end - A_DAY).date(),
            goal=goal,
            expected=EXPECTED,
            owner=owner,
            at_touchpoint=False,
        ),
        by=owner,
        now=begins - 21 * A_DAY,
    )
    compare_plan(plan, tuple(others), store=store, by=owner, now=begins - 20 * A_DAY)
    commit_plan(plan, by=owner, now=begins - 20 * A_DAY)
    for words, days in ((_("Close one room after the other"), 1), (_("Tell the members when it is loud"), 2)):
        task = add_task(plan, words, owner=owner, due_on=(begins + days * A_DAY).date(), by=owner, now=begins - A_DAY)
        tick_task(task, done=True, by=owner, now=begins + days * A_DAY)
    add_task(plan, _("Do up the last two rooms"), owner=owner, due_on=None, by=owner, now=end - A_DAY)
    begin_plan(plan, now=begins + timedelta(hours=9))
    keep_effect(plan, store=store, now=end)
