"""How many texts are about each theme, how they sound, and how that has changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from heedful.api.askers import program
from heedful.api.lists import Given, refuse_unknown, wrong
from heedful.api.problems import ApiError
from heedful.api.responses import Day
from heedful.api.surveys import READ, READING
from heedful.interactions import stores
from heedful.stats import Estimate
from heedful.understand.metrics.question import Period
from heedful.understand.themes.counting import Counts, Scope, counts_over_time, theme_counts
from heedful.understand.themes.queries import theme_names

router = Router(tags=["themes"])
MOST_STEPS: Final = 1_000


class Within(Given):
    begin: Annotated[Day | None, Field(alias="from", description="first day, by the workspace's clock")] = None
    end: Annotated[Day | None, Field(alias="to", description="last day, included")] = None
    location: Annotated[str | None, Field(max_length=200)] = None
    channel: Annotated[str | None, Field(max_length=200)] = None
    product: Annotated[str | None, Field(max_length=200)] = None


class Over(Within):
    every: Literal["day", "week", "month", "quarter", "year"] = "month"


class ShareTold(Schema):
    value: float | None
    low: float | None
    high: float | None
    n: int


class SizeTold(Schema):
    theme: str
    name: str
    texts: int
    share: ShareTold
    sentiment: ShareTold
    complaining: ShareTold


class Sizes(Schema):
    as_of: datetime
    texts: int
    themes: list[SizeTold]


class SizeStep(Schema):
    start: date
    texts: int
    theme_texts: int
    share: ShareTold
    sentiment: ShareTold


class TrendTold(Schema):
    as_of: datetime
    steps: list[SizeStep]


@router.get("/sizes", auth=READ, response=Sizes, summary="How many texts are about each theme", openapi_extra=READING)
def sizes(request: HttpRequest, asked: Query[Within]) -> Any:
    """Found themes are in it too; their keys begin with `found:`."""
    refuse_unknown(request, asked)
    found = theme_counts(_scope(request, asked), period_of(asked.begin, asked.end))
    names = theme_names(program(request))
    rows = [_size(found, key, name) for key, name in names.items()]
    rows.sort(key=lambda row: (-row["texts"], row["theme"]))
    return {"as_of": timezone.now(), "texts": found.texts, "themes": rows}


@router.get("/{key}/trend", auth=READ, response=TrendTold, summary="A theme over time", openapi_extra=READING)
def trend(request: HttpRequest, key: str, asked: Query[Over]) -> Any:
    """Without days: the last year."""
    refuse_unknown(request, asked)
    if key not in theme_names(program(request)):
        raise ApiError(404, "This workspace has no such theme.")
    period = _closed(asked, timezone.now().date())
    steps = counts_over_time(_scope(request, asked), period, asked.every)
    rows = [_step(start, counts, key) for start, counts in steps.items()]
    return {"as_of": timezone.now(), "steps": rows}


def _closed(asked: Over, today: date) -> Period:
    end = asked.end or max(today, asked.begin or today)
    start = asked.begin or end.replace(year=end.year - 1, day=min(end.day, 28))
    days = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}[asked.every]
    if end < start:
        raise wrong("to", "not before `from`")
    if (end - start).days / days > MOST_STEPS:
        raise wrong("every", f"longer steps: at most {MOST_STEPS} of them")
    return Period(start, end)


def period_of(begin: date | None, end: date | None) -> Period:
    if begin and end and end < begin:
        raise wrong("to", "not before `from`")
    return Period(begin, end)


def _scope(request: HttpRequest, asked: Within) -> Scope:
    who = program(request)
    given: Mapping[str, str | None] = {name: getattr(asked, name) for name in ("location", "channel", "product")}
    where = tuple((name, (value,)) for name, value in given.items() if value)
    return Scope(stores.current(), who.workspace.key, who.workspace.time_zone, where)


def _size(counts: Counts, key: str, name: str) -> dict[str, Any]:
    sums = counts.of(key)
    return {
        "theme": key,
        "name": name,
        "texts": sums.texts,
        "share": _estimate(counts.share(key)),
        "sentiment": _estimate(sums.sentiment),
        "complaining": _estimate(sums.complaining),
    }


def _step(start: date, counts: Counts, key: str) -> dict[str, Any]:
    sums = counts.of(key)
    shares = {"share": _estimate(counts.share(key)), "sentiment": _estimate(sums.sentiment)}
    return {"start": start, "texts": counts.read_for(key), "theme_texts": sums.texts, **shares}


def _estimate(found: Estimate) -> dict[str, Any]:
    return {"value": found.value, "low": found.low, "high": found.high, "n": found.n}
