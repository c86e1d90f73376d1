"""What programs send and are told of alerts and their rules."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from heedful.act.alerts.gathering import KEPT
from heedful.api.lists import Given, Number, Turning, Word

Minutes = Annotated[int, Field(ge=0, le=100_000)]
Quiet = Annotated[str, Field(max_length=200, description="`Mon-Fri 20:00-8:00; Sat,Sun 0:00-24:00`")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
ABOUT_CONDITIONS = (
    "`looks_for` says what: detractor, score, stars, words, sounds, unanswered, level, change, spike or new theme; "
    "the other parts are those of docs/reference/alerts.md"
)


class Tells(Given):
    to: Literal["members", "role", "channel"]
    members: list[Number] | None = None
    role: Literal["owner", "manager", "analyst", "agent", "viewer"] | None = None
    at_place: bool | None = None
    channel: Number | None = None


class NewRule(Given):
    name: Name
    condition: Annotated[dict[str, Any], Field(description=ABOUT_CONDITIONS)]
    locations: list[Word] = []
    window_minutes: Annotated[int, Field(ge=1, le=100_000)] = 60
    cooldown_minutes: Minutes = 0
    minimum_n: Annotated[int, Field(ge=1, le=100)] = 1
    quiet_hours: Quiet = ""
    opens_case: bool = False
    priority: Annotated[int, Field(ge=1, le=4)] = 3
    tells: Annotated[list[Tells], Field(max_length=50)] = []


class RuleChanged(Given):
    name: Name | None = None
    condition: dict[str, Any] | None = None
    locations: list[Word] | None = None
    window_minutes: Annotated[int, Field(ge=1, le=100_000)] | None = None
    cooldown_minutes: Minutes | None = None
    minimum_n: Annotated[int, Field(ge=1, le=100)] | None = None
    quiet_hours: Quiet | None = None
    opens_case: bool | None = None
    priority: Annotated[int, Field(ge=1, le=4)] | None = None
    tells: Annotated[list[Tells], Field(max_length=50)] | None = None


class RuleTold(Schema):
    id: int
    name: str
    about: str
    condition: dict[str, Any]
    locations: list[str]
    window_minutes: int
    cooldown_minutes: int
    minimum_n: int
    quiet_hours: str
    opens_case: bool
    priority: int
    tells: list[dict[str, Any]]
    created_at: datetime
    on_since: datetime | None


class Simulated(Schema):
    simulated: Annotated[dict[str, Any], Field(description="what the rule would have done in the last quarter")]


class Rules(Schema):
    items: list[RuleTold]
    next: str | None


class ItemTold(Schema):
    interaction: str
    kind: str
    occurred_at: datetime


class AlertTold(Schema):
    id: int
    rule: int
    rule_name: str
    state: str
    location: str | None
    began_at: datetime
    last_at: datetime
    items_count: int
    found: dict[str, Any]
    acknowledged_at: datetime | None
    acknowledged_by: str
    resolved_at: datetime | None
    resolved_why: str
    case: int | None


class AlertInFull(AlertTold):
    items: Annotated[list[ItemTold], Field(description=f"what caused it, at most {KEPT} of `items_count`")]


class Alerts(Schema):
    items: list[AlertTold]
    next: str | None


class AlertsAsked(Turning):
    state: Literal["firing", "acknowledged", "resolved"] | None = None
    rule: Number | None = None


class Who(Given):
    by: Annotated[str, Field(max_length=150, description="who is on it")] = ""


class Why(Given):
    why: Annotated[str, Field(max_length=300, description="what came of it")] = ""
