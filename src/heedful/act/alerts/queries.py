from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import narwhals as nw
from django.db.models import QuerySet

from heedful.act.alerts.models import Firing, FiringItem, Rule
from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.people.members.queries import visible_locations
from heedful.people.models import Member, Trace

TEXTS: Final = ("answer", "review", "message", "mention")


def visible_rules(member: Member) -> QuerySet[Rule]:
    """The rules that a member may see: one limited to locations sees those about these alone."""
    rules = Rule.objects.filter(workspace=member.workspace_id).select_related("workspace", "created_by__user")
    seen = visible_locations(member)
    if seen is None:
        return rules
    theirs = [pk for pk, places in rules.values_list("pk", "locations") if places and set(places) <= set(seen)]
    return rules.filter(pk__in=theirs)


def visible_firings(member: Member) -> QuerySet[Firing]:
    """What fired, the newest first: of the member's locations. What still waits for more of its kind is none."""
    firings = Firing.objects.filter(workspace=member.workspace_id, told_at__isnull=False)
    seen = visible_locations(member)
    if seen is not None:
        firings = firings.filter(location__in=seen)
    return firings.select_related("rule__workspace", "acknowledged_by__user", "resolved_by__user", "case")


def firing_now(member: Member) -> QuerySet[Firing]:
    return visible_firings(member).filter(resolved_at=None)


def items_of(firing: Firing) -> QuerySet[FiringItem]:
    """Only of a firing that may be seen."""
    return FiringItem.objects.filter(firing=firing)


def trail_of(subject: str, member: Member) -> QuerySet[Trace]:
    """Only of a rule or firing that may be seen."""
    return Trace.objects.filter(workspace=member.workspace_id, subject=subject)


def rows_behind(items: Sequence[FiringItem], workspace: str, *, store: Store) -> dict[str, dict[str, Any]]:
    """What the log has of them, by id: with labels where there is a text. What was erased is not there any more."""
    if not items:
        return {}
    ids, at = [item.interaction for item in items], nw.col("occurred_at")
    times = [item.occurred_at.replace(tzinfo=None) for item in items]
    frame = lazy(store.frame(workspace, kinds=sorted({item.kind for item in items})))
    rows = frame.filter(at >= min(times), at <= max(times), nw.col("id").is_in(ids)).collect(backend="pyarrow")
    found: dict[str, dict[str, Any]] = {row["id"]: row for row in rows.to_native().to_pylist()}
    written = [row["id"] for row in found.values() if row["text"] and row["kind"] in TEXTS]
    if written:
        voices = lazy(store.voices(workspace, ids=written)).collect(backend="pyarrow").to_native().to_pylist()
        found |= {row["id"]: row for row in voices}
    return found
