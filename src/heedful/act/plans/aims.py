"""What a plan is to move: where, when, by how much, and of whose answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from heedful.act.plans.models import Plan
from heedful.people.models import Member
from heedful.understand.models import Goal


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to move, where, when and by how much. `how_many`: a draw decides in which of the places it begins.
    `at_touchpoint`: where the plan is about a touchpoint, only what was heard there counts."""

    metric: str
    method: str
    places: tuple[str, ...]
    starts_on: date
    ends_on: date
    goal: Goal | None = None
    expected: float | None = None
    how_many: int | None = None
    owner: Member | None = None
    at_touchpoint: bool = True


def aim_kept(plan: Plan) -> Aim:
    """As it was said last."""
    places = plan.drawn.get("from", plan.treated)
    kept = {name: getattr(plan, name) for name in ("metric", "method", "starts_on", "ends_on", "goal", "expected")}
    how = {"how_many": plan.drawn.get("how_many"), "at_touchpoint": is_at_touchpoint(plan)}
    return Aim(**kept, **how, places=tuple(places), owner=plan.owner)


def is_at_touchpoint(plan: Plan) -> bool:
    """Whether only what was heard at its touchpoint counts; of a plan without one, whether it would."""
    return not plan.touchpoint or ["touchpoint", [plan.touchpoint]] in plan.where


def other_conditions(goal: Goal | None, touchpoint: str) -> list[Any]:
    """Those of the goal that the plan does not say itself: where it is done, and perhaps at which touchpoint."""
    itself = {"location", "touchpoint"} if touchpoint else {"location"}
    kept = [list(condition) for condition in (goal.where if goal else ()) if condition[0] not in itself]
    return [*kept, ["touchpoint", [touchpoint]]] if touchpoint else kept
