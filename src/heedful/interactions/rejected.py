"""Items that could not be understood: kept with their reason, shown, and tried again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from heedful.interactions import spool
from heedful.interactions.models import Rejected
from heedful.interactions.schema import Heard

Parser = Callable[[str], Iterable[Heard]]


def reject(
    workspace: str,
    raw: str,
    reason: str,
    field: str = "",
    source: str = "",
    *,
    alias: str = "",
    now: datetime | None = None,
) -> Rejected:
    """Keep an item that could not be understood; `alias` if it is known whose it is, so that it is erased with them."""
    return Rejected.objects.create(
        workspace=workspace,
        raw=raw,
        reason=reason[:500],
        field=field,
        source=source,
        alias=alias,
        rejected_at=now or timezone.now(),
    )


def rejected_items(workspace: str) -> QuerySet[Rejected]:
    """What was rejected and is not yet settled, newest first."""
    return Rejected.objects.filter(workspace=workspace)


def retry(item: Rejected, parse: Parser, *, now: datetime) -> bool:
    """Parse the item again: into the spool and off the list, or back on it with the new reason."""
    try:
        with transaction.atomic():
            spool.hear(item.workspace, parse(item.raw))
            item.delete()
    except (ValueError, TypeError) as error:
        item.reason, item.retries, item.retried_at = str(error)[:500], item.retries + 1, now
        item.save(update_fields=["reason", "retries", "retried_at"])
        return False
    return True


def as_heard(raw: str) -> list[Heard]:
    """The parser for items that the loader itself rejected: one interaction in JSON."""
    return [msgspec.json.decode(raw, type=Heard)]


def forget(workspace: str, aliases: Iterable[str]) -> int:
    """Remove every rejected item that names one of these aliases, as a word of its own; returns how many."""
    names = [alias for alias in aliases if alias]
    if not names:
        return 0
    word = naming(names)
    kept = Rejected.objects.filter(workspace=workspace).values_list("id", "alias", "raw").iterator()
    gone = [number for number, alias, raw in kept if alias in names or word.search(raw)]
    for start in range(0, len(gone), 500):
        Rejected.objects.filter(id__in=gone[start : start + 500]).delete()
    return len(gone)


def naming(names: Iterable[str]) -> re.Pattern[str]:
    """Finds any of these names where it stands as a word of its own."""
    any_name = "|".join(map(re.escape, names))
    return re.compile(rf"(?<![\w@.+-])(?:{any_name})(?![\w@+-])", re.IGNORECASE)
