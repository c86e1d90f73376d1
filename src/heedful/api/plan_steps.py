"""What becomes of a plan: drawn, compared, committed to, ended; and what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Final

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import override
from ninja import Router, Schema
from pydantic import Field

from heedful.act.plans import actions
from heedful.act.plans.aims import aim_kept
from heedful.act.plans.confounding import clashes_of, untouched_places
from heedful.act.plans.designing import sentence_of, suggestion_of
from heedful.act.plans.models import Effect, Plan
from heedful.act.plans.queries import visible_effects
from heedful.api.askers import program
from heedful.api.lists import Given, Number, Word
from heedful.api.plan_schemas import Places, PlanTold, Text
from heedful.api.plans import done, known, places_of, plan_of, told
from heedful.api.problems import documented
from heedful.api.surveys import MANAGE, READ, READING, WRITING
from heedful.interactions import stores
from heedful.understand.effects.design import Found

router = Router(tags=["plans"])
DAYS: Final = 100


class Compared(Given):
    places: Places


class Drawing(Given):
    places: Annotated[list[Word], Field(min_length=2, max_length=500)]
    how_many: Annotated[int, Field(ge=1, le=499)]


class Conclusion(Given):
    conclusion: Text


class EffectTold(Schema):
    as_of: date
    measured_at: datetime
    says: Annotated[str, Field(description="the sentence of the pages, in English")]
    found: dict[str, Any]
    confounded: Annotated[bool, Field(description="another plan goes on at the same places in the same time")]


class Effects(Schema):
    items: list[EffectTold]


class SuggestionTold(Schema):
    places: list[str]
    may_randomise: bool
    found: dict[str, Any]


@router.post("/{number}/draw", auth=MANAGE, response=PlanTold, summary="Draw the places where it begins",
             openapi_extra=WRITING)  # fmt: skip
def draw(request: HttpRequest, number: Number, given: Drawing) -> Any:
    """The seed is drawn once for a plan: the same places give the same draw, however often it is asked."""
    found = plan_of(request, number)
    places = places_of(request, given.places)
    aim = replace(aim_kept(found), places=places, how_many=given.how_many)
    done(lambda: actions.aim_plan(found, aim, by=None, now=timezone.now()))
    return told(found)


@router.get("/{number}/comparison", auth=READ, response=SuggestionTold, summary="Which places to compare with",
            openapi_extra=documented(401, 403, 404, 409, 422))  # fmt: skip
def comparison(request: HttpRequest, number: Number) -> Any:
    found = plan_of(request, number)
    untouched = untouched_places(found, known(request))
    proposed = suggestion_of(found, untouched=untouched, store=stores.current(), now=timezone.now())
    return {
        "places": list(proposed.places),
        "may_randomise": proposed.may_randomise,
        "found": proposed.document(),
    }


@router.put("/{number}/comparison", auth=MANAGE, response=PlanTold, summary="Choose what it is compared with",
            openapi_extra=WRITING)  # fmt: skip
def compare(request: HttpRequest, number: Number, given: Compared) -> Any:
    """What this could tell is worked out at once, and kept as `promised`."""
    found = plan_of(request, number)
    places, now = places_of(request, given.places), timezone.now()
    done(lambda: actions.compare_plan(found, places, store=stores.current(), by=None, now=now))
    return told(found)


@router.post("/{number}/commit", auth=MANAGE, response=PlanTold, summary="Commit to it",
             openapi_extra=documented(401, 403, 404, 409, 422))  # fmt: skip
def commit(request: HttpRequest, number: Number) -> Any:
    found = plan_of(request, number)
    done(lambda: actions.commit_plan(found, by=None, now=timezone.now()))
    return told(found)


@router.post("/{number}/end", auth=MANAGE, response=PlanTold, summary="End it", openapi_extra=WRITING)
def end(request: HttpRequest, number: Number, given: Conclusion) -> Any:
    found = plan_of(request, number)
    done(lambda: actions.end_plan(found, conclusion=given.conclusion, by=None, now=timezone.now()))
    return told(found)


@router.get("/{number}/effects", auth=READ, response=Effects, summary="What came of it, the newest first",
            openapi_extra=READING)  # fmt: skip
def effects(request: HttpRequest, number: Number) -> Any:
    """As it was kept, day by day: the last hundred days."""
    found, names = plan_of(request, number), known(request)
    places = [names.get(key, key) for key in found.treated]
    kept, is_confounded = visible_effects(program(request), found)[:DAYS], bool(clashes_of(found))
    return {"items": [_effect(found, places, each, is_confounded=is_confounded) for each in kept]}


def _effect(plan: Plan, places: list[str], effect: Effect, *, is_confounded: bool) -> dict[str, Any]:
    with override("en"):
        says = sentence_of(Found.of(effect.found), plan, places)
    return {"as_of": effect.as_of, "measured_at": effect.measured_at, "says": says, "found": effect.found,
            "confounded": is_confounded}  # fmt: skip
