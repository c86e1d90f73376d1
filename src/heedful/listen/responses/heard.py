"""A response's answers as the log hears them: one interaction per question answered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from heedful.interactions.schema import CHOICE, Heard
from heedful.listen.surveys import document as asked

if TYPE_CHECKING:
    from heedful.listen.responses.models import Response

SURVEY = "survey:"  # begins the source of what a survey of ours heard
MIDDAY = {"hour": 12, "minute": 0, "second": 0, "microsecond": 0}


def source_of_survey(key: str) -> str:
    """By which the log knows the answers of a survey."""
    return f"{SURVEY}{key}"


def coarse(moment: datetime) -> datetime:
    """The day alone, at its midday: all that is kept of the time of an anonymous response."""
    return moment.astimezone(UTC).replace(**MIDDAY)


def interactions_of(response: Response, document: asked.Document, keys: Sequence[str]) -> list[Heard]:
    """What the log is told of these questions' answers. Who somebody is (contact) is never told to it."""
    every = _of_every(response, document)
    told = [question for question in document.questions if question.key in keys and question.key in response.answers]
    return [
        Heard(**every, **part, touchpoint=question.touchpoint or every_touchpoint(response, document) or None)
        for question in told
        for part in _parts(response, document, question, response.answers[question.key])
    ]


def every_touchpoint(response: Response, document: asked.Document) -> str:
    """Where no question says otherwise: the survey's, or that of what it was asked about."""
    return document.touchpoint or str(response.properties.get("touchpoint") or "")


def _of_every(response: Response, document: asked.Document) -> dict[str, Any]:
    answered_at = coarse(response.updated_at) if document.anonymous else response.updated_at
    location = response.location.key if response.location else response.properties.get("location")
    return {
        "occurred_at": answered_at,
        "received_at": answered_at,
        "kind": "answer",
        "thread": response.thread,
        "source": source_of_survey(response.survey.key),
        "channel": response.channel or None,
        "location": location or None,
        "employee": response.employee or None,
        "product": response.product or None,
        "alias": response.customer.key if response.customer and not document.anonymous else None,
    }


def _parts(response: Response, document: asked.Document, question: asked.Question, answer: Any) -> Iterator[dict]:
    about = {
        "survey": response.survey.key,
        "version": response.version.number,
        "response": str(response.key),
        "language": response.language,
    }
    named = {"id": f"{response.key}:{question.key}", "name": question.key, "properties": _json(about)}
    match question:
        case asked.Nps() | asked.Csat() | asked.Ces() | asked.Number():
            yield named | {"scale": scale_of(question), "value": float(answer)}
        case asked.Grid():
            for row, point in answer.items():
                ids = {"id": f"{response.key}:{question.key}.{row}", "name": f"{question.key}.{row}"}
                yield named | ids | {"scale": scale_of(question), "value": float(point)}
        case asked.Choice():
            chosen = {"chosen": answer["chosen"]} | ({"other": answer["other"]} if answer.get("other") else {})
            told = {"text": _titles(document, question, answer), "properties": _json(about | chosen)}
            yield named | told | ({"scale": CHOICE} if answer["chosen"] else {})  # else these are their own words alone
        case asked.Text():
            yield named | {"text": answer}
        case asked.Date():
            yield named | {"properties": _json(about | {"date": answer})}
        case asked.Consent():
            yield named | {"value": float(answer)}


def scale_of(question: asked.Question) -> str | None:
    match question:
        case asked.Nps():
            return f"nps:{question.scale}"
        case asked.Csat() | asked.Grid(measured_as="csat"):
            return f"csat:1-{question.points}"
        case asked.Ces():
            return f"ces:agree{question.points}"
    return None


def _titles(document: asked.Document, question: asked.Choice, answer: dict[str, Any]) -> str:
    first = document.languages[0]
    titles = [option.title.get(first) or option.key for option in question.options if option.key in answer["chosen"]]
    return "; ".join([*titles, *([answer["other"]] if answer.get("other") else [])])


def _json(properties: dict[str, Any]) -> str:
    return json.dumps(properties, ensure_ascii=False, sort_keys=True)
