"""What the team of the made-up clubs did about its cases: answered, noted, put aside, closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from heedful.act.cases import chronicle, promises
from heedful.act.cases.actions import add_task, assign_case, hold, note_on_case, rest_case, tag_case
from heedful.act.cases.closing import close_case
from heedful.act.cases.models import Case
from heedful.people.models import Member

CAUSE: Final = "changing-rooms"
ROOMS: Final = ("changing room", "locker", "persirengim", "spintel", "раздевал", "роздягал")
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)


@transaction.atomic
def work_on_cases(owner: Member, *, end: datetime) -> None:
    """By the order in which they came: the first are closed, then one is answered, one waits, and the last are new."""
    cases = list(Case.objects.filter(workspace=owner.workspace, closed_at=None).order_by("number"))
    done = cases[: len(cases) // 2]
    for case in done:
        answer(case, owner, case.opened_at + 3 * AN_HOUR)
        remedy = _("Called, and gave a towel and a month of the sauna.")
        close_case(case, cause=cause_of(case), remedy=remedy, by=owner, now=case.opened_at + 9 * AN_HOUR)
    for case, does in zip(cases[len(done) :], (answer, _put_aside, _take_on), strict=False):
        does(case, owner, max(case.opened_at + AN_HOUR, end - 8 * AN_HOUR))


def cause_of(case: Case) -> str:
    """By the words that it is called by."""
    title = case.title.casefold()
    return CAUSE if any(word in title for word in ROOMS) else _("Every day's wear")


def answer(case: Case, owner: Member, at: datetime) -> None:
    """As a reply does it, but with no letter: nobody is written to. Who is not known cannot be answered."""
    assign_case(case, owner, by=owner, now=at)
    held = hold(case)
    if held.customer is None:
        return
    held.answered_at, held.waits_since = at, None
    held.answer_due_at = held.answer_left_seconds = None
    promises.hold_clocks(held, promises.promised_to(held, now=at), now=at)
    held.changed_at = at
    held.save()
    text = _("Thank you for telling us. You are right, and we are sorry. We will let you know what we do about it.")
    chronicle.record(held, chronicle.What.REPLIED, by=owner, at=at, text=text, subject=_("Your visit"))


def _put_aside(case: Case, owner: Member, at: datetime) -> None:
    assign_case(case, owner, by=owner, now=at)
    note_on_case(case, _("The plumber comes on Thursday."), by=owner, now=at)
    rest_case(case, at + 60 * A_DAY, by=owner, now=at + AN_HOUR)


def _take_on(case: Case, owner: Member, at: datetime) -> None:
    assign_case(case, owner, by=owner, now=at)
    tag_case(case, [cause_of(case)], by=owner, now=at)
    add_task(case, _("Ask the cleaners for their times"), owner=owner, by=owner, now=at)
