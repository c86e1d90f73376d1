"""What the clock does for plans: they begin, and what comes of them is measured, once a day and when more was heard."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from heedful.act.plans.actions import begin_plan, today_of
from heedful.act.plans.confounding import last_day
from heedful.act.plans.models import Effect, Plan, PlanTask
from heedful.act.plans.telling import tell_of_task
from heedful.interactions import stores
from heedful.interactions.store import Store
from heedful.understand.metrics.catalogue import METRICS

AN_HOUR: Final = 3_600  # seconds in which a measuring that was put off begins, or is put off again
A_FEW_MINUTES: Final = 300  # seconds between two measurings of one plan, however much is heard
LATE: Final = timedelta(days=14)  # after its last day: answers of that time may still come in
MOST_AT_ONCE: Final = 50
MOST_TASKS: Final = 500


def begin_due(now: datetime) -> int:
    """Plans whose first day has come; how many."""
    waiting = Plan.objects.filter(committed_at__isnull=False, begun_at=None, ended_at=None)
    due = waiting.filter(starts_on__lte=(now + timedelta(days=1)).date()).select_related("workspace")
    return sum(begin_plan(plan, now=now) for plan in due.order_by("starts_on", "pk")[:MOST_AT_ONCE])


def remind_due(now: datetime) -> int:
    """Tasks of plans whose day has come; how many were looked at. Nobody is told twice."""
    if not cache.add("plans:reminded", 1, AN_HOUR):
        return 0
    day = timedelta(days=1)
    near = PlanTask.objects.filter(due_on__gte=(now - day).date(), due_on__lte=(now + day).date(), plan__ended_at=None)
    due = near.filter(done_at=None, owner__isnull=False).select_related("plan__workspace", "owner__user")
    today = [task for task in due.order_by("pk")[:MOST_TASKS] if task.due_on <= today_of(task.plan.workspace, now)]
    for each in today:
        tell_of_task(each, now=now)
    return len(today)


def measure_due(now: datetime) -> int:
    """Put off what is to be measured today, and was not yet; how many."""
    due = [plan for plan in _perhaps_due(now) if is_due(plan, now=now)]
    waiting = [plan.pk for plan in due if cache.add(f"plan:{plan.pk}", 1, AN_HOUR)][:MOST_AT_ONCE]
    for number in waiting:
        measure.enqueue(number)
    return len(waiting)


@task()
def measure(plan: int) -> str:
    """What came of one plan until now; it can be killed at any moment and run again."""
    from heedful.act.plans.measuring import keep_effect

    found = Plan.objects.filter(pk=plan, begun_at__isnull=False).select_related("workspace").first()
    if found is None:
        return "there is no such plan, or it has not begun"
    return str(keep_effect(found, store=stores.current(), now=timezone.now()).found["state"])


def is_due(plan: Plan, *, now: datetime) -> bool:
    """Whether it was not measured today, and may still change."""
    today = today_of(plan.workspace, now)
    return bool(plan.begun_at) and not _is_late(plan, now) and not plan.effects.filter(as_of=today).exists()


def remeasure_later(plan: Plan, kept: Effect | None, *, store: Store, now: datetime) -> bool:
    """Whether it is being measured anew, because more was heard since the last time; put off where it was not."""
    if not plan.begun_at or plan.metric not in METRICS:
        return False
    if kept is not None and (_is_late(plan, now) or kept.log_version == version_of(plan, store=store)):
        return False
    is_new = kept is None or now - kept.measured_at >= timedelta(seconds=A_FEW_MINUTES)
    if is_new and cache.add(f"plan:{plan.pk}", 1, A_FEW_MINUTES):
        measure.enqueue(plan.pk)
    return is_new


def version_of(plan: Plan, *, store: Store) -> int:
    return store.version(plan.workspace.key, METRICS[plan.metric].kinds_of(plan.method))


def _is_late(plan: Plan, now: datetime) -> bool:
    """Whether it is over for so long that what was measured last stands."""
    return today_of(plan.workspace, now) > last_day(plan) + LATE


def _perhaps_due(now: datetime) -> list[Plan]:
    """Begun, and over for not much longer than answers may come late."""
    begun = Plan.objects.filter(begun_at__isnull=False, ends_on__gte=(now - LATE - timedelta(days=1)).date())
    still = Q(ended_at=None) | Q(ended_at__gte=now - LATE - timedelta(days=1))
    return list(begun.filter(still).select_related("workspace").order_by("pk"))
