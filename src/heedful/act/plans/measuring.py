"""What came of a plan until a day, kept, and told to whom it concerns."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from heedful.act.plans.actions import today_of
from heedful.act.plans.designing import found_of
from heedful.act.plans.models import Effect, Plan
from heedful.act.plans.tasks import version_of
from heedful.act.plans.telling import tell_of_found
from heedful.interactions.store import Store


def keep_effect(plan: Plan, *, store: Store, now: datetime) -> Effect:
    """Measured now; the second time on one day takes the first one's place."""
    version = version_of(plan, store=store)  # before the rows are read: what comes in between is measured again
    found = found_of(plan, store=store, now=now)
    with transaction.atomic():
        effect, is_new = Effect.objects.update_or_create(
            plan=plan,
            as_of=today_of(plan.workspace, now),
            defaults={"measured_at": now, "log_version": version, "found": found.document()},
        )
        if is_new:
            tell_of_found(effect, now=now)
    return effect
