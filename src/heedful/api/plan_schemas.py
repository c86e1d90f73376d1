"""What is said of a plan over HTTP, and what is told of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, Field, StringConstraints

from heedful.api.lists import KEEP, Given, Number, Word


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
    at_touchpoint: bool = Field(True, description="with a touchpoint: only what was heard there counts")


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
    at_touchpoint: bool | None = None


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
    at_touchpoint: bool
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
