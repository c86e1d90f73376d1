"""Alerts and their rules: what a program writes is off, simulated, and switched on by a call of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from heedful.act.alerts import actions
from heedful.act.alerts.actions import AlertsError, Wanted
from heedful.act.alerts.conditions import AnyCondition, Change, ConditionError, Level, WordsSaid, read
from heedful.act.alerts.models import Firing, Rule
from heedful.act.alerts.queries import items_of, visible_firings, visible_rules
from heedful.act.alerts.windows import EVERY, can_be_watched
from heedful.api.alert_schemas import (
    AlertInFull,
    Alerts,
    AlertsAsked,
    AlertTold,
    NewRule,
    RuleChanged,
    Rules,
    RuleTold,
    Simulated,
    Who,
    Why,
)
from heedful.api.askers import program
from heedful.api.lists import Number, Turning, found_or_404, refuse_unknown, turned, wrong
from heedful.api.problems import ApiError, documented
from heedful.api.surveys import MANAGE, READ, READING, WRITING
from heedful.interactions import stores
from heedful.understand.metrics.catalogue import METRICS

router = Router(tags=["alerts"])
rules = Router(tags=["alerts"])

PARTS = (
    "name",
    "locations",
    "window_minutes",
    "cooldown_minutes",
    "minimum_n",
    "quiet_hours",
    "opens_case",
    "priority",
)


@rules.get("", auth=READ, response=Rules, summary="All alert rules, the newest first", openapi_extra=READING)
def all_rules(request: HttpRequest, asked: Query[Turning]) -> Any:
    page, later = turned(visible_rules(program(request)), asked)
    return {"items": page, "next": later}


@rules.post("", auth=MANAGE, response={201: RuleTold}, summary="Write a rule; it is off", openapi_extra=WRITING)
def create_rule(request: HttpRequest, given: NewRule) -> Any:
    wanted = _wanted(given.dict(exclude_none=True))
    workspace = program(request).workspace
    return Status(201, _done(lambda: actions.create_rule(workspace, wanted, **_by())))


@rules.get("/{number}", auth=READ, response=RuleTold, summary="One alert rule", openapi_extra=READING)
def one_rule(request: HttpRequest, number: Number) -> Any:
    return _rule(request, number)


@rules.patch("/{number}", auth=MANAGE, response=RuleTold, summary="Change a rule", openapi_extra=WRITING)
def change_rule(request: HttpRequest, number: Number, given: RuleChanged) -> Any:
    found = _rule(request, number)
    kept = {name: getattr(found, name) for name in (*PARTS, "condition", "tells")}
    wanted = _wanted(kept | given.dict(exclude_none=True))
    return _done(lambda: actions.change_rule(found, wanted, **_by()))


@rules.delete("/{number}", auth=MANAGE, response={204: None}, summary="Remove a rule and its alerts",
              openapi_extra=documented(401, 403, 404, 422))  # fmt: skip
def remove_rule(request: HttpRequest, number: Number) -> Any:
    actions.remove_rule(_rule(request, number), by=None, now=timezone.now())
    return Status(204, None)


@rules.get("/{number}/simulation", auth=READ, response=Simulated, openapi_extra=READING,
           summary="What the rule would have done, as it was last looked at")  # fmt: skip
def simulation(request: HttpRequest, number: Number) -> Any:
    return _rule(request, number)


@rules.post("/{number}/simulate", auth=MANAGE, response=Simulated, openapi_extra=documented(401, 403, 404, 422),
            summary="Look anew at what the rule would have done in the last quarter")  # fmt: skip
def simulate(request: HttpRequest, number: Number) -> Any:
    return actions.simulate_rule(_rule(request, number), store=stores.current(), now=timezone.now())


@rules.post("/{number}/on", auth=MANAGE, response=RuleTold, summary="Switch a rule on",
            openapi_extra=documented(401, 403, 404, 422))  # fmt: skip
def rule_on(request: HttpRequest, number: Number) -> Any:
    return actions.switch_rule(_rule(request, number), on=True, by=None, now=timezone.now())


@rules.post("/{number}/off", auth=MANAGE, response=RuleTold, summary="Switch a rule off",
            openapi_extra=documented(401, 403, 404, 422))  # fmt: skip
def rule_off(request: HttpRequest, number: Number) -> Any:
    return actions.switch_rule(_rule(request, number), on=False, by=None, now=timezone.now())


@router.get("", auth=READ, response=Alerts, summary="All alerts, the newest first", openapi_extra=READING)
def alerts(request: HttpRequest, asked: Query[AlertsAsked]) -> Any:
    refuse_unknown(request, asked)
    found = visible_firings(program(request))
    if asked.rule is not None:
        found = found.filter(rule=asked.rule)
    if asked.state is not None:
        found = found.filter(resolved_at__isnull=asked.state != "resolved")
    if asked.state in ("firing", "acknowledged"):
        found = found.filter(acknowledged_at__isnull=asked.state == "firing")
    page, later = turned(found, asked)
    return {"items": [_told(each) for each in page], "next": later}


@router.get("/{number}", auth=READ, response=AlertInFull, summary="One alert, with what caused it",
            openapi_extra=READING)  # fmt: skip
def alert(request: HttpRequest, number: Number) -> Any:
    found = _firing(request, number)
    items = items_of(found).values("interaction", "kind", "occurred_at")
    return _told(found) | {"items": list(items)}


@router.post("/{number}/acknowledge", auth=MANAGE, response=AlertTold, summary="Somebody is on it",
             openapi_extra=WRITING)  # fmt: skip
def acknowledge(request: HttpRequest, number: Number, given: Who) -> Any:
    actions.acknowledge_firing(_firing(request, number), by=None, name=given.by, now=timezone.now())
    return _told(_firing(request, number))


@router.post("/{number}/resolve", auth=MANAGE, response=AlertTold, summary="It is over", openapi_extra=WRITING)
def resolve(request: HttpRequest, number: Number, given: Why) -> Any:
    actions.resolve_firing(_firing(request, number), by=None, why=given.why, now=timezone.now())
    return _told(_firing(request, number))


def _wanted(given: Mapping[str, Any]) -> Wanted:
    try:
        condition = read(given["condition"])
    except ConditionError as error:
        raise wrong("condition", str(error)) from error
    _refuse_impossible(condition, given["window_minutes"])
    parts = {name: given[name] for name in PARTS}
    return Wanted(condition=condition, tells=given["tells"], **parts)


def _refuse_impossible(condition: AnyCondition, window_minutes: int) -> None:
    if isinstance(condition, WordsSaid) and not any(any(map(str.isalnum, word)) for word in condition.words):
        raise wrong("condition", "`words` has no word")
    if isinstance(condition, Level | Change):
        metric = METRICS.get(condition.metric)
        method = metric.methods.get(condition.method) if metric else None
        if metric is None or method is None or not can_be_watched(metric, method):
            raise wrong("condition", "there is no such `metric` and `method` that can be watched by days or weeks")
        if window_minutes not in EVERY:
            raise wrong("window_minutes", f"a measure is looked at by {' or '.join(map(str, EVERY))} minutes")
    days = getattr(condition, "false_alarm_days", 1)
    if not 1 <= days <= 10_000:
        raise wrong("condition", "`false_alarm_days` is from 1 to 10000")


def _done(act: Any) -> Any:
    try:
        return act()
    except AlertsError as error:
        raise ApiError(409, str(error)) from error


def _by() -> dict[str, Any]:
    return {"by": None, "store": stores.current(), "now": timezone.now()}


def _rule(request: HttpRequest, number: int) -> Rule:
    found: Rule = found_or_404(visible_rules(program(request)), "alert rule", pk=number)
    return found


def _firing(request: HttpRequest, number: int) -> Firing:
    found: Firing = found_or_404(visible_firings(program(request)), "alert", pk=number)
    return found


def _told(firing: Firing) -> dict[str, Any]:
    state = "resolved" if firing.resolved_at else "acknowledged" if firing.acknowledged_at else "firing"
    told = {
        name: getattr(firing, name)
        for name in (
            "id",
            "began_at",
            "last_at",
            "items_count",
            "found",
            "acknowledged_at",
            "resolved_at",
            "resolved_why",
        )
    }
    return told | {
        "rule": firing.rule_id,
        "rule_name": firing.rule.name,
        "state": state,
        "location": firing.location or None,
        "acknowledged_by": firing.acknowledged_name,
        "case": firing.case.number if firing.case else None,
    }
