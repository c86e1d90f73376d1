"""Endpoints, and what they are told. A delivery is a row first, in the same transaction as what it tells of."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from heedful.act.alerts.models import Firing
from heedful.act.cases.models import Case
from heedful.act.plans.models import Effect
from heedful.act.webhooks.events import (
    EFFECT_MEASURED,
    RESPONSE_CREATED,
    RESPONSE_UPDATED,
    TEST,
    Data,
    data_of_case,
    data_of_effect,
    data_of_firing,
    subject_of,
)
from heedful.act.webhooks.events import data_of_erased as erased_data
from heedful.act.webhooks.events import data_of_response as response_data
from heedful.act.webhooks.models import Delivery, Endpoint
from heedful.listen.responses.heard import coarse
from heedful.listen.responses.models import Response
from heedful.listen.responses.settling import end_of_day
from heedful.listen.surveys.queries import published_document
from heedful.people.models import Member, Trace, Workspace
from heedful.people.sign_in.sealing import seal
from heedful.people.traces.actions import leave_trace

SECRET_BYTES: Final = 32
SEALED_FOR: Final = "webhook"
IS_ANYBODY_TOLD: Final = "SELECT 1 FROM act_endpoint WHERE workspace_id = %s AND disabled_at IS NULL LIMIT 1"
State = Delivery.State


@transaction.atomic
def create_endpoint(
    workspace: Workspace,
    *,
    url: str,
    events: Sequence[str],
    include_personal: bool = False,
    by: Member | None,
    now: datetime,
) -> tuple[Endpoint, str]:
    """A new endpoint and the secret that signs what it gets. The secret is shown this once."""
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    endpoint = Endpoint.objects.create(
        workspace=workspace,
        url=url,
        events=sorted(events),
        include_personal=include_personal,
        secret=seal(secret, SEALED_FOR),
        created_by=by,
        created_at=now,
    )
    _trace(Trace.What.WEBHOOK_CREATED, endpoint, by, now)
    return endpoint, secret


@transaction.atomic
def change_endpoint(
    endpoint: Endpoint, *, url: str, events: Sequence[str], include_personal: bool, by: Member | None, now: datetime
) -> None:
    endpoint.url, endpoint.events, endpoint.include_personal = url, sorted(events), include_personal
    endpoint.save(update_fields=["url", "events", "include_personal"])
    _trace(Trace.What.WEBHOOK_CHANGED, endpoint, by, now, events=endpoint.events)


@transaction.atomic
def disable_endpoint(
    endpoint: Endpoint, *, why: str = Endpoint.WhyOff.BY_HAND, by: Member | None, now: datetime
) -> bool:
    """It is told of nothing more; what waits for it waits on. False where it is off already."""
    if not Endpoint.objects.filter(pk=endpoint.pk, disabled_at=None).update(disabled_at=now, disabled_why=why):
        return False
    endpoint.disabled_at, endpoint.disabled_why = now, why
    _trace(Trace.What.WEBHOOK_CHANGED, endpoint, by, now, disabled=why)
    return True


@transaction.atomic
def enable_endpoint(endpoint: Endpoint, *, by: Member | None, now: datetime) -> None:
    """It is told again, and at once of what has waited for it."""
    if endpoint.disabled_at is None:
        return
    endpoint.disabled_at, endpoint.disabled_why = None, ""
    endpoint.failing_since, endpoint.failures, endpoint.rests_until = None, 0, None
    endpoint.save(update_fields=["disabled_at", "disabled_why", "failing_since", "failures", "rests_until"])
    _trace(Trace.What.WEBHOOK_CHANGED, endpoint, by, now, enabled=True)


@transaction.atomic
def remove_endpoint(endpoint: Endpoint, *, by: Member | None, now: datetime) -> None:
    """Gone, with what it was told and what it was still to be told."""
    _trace(Trace.What.WEBHOOK_REMOVED, endpoint, by, now)
    endpoint.delete()


def tell(
    workspace: Workspace | int, event: str, data: Data, *, subject: str, at: datetime, due_at: datetime | None = None
) -> int:
    """In the caller's transaction: write it down for each endpoint that wants to know. How many there are.

    `at` is when it happened; it is sent at once, or from `due_at` on.
    """
    if not _is_anybody_told(workspace):
        return 0
    wanted = [each for each in Endpoint.objects.filter(workspace=workspace, disabled_at=None) if event in each.events]
    for endpoint in wanted:
        _write(endpoint, event, data(endpoint.include_personal), subject=subject, at=at, due_at=due_at or at)
    return len(wanted)


def _is_anybody_told(workspace: Workspace | int) -> bool:
    """A quick look, because most tell nobody, and every response comes by here."""
    with connection.cursor() as cursor:
        cursor.execute(IS_ANYBODY_TOLD, [workspace.pk if isinstance(workspace, Workspace) else workspace])
        return cursor.fetchone() is not None


def tell_of_response(response: Response, *, created: bool, now: datetime) -> int:
    """Of an anonymous one at the end of its day: the moment at which it came would say too much."""
    event = RESPONSE_CREATED if created else RESPONSE_UPDATED
    anonymous = published_document(response.version).anonymous
    at, due_at = (coarse(now), end_of_day(now)) if anonymous else (now, now)
    data, subject = response_data(response), subject_of(response)
    return tell(response.workspace_id, event, data, subject=subject, at=at, due_at=due_at)


def tell_of_erased(response: Response, *, now: datetime) -> int:
    """What was told, or was to be told, of it goes; that it is erased is told."""
    forget_told(response.workspace_id, subject_of(response))
    return tell(response.workspace_id, RESPONSE_UPDATED, erased_data(response), subject="", at=now)


def tell_of_case(case: Case, event: str, *, now: datetime) -> int:
    """`case.opened`, `case.closed` or `case.reopened`, in the transaction in which it was."""
    return tell(case.workspace_id, event, data_of_case(case), subject=f"case:{case.pk}", at=now)


def tell_of_firing(firing: Firing, event: str, *, now: datetime, due_at: datetime | None = None) -> int:
    """`alert.fired` or `alert.resolved`."""
    about = f"firing:{firing.pk}"
    return tell(firing.workspace_id, event, data_of_firing(firing), subject=about, at=now, due_at=due_at)


def tell_of_effect(effect: Effect, *, now: datetime) -> int:
    plan = effect.plan
    return tell(plan.workspace_id, EFFECT_MEASURED, data_of_effect(effect), subject=f"plan:{plan.pk}", at=now)


def forget_told(workspace: Workspace | int, subject: str) -> int:
    """What programs were told, or were to be told, of it goes: it is erased."""
    return Delivery.objects.filter(subject=subject, endpoint__workspace=workspace).delete()[0]


def send_test(endpoint: Endpoint, *, now: datetime) -> Delivery:
    """Something harmless, to see whether it arrives."""
    return _write(endpoint, TEST, {"says": "Heedful reaches you."}, subject="", at=now, due_at=now)


@transaction.atomic
def send_again(delivery: Delivery, *, now: datetime) -> None:
    """The very same, under its own id: whoever has it already knows it again."""
    delivery.state, delivery.attempts, delivery.next_attempt_at = State.WAITING, 0, now
    delivery.save(update_fields=["state", "attempts", "next_attempt_at"])
    Endpoint.objects.filter(pk=delivery.endpoint_id).update(rests_until=None)


def _write(
    endpoint: Endpoint, event: str, data: dict[str, Any], *, subject: str, at: datetime, due_at: datetime
) -> Delivery:
    told = {"type": event, "timestamp": at.isoformat(), "data": data}
    return Delivery.objects.create(
        endpoint=endpoint,
        event_id=f"msg_{secrets.token_urlsafe(18)}",
        event=event,
        subject=subject,
        payload=json.dumps(told, ensure_ascii=False, separators=(",", ":")),
        created_at=at,
        next_attempt_at=due_at,
    )


def _trace(what: Trace.What, endpoint: Endpoint, by: Member | None, now: datetime, **more: Any) -> None:
    leave_trace(endpoint.workspace, what, by=by, now=now, webhook=endpoint.pk, url=endpoint.url, **more)
