"""What goes with a score: the drivers that the page shows."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from heedful.api.askers import program
from heedful.api.lists import Given, refuse_unknown, wrong
from heedful.api.responses import Day
from heedful.api.surveys import READ, READING
from heedful.interactions import stores
from heedful.stats import Estimate
from heedful.understand.drivers.answer import Drivers, Row
from heedful.understand.drivers.looks import DriversLook, drivers_look
from heedful.understand.drivers.queries import drivers_of
from heedful.understand.metrics.inquiry import inquiry_of

router = Router(tags=["drivers"])


class Weighed(Given):
    method: Annotated[str | None, Field(max_length=40, description="one of the measure's methods")] = None
    kind: Literal["all", "theme", "location", "touchpoint", "done"] = "all"
    begin: Annotated[Day | None, Field(alias="from", description="first day, by the workspace's clock")] = None
    end: Annotated[Day | None, Field(alias="to", description="last day, included")] = None
    location: Annotated[str | None, Field(max_length=200)] = None
    channel: Annotated[str | None, Field(max_length=200)] = None
    touchpoint: Annotated[str | None, Field(max_length=200)] = None
    product: Annotated[str | None, Field(max_length=200)] = None


class EstimateTold(Schema):
    value: float | None
    low: float | None
    high: float | None
    n: int


class MostlyTold(Schema):
    location: str
    there: EstimateTold
    elsewhere: EstimateTold


class DriverTold(Schema):
    kind: str
    key: str
    name: str
    direction: str
    weight: EstimateTold
    correlation: EstimateTold
    shapley: float | None
    n: int
    among: EstimateTold
    difference: EstimateTold | None
    mostly: MostlyTold | None


class DriversTold(Schema):
    as_of: datetime
    measure: str
    method: str
    unit: str
    n: int
    of_texts: bool
    level: EstimateTold
    explained: EstimateTold
    more_needed: int | None
    drivers: list[DriverTold]
    left_out: list[dict[str, str]]


@router.get("/{measure}", auth=READ, response=DriversTold, summary="What goes with a score", openapi_extra=READING)
def drivers(request: HttpRequest, measure: Literal["nps", "csat", "ces"], asked: Query[Weighed]) -> Any:
    """Association, not cause. Without days: the last 90 that were heard."""
    refuse_unknown(request, asked)
    return _told(drivers_of(_look(request, measure, asked)))


def _look(request: HttpRequest, measure: str, asked: Weighed) -> DriversLook:
    given = QueryDict(mutable=True)
    given["measure"], given["kind"] = measure, asked.kind
    days = {"from": asked.begin, "to": asked.end}
    parts = {name: getattr(asked, name) for name in ("method", "location", "channel", "touchpoint", "product")}
    for name, value in {**days, **parts}.items():
        if value:
            given[name] = str(value)
    look = drivers_look(given, inquiry_of(given, program(request), store=stores.current(), now=timezone.now()))
    for name, problem in {**look.inquiry.filter.problems, **look.problems}.items():
        raise wrong("method" if name == "measure" else name, str(problem))
    return look


def _told(found: Drivers) -> dict[str, Any]:
    return {
        "as_of": found.as_of,
        "measure": found.measure,
        "method": found.method,
        "unit": found.unit,
        "n": found.n,
        "of_texts": found.of_texts,
        "level": _estimate(found.level),
        "explained": _estimate(found.explained),
        "more_needed": found.more_needed,
        "drivers": [_driver(row) for row in found.rows],
        "left_out": [{"name": each.name, "why": each.why, "like": each.like} for each in found.left],
    }


def _driver(row: Row) -> dict[str, Any]:
    beside, mostly = row.beside, row.mostly
    return {
        "kind": row.kind,
        "key": row.key,
        "name": row.name,
        "direction": row.driver.verdict,
        "weight": _estimate(row.driver.weight),
        "correlation": _estimate(row.driver.correlation),
        "shapley": row.driver.shapley,
        "n": row.n,
        "among": _estimate(row.among),
        "difference": beside
        and {"value": beside.value, "low": beside.low, "high": beside.high, "n": beside.n_before + beside.n_after},
        "mostly": mostly
        and {
            "location": mostly.place,
            "there": _estimate(mostly.there),
            "elsewhere": _estimate(mostly.elsewhere),
        },
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    return {"value": found.value, "low": found.low, "high": found.high, "n": found.n}
