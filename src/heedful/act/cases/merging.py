"""Two cases of one matter become one; the other points to it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from heedful.act.cases import chronicle, opening, promises
from heedful.act.cases.actions import CasesError, hold
from heedful.act.cases.models import Case
from heedful.people.models import Member

What = chronicle.What


@transaction.atomic
def merge_cases(kept: Case, absorbed: Case, *, by: Member | None, now: datetime) -> Case:
    """What the absorbed one is about, and is to be done for it, goes over; its own story stays where it is."""
    if kept.pk == absorbed.pk or kept.workspace_id != absorbed.workspace_id:
        raise CasesError(_("A case is merged with another one."))
    first, second = (hold(each) for each in sorted((kept, absorbed), key=lambda each: each.pk))
    kept, absorbed = (first, second) if first.pk == kept.pk else (second, first)
    if kept.customer_id and absorbed.customer_id and kept.customer_id != absorbed.customer_id:
        raise CasesError(_("They are cases of two customers."))
    for related in (absorbed.items, absorbed.tasks):
        related.update(case=kept)
    absorbed.merged.update(merged_into=kept)
    kept.customer = kept.customer or absorbed.customer
    kept.location = kept.location or absorbed.location
    kept.priority = min(kept.priority, absorbed.priority)
    waits = [each.waits_since for each in (kept, absorbed) if each.waits_since]
    kept.waits_since, kept.changed_at = min(waits, default=None), now
    opening.set_causes(kept, [*kept.causes, *absorbed.causes])
    promises.promise_anew(kept, now=now)
    kept.save()
    promises.end_clocks(absorbed)
    absorbed.closed_at = absorbed.changed_at = now
    absorbed.merged_into, absorbed.waits_since, absorbed.rests_until = kept, None, None
    absorbed.save()
    chronicle.record(kept, What.MERGED, by=by, at=now, took=absorbed.number)
    chronicle.record(absorbed, What.MERGED, by=by, at=now, into=kept.number)
    return kept
