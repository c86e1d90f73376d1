"""Whether a customer who was unhappy is so no more: their next score on the same scale, after the case was closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from heedful.act.cases import chronicle
from heedful.act.cases.models import Case, Closure
from heedful.measures.recoveries import RECOVERY
from heedful.people.members.queries import visible_locations
from heedful.people.models import Member
from heedful.stats import Estimate, share

HIGHEST_POOR: Final[Mapping[str, float]] = {
    "nps:0-10": 6,
    "nps:1-10": 6,
    "csat:1-3": 1,
    "csat:1-5": 2,
    "csat:1-10": 6,
    "ces:agree5": 2,
    "ces:agree7": 3,
}
_POOR: Final = Q(*(Q(scale=scale, score_before__lte=worst) for scale, worst in HIGHEST_POOR.items()), _connector=Q.OR)
_STILL_POOR: Final = Q(
    *(Q(scale=scale, score_after__lte=worst) for scale, worst in HIGHEST_POOR.items()), _connector=Q.OR
)

COUNTED: Final = {
    "closed": Count("pk"),
    "again": Count("pk", filter=Q(scored_again_at__isnull=False)),
    "better": Count("pk", filter=Q(scored_again_at__isnull=False) & ~_STILL_POOR),
}
MOST_CAUSES: Final = 20
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Score:
    """A score that a customer (the key) gave."""

    customer: str
    scale: str
    value: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Recovered:
    """Of the detractors whose cases were closed, those who scored again, and are detractors no more."""

    share: Estimate
    closed: int  # all of them, also those who did not score again


def is_poor(scale: str, value: float) -> bool:
    return scale in HIGHEST_POOR and value <= HIGHEST_POOR[scale]


def awaited() -> QuerySet[Closure]:
    """Closures of unhappy customers who have not scored again."""
    waiting = Closure.objects.filter(_POOR, score_before__isnull=False, scored_again_at=None, reopened_at=None)
    return waiting.filter(case__customer__isnull=False)


@transaction.atomic
def take_scores(workspace: str, scores: Iterable[Score], *, now: datetime) -> int:
    """Keep the first score that each gave after their case was closed, and tell the log whether they recovered."""
    given: dict[str, list[Score]] = {}
    for score in sorted(scores, key=lambda score: score.at):
        given.setdefault(score.customer, []).append(score)
    keys, taken = sorted(given), 0
    for start in range(0, len(keys), AT_ONCE):
        waiting = awaited().filter(
            case__workspace__key=workspace, case__customer__key__in=keys[start : start + AT_ONCE]
        )
        for closure in waiting.select_related("case__workspace", "case__customer", "case__location"):
            theirs = given[closure.case.customer.key] if closure.case.customer else ()
            fitting = (each for each in theirs if each.scale == closure.scale and each.at > closure.at)
            if score := next(fitting, None):
                taken += _keep(closure, score, now)
    return taken


def recovered(member: Member, *, since: datetime) -> Recovered:
    """At the places that the member sees; by when the case was closed."""
    counted = _closures(member, since).aggregate(**COUNTED)
    return Recovered(share(successes=counted["better"], n=counted["again"]), counted["closed"])


def by_cause(member: Member, *, names: Mapping[str, str], since: datetime) -> list[tuple[str, Recovered]]:
    """The same for each cause, those with the most cases first."""
    counted = _closures(member, since).values("cause").annotate(**COUNTED).order_by("-closed", "cause")[:MOST_CAUSES]
    return [
        (
            names.get(each["cause"], each["cause"]),
            Recovered(share(successes=each["better"], n=each["again"]), each["closed"]),
        )
        for each in counted
    ]


def _closures(member: Member, since: datetime) -> QuerySet[Closure]:
    """Of unhappy customers, those that still hold."""
    closures = Closure.objects.filter(_POOR, case__workspace=member.workspace_id, at__gte=since, reopened_at=None)
    places = visible_locations(member)
    return closures if places is None else closures.filter(case__location__key__in=places)


def _keep(closure: Closure, score: Score, now: datetime) -> int:
    open_ones = Closure.objects.filter(pk=closure.pk, scored_again_at=None)
    if not open_ones.update(score_after=score.value, scored_again_at=score.at):
        return 0
    better = not is_poor(score.scale, score.value)
    case: Case = closure.case
    chronicle.tell_log(
        case,
        RECOVERY,
        f"recovery-{closure.pk}",
        at=score.at,
        now=now,
        value=float(better),
        threads=[case.thread],
    )
    return 1
