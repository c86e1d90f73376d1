"""The parts of what `checks.py` looks for, each by its noun: shape, flow, words, looks, series."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from heedful.listen.surveys.document import Condition, Document, Part, Question

Severity = Literal["stops", "warns"]


class Problem(Part):
    """`path` says where: "questions.nps.title"; `code` names the kind for programs, `says` tells a person."""

    path: str
    code: str
    says: str
    severity: Severity = "stops"


def stops(path: str, code: str, says: str, **facts: object) -> Problem:
    return Problem(path=path, code=code, says=says % facts if facts else says)


def warns(path: str, code: str, says: str, **facts: object) -> Problem:
    return Problem(path=path, code=code, says=says % facts if facts else says, severity="warns")


def named(question: Question, document: Document) -> str:
    """What the author knows the question by: its words, shortened, else its key."""
    words = " ".join(question.title.get(next(iter(document.languages), ""), "").split())
    return (words if len(words) <= 60 else f"{words[:59].rstrip()}…") or question.key


def titles(document: Document) -> Mapping[str, str]:
    return {question.key: named(question, document) for question in document.questions}


def conditions(document: Document) -> Iterator[tuple[str, Condition, int]]:
    """Every condition with its path, and how many of the first questions are behind whoever it is about."""
    for place, question in enumerate(document.questions):
        yield f"questions.{question.key}.shown_if", question.shown_if, place
        for number, jump in enumerate(question.jumps):
            yield f"questions.{question.key}.jumps.{number}", jump.when, place + 1
    for quota in document.quotas:
        yield f"quotas.{quota.key}.when", quota.when, len(document.questions)
    for ending in document.endings:
        yield f"endings.{ending.key}.when", ending.when, len(document.questions)
