"""Goals: where a measure is to be by when, and whether it is on track."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from heedful.api.askers import program
from heedful.api.drivers import EstimateTold
from heedful.api.lists import KEEP, Given, Number, Word, wrong
from heedful.api.problems import ApiError
from heedful.api.responses import Day
from heedful.api.surveys import MANAGE, READ, READING, WRITING
from heedful.interactions import stores
from heedful.people.members.queries import visible_members
from heedful.people.models import Member
from heedful.stats import Estimate
from heedful.understand.goals import actions
from heedful.understand.goals.actions import Aim, GoalError
from heedful.understand.goals.models import Goal
from heedful.understand.goals.queries import visible_goals
from heedful.understand.goals.rises import Rise, rise_of
from heedful.understand.goals.standing import Standing, begins_on, standings
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.setup.amounts import AmountError
from heedful.understand.setup.measures import gives_one_number, unit_of

router = Router(tags=["goals"])
RANGES = {"points": (-100.0, 100.0), "share": (0.0, 1.0), "score": (-1e12, 1e12)}
Rises = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=40),
    Field(description="from what was before, instead of `target`: +20 % or +5 points"),
]
Amount = Annotated[float, Field(allow_inf_nan=False, description="in the measure's unit; a share from 0 to 1")]
Owner = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254), Field(description="a member's mail")]


class NewGoal(Given):
    measure: Word
    method: Annotated[str | None, Field(max_length=40, description="the measure's default where left out")] = None
    location: Annotated[str, Field(max_length=200, description="left out: everywhere")] = ""
    target: Amount | None = None
    rise: Rises | None = None
    begin: Annotated[Day | None, Field(alias="from", description="first day; today where left out")] = None
    due: Day
    owner: Owner | None = None


class GoalChanged(Given):
    location: Annotated[str | None, Field(max_length=200, description=KEEP)] = None
    target: Amount | None = None
    rise: Rises | None = None
    begin: Annotated[Day | None, Field(alias="from")] = None
    due: Day | None = None
    owner: Owner | None = None


class GoalTold(Schema):
    id: int
    measure: str
    method: str
    unit: str
    location: str | None
    target: float
    rise: str | None
    begin: date = Field(alias="from")
    due: date
    owner: str | None
    before: EstimateTold
    now: EstimateTold
    expected: EstimateTold
    state: str
    told_from: date | None


@router.get("", auth=READ, response=list[GoalTold], by_alias=True, summary="All goals", openapi_extra=READING)
def goals(request: HttpRequest) -> Any:
    return _told(request, visible_goals(program(request)))


@router.post("", auth=MANAGE, response={201: GoalTold}, by_alias=True, summary="Set a goal", openapi_extra=WRITING)
def add(request: HttpRequest, given: NewGoal) -> Any:
    """What was before its first day is measured at once, and kept."""
    measure = _measure(given)
    if (given.target is None) == (given.rise is None):
        raise wrong("target", "either `target` or `rise`")
    begin = given.begin or _today(request)
    aim = Aim(given.location, _target(given, measure), begin, given.due, owner_of(request, given.owner))
    _check(aim, request)
    by = {"by": program(request), "store": stores.current(), "now": timezone.now()}
    return Status(201, _told(request, [_done(lambda: actions.set_goal(measure, aim, **by))])[0])


@router.get("/{number}", auth=READ, response=GoalTold, by_alias=True, summary="One goal", openapi_extra=READING)
def goal(request: HttpRequest, number: Number) -> Any:
    return _told(request, [_goal(request, number)])[0]


@router.patch("/{number}", auth=MANAGE, response=GoalTold, by_alias=True, summary="Change a goal",
              openapi_extra=WRITING)  # fmt: skip
def change(request: HttpRequest, number: Number, given: GoalChanged) -> Any:
    """Another place or first day measures anew what was before."""
    kept = _goal(request, number)
    measure = (kept.metric, kept.method)
    if given.target is not None and given.rise is not None:
        raise wrong("target", "either `target` or `rise`")
    kept_target = kept.target if kept.rise is None else Rise(kept.rise, kept.rise_is_share)
    is_aimed = given.target is not None or given.rise is not None
    location = next(iter(dict(kept.where).get("location", [])), "")
    aim = Aim(
        location=location if given.location is None else given.location,
        target=_target(given, measure) if is_aimed else kept_target,
        starts_on=given.begin or begins_on(kept),
        due_on=given.due or kept.due_on,
        owner=kept.owner if given.owner is None else owner_of(request, given.owner),
    )
    _check(aim, request)
    by = {"by": program(request), "store": stores.current(), "now": timezone.now()}
    _done(lambda: actions.change_goal(kept, aim, **by))
    return _told(request, [kept])[0]


@router.delete("/{number}", auth=MANAGE, response={204: None}, summary="Remove a goal", openapi_extra=WRITING)
def remove(request: HttpRequest, number: Number) -> Any:
    actions.remove_goal(_goal(request, number), by=program(request), now=timezone.now())
    return Status(204, None)


def _goal(request: HttpRequest, number: int) -> Goal:
    found = next((each for each in visible_goals(program(request)) if each.pk == number), None)
    if found is None:
        raise ApiError(404, "This workspace has no such goal.")
    return found


def _measure(given: NewGoal) -> tuple[str, str]:
    metric = METRICS.get(given.measure)
    if metric is None:
        raise wrong("measure", f"one of {', '.join(METRICS)}")
    fitting = [name for name, method in metric.methods.items() if gives_one_number(metric, method)]
    method = given.method or (metric.default if metric.default in fitting else fitting[0])
    if method not in fitting:
        raise wrong("method", f"one of {', '.join(fitting)}")
    return metric.key, method


def _target(given: NewGoal | GoalChanged, measure: tuple[str, str]) -> float | Rise:
    unit = unit_of(*measure)
    if given.rise is not None:
        try:
            rise = rise_of(given.rise, unit)
        except AmountError as error:
            raise wrong("rise", str(error)) from error
        if rise is None:
            raise wrong("rise", "with its sign: +20 % or +5 points")
        return rise
    low, high = RANGES.get(unit, (0.0, 1e12))
    if given.target is None or not low <= given.target <= high:
        raise wrong("target", f"between {low:g} and {high:g}")
    return given.target


def owner_of(request: HttpRequest, mail: str | None) -> Member | None:
    if not mail:
        return None
    found = visible_members(program(request)).filter(user__username=mail.lower()).first()
    if found is None:
        raise wrong("owner", "no member of this workspace has this mail")
    return found


def _today(request: HttpRequest) -> date:
    return timezone.now().astimezone(ZoneInfo(program(request).workspace.time_zone)).date()


def _check(aim: Aim, request: HttpRequest) -> None:
    if aim.starts_on > _today(request):
        raise wrong("from", "today at the latest: what was before it has to be known")
    if aim.due_on <= aim.starts_on:
        raise wrong("due", "after the first day")


def _done(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except GoalError as error:
        raise wrong("rise", str(error)) from error


def _told(request: HttpRequest, found: list[Goal]) -> list[dict[str, Any]]:
    now = timezone.now()
    return [_one(each) for each in standings(found, program(request), store=stores.current(), now=now)]


def _one(standing: Standing) -> dict[str, Any]:
    kept = standing.goal
    return {
        "id": kept.pk,
        "measure": kept.metric,
        "method": kept.method,
        "unit": standing.measure.unit,
        "location": next(iter(dict(kept.where).get("location", [])), None),
        "target": kept.target,
        "rise": standing.rise or None,
        "from": begins_on(kept),
        "due": kept.due_on,
        "owner": kept.owner.user.username if kept.owner else None,
        "before": estimate_told(standing.baseline),
        "now": estimate_told(standing.told),
        "expected": estimate_told(standing.expected),
        "state": standing.state,
        "told_from": standing.told_from,
    }


def estimate_told(found: Estimate) -> dict[str, Any]:
    return {"value": found.value, "low": found.low, "high": found.high, "n": found.n}
