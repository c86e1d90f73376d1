from datetime import datetime
from functools import partial

import msgspec
from django.db import transaction

from heedful.interactions import rejected
from heedful.interactions.models import Rejected
from heedful.listen.capture.forms import heard_again
from heedful.listen.health.models import Discard
from heedful.people.members.models import Member

MOST_AT_ONCE = 500


def retry_rejected(items: list[Rejected], *, now: datetime) -> int:
    """Try them again as what they were sent as; returns how many went in. The others say why not."""
    return sum(rejected.retry(item, _parser_of(item, now), now=now) for item in items)


@transaction.atomic
def discard_rejected(items: list[Rejected], *, by: Member, now: datetime) -> int:
    """Give them up. What stays is that it was done, by whom, and why they had been rejected."""
    by_reason: dict[str, list[int]] = {}
    for item in items:
        by_reason.setdefault(item.reason, []).append(item.pk)
    for reason, numbers in by_reason.items():
        gone, _ = Rejected.objects.filter(workspace=by.workspace.key, pk__in=numbers).delete()
        if gone:
            Discard.objects.create(workspace=by.workspace, by=by, at=now, reason=reason, items=gone)
    return len(items)


def _parser_of(item: Rejected, now: datetime) -> rejected.Parser:
    """What the loader turned away is whole; what a door turned away is as its sender wrote it."""
    try:
        given = msgspec.json.decode(item.raw)
    except msgspec.DecodeError:
        given = None
    if isinstance(given, dict) and "received_at" in given:
        return rejected.as_heard
    return partial(heard_again, received_at=now)
