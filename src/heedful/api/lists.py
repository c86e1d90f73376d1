"""Lists by where the last page ended, and the kinds of values that requests have in common."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Schema
from ninja.parser import Parser
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StringConstraints

from heedful.api.problems import ApiError

EARLIEST, LATEST = 1970, 2200
KEEP: Final = "Left out, it stays as it is."
AGAIN: Final = "Send it again: nothing is done twice."


def _within_reason(at: datetime) -> datetime:
    if not EARLIEST <= at.year <= LATEST:
        raise ValueError(f"a moment between {EARLIEST} and {LATEST}")
    return at


Moment = Annotated[AwareDatetime, AfterValidator(_within_reason)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Number = Annotated[int, Field(ge=1, le=2**62)]


class Given(Schema):
    """What is sent: a field that does not exist is a mistake, and said."""

    model_config = ConfigDict(extra="forbid")


class Turning(Given):
    limit: Annotated[int, Field(ge=1, le=200, description="how many on a page")] = 50
    after: Annotated[str | None, Field(max_length=80, description="`next` of the page before")] = None


class StrictJson(Parser):
    """JSON as the standard has it: no NaN, no half of a letter, nothing nested beyond reason."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            return msgspec.json.decode(request.body)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def turned(rows: QuerySet[Any], asked: Turning) -> tuple[list[Any], str | None]:
    """A page of the rows, the newest first, and what leads to the next."""
    if asked.after is not None:
        if not (asked.after.isascii() and asked.after.isdecimal()):
            raise no_place()
        rows = rows.filter(pk__lt=int(asked.after[:18]))
    found = list(rows.order_by("-pk")[: asked.limit + 1])
    page = found[: asked.limit]
    return page, str(page[-1].pk) if len(found) > asked.limit else None


def refuse_unknown(request: HttpRequest, asked: Schema) -> None:
    """A filter that does not exist would leave everything in, unsaid."""
    known = {field.alias or name for name, field in type(asked).model_fields.items()}
    if unknown := sorted(set(request.GET) - known):
        raise wrong(unknown[0][:60], f"no such parameter; there are {', '.join(sorted(known))}")


def no_place() -> ApiError:
    return wrong("after", "take it from `next` of the page before")


def wrong(field: str, reason: str) -> ApiError:
    """A request that is understood and cannot be meant so: the field, and why."""
    return ApiError(422, f"{field}: {reason}", errors=[{"field": field, "reason": reason}])


def found_or_404(rows: QuerySet[Any], what: str, **which: Any) -> Any:
    found: Model | None = rows.filter(**which).first()
    if found is None:
        raise ApiError(404, f"This workspace has no such {what}.")
    return found
