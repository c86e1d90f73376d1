"""One made-up event of each kind, as it would be told: automation tools show its fields before any happened."""

from __future__ import annotations

from typing import Any, Final

from heedful.act.webhooks.events import (
    ALERT_FIRED,
    ALERT_RESOLVED,
    CASE_CLOSED,
    CASE_OPENED,
    CASE_REOPENED,
    EFFECT_MEASURED,
    RESPONSE_CREATED,
    RESPONSE_UPDATED,
)

AT: Final = "2026-05-05T09:00:00+00:00"
LATER: Final = "2026-05-05T14:30:00+00:00"

_RESPONSE: Final = {
    "id": "0f8f6f64-2a1e-4b8e-9d4e-bccb1f4269b6", "survey": "after-visit", "version": 3, "channel": "qr",
    "location": "nord", "language": "en", "score": 4.0, "answers": {"recommend": 4, "why": "Cold showers"},
    "started_at": AT, "updated_at": AT, "finished_at": None, "set_aside": None, "wants_help": True,
    "customer": "rasa",
}  # fmt: skip
_CASE: Final = {
    "id": 7, "number": 7, "origin": "answer", "priority": 2, "location": "nord", "touchpoint": "changing-rooms",
    "language": "en", "causes": ["showers"], "rule": 3, "opened_at": AT, "answered_at": None, "closed_at": None,
    "cause": None, "remedy": None, "title": "Cold showers", "customer": "rasa", "owner": "anna@example.org",
}  # fmt: skip
_FIRING: Final = {
    "id": 12, "rule": {"id": 3, "name": "Detractors at a club", "about": "item"}, "location": "nord", "began_at": AT,
    "last_at": AT, "items": 3, "found": {}, "acknowledged_at": None, "resolved_at": None, "case": 7,
}  # fmt: skip
_EFFECT: Final = {
    "plan": {"id": 2, "name": "New showers"}, "metric": "nps", "method": "0-10", "treated": ["nord"],
    "compared": ["sud", "west"], "as_of": "2026-08-01", "measured_at": AT,
    "found": {"state": "told", "value": 18.0, "low": 7.0, "high": 29.0, "p": 0.002, "n": 812},
}  # fmt: skip
DATA: Final[dict[str, dict[str, Any]]] = {
    RESPONSE_CREATED: _RESPONSE,
    RESPONSE_UPDATED: _RESPONSE | {"finished_at": LATER, "updated_at": LATER},
    CASE_OPENED: _CASE,
    CASE_CLOSED: _CASE | {"answered_at": AT, "closed_at": LATER, "cause": "showers", "remedy": "Mended"},
    CASE_REOPENED: _CASE | {"answered_at": AT},
    ALERT_FIRED: _FIRING,
    ALERT_RESOLVED: _FIRING | {"acknowledged_at": AT, "resolved_at": LATER},
    EFFECT_MEASURED: _EFFECT,
}
PERSONAL: Final = ("customer", "title", "owner")


def sample_of(event: str, *, with_personal: bool) -> dict[str, Any]:
    data = {name: said for name, said in DATA[event].items() if with_personal or name not in PERSONAL}
    return {"type": event, "timestamp": AT, "data": data}
