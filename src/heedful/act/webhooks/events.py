"""What a program can be told of, and what it is told: little, so that it asks for more if it may know more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful.listen.responses.models import Response
from heedful.listen.surveys.document import Contact
from heedful.listen.surveys.queries import published_document

RESPONSE_CREATED: Final = "response.created"
RESPONSE_UPDATED: Final = "response.updated"
TEST: Final = "test"  # nobody subscribes to it: it is sent by hand

EVENTS: dict[str, str | Promise] = {
    RESPONSE_CREATED: _("Somebody began to answer a survey"),
    RESPONSE_UPDATED: _("They went on, or the team set it aside, tagged it or erased it"),
}

Data = Callable[[bool], dict[str, Any]]
"""What happened, as told with or without what is personal."""


def add_event(name: str, says: str | Promise) -> None:
    """Let programs be told of one more kind of event."""
    EVENTS[name] = says


def data_of_response(response: Response) -> Data:
    document = published_document(response.version)
    personal = {question.key for question in document.questions if isinstance(question, Contact)}

    def data(with_personal: bool) -> dict[str, Any]:
        answers = {key: said for key, said in response.answers.items() if with_personal or key not in personal}
        told = {
            "id": str(response.key),
            "survey": response.survey.key,
            "version": response.version.number,
            "channel": response.channel,
            "location": response.location.key if response.location else None,
            "language": response.language,
            "score": response.score,
            "answers": answers,
            "started_at": _iso(response.started_at),
            "updated_at": _iso(response.updated_at),
            "finished_at": _iso(response.finished_at),
            "set_aside": response.set_aside or None,
            "wants_help": response.wants_help,
        }
        return told | ({"customer": response.customer.key if response.customer else None} if with_personal else {})

    return data


def data_of_erased(response: Response) -> Data:
    """All that may still be said of it."""
    return lambda _with_personal: {"id": str(response.key), "survey": response.survey.key, "erased": True}


def subject_of(response: Response) -> str:
    return f"response:{response.key}"


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
