from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from django.db import transaction

from heedful.interactions import rejected, spool
from heedful.interactions.schema import Heard
from heedful.listen.capture.forms import InteractionError, interaction

SOURCE = "api"
MOST_REJECTED: Final = 10_000  # of a request: each is a row, written while nobody else can write


class TooManyRejected(ValueError):  # noqa: N818 -- reads as what it is
    """So much of a request is wrong that none of it is taken or kept."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line of NDJSON that is no JSON, as it came."""

    raw: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """One posted item that was not taken: its place in the request, the field at fault, and why."""

    index: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Captured:
    accepted: int
    rejected: tuple[Rejection, ...]


def capture_interactions(workspace_key: str, items: Iterable[object], *, now: datetime) -> Captured:
    """Spool what is right and keep what is not, all in one transaction: the request counts whole or not at all.

    A line that could not even be read arrives as Unreadable. Raises TooManyRejected.
    """
    heard: list[Heard] = []
    refused: list[tuple[int, object, InteractionError]] = []
    for index, item in enumerate(items):
        try:
            heard.append(_taken(item, now))
        except InteractionError as error:
            refused.append((index, item, error))
            if len(refused) > MOST_REJECTED:
                raise TooManyRejected(
                    f"More than {MOST_REJECTED:,} of the items are wrong, and nothing was taken. "
                    f"The first is number {refused[0][0]}: {refused[0][2]}."
                ) from None
    with transaction.atomic():
        spool.hear(workspace_key, heard)
        for _, item, problem in refused:
            rejected.reject(
                workspace_key, _raw(item), problem.reason, problem.field, SOURCE, alias=_alias(item), now=now
            )
    rejections = tuple(Rejection(index, problem.field, problem.reason) for index, _, problem in refused)
    return Captured(accepted=len(heard), rejected=rejections)


def _taken(item: object, now: datetime) -> Heard:
    if isinstance(item, Unreadable):
        raise InteractionError("", item.reason)
    return interaction(item, received_at=now)


def _raw(item: object) -> str:
    return item.raw if isinstance(item, Unreadable) else msgspec.json.encode(item).decode()


def _alias(item: object) -> str:
    """Whose it is, as far as can be told: it is erased with them."""
    alias = item.get("customer") if isinstance(item, dict) else None
    return str(alias)[:200] if isinstance(alias, str | int) else ""
