"""Plans: written, aimed, drawn, committed to, and what came of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import override
from ninja import Query, Router, Status

from heedful.act.plans import actions
from heedful.act.plans.actions import PlanError
from heedful.act.plans.aims import Aim, is_at_touchpoint
from heedful.act.plans.confounding import clashes_of
from heedful.act.plans.designing import fits
from heedful.act.plans.models import Plan
from heedful.act.plans.queries import state_of, visible_plans
from heedful.api.askers import program
from heedful.api.lists import Number, Turning, found_or_404, turned, wrong
from heedful.api.plan_schemas import NewPlan, PlanChanged, PlanInFull, Plans, PlanTold
from heedful.api.problems import ApiError, documented
from heedful.api.surveys import MANAGE, READ, READING, WRITING
from heedful.interactions import stores
from heedful.people.members.queries import visible_members
from heedful.people.models import Member
from heedful.understand.filters.queries import places_known
from heedful.understand.goals.queries import visible_goals
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.models import Goal

router = Router(tags=["plans"])
Done = TypeVar("Done")


@router.get("", auth=READ, response=Plans, summary="All plans, the newest first", openapi_extra=READING)
def plans(request: HttpRequest, asked: Query[Turning]) -> Any:
    page, later = turned(visible_plans(program(request)), asked)
    return {"items": [told(each) for each in page], "next": later}


@router.post("", auth=MANAGE, response={201: PlanTold}, summary="Write a plan", openapi_extra=WRITING)
def write(request: HttpRequest, given: NewPlan) -> Any:
    workspace, said = program(request).workspace, given.dict()
    aim = _aim(request, said, given.places)
    made = done(lambda: actions.write_plan(workspace, said, aim, by=None, now=timezone.now()))
    return Status(201, told(made))


@router.get("/{number}", auth=READ, response=PlanInFull, summary="One plan", openapi_extra=READING)
def plan(request: HttpRequest, number: Number) -> Any:
    """With the plans that are done at the same places in the same time."""
    found = plan_of(request, number)
    return told(found) | {"clashes": [_clash(each) for each in clashes_of(found)]}


@router.patch("/{number}", auth=MANAGE, response=PlanTold, summary="Change a plan", openapi_extra=WRITING)
def change(request: HttpRequest, number: Number, given: PlanChanged) -> Any:
    """Its words always; what is measured, where and when only until it is committed to."""
    found, now = plan_of(request, number), timezone.now()
    said = given.dict(exclude_unset=True)
    words = {name: value for name, value in said.items() if name in actions.WORDS and value is not None}
    aimed = {name: value for name, value in said.items() if name not in actions.WORDS}
    with transaction.atomic():
        if words:
            done(lambda: actions.reword_plan(found, words, by=None, now=now))
        if aimed:
            aim = _aim_changed(request, found, aimed)
            done(lambda: actions.aim_plan(found, aim, by=None, now=now))
    return told(found)


def _aim_changed(request: HttpRequest, plan: Plan, aimed: dict[str, Any]) -> Aim:
    kept = {"metric": plan.metric, "method": plan.method, "goal": plan.goal_id, "expected": plan.expected,
            "starts_on": plan.starts_on, "ends_on": plan.ends_on, "places": plan.treated,
            "owner": plan.owner and plan.owner.user.email,
            "at_touchpoint": is_at_touchpoint(plan)}  # fmt: skip
    if aimed.get("metric") and "method" not in aimed:
        kept["method"] = None
    if "metric" in aimed and "goal" not in aimed:
        kept["goal"] = None
    wanted = kept | {name: value for name, value in aimed.items() if value is not None or name in _MAY_BE_NONE}
    aim = _aim(request, wanted, wanted["places"])
    if "places" not in aimed and plan.drawn:
        return replace(aim, places=tuple(plan.drawn["from"]), how_many=plan.drawn["how_many"])
    return aim


@router.delete("/{number}", auth=MANAGE, response={204: None}, summary="Remove a plan that nobody committed to",
               openapi_extra=documented(401, 403, 404, 409, 422))  # fmt: skip
def remove(request: HttpRequest, number: Number) -> Any:
    found = plan_of(request, number)
    done(lambda: actions.remove_plan(found, by=None, now=timezone.now()))
    return Status(204, None)


_MAY_BE_NONE = ("goal", "expected", "owner")
_WORKED_OUT = ("id", "state", "goal", "owner", "at_touchpoint")


def plan_of(request: HttpRequest, number: int) -> Plan:
    found: Plan = found_or_404(visible_plans(program(request)), "plan", pk=number)
    return found


def done(act: Callable[[], Done]) -> Done:
    try:
        with override("en"):
            return act()
    except PlanError as error:
        raise ApiError(409, str(error)) from error


def _aim(request: HttpRequest, said: dict[str, Any], places: list[str]) -> Aim:
    goal = _goal(request, said["goal"])
    metric, method = said["metric"] or (goal and goal.metric), said["method"] or (goal and goal.method)
    if metric is None:
        raise wrong("metric", "say which measure it is to move, or which goal it serves")
    if metric not in METRICS:
        raise wrong("metric", f"no such measure; there are {', '.join(METRICS)}")
    method, methods = method or METRICS[metric].default, METRICS[metric].methods
    if method not in methods or not fits(METRICS[metric], methods[method]):
        able = [name for name, each in methods.items() if fits(METRICS[metric], each)]
        raise wrong("method", f"no method that has a value for a week at a place; there are: {', '.join(able) or '–'}")
    if said["starts_on"] >= said["ends_on"]:
        raise wrong("ends_on", "it ends before it begins")
    return Aim(
        metric=metric,
        method=method,
        places=places_of(request, places),
        starts_on=said["starts_on"],
        ends_on=said["ends_on"],
        goal=goal,
        expected=said["expected"],
        owner=member_of(request, said["owner"]),
        at_touchpoint=said["at_touchpoint"],
    )


def places_of(request: HttpRequest, places: list[str]) -> tuple[str, ...]:
    there = known(request)
    if missing := [place for place in places if place not in there]:
        raise wrong("places", f"there is no place {missing[0]!r}")
    return tuple(dict.fromkeys(places))


def known(request: HttpRequest) -> dict[str, str]:
    return places_known(program(request), store=stores.current())


def _goal(request: HttpRequest, number: int | None) -> Goal | None:
    if number is None:
        return None
    found = next((goal for goal in visible_goals(program(request)) if goal.pk == number), None)
    if found is None:
        raise wrong("goal", "there is no such goal")
    return found


def member_of(request: HttpRequest, email: str | None) -> Member | None:
    if email is None:
        return None
    found = visible_members(program(request)).filter(user__email__iexact=email).first()
    if found is None:
        raise wrong("owner", "nobody in this workspace has that address")
    return found


def told(plan: Plan) -> dict[str, Any]:
    told = {name: getattr(plan, name) for name in PlanTold.model_fields if name not in _WORKED_OUT}
    today = actions.today_of(plan.workspace, timezone.now())
    owner = plan.owner.user.email if plan.owner else None
    return told | {"id": plan.pk, "state": state_of(plan, today), "goal": plan.goal_id, "owner": owner,
                   "at_touchpoint": is_at_touchpoint(plan)}  # fmt: skip


def _clash(each: Any) -> dict[str, Any]:
    return {"plan": each.plan.pk, "treated": list(each.treated), "compared": list(each.compared),
            "from_on": each.from_on, "to_on": each.to_on}  # fmt: skip
