from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from heedful.act.alerts import conditions
from heedful.act.alerts.conditions import AnyCondition
from heedful.act.alerts.gathering import MOST_AT_LEAST
from heedful.act.alerts.models import Firing, Rule
from heedful.act.alerts.simulating import simulate
from heedful.act.alerts.telling import tell_resolved
from heedful.interactions.store import Store
from heedful.people.models import Member, Workspace
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace
from heedful.stats.business_calendar import BusinessCalendar

MOST_RULES = 200  # of a workspace: each is held against all that is heard


class AlertsError(ValueError):
    """It cannot be done so; says why, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that a rule says, apart from who wrote it and whether it is on."""

    name: str
    condition: AnyCondition
    locations: Sequence[str] = ()
    window_minutes: int = 60
    cooldown_minutes: int = 0
    minimum_n: int = 1
    quiet_hours: str = ""
    opens_case: bool = False
    priority: int = 3
    tells: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


@transaction.atomic
def create_rule(workspace: Workspace, wanted: Wanted, *, by: Member | None, store: Store, now: datetime) -> Rule:
    """A rule that is off, with what it would have done lately: whoever switches it on has seen that."""
    if Rule.objects.filter(workspace=workspace).count() >= MOST_RULES:
        raise AlertsError(_("There are %d rules already: remove one first.") % MOST_RULES)
    rule = Rule(workspace=workspace, created_by=by, created_at=now)
    _say(rule, wanted)
    rule.simulated = simulate(rule, store=store, now=now)
    rule.save()
    _trace(Trace.What.RULE_CREATED, rule, by, now, name=rule.name)
    return rule


@transaction.atomic
def change_rule(rule: Rule, wanted: Wanted, *, by: Member | None, store: Store, now: datetime) -> Rule:
    """What it says from now on; one that is on looks at nothing older than this."""
    was = _looks_for(rule)
    _say(rule, wanted)
    if _looks_for(rule) != was and rule.on_since is not None:
        rule.on_since = rule.checked_until = now
    rule.simulated = simulate(rule, store=store, now=now)
    rule.save()
    _trace(Trace.What.RULE_CHANGED, rule, by, now, name=rule.name)
    return rule


def simulate_rule(rule: Rule, *, store: Store, now: datetime) -> Rule:
    """What it would have done lately, looked at anew."""
    rule.simulated = simulate(rule, store=store, now=now)
    rule.save(update_fields=["simulated"])
    return rule


@transaction.atomic
def switch_rule(rule: Rule, *, on: bool, by: Member | None, now: datetime) -> Rule:
    if (rule.on_since is not None) == on:
        return rule
    rule.on_since = rule.checked_until = now if on else None
    rule.save(update_fields=["on_since", "checked_until"])
    if not on:
        Firing.objects.filter(rule=rule, told_at=None).delete()  # what it waited for others with
    _trace(Trace.What.RULE_SWITCHED, rule, by, now, on=on, name=rule.name)
    return rule


@transaction.atomic
def remove_rule(rule: Rule, *, by: Member | None, now: datetime) -> None:
    """Its alerts go with it; the cases that it opened stay."""
    _trace(Trace.What.RULE_REMOVED, rule, by, now, name=rule.name)
    rule.delete()


@transaction.atomic
def acknowledge_firing(firing: Firing, *, by: Member | None, name: str = "", now: datetime) -> Firing:
    """Somebody is on it; `name`: who pressed the button elsewhere. The second time, nothing changes."""
    held = Firing.objects.select_for_update().get(pk=firing.pk)
    if held.acknowledged_at is None and held.resolved_at is None:
        held.acknowledged_at, held.acknowledged_by = now, by
        held.acknowledged_name = (name or (by.user.username if by else ""))[:150]
        held.save(update_fields=["acknowledged_at", "acknowledged_by", "acknowledged_name"])
        leave_trace(
            held.workspace, Trace.What.ALERT_ACKNOWLEDGED, by=by, now=now, subject=f"firing:{held.pk}", who=name
        )
    return held


@transaction.atomic
def resolve_firing(firing: Firing, *, by: Member | None, why: str = "", now: datetime) -> Firing:
    """It is over: what comes next begins a new alert."""
    held = Firing.objects.select_for_update().select_related("rule__workspace").get(pk=firing.pk)
    if held.resolved_at is None:
        held.resolved_at, held.resolved_by, held.resolved_why = now, by, why.strip()[:300]
        held.save(update_fields=["resolved_at", "resolved_by", "resolved_why"])
        leave_trace(held.workspace, Trace.What.ALERT_RESOLVED, by=by, now=now, subject=f"firing:{held.pk}")
        tell_resolved(held, now=now)
    return held


def why_not(wanted: Wanted, time_zone: str) -> dict[str, str]:
    """What is wrong with it, by the name of the field; empty where nothing is."""
    wrong = {}
    if not 1 <= wanted.minimum_n <= MOST_AT_LEAST:
        wrong["minimum_n"] = _("From 1 to %d.") % MOST_AT_LEAST
    if wanted.quiet_hours:
        try:
            BusinessCalendar.parse(wanted.quiet_hours, time_zone)
        except ValueError:
            wrong["quiet_hours"] = _("Write them like this: Mon-Fri 20:00-8:00; Sat,Sun 0:00-24:00")
    return wrong


def _say(rule: Rule, wanted: Wanted) -> None:
    if wrong := why_not(wanted, rule.workspace.time_zone):
        raise AlertsError("; ".join(wrong.values()))
    rule.name = " ".join(wanted.name.split())[:120]
    rule.condition, rule.about = conditions.written(wanted.condition), conditions.about(wanted.condition)
    rule.locations, rule.tells = list(wanted.locations), [dict(each) for each in wanted.tells]
    for name in ("window_minutes", "cooldown_minutes", "minimum_n", "quiet_hours", "opens_case", "priority"):
        setattr(rule, name, getattr(wanted, name))


def _looks_for(rule: Rule) -> tuple[Any, ...]:
    return rule.condition, rule.locations, rule.minimum_n, rule.window_minutes


def _trace(what: Trace.What, rule: Rule, by: Member | None, now: datetime, **details: Any) -> None:
    leave_trace(rule.workspace, what, by=by, now=now, subject=f"rule:{rule.pk}", **details)
