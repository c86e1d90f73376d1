# ruff: noqa: ARG001 -- Ninja hands the request to every operation, and documents what it is asked by
from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from heedful.api.askers import KeyWithScope, asker, signed_in
from heedful.api.problems import ApiError, documented
from heedful.interactions import stores
from heedful.interactions.schema import DIMENSIONS
from heedful.understand.metrics.answer import Answer
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.forms import QuestionError, UnknownMetricError, question
from heedful.understand.metrics.metric import Metric
from heedful.understand.metrics.queries import ask
from heedful.understand.metrics.question import EVERY
from heedful.understand.metrics.tables import as_csv

router = Router(auth=[KeyWithScope("read"), signed_in], tags=["metrics"])


class Asked(Schema):
    method: str | None = Field(None, description="one of the measure's methods; the first is the default")
    by: list[str] = Field([], description=f"cut by dimensions: {', '.join(DIMENSIONS)}")
    where: list[str] = Field([], description="only rows with DIMENSION=VALUE; values of one dimension are alternatives")
    start: str | None = Field(None, alias="from", description="first local day, like 2026-01-31")
    to: str | None = Field(None, description="last local day, included")
    every: str | None = Field(None, description=f"a row for each {', '.join(EVERY)}")
    compare_to: str | None = Field(None, description="previous, year_before, or START/END")
    level: str | None = Field(None, description="confidence level from 0.5 to 0.999; 0.95 if not given")
    format: str | None = Field(None, description="json (default) or csv")


class MethodListed(Schema):
    method: str
    name: str
    says: str
    unit: str
    minimum_n: int


class MetricListed(Schema):
    key: str
    name: str
    says: str
    better: str
    kinds: list[str]
    methods: list[MethodListed]


class Answered(Schema):
    as_of: str
    definition: str
    impossible: str | None
    warnings: list[str]
    rows: list[dict[str, Any]]


@router.get("", response={200: list[MetricListed]}, summary="All measures", openapi_extra=documented(401, 403))
def measures(request: HttpRequest) -> Any:
    return [_listed(metric) for metric in METRICS.values()]


@router.get(
    "/{key}",
    response={200: Answered},
    summary="One measure, as the command line gives it",
    openapi_extra=documented(401, 403, 404, 422),
)
def measure(request: HttpRequest, key: str, asked: Query[Asked]) -> HttpResponse:
    fields = dict(request.GET.lists())
    format_ = _format(fields.pop("format", []))
    answer = ask(_question(request, key, fields), store=stores.current())
    return _csv(answer) if format_ == "csv" else JsonResponse(_json(answer))


def _question(request: HttpRequest, key: str, fields: dict[str, list[str]]) -> Any:
    who = asker(request)
    try:
        return question(
            key,
            fields,
            workspace=who.workspace.key,
            now=timezone.now(),
            tz=who.workspace.time_zone,
            locations=who.locations,
        )
    except QuestionError as error:
        errors = [
            {"field": problem.field, "reason": problem.reason, "allowed": list(problem.allowed)}
            for problem in error.problems
        ]
        raise ApiError(404 if isinstance(error, UnknownMetricError) else 422, str(error), errors=errors) from error


def _format(given: list[str]) -> str:
    if len(given) > 1 or (given and given[0] not in ("json", "csv")):
        raise ApiError(422, "format: json or csv", errors=[{"field": "format", "reason": "json or csv"}])
    return given[0] if given else "json"


def _json(answer: Answer) -> dict[str, Any]:
    return {
        "as_of": answer.as_of.isoformat(),
        "definition": str(answer.definition),
        "impossible": None if answer.impossible is None else str(answer.impossible),
        "warnings": [str(warning) for warning in answer.warnings],
        "rows": answer.as_rows(),
    }


def _listed(metric: Metric) -> dict[str, Any]:
    return {
        "key": metric.key,
        "name": str(metric.name),
        "says": str(metric.says),
        "better": metric.better,
        "kinds": list(metric.kinds),
        "methods": [
            {
                "method": name,
                "name": str(method.name),
                "says": str(method.says),
                "unit": metric.unit_of(name),
                "minimum_n": method.minimum_n,
            }
            for name, method in metric.methods.items()
        ],
    }


def _csv(answer: Answer) -> HttpResponse:
    return HttpResponse(
        as_csv(answer),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{answer.question.metric}.csv"'},
    )
