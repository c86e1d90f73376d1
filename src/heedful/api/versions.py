"""From the draft to what respondents see: published, kept, and how full its quotas are."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from heedful.api.drafts import LookedAt, refuse_other_step
from heedful.api.lists import Number
from heedful.api.problems import documented
from heedful.api.surveys import MANAGE, READ, READING, done, survey_of, version_of
from heedful.listen.surveys import actions
from heedful.listen.surveys.document import plain
from heedful.listen.surveys.queries import published_document, survey_document
from heedful.listen.surveys.totals import quotas_filled

router = Router(tags=["surveys"])


class VersionTold(Schema):
    number: int
    published_at: datetime


class VersionInFull(VersionTold):
    document: dict[str, Any]


class QuotaTold(Schema):
    key: str
    most: int
    taken: Annotated[int, Field(description="finished responses that it let in")]
    is_full: bool


@router.post("/{key}/publish", auth=MANAGE, response=VersionTold, summary="Publish the draft",
             openapi_extra=documented(401, 403, 404, 409, 412, 422))  # fmt: skip
def publish(request: HttpRequest, key: str, if_match: LookedAt = None) -> Any:
    """An unchanged draft is the version that is out already. `409` lists what stops it.

    With `If-Match`, only the step that was looked at is published.
    """
    found = survey_of(request, key)
    refuse_other_step(found, if_match)
    return done(lambda: actions.publish_survey(found, by=None, now=timezone.now()))


@router.get("/{key}/versions", auth=READ, response=list[VersionTold], summary="What was published, the newest first",
            openapi_extra=READING)  # fmt: skip
def versions(request: HttpRequest, key: str) -> Any:
    return list(survey_of(request, key).versions.order_by("-number").defer("document"))


@router.get("/{key}/versions/{number}", auth=READ, response=VersionInFull, summary="One version as it was shown",
            openapi_extra=READING)  # fmt: skip
def version(request: HttpRequest, key: str, number: Number) -> Any:
    found = version_of(survey_of(request, key), number)
    published_at, document = found.published_at, plain(published_document(found))
    return {"number": found.number, "published_at": published_at, "document": document}


@router.get("/{key}/quotas", auth=READ, response=list[QuotaTold], summary="How full its quotas are",
            openapi_extra=READING)  # fmt: skip
def quotas(request: HttpRequest, key: str) -> Any:
    """Of the version that is out; of a survey that was never published, of the draft."""
    found = survey_of(request, key)
    document = published_document(found.published) if found.published else survey_document(found)
    filled = quotas_filled(found)
    return [
        {"key": each.key, "most": each.most, "taken": filled[each.key], "is_full": filled[each.key] >= each.most}
        for each in document.quotas
    ]
