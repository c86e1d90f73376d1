from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from ninja import Router, Schema

from heedful.api.askers import KeyWithScope, asker
from heedful.api.bodies import LIMIT, LINES, items
from heedful.api.problems import ApiError, documented
from heedful.interactions.schema import KINDS
from heedful.listen.capture.actions import Captured, TooManyRejected, capture_interactions
from heedful.listen.capture.forms import DIMENSIONS_SENT, SCALES

router = Router(auth=KeyWithScope("write"), tags=["interactions"])

WORD = {"type": ["string", "integer", "null"], "maxLength": 200}
INTERACTION = {
    "type": "object",
    "required": ["kind", "occurred_at"],
    "additionalProperties": False,
    "properties": {
        "id": {
            **WORD,
            "description": "Your own id: the same again adds nothing. Without one, a digest of the item.",
        },
        "kind": {"type": "string", "enum": list(KINDS)},
        "occurred_at": {"type": "string", "format": "date-time"},
        "name": WORD,
        "customer": {**WORD, "description": "Who it was, by your own number, e-mail address or phone number."},
        "visitor": WORD,
        "session": WORD,
        "thread": {**WORD, "description": "The order of a line, the conversation of a message."},
        **dict.fromkeys(DIMENSIONS_SENT, WORD),
        "scale": {"type": ["string", "null"], "enum": [*SCALES, None]},
        "value": {"type": ["number", "null"]},
        "currency": {"type": ["string", "null"], "pattern": "^[A-Z]{3}$"},
        "text": {"type": ["string", "null"], "maxLength": 100_000},
        "properties": {"type": ["object", "null"]},
    },
}
BODY = {
    "description": f"One interaction, an array, or one a line; gzip is recognised; at most {LIMIT} bytes unpacked.",
    "required": True,
    "content": {
        "application/json": {"schema": {"oneOf": [INTERACTION, {"type": "array", "items": INTERACTION}]}},
        LINES[0]: {"schema": {"type": "string"}},
    },
}


class RejectedItem(Schema):
    index: int
    field: str
    reason: str


class Receipt(Schema):
    accepted: int
    rejected: list[RejectedItem]


@router.post(
    "",
    response={202: Receipt},
    summary="Tell what happened",
    openapi_extra={"requestBody": BODY, **documented(400, 401, 403, 413, 415, 422, 507)},
)
def interactions(request: HttpRequest) -> Any:
    """Everything accepted is on disk when the answer comes, and in the measures soon after; the rest is listed."""
    try:
        captured = capture_interactions(asker(request).workspace.key, items(request), now=timezone.now())
    except TooManyRejected as error:
        raise ApiError(422, str(error)) from error
    if captured.rejected and not captured.accepted:
        raise ApiError(422, "No interaction could be taken: see what is wrong with each.", **_receipt(captured))
    return JsonResponse(_receipt(captured), status=202)


def _receipt(captured: Captured) -> dict[str, Any]:
    return {
        "accepted": captured.accepted,
        "rejected": [{"index": each.index, "field": each.field, "reason": each.reason} for each in captured.rejected],
    }
