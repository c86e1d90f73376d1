"""Standards: what a touchpoint promises of a measure, and whether it keeps it."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from heedful.api.askers import program
from heedful.api.drivers import EstimateTold
from heedful.api.goals import estimate_told
from heedful.api.lists import Given, Number, Word, found_or_404, wrong
from heedful.api.surveys import MANAGE, READ, READING, WRITING
from heedful.interactions import stores
from heedful.stats import Estimate
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.standards import actions
from heedful.understand.standards.forms import can_be_promised
from heedful.understand.standards.queries import Promise, touchpoints, visible_standards

router = Router(tags=["standards"])
Amount = Annotated[float, Field(allow_inf_nan=False, description="in the measure's unit; a share from 0 to 1")]


class NewStandard(Given):
    touchpoint: Word
    measure: Word
    method: Annotated[str | None, Field(max_length=40)] = None
    at_least: Amount | None = None
    at_most: Amount | None = None


class StandardTold(Schema):
    id: int
    touchpoint: str
    name: str
    measure: str
    method: str
    at_least: float | None
    at_most: float | None
    kept: str
    now: EstimateTold


@router.get("", auth=READ, response=list[StandardTold], summary="All standards, and whether they are kept",
            openapi_extra=READING)  # fmt: skip
def standards(request: HttpRequest) -> Any:
    return [_told(each) for each in _promises(request)]


@router.put("", auth=MANAGE, response=StandardTold, summary="Set a standard", openapi_extra=WRITING)
def put(request: HttpRequest, given: NewStandard) -> Any:
    """A second one of the same touchpoint and measure takes the first one's place."""
    measure = _measure(given)
    if given.at_least is None and given.at_most is None:
        raise wrong("at_least", "at least so much, or at most")
    if given.at_least is not None and given.at_most is not None and given.at_least > given.at_most:
        raise wrong("at_most", "less than the least")
    limits = {"at_least": given.at_least, "at_most": given.at_most}
    who = {"by": None, "workspace": program(request).workspace, "now": timezone.now()}
    kept = actions.set_standard(given.touchpoint, measure, **limits, **who)
    return next(_told(each) for each in _promises(request) if each.standard.pk == kept.pk)


@router.delete("/{number}", auth=MANAGE, response={204: None}, summary="Remove a standard", openapi_extra=WRITING)
def remove(request: HttpRequest, number: Number) -> Any:
    kept = found_or_404(visible_standards(program(request)), "standard", pk=number)
    actions.remove_standard(kept, by=None, now=timezone.now())
    return Status(204, None)


def _measure(given: NewStandard) -> tuple[str, str]:
    metric = METRICS.get(given.measure)
    if metric is None:
        raise wrong("measure", f"one of {', '.join(METRICS)}")
    method = given.method or metric.default
    if method not in metric.methods or not can_be_promised(metric, metric.methods[method]):
        raise wrong("method", "not one that is measured at a touchpoint")
    return metric.key, method


def _promises(request: HttpRequest) -> list[Promise]:
    watched = touchpoints(program(request), store=stores.current(), now=timezone.now())
    return [promise for each in watched for promise in each.promises]


def _told(promise: Promise) -> dict[str, Any]:
    kept = promise.standard
    known = promise.row is not None and promise.row.state == "known"
    n = promise.row.estimate.n if promise.row else 0
    return {
        "id": kept.pk,
        "touchpoint": kept.touchpoint,
        "name": promise.called,
        "measure": kept.metric,
        "method": kept.method,
        "at_least": kept.at_least,
        "at_most": kept.at_most,
        "kept": promise.kept,
        "now": estimate_told(promise.row.estimate if promise.row and known else Estimate.unknown(n)),
    }
