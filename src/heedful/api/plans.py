"""Plans: written, aimed, drawn, committed to, and what came of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import override
from ninja import Query, Router, Schema, Status
from pydantic import AfterValidator, Field, StringConstraints

from heedful.act.plans import actions
from heedful.act.plans.actions import Aim, PlanError
from heedful.act.plans.confounding import clashes_of
from heedful.act.plans.designing import fits
from heedful.act.plans.models import Plan
from heedful.act.plans.queries import state_of, visible_plans
from heedful.api.askers import program
from heedful.api.lists import KEEP, Given, Number, Turning, Word, found_or_404, turned, wrong
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


def _within_reason(day: date) -> date:
    if not 1970 <= day.year <= 2200:
        raise ValueError("a day between 1970 and 2200")
    return day


Day = Annotated[date, AfterValidator(_within_reason)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
MaybeText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Key = Annotated[str, StringConstraints(max_length=200)]
Places = Annotated[list[Word], Field(max_length=500, description="keys of locations; none: everywhere")]
Amount = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
Email = Annotated[str, Field(max_length=254, description="of a member: who answers for it")]
State = Literal["being written", "to begin", "running", "over"]


class Words(Given):
    hypothesis: MaybeText = ""
    theme: Key = ""
    touchpoint: Key = ""
    driver: Key = ""


class NewPlan(Words):
    name: Name
    problem: Text
    action: Text
    metric: Annotated[str | None, Field(max_length=40)] = None
    method: Annotated[str | None, Field(max_length=40, description="left out: the measure's own default")] = None
    goal: Number | None = Field(None, description="its measure is then the plan's, too")
    places: Places = []
    starts_on: Day
    ends_on: Day
    expected: Amount | None = Field(None, description="change of the measure, in its own unit")
    owner: Email | None = None


class PlanChanged(Given):
    name: Name | None = Field(None, description=KEEP)
    problem: Text | None = None
    action: Text | None = None
    hypothesis: MaybeText | None = None
    theme: Key | None = None
    touchpoint: Key | None = None
    driver: Key | None = None
    metric: Annotated[str | None, Field(max_length=40)] = None
    method: Annotated[str | None, Field(max_length=40)] = None
    goal: Number | None = None
    places: Places | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    expected: Amount | None = None
    owner: Email | None = None


class ClashTold(Schema):
    plan: int
    treated: list[str]
    compared: list[str]
    from_on: date
    to_on: date


class PlanTold(Schema):
    id: int
    name: str
    state: State
    problem: str
    hypothesis: str
    action: str
    theme: str
    touchpoint: str
    driver: str
    metric: str
    method: str
    goal: int | None
    expected: float | None
    treated: list[str]
    compared: list[str]
    design: str
    seed: int | None
    drawn: dict[str, Any]
    promised: dict[str, Any]
    starts_on: date
    ends_on: date
    owner: str | None
    created_at: datetime
    committed_at: datetime | None
    begun_at: datetime | None
    ended_at: datetime | None
    conclusion: str


class PlanInFull(PlanTold):
    clashes: list[ClashTold]


class Plans(Schema):
    items: list[PlanTold]
    next: str | None


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
    if aimed := {name: value for name, value in said.items() if name not in actions.WORDS}:
        kept = {"metric": found.metric, "method": found.method, "goal": found.goal_id, "expected": found.expected,
                "starts_on": found.starts_on, "ends_on": found.ends_on, "places": found.treated,
                "owner": found.owner and found.owner.user.email}  # fmt: skip
        if aimed.get("metric") and "method" not in aimed:
            kept["method"] = None
        if "metric" in aimed and "goal" not in aimed:
            kept["goal"] = None
        wanted = kept | {name: value for name, value in aimed.items() if value is not None or name in _MAY_BE_NONE}
        aim = _aim(request, wanted, wanted["places"])
        if "places" not in aimed and found.drawn:
            aim = replace(aim, places=tuple(found.drawn["from"]), how_many=found.drawn["how_many"])
        done(lambda: actions.aim_plan(found, aim, by=None, now=now))
    if words:
        actions.reword_plan(found, words, by=None, now=now)
    return told(found)


@router.delete("/{number}", auth=MANAGE, response={204: None}, summary="Remove a plan that nobody committed to",
               openapi_extra=documented(401, 403, 404, 409, 422))  # fmt: skip
def remove(request: HttpRequest, number: Number) -> Any:
    found = plan_of(request, number)
    done(lambda: actions.remove_plan(found, by=None, now=timezone.now()))
    return Status(204, None)


_MAY_BE_NONE = ("goal", "expected", "owner")


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
    told = {name: getattr(plan, name) for name in PlanTold.model_fields if name not in ("id", "state", "goal", "owner")}
    today = actions.today_of(plan.workspace, timezone.now())
    owner = plan.owner.user.email if plan.owner else None
    return told | {"id": plan.pk, "state": state_of(plan, today), "goal": plan.goal_id, "owner": owner}


def _clash(each: Any) -> dict[str, Any]:
    return {"plan": each.plan.pk, "treated": list(each.treated), "compared": list(each.compared),
            "from_on": each.from_on, "to_on": each.to_on}  # fmt: skip
