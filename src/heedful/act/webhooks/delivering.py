"""One endpoint's deliveries, one after another: signed, sent, and noted before and after.

Before the request, the row says that it is tried again soon; so whatever dies on the way is tried again, under the
same id. At least once, and never lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import httpx
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from standardwebhooks import Webhook

from heedful.act.webhooks.actions import SEALED_FOR, disable_endpoint
from heedful.act.webhooks.letters import tell_owners
from heedful.act.webhooks.models import Delivery, Endpoint
from heedful.listen import outgoing
from heedful.people.sign_in.sealing import unseal

PAUSES: Final = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24),
)  # fmt: skip
HELD: Final = timedelta(minutes=2)  # longer than a request can take
LONGEST_REST: Final = timedelta(minutes=5)
GIVEN_UP_AFTER: Final = timedelta(days=5)
KEPT: Final = timedelta(days=30)
AT_A_TIME: Final = 100
LONGEST_SAID: Final = 500
State = Delivery.State
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the other end answered; no status where it did not."""

    status: int | None
    said: str

    @property
    def arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def endpoints_due(now: datetime) -> list[int]:
    """Those for whom something is to be sent now, and who are not resting; whoever waited longest first."""
    awake = Endpoint.objects.filter(Q(rests_until=None) | Q(rests_until__lte=now), disabled_at=None)
    due = Delivery.objects.filter(endpoint=OuterRef("pk"), state=State.WAITING, next_attempt_at__lte=now)
    return list(awake.filter(Exists(due)).order_by("rests_until", "pk").values_list("pk", flat=True))


def deliver(endpoint: int, *, clock: Clock) -> int:
    """What is due for this endpoint, in the order in which it happened, until one fails; how many were tried."""
    for tried in range(AT_A_TIME):
        delivery = _held(endpoint, clock())
        if delivery is None:
            return tried
        outcome = _sent(delivery, clock())
        if not _noted(delivery, outcome, clock()):
            return tried + 1
    return AT_A_TIME


def tidy(now: datetime) -> int:
    """What is over and was told long ago goes, a part at a time."""
    old = Delivery.objects.filter(created_at__lt=now - KEPT).exclude(state=State.WAITING)
    return Delivery.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:1_000])).delete()[0]


@transaction.atomic
def _held(endpoint: int, now: datetime) -> Delivery | None:
    """The next one, ours for a while."""
    due = Delivery.objects.filter(endpoint=endpoint, endpoint__disabled_at=None, state=State.WAITING)
    due = due.filter(next_attempt_at__lte=now).select_related("endpoint__workspace").select_for_update(of=("self",))
    delivery = due.order_by("next_attempt_at", "pk").first()
    if delivery is not None:
        delivery.attempts, delivery.last_attempt_at = delivery.attempts + 1, now
        delivery.next_attempt_at = now + HELD
        delivery.save(update_fields=["attempts", "last_attempt_at", "next_attempt_at"])
    return delivery


def headers_of(delivery: Delivery, now: datetime) -> Mapping[str, str]:
    """Those of Standard Webhooks: the id, when it was sent, and what proves that it comes from here."""
    hook = Webhook(unseal(delivery.endpoint.secret, SEALED_FOR))
    return {
        "Content-Type": "application/json",
        "User-Agent": "Heedful",
        "webhook-id": delivery.event_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": hook.sign(delivery.event_id, now, delivery.payload),
    }


def _sent(delivery: Delivery, now: datetime) -> Outcome:
    try:
        answer = outgoing.post(
            delivery.endpoint.url, content=delivery.payload.encode(), headers=headers_of(delivery, now)
        )
    except (outgoing.NotReachable, httpx.HTTPError, httpx.InvalidURL) as error:
        return Outcome(None, f"{type(error).__name__}: {error}"[:LONGEST_SAID])
    said = answer.content[: 4 * LONGEST_SAID].decode(errors="replace").replace("\x00", "")
    return Outcome(answer.status_code, said[:LONGEST_SAID])


@transaction.atomic
def _noted(delivery: Delivery, outcome: Outcome, now: datetime) -> bool:
    """Written down; whether the next one may be sent at once. Of what was taken away meanwhile nothing is kept."""
    endpoint = Endpoint.objects.select_for_update().filter(pk=delivery.endpoint_id).first()
    if endpoint is None:
        return False
    later = None if outcome.arrived or delivery.attempts > len(PAUSES) else now + PAUSES[delivery.attempts - 1]
    state = State.DELIVERED if outcome.arrived else State.FAILED if later is None else State.WAITING
    Delivery.objects.filter(pk=delivery.pk).update(
        state=state, next_attempt_at=later, last_status=outcome.status, said=outcome.said
    )
    if outcome.arrived:
        _note_success(endpoint)
        return True
    _note_failure(endpoint, outcome, now)
    return False


def _note_success(endpoint: Endpoint) -> None:
    if endpoint.failures:
        endpoint.failing_since, endpoint.failures, endpoint.rests_until = None, 0, None
        endpoint.save(update_fields=["failing_since", "failures", "rests_until"])


def _note_failure(endpoint: Endpoint, outcome: Outcome, now: datetime) -> None:
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    endpoint.rests_until = now + min(PAUSES[0] * 2 ** min(endpoint.failures - 1, 10), LONGEST_REST)
    endpoint.save(update_fields=["failing_since", "failures", "rests_until"])
    is_gone = outcome.status == httpx.codes.GONE
    if is_gone or now - endpoint.failing_since >= GIVEN_UP_AFTER:
        why = Endpoint.WhyOff.GONE if is_gone else Endpoint.WhyOff.FAILING
        if disable_endpoint(endpoint, why=why, by=None, now=now):
            tell_owners(endpoint, now=now)
