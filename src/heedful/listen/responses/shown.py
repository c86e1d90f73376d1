"""A response as the team reads it: the questions as they were shown, and what was answered to each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heedful.listen.responses.answers import neutral, points_of
from heedful.listen.responses.bands import band_of, scored
from heedful.listen.responses.drawing import TONES, band_names
from heedful.listen.responses.forms import LOOKS_FALSE
from heedful.listen.responses.models import Response
from heedful.listen.responses.repeats import repeat_of
from heedful.listen.responses.ways import way_of
from heedful.listen.surveys import document as asked
from heedful.listen.surveys.queries import published_document

EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Shown:
    """A question and its answer. `state`: answered, skipped, not-shown or not-reached. `tone` as tags have it."""

    title: str
    state: str
    answer: str = ""
    of: str = ""
    band: str = ""
    tone: str = ""
    parts: Sequence[tuple[str, str]] = ()
    is_words: bool = False
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    value: str
    of: str
    band: str
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """A response in the list."""

    response: Response
    score: Score | None
    words: str

    @property
    def repeats(self) -> bool:
        return repeat_of(self.response) is not None

    @property
    def looks_false(self) -> bool:
        return looks_false(self.response)


def looks_false(response: Response) -> bool:
    """Whether it is said without being asked for that it looks like no real answer."""
    return response.suspicion >= LOOKS_FALSE


def line_of(response: Response) -> Line:
    document = published_document(response.version)
    return Line(response, score_of_response(response, document), _excerpt(document, response.answers))


def score_of_response(response: Response, document: asked.Document) -> Score | None:
    question = scored(document)
    if question is None or response.score is None:
        return None
    band = band_of(question, response.score)
    name = band_names(question)[band] if band else ""
    return Score(f"{response.score:g}", f"{points_of(question)[-1]}", name, _tone(TONES[band]) if band else "")


def shown_answers(response: Response) -> list[Shown]:
    """In the order in which this person was asked."""
    document = published_document(response.version)
    way = way_of(document, response)
    asks = {each.key: each for each in document.questions if not isinstance(each, asked.Statement)}
    last = max((place for place, key in enumerate(way) if key in response.answers), default=-1)
    states = {key: "skipped" if response.finished_at or at < last else "not-reached" for at, key in enumerate(way)}
    ordered = [*(key for key in way if key in asks), *(key for key in asks if key not in way)]
    return [_shown(asks[key], document, response, states.get(key, "not-shown")) for key in ordered]


def _shown(question: asked.Question, document: asked.Document, response: Response, state: str) -> Shown:
    title = neutral(asked.said(question.title, response.language, document) or question.key)
    answer, seconds = response.answers.get(question.key), response.seconds.get(question.key)
    if answer is None:
        return Shown(title, state, seconds=seconds)
    said = _said(question, answer, response.language, document)
    return Shown(title, "answered", seconds=seconds, **said)


def _said(question: asked.Question, answer: Any, language: str, document: asked.Document) -> dict[str, Any]:
    match question:
        case asked.Nps() | asked.Csat() | asked.Ces():
            band = band_of(question, float(answer))
            name, tone = (band_names(question)[band], _tone(TONES[band])) if band else ("", "")
            return {"answer": f"{answer:g}", "of": f"{points_of(question)[-1]}", "band": name, "tone": tone}
        case asked.Choice():
            return {"parts": [(title, "") for title in _chosen(question, answer, language, document)]}
        case asked.Grid():
            rows = {row.key: asked.said(row.title, language, document) or row.key for row in question.rows}
            return {"parts": [(title, f"{answer[row]:g}") for row, title in rows.items() if row in answer]}
        case asked.Contact():
            names = {"name": _("Name"), "email": _("E-mail"), "phone": _("Phone")}
            return {"parts": [(names[part], neutral(answer[part])) for part in names if answer.get(part)]}
        case asked.Consent():
            return {"answer": _("Agreed") if answer else _("Did not agree")}
        case asked.Number():
            return {"answer": f"{answer:g} {asked.said(question.unit, language, document)}".strip()}
        case asked.Date():
            return {"answer": _day(answer)}
    return {"answer": neutral(str(answer)), "is_words": True}


def _chosen(question: asked.Choice, answer: Mapping[str, Any], language: str, document: asked.Document) -> list[str]:
    titles = {option.key: asked.said(option.title, language, document) or option.key for option in question.options}
    other = [_("Something else: %(words)s") % {"words": neutral(answer["other"])}] if answer.get("other") else []
    return [*(titles.get(key, key) for key in answer["chosen"]), *other]


def _day(said: str) -> str:
    return date_format(date.fromisoformat(said), "DATE_FORMAT")


def _excerpt(document: asked.Document, answers: Mapping[str, Any]) -> str:
    """The first thing they wrote, in short."""
    for question in document.questions:
        answer = answers.get(question.key)
        words = answer.get("other") if isinstance(question, asked.Choice) and answer else answer
        if isinstance(question, asked.Text | asked.Choice) and isinstance(words, str) and words:
            plain = " ".join(neutral(words).split())
            return plain if len(plain) <= EXCERPT else f"{plain[: EXCERPT - 1].rstrip()}…"
    return ""


def _tone(tone: str) -> str:
    return tone if tone != "neutral" else ""
