# ruff: noqa: ARG001 -- Ninja hands the request to every operation
"""The strategy: whom it is for, key moments, and what the log shows of each of its six steps."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from heedful.api.askers import program
from heedful.api.goals import owner_of
from heedful.api.lists import KEEP, Given, Number, Word, found_or_404, wrong
from heedful.api.problems import ApiError
from heedful.api.surveys import MANAGE, READ, READING, WRITING
from heedful.interactions import stores
from heedful.people.models import Workspace
from heedful.understand.strategy import actions
from heedful.understand.strategy import trades as known
from heedful.understand.strategy.actions import Moment, StrategyError
from heedful.understand.strategy.beginning import Chosen, begin_strategy
from heedful.understand.strategy.forms import LONGEST
from heedful.understand.strategy.models import Persona, Touchpoint
from heedful.understand.strategy.queries import visible_personas, visible_touchpoints
from heedful.understand.strategy.steps import Typical, strategy_look

router = Router(tags=["strategy"])
trades = Router(tags=["strategy"])
Said = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Channel = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Owner = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254), Field(description="a member's mail")]
Stage = Literal["discover", "choose", "buy", "use", "get help", "stay"]


class PersonaTold(Schema):
    id: int
    name: str
    wants: str
    worries: str
    segment: str
    people: Annotated[int | None, Field(description="how many the audience holds today, where one is named")] = None


class TouchpointTold(Schema):
    id: int
    key: str
    name: str
    stage: str
    channel: str
    owner: str | None
    words: str


class CheckTold(Schema):
    words: str
    is_met: bool


class StrategyStepTold(Schema):
    key: str
    state: str
    checks: list[CheckTold]


class StrategyTold(Schema):
    as_of: datetime
    trade: str
    audience: str
    plan: str
    roll_out: str
    personas: list[PersonaTold]
    touchpoints: list[TouchpointTold]
    steps: list[StrategyStepTold]


class StrategyChanged(Given):
    audience: Annotated[Said | None, Field(description=KEEP)] = None
    plan: Said | None = None
    roll_out: Said | None = None


class PersonaGiven(Given):
    name: Name
    wants: Said = ""
    worries: Said = ""
    segment: Channel = ""


class TouchpointGiven(Given):
    name: Word
    stage: Stage
    channel: Channel = ""
    owner: Owner | None = None
    words: Said = ""


class NewTouchpoint(TouchpointGiven):
    key: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class StrategyTradeTold(Schema):
    key: str
    names: dict[str, str]
    touchpoints: list[str]


class TradeTaken(Given):
    trade: Annotated[str, Field(max_length=40)]


class BegunTold(Schema):
    personas: int
    touchpoints: int
    standards: int
    goals: int
    surveys: int


@router.get("", auth=READ, response=StrategyTold, summary="The strategy, and what is shown of it",
            openapi_extra=READING)  # fmt: skip
def strategy(request: HttpRequest) -> Any:
    who = program(request)
    look = strategy_look(who, store=stores.current(), now=timezone.now())
    return {
        "as_of": look.as_of,
        "trade": getattr(look.strategy, "trade", ""),
        "audience": getattr(look.strategy, "audience", ""),
        "plan": getattr(look.strategy, "plan_words", ""),
        "roll_out": getattr(look.strategy, "roll_out", ""),
        "personas": [_typical_told(each) for each in look.personas],
        "touchpoints": [_touchpoint_told(each) for each in visible_touchpoints(who)],
        "steps": look.steps.values(),
    }


@router.patch("", auth=MANAGE, response=StrategyTold, summary="Say it in other words", openapi_extra=WRITING)
def change(request: HttpRequest, given: StrategyChanged) -> Any:
    said = {"audience": given.audience, "plan_words": given.plan, "roll_out": given.roll_out}
    words = {part: text for part, text in said.items() if text is not None}
    actions.describe_strategy(_workspace(request), words, by=None, now=timezone.now())
    return strategy(request)


@router.post("/personas", auth=MANAGE, response={201: PersonaTold}, summary="Describe a typical person",
             openapi_extra=WRITING)  # fmt: skip
def add_persona(request: HttpRequest, given: PersonaGiven) -> Any:
    return Status(201, actions.set_persona(_workspace(request), given.dict(), by=None, now=timezone.now()))


@router.put("/personas/{number}", auth=MANAGE, response=PersonaTold, summary="Describe one anew",
            openapi_extra=WRITING)  # fmt: skip
def change_persona(request: HttpRequest, number: Number, given: PersonaGiven) -> Any:
    kept = _persona(request, number)
    return actions.set_persona(_workspace(request), given.dict(), by=None, now=timezone.now(), persona=kept)


@router.delete("/personas/{number}", auth=MANAGE, response={204: None}, summary="Remove a typical person",
               openapi_extra=WRITING)  # fmt: skip
def remove_persona(request: HttpRequest, number: Number) -> Any:
    actions.remove_persona(_persona(request, number), by=None, now=timezone.now())
    return Status(204, None)


@router.post("/touchpoints", auth=MANAGE, response={201: TouchpointTold}, summary="Name a key moment",
             openapi_extra=WRITING)  # fmt: skip
def add_touchpoint(request: HttpRequest, given: NewTouchpoint) -> Any:
    moment = _moment(request, given)
    try:
        made = actions.add_touchpoint(_workspace(request), given.key, moment, by=None, now=timezone.now())
    except StrategyError as error:
        raise ApiError(409, str(error)) from error
    return Status(201, _touchpoint_told(made))


@router.put("/touchpoints/{number}", auth=MANAGE, response=TouchpointTold, summary="Describe a moment anew",
            openapi_extra=WRITING)  # fmt: skip
def change_touchpoint(request: HttpRequest, number: Number, given: TouchpointGiven) -> Any:
    """Its key stays."""
    kept = _touchpoint(request, number)
    moment = _moment(request, given)
    return _touchpoint_told(actions.change_touchpoint(kept, moment, by=None, now=timezone.now()))


@router.delete("/touchpoints/{number}", auth=MANAGE, response={204: None}, summary="Take a moment out",
               openapi_extra=WRITING)  # fmt: skip
def remove_touchpoint(request: HttpRequest, number: Number) -> Any:
    """What was heard there stays in every measure."""
    actions.remove_touchpoint(_touchpoint(request, number), by=None, now=timezone.now())
    return Status(204, None)


@trades.get("", auth=READ, response=list[StrategyTradeTold], summary="The trades a strategy can begin from",
            openapi_extra=READING)  # fmt: skip
def all_trades(request: HttpRequest) -> Any:
    return [
        {"key": each.key, "names": dict(each.name), "touchpoints": [one.key for one in each.touchpoints]}
        for each in known.trades()
    ]


@trades.post("", auth=MANAGE, response=BegunTold, summary="Begin from a trade", openapi_extra=WRITING)
def take_trade(request: HttpRequest, given: TradeTaken) -> Any:
    """Tells how much was added; what is there already stays as it is."""
    found = known.trade(given.trade)
    if found is None:
        raise wrong("trade", f"one of {', '.join(known.KEYS)}")
    by = {"by": program(request), "store": stores.current(), "now": timezone.now()}
    begun = begin_strategy(found, Chosen.all_of(found), **by)
    return {name: len(getattr(begun, name)) for name in BegunTold.model_fields}


def _workspace(request: HttpRequest) -> Workspace:
    workspace: Workspace = program(request).workspace
    return workspace


def _moment(request: HttpRequest, given: TouchpointGiven) -> Moment:
    return Moment(given.name, given.stage, given.channel, owner_of(request, given.owner), given.words)


def _persona(request: HttpRequest, number: int) -> Persona:
    found: Persona = found_or_404(visible_personas(program(request)), "typical person", pk=number)
    return found


def _touchpoint(request: HttpRequest, number: int) -> Touchpoint:
    found: Touchpoint = found_or_404(visible_touchpoints(program(request)), "touchpoint", pk=number)
    return found


def _typical_told(one: Typical) -> dict[str, Any]:
    told = {name: getattr(one.persona, name) for name in ("id", "name", "wants", "worries", "segment")}
    return told | {"people": one.people}


def _touchpoint_told(one: Touchpoint) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("id", "key", "name", "stage", "channel", "words")}
    return told | {"owner": one.owner.user.username if one.owner else None}
