"""Where cases begin: once for a matter, however often it is heard of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from heedful.act.alerts.models import Rule
from heedful.act.cases import chronicle, promises, routing
from heedful.act.cases.items import LONGEST, Item
from heedful.act.cases.models import Case, CaseCause, CaseItem
from heedful.people.models import Customer, Location, Member, Workspace

LONGEST_TITLE = 200
What = chronicle.What


def standing_case(
    workspace: Workspace,
    items: Sequence[Item],
    *,
    customer: Customer | None,
    location: Location | None,
    rule: Rule | None,
) -> Case | None:
    """The case that this belongs to: one that has the interaction, or an open one of the conversation, or of the
    same customer (of a number: of the same place) by the same rule.
    """
    cases = Case.objects.filter(workspace=workspace).select_related("workspace", "customer", "location", "owner__user")
    named = [item.interaction[:LONGEST] for item in items]
    found = cases.filter(items__interaction__in=named, items__workspace=workspace).first() if named else None
    if found is not None:
        return kept_case(found)
    threads = [item.thread for item in items if item.thread]
    open_ones = cases.filter(closed_at=None)
    if threads:
        found = open_ones.filter(items__workspace=workspace, items__thread__in=threads).first()
    if found is None and customer is not None and rule is not None:
        found = open_ones.filter(customer=customer, rule=rule).first()
    if customer is None and rule is not None and not items:  # a number's: one at a time for each place
        found = open_ones.filter(customer=None, rule=rule, location=location).first()
    return found


def kept_case(case: Case) -> Case:
    """The case that it was merged into, however often; itself, if it was not."""
    while case.merged_into is not None:
        case = case.merged_into
    return case


def new_case(workspace: Workspace, *, owner: Member | None, now: datetime, **told: object) -> Case:
    """The row, with the next number of the workspace, and its clocks running. The caller holds the workspace."""
    last = Case.objects.filter(workspace=workspace).aggregate(last=Max("number"))["last"] or 0
    case = Case(
        workspace=workspace, number=last + 1, opened_at=now, changed_at=now, waits_since=now, owner=owner, **told
    )
    promises.start_clocks(case, promises.promised_to(case, now=now), now=now)
    case.save()
    return case


def take_items(case: Case, items: Sequence[Item], *, now: datetime) -> list[CaseItem]:
    """What the case did not have yet, of what no other case has."""
    known = set(
        CaseItem.objects.filter(
            workspace=case.workspace_id, interaction__in=[item.interaction[:LONGEST] for item in items]
        ).values_list("interaction", flat=True)
    )
    taken = []
    for item in items:
        if (interaction := item.interaction[:LONGEST]) in known:
            continue
        known.add(interaction)
        taken.append(
            CaseItem.objects.create(
                case=case,
                workspace=case.workspace,
                interaction=interaction,
                thread=item.thread[:LONGEST],
                kind=item.kind,
                occurred_at=item.occurred_at,
                value=item.value,
                scale=item.scale,
            )
        )
    chronicle.tell_asked(case, taken, now=now)
    return taken


def hear_more(case: Case, items: Sequence[Item], *, now: datetime) -> list[CaseItem]:
    """An open case takes what came after it: it is our turn again, and what was put aside is not any more."""
    taken = take_items(case, items, now=now)
    if not taken:
        return []
    promised = promises.promised_to(case, now=now)
    if case.waits_since is None:
        case.waits_since = now
        case.answer_left_seconds = promised.answer_seconds if case.customer_id else None
    case.rests_until, case.changed_at = None, now
    promises.run_clocks(case, promised, now=now)
    case.save()
    chronicle.record(case, What.HEARD, by=None, at=now, items=[item.interaction for item in taken][:20])
    return taken


def set_causes(case: Case, causes: Sequence[str]) -> list[str]:
    """Each once, in their order; the caller keeps the case."""
    case.causes = list(dict.fromkeys(cause.strip()[:200] for cause in causes if cause.strip()))
    CaseCause.objects.filter(case=case).exclude(key__in=case.causes).delete()
    rows = [CaseCause(case=case, workspace=case.workspace, key=key) for key in case.causes]
    CaseCause.objects.bulk_create(rows, ignore_conflicts=True)
    return case.causes


def owner_of_new(workspace: Workspace, location: Location | None, by: Member | None) -> Member | None:
    """As the routes say; who opens one by hand where none does keeps it."""
    routed = routing.owner_for(workspace, location)
    return routed if routed or by is None or not routing.may_own(by, location) else by
