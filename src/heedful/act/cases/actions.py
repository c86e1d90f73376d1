from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from heedful.act.alerts.models import Rule
from heedful.act.cases import chronicle, opening, promises, routing, telling
from heedful.act.cases.items import Item
from heedful.act.cases.models import Case, CaseTask
from heedful.people.models import Customer, Location, Member, Workspace

What = chronicle.What


class CasesError(ValueError):
    """It cannot be done so; says why, in the reader's language."""


@transaction.atomic
def open_case(
    workspace: Workspace,
    *,
    title: str,
    origin: str,
    items: Sequence[Item] = (),
    customer: Customer | None = None,
    location: Location | None = None,
    touchpoint: str = "",
    priority: int = Case.Priority.NORMAL,
    rule: Rule | None = None,
    causes: Sequence[str] = (),
    by: Member | None = None,
    now: datetime,
) -> Case:
    """One case for one matter: where one is open for it, that one takes the items, and is given back."""
    Workspace.objects.select_for_update().get(pk=workspace.pk)  # one at a time: numbers, and no two of one matter
    standing = opening.standing_case(workspace, items, customer=customer, location=location, rule=rule)
    if standing is not None:
        if standing.is_open:
            opening.hear_more(standing, items, now=now)
        return standing
    case = opening.new_case(
        workspace,
        owner=opening.owner_of_new(workspace, location, by),
        now=now,
        title=" ".join(title.split())[: opening.LONGEST_TITLE],
        origin=origin,
        rule=rule,
        customer=customer,
        location=location,
        touchpoint=touchpoint[:200],
        language=(customer.language if customer else "") or workspace.language,
        priority=priority,
        opened_by=by,
    )
    if causes:
        opening.set_causes(case, causes)
        case.save(update_fields=["causes"])
    opening.take_items(case, items, now=now)
    if not items:
        chronicle.tell_asked_by_hand(case, now=now)
    chronicle.record(case, What.OPENED, by=by, at=now, origin=origin)
    telling.tell(case, "case.opened", by=by, now=now)
    if case.owner is not None:
        _told_owner(case, by=by, now=now)
    return case


@transaction.atomic
def assign_case(case: Case, owner: Member | None, *, by: Member | None, now: datetime) -> Case:
    held = hold(case)
    if owner is not None and not routing.may_own(owner, held.location):
        raise CasesError(_("They do not see cases of this location."))
    if held.owner_id == (owner.pk if owner else None):
        return held
    held.owner = owner
    _told_owner(held, by=by, now=now)
    return _kept(held, now)


@transaction.atomic
def prioritise_case(case: Case, priority: int, *, by: Member | None, now: datetime) -> Case:
    """What was promised to the new priority counts from when the case was opened."""
    held = hold(case)
    if priority not in Case.Priority.values:
        raise CasesError(_("There is no such priority."))
    if held.priority == priority:
        return held
    before, held.priority = held.priority, priority
    promises.promise_anew(held, now=now)
    chronicle.record(held, What.PRIORITISED, by=by, at=now, before=before, priority=priority)
    return _kept(held, now)


@transaction.atomic
def tag_case(case: Case, causes: Sequence[str], *, by: Member | None, now: datetime) -> Case:
    """Its root causes: keys of themes, or words of one's own. Also of a closed one."""
    held = hold(case, must_be_open=False)
    before = held.causes
    if opening.set_causes(held, causes) != before:
        chronicle.record(held, What.TAGGED, by=by, at=now, causes=held.causes)
    return _kept(held, now)


@transaction.atomic
def rename_case(case: Case, title: str, *, by: Member | None, now: datetime) -> Case:
    held = hold(case, must_be_open=False)
    title = " ".join(title.split())[: opening.LONGEST_TITLE]
    if not title:
        raise CasesError(_("A case needs a title."))
    if held.title != title:
        held.title = title
        chronicle.record(held, What.RENAMED, by=by, at=now)
    return _kept(held, now)


@transaction.atomic
def note_on_case(case: Case, text: str, *, by: Member | None, now: datetime) -> Case:
    """For the team alone. Also on a closed one."""
    held = hold(case, must_be_open=False)
    if not text.strip():
        raise CasesError(_("Write something."))
    chronicle.record(held, What.NOTED, by=by, at=now, text=text.strip())
    return _kept(held, now)


@transaction.atomic
def rest_case(case: Case, until: datetime, *, by: Member | None, now: datetime) -> Case:
    """Put aside until then, or until the customer writes; its clocks stand still."""
    held = hold(case)
    if until <= now:
        raise CasesError(_("Choose a day that is still to come."))
    promises.hold_clocks(held, promises.promised_to(held, now=now), now=now)
    held.rests_until = until
    chronicle.record(held, What.RESTED, by=by, at=now, until=until.isoformat())
    return _kept(held, now)


@transaction.atomic
def wake_case(case: Case, *, by: Member | None, now: datetime) -> Case:
    """It rests no longer. Where we wait for the customer, the clocks go on standing."""
    held = hold(case)
    if held.rests_until is None:
        return held
    held.rests_until = None
    if held.waits_since is not None:
        promises.run_clocks(held, promises.promised_to(held, now=now), now=now)
    chronicle.record(held, What.WOKEN, by=by, at=now)
    return _kept(held, now)


@transaction.atomic
def add_task(
    case: Case, words: str, *, owner: Member | None = None, due_on: date | None = None, by: Member | None, now: datetime
) -> CaseTask:
    held = hold(case)
    words = " ".join(words.split())[:300]
    if not words:
        raise CasesError(_("Write what is to be done."))
    if owner is not None and not routing.may_own(owner, held.location):
        raise CasesError(_("They do not see cases of this location."))
    task = CaseTask.objects.create(case=held, words=words, owner=owner, due_on=due_on)
    chronicle.record(held, What.TASKED, by=by, at=now, text=words, task=task.pk)
    _kept(held, now)
    return task


@transaction.atomic
def finish_task(task: CaseTask, *, by: Member | None, now: datetime) -> bool:
    """False where somebody has done it already."""
    held = hold(task.case, must_be_open=False)
    if not CaseTask.objects.filter(pk=task.pk, done_at=None).update(done_at=now):
        return False
    chronicle.record(held, What.DONE, by=by, at=now, text=task.words, task=task.pk)
    _kept(held, now)
    return True


def hold(case: Case, *, must_be_open: bool = True) -> Case:
    """The row as it is now, held until the transaction ends; says who was quicker."""
    rows = Case.objects.select_for_update(of=("self",))
    held = rows.select_related("workspace", "customer", "location", "owner__user").get(pk=case.pk)
    if must_be_open and not held.is_open:
        raise CasesError(said_closed(held))
    return held


def said_closed(case: Case) -> str:
    if case.merged_into is not None:
        return _("This case was merged into #%(number)d.") % {"number": case.merged_into.number}
    last = case.events.filter(what=What.CLOSED).last()
    if last is None or not last.by_name:
        return _("The case is closed already.")
    return _("%(who)s has closed the case already.") % {"who": last.by_name}


def _told_owner(case: Case, *, by: Member | None, now: datetime) -> None:
    chronicle.record(case, What.ASSIGNED, by=by, at=now, to=case.owner_id, name=chronicle.name_of(case.owner))
    if case.owner is not None:
        telling.tell(case, "case.assigned", by=by, now=now)


def _kept(case: Case, now: datetime) -> Case:
    case.changed_at = now
    case.save()
    return case
