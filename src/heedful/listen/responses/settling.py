"""Carrying what was answered into the log: at once when it is finished, else when nothing more comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import connection, transaction

from heedful.interactions import spool
from heedful.interactions.schema import Heard
from heedful.listen.answering.doors import door_behind
from heedful.listen.responses.answers import interactions_of
from heedful.listen.responses.heard import coarse
from heedful.listen.responses.models import Consented, Response
from heedful.listen.responses.signals import response_changed
from heedful.listen.surveys.document import Consent, Document, said
from heedful.listen.surveys.logic import Known, as_walked, question_order
from heedful.listen.surveys.queries import published_document

AT_ONCE: Final = 500
Telling = tuple[Response, Document, Sequence[str]]  # and the questions that the log is told of now


def settle_due(now: datetime, limit: int = AT_ONCE) -> int:
    """Tell the log what was answered in responses that nobody went on with; returns how many were settled.

    Those that are set aside wait until they are taken back.
    """
    with transaction.atomic():
        due = Response.objects.filter(settles_at__lte=now, set_aside="").order_by("settles_at")
        due = due.select_related("version", "survey__workspace", "customer", "location", "link", "invitation__customer")
        due = due.defer("version__document")
        responses = list(due.select_for_update(**_without_waiting())[:limit])
        told: list[Telling] = []
        for response in responses:
            document = published_document(response.version)
            known = door_behind(response).known(response.answers, response.language, document)
            keys = mark_told(response, document, known, now=now, settled=True)
            response.save(update_fields=["told", "settled_at", "settles_at"])
            told.append((response, document, keys))
        tell(told)
        for response in responses:
            response_changed.send(sender=Response, response=response, created=False)
    return len(responses)


def _without_waiting() -> dict[str, object]:
    ours: dict[str, object] = {"of": ("self",)}
    return ours | {"skip_locked": True} if connection.features.has_select_for_update_skip_locked else ours


def mark_told(
    response: Response, document: Document, known: Known, *, now: datetime, settled: bool = False
) -> list[str]:
    """The questions that the log is to be told of now, marked so; the caller saves, then tells.

    What they answered before they went back and took another way is kept, and not told.
    """
    if not (response.finished_at or response.settled_at or settled):
        return []
    walked = as_walked(document, known, order=question_order(document, seed=str(response.key)))
    keys = [key for key in walked.answers if key not in response.told]
    response.told = [*response.told, *keys]
    response.settled_at = response.settled_at or (coarse(now) if document.anonymous else now)
    response.settles_at = None
    return keys


def tell(told: Sequence[Telling]) -> None:
    """Into the spool, in the caller's transaction; and what they agreed to is kept with them."""
    heard: dict[str, list[Heard]] = {}
    agreed: list[Consented] = []
    for response, document, keys in told:
        heard.setdefault(response.workspace.key, []).extend(interactions_of(response, document, keys))
        if response.customer and not document.anonymous:
            agreed += _agreed(response, document, keys)
    for workspace, items in heard.items():
        spool.hear(workspace, items)
    if agreed:
        Consented.objects.bulk_create(agreed)


def _agreed(response: Response, document: Document, keys: Sequence[str]) -> list[Consented]:
    return [
        Consented(
            workspace_id=response.workspace_id,
            customer=response.customer,
            purpose=question.purpose,
            words=said(question.title, response.language, document),
            given=response.answers[question.key],
            response=response,
            at=response.updated_at,
        )
        for question in document.questions
        if isinstance(question, Consent) and question.key in keys
    ]


def end_of_day(now: datetime) -> datetime:
    """When an anonymous response is settled: its time is kept by the day alone, until then, too."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
