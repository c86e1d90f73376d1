# ruff: noqa: ARG001 -- Ninja hands the request to every operation
"""Webhooks: a program says itself where it is told, as automation tools subscribe and unsubscribe."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import override
from ninja import Query, Router, Schema, Status
from pydantic import AfterValidator, Field

from heedful.act.webhooks import actions
from heedful.act.webhooks.events import EVENTS
from heedful.act.webhooks.forms import LONGEST_URL, why_not
from heedful.act.webhooks.models import Delivery, Endpoint
from heedful.act.webhooks.queries import visible_deliveries, visible_endpoints
from heedful.act.webhooks.samples import sample_of
from heedful.api.askers import program
from heedful.api.lists import Given, Number, Turning, found_or_404, turned
from heedful.api.problems import ApiError, documented
from heedful.api.surveys import MANAGE, READING, WRITING

router = Router(tags=["webhooks"])


def _address(url: str) -> str:
    with override("en"):
        if reason := why_not(url):
            raise ValueError(reason)
    return url


def _known(event: str) -> str:
    if event not in EVENTS:
        raise ValueError(f"no such event; there are {', '.join(EVENTS)}")
    return event


Address = Annotated[str, Field(max_length=LONGEST_URL), AfterValidator(_address)]
Events = Annotated[list[Annotated[str, Field(max_length=60), AfterValidator(_known)]], Field(min_length=1)]


class NewWebhook(Given):
    url: Address
    events: Events
    include_personal: Annotated[bool, Field(description="also who answered, and what they left to be reached by")] = (
        False
    )


class WebhookChanged(Given):
    url: Address | None = None
    events: Events | None = None
    include_personal: bool | None = None


class WebhookTold(Schema):
    id: int
    url: str
    events: list[str]
    include_personal: bool
    created_at: datetime
    disabled_at: datetime | None
    disabled_why: str


class WebhookMade(WebhookTold):
    secret: Annotated[str, Field(description="what signs its deliveries; it is told this once")]


class Webhooks(Schema):
    items: list[WebhookTold]
    next: str | None


class DeliveryTold(Schema):
    id: int
    event_id: str
    event: str
    state: str
    attempts: int
    created_at: datetime
    last_attempt_at: datetime | None
    last_status: int | None
    said: str


class Deliveries(Schema):
    items: list[DeliveryTold]
    next: str | None


class Wanted(Given):
    event: Annotated[str, Field(max_length=60), AfterValidator(_known)]
    include_personal: bool = False


class Sample(Schema):
    type: str
    timestamp: str
    data: dict[str, Any]


@router.get("/samples", auth=MANAGE, response=list[Sample], openapi_extra=READING,
            summary="What an event looks like, before there was one")  # fmt: skip
def samples(request: HttpRequest, asked: Query[Wanted]) -> Any:
    return [sample_of(asked.event, with_personal=asked.include_personal)]


@router.get("", auth=MANAGE, response=Webhooks, summary="All webhooks, the newest first", openapi_extra=READING)
def webhooks(request: HttpRequest, asked: Query[Turning]) -> Any:
    page, later = turned(visible_endpoints(program(request)), asked)
    return {"items": page, "next": later}


@router.post("", auth=MANAGE, response={201: WebhookMade}, summary="Be told of events", openapi_extra=WRITING)
def create(request: HttpRequest, given: NewWebhook) -> Any:
    workspace = program(request).workspace
    made, secret = actions.create_endpoint(workspace, **given.dict(), by=None, now=timezone.now())
    return Status(201, _told(made) | {"secret": secret})


@router.get("/{number}", auth=MANAGE, response=WebhookTold, summary="One webhook", openapi_extra=READING)
def webhook(request: HttpRequest, number: Number) -> Any:
    return _endpoint(request, number)


@router.patch("/{number}", auth=MANAGE, response=WebhookTold, summary="Change where, or of what, it is told",
              openapi_extra=WRITING)  # fmt: skip
def change(request: HttpRequest, number: Number, given: WebhookChanged) -> Any:
    found = _endpoint(request, number)
    kept = {"url": found.url, "events": found.events, "include_personal": found.include_personal}
    wanted = {name: said for name, said in given.dict(exclude_unset=True).items() if said is not None}
    actions.change_endpoint(found, **kept | wanted, by=None, now=timezone.now())
    return found


@router.delete("/{number}", auth=MANAGE, response={204: None}, summary="Be told no more",
               openapi_extra=documented(401, 403, 404, 422))  # fmt: skip
def remove(request: HttpRequest, number: Number) -> Any:
    actions.remove_endpoint(_endpoint(request, number), by=None, now=timezone.now())
    return Status(204, None)


@router.post("/{number}/disable", auth=MANAGE, response=WebhookTold, summary="Turn it off",
             openapi_extra=documented(401, 403, 404, 422))  # fmt: skip
def webhook_disable(request: HttpRequest, number: Number) -> Any:
    found = _endpoint(request, number)
    actions.disable_endpoint(found, by=None, now=timezone.now())
    return found


@router.post("/{number}/enable", auth=MANAGE, response=WebhookTold, summary="Turn it on again",
             openapi_extra=documented(401, 403, 404, 422))  # fmt: skip
def webhook_enable(request: HttpRequest, number: Number) -> Any:
    found = _endpoint(request, number)
    actions.enable_endpoint(found, by=None, now=timezone.now())
    return found


@router.post("/{number}/test", auth=MANAGE, response={201: DeliveryTold}, summary="Send it something harmless",
             openapi_extra=documented(401, 403, 404, 409, 422))  # fmt: skip
def webhook_test(request: HttpRequest, number: Number) -> Any:
    found = _endpoint(request, number)
    if found.disabled_at is not None:
        raise ApiError(409, "It is off: enable it first.")
    return Status(201, actions.send_test(found, now=timezone.now()))


@router.get("/{number}/deliveries", auth=MANAGE, response=Deliveries, openapi_extra=READING,
            summary="What was sent to it, and what came back")  # fmt: skip
def deliveries(request: HttpRequest, number: Number, asked: Query[Turning]) -> Any:
    found = _endpoint(request, number)
    page, later = turned(visible_deliveries(program(request), found).defer("payload"), asked)
    return {"items": page, "next": later}


@router.post("/{number}/deliveries/{delivery}/again", auth=MANAGE, response=DeliveryTold, summary="Send one again",
             openapi_extra=documented(401, 403, 404, 422))  # fmt: skip
def delivery_again(request: HttpRequest, number: Number, delivery: Number) -> Any:
    rows = visible_deliveries(program(request), _endpoint(request, number))
    found: Delivery = found_or_404(rows, "delivery", pk=delivery)
    actions.send_again(found, now=timezone.now())
    return found


def _endpoint(request: HttpRequest, number: int) -> Endpoint:
    found: Endpoint = found_or_404(visible_endpoints(program(request)), "webhook", pk=number)
    return found


def _told(endpoint: Endpoint) -> dict[str, Any]:
    names = ("id", "url", "events", "include_personal", "created_at", "disabled_at", "disabled_why")
    return {name: getattr(endpoint, name) for name in names}
