"""The builder as its page draws it: the questions in a row, the one that is open, what would stop it from going out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.http import urlencode

from heedful.listen.surveys.beginnings import SCORED, TYPES, is_in_standard_words
from heedful.listen.surveys.checks import Problem, problems
from heedful.listen.surveys.document import AnyQuestion, Document
from heedful.listen.surveys.edits import is_mixed, missing_words, place_of, question_at
from heedful.listen.surveys.forms.parts import BeginningForm, EndPart
from heedful.listen.surveys.forms.questions import QuestionPart
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.phrases import KINDS, Kind, condition_in_words, kind_of, title_of
from heedful.listen.surveys.queries import (
    published_document,
    published_documents,
    redo_step,
    survey_document,
    undo_step,
)

BEGINNING: Final = "+beginning"  # no question's key looks like this
END: Final = "+end"
MOST_OFFERED: Final = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A question in the list."""

    key: str
    title: str
    kind: Kind
    logic: str
    required: bool
    leaps: bool
    is_mixed: bool
    is_wrong: bool


def part_named(asked: Mapping[str, str]) -> str:
    """Which part of the survey an address means."""
    part = {"beginning": BEGINNING, "end": END}.get(asked.get("part", ""), "")
    return part or asked.get("question", "")


def address_of(part: str) -> dict[str, str]:
    """The same, the other way round."""
    if part in (BEGINNING, END):
        return {"part": part.removeprefix("+")}
    return {"question": part} if part else {}


def opened(document: Document, part: str) -> str:
    """The part itself, or where one begins: at the first question, or where there is none, at the beginning."""
    if part in (BEGINNING, END) or question_at(document, part):
        return part
    return document.questions[0].key if document.questions else BEGINNING


def part_form(document: Document, part: str, *, data: Mapping[str, str] | None, is_kept: bool, kind: str = "") -> Any:
    """The form of one part; None where the survey has no such question, and none of a kind was being written."""
    if part == BEGINNING:
        return BeginningForm(data, document=document)
    if part == END:
        return EndPart(data, document=document)
    question = question_at(document, part) or written_anew(part, kind)
    return QuestionPart(data, question=question, document=document, is_kept=is_kept) if question else None


def written_anew(key: str, kind: str) -> AnyQuestion | None:
    """A question that was removed while somebody wrote it: what they typed is not lost."""
    return TYPES[kind](key=key, title={}) if kind in TYPES and re.fullmatch(r"[a-z][a-z0-9_]{0,39}", key) else None


def kept_keys(survey: Survey) -> frozenset[str]:
    """The questions that were published under their names: these stay."""
    return frozenset(each.key for document in published_documents(survey) for each in document.questions)


def rows(document: Document, found: Sequence[Problem]) -> list[Row]:
    wrong = {
        each.path.split(".")[1] for each in found if each.severity == "stops" and each.path.startswith("questions.")
    }
    return [
        Row(
            key=each.key,
            title=title_of(each, document),
            kind=kind_of(each),
            logic=condition_in_words(each.shown_if, document, numbered=True),
            required=each.required,
            leaps=bool(each.jumps),
            is_mixed=is_mixed(document, each.key),
            is_wrong=each.key in wrong,
        )
        for each in document.questions
    ]


def builder_picture(survey: Survey, *, part: str = "", form: Any = None) -> dict[str, Any]:
    document = survey_document(survey)
    part = part if form is not None else opened(document, part)
    kept = kept_keys(survey)
    found = problems(document, published=published_documents(survey))
    place = place_of(document, part)
    question = question_at(document, part)
    kind = kind_of(question) if question else form_kind(form)
    return {
        "survey": survey,
        "document": document,
        "part": part,
        "form": form or part_form(document, part, data=None, is_kept=part in kept),
        "kind": kind,
        "number": None if place is None else place + 1,
        "is_scored": kind is not None and kind.name in SCORED,
        "is_mixed": is_mixed(document, part),
        "is_standard": question is not None and is_in_standard_words(question, document.languages[0]),
        "problems_here": [each for each in found if is_about(each, part)],
        "values_offered": values_offered(document),
        "rows": rows(document, found),
        "kinds": KINDS,
        "undoes": undoes(survey),
        "redoes": redo_step(survey),
        "has_changes": survey.published is None or published_document(survey.published) != document,
        "is_ready": survey.published is None and not found,
        **told_of(document, found),
    }


def form_kind(form: Any) -> Kind | None:
    """Of a question that is no longer in the survey, but was being written."""
    return kind_of(form.question) if isinstance(form, QuestionPart) else None


def is_about(problem: Problem, part: str) -> bool:
    if part == END:
        return problem.path.split(".")[0] in ("endings", "thanks", "reviews")
    return problem.path.startswith(f"questions.{part}.") or problem.path == f"questions.{part}"


def values_offered(document: Document) -> list[str]:
    """What one can write into a condition: the bands of the scores, the options as they are called."""
    first = document.languages[0]
    options = [
        each.title.get(first, "") for question in document.questions for each in getattr(question, "options", ())
    ]
    return list(dict.fromkeys(["0–6", "7–8", "9–10", *(each for each in options if each)]))[:MOST_OFFERED]


def told_of(document: Document, found: Sequence[Problem]) -> dict[str, Any]:
    """What every page of the builder says of the survey as a whole."""
    stops = [each for each in found if each.severity == "stops"]
    return {
        "stops": stops,
        "warns": [each for each in found if each.severity != "stops"],
        "missing": sum(missing_words(document, language) for language in document.languages[1:]),
    }


def undoes(survey: Survey) -> Any:
    """The step that undoing takes back, where there is one before it."""
    return survey.draft if undo_step(survey) else None


def address_of_path(survey: Survey, path: str) -> str:
    """The page on which what is named by the path of a problem can be mended."""
    name, _dot, rest = path.partition(".")
    page = {"theme": "listen:survey-looks", "quotas": "listen:survey-settings", "languages": "listen:survey-languages"}
    if name in page:
        return reverse(page[name], args=[survey.pk])
    part = rest.partition(".")[0] if name == "questions" else ""
    part = part or (END if name in ("endings", "thanks", "reviews") else BEGINNING)
    return f"{reverse('listen:survey', args=[survey.pk])}?{urlencode(address_of(part))}"
