"""Keys, limits, options: whether each part can stand as it is, whatever the others are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heedful.listen.surveys.checking import Problem, named, stops, warns
from heedful.listen.surveys.document import (
    MOST_OPTIONS,
    MOST_QUESTIONS,
    AnyQuestion,
    Choice,
    Contact,
    Csat,
    Date,
    Document,
    Grid,
    Number,
    Option,
    Statement,
)
from heedful.listen.surveys.logic import END, OTHER

LARGEST: Final = 400_000  # bytes of a document as JSON


def shape(document: Document) -> Iterator[Problem]:
    yield from _size(document)
    yield from _keys(document)
    for question in document.questions:
        yield from _options(question, document)
        yield from _bounds(question, document)
    if document.anonymous:
        yield from _anonymous(document)


def _size(document: Document) -> Iterator[Problem]:
    if all(isinstance(question, Statement) for question in document.questions):
        yield stops("questions", "no-questions", _("It asks nothing yet: add a question."))
    if len(document.questions) > MOST_QUESTIONS:
        too_many = _("It has %(n)s questions; %(most)s are the most.")
        yield stops("questions", "too-many-questions", too_many, n=len(document.questions), most=MOST_QUESTIONS)
    if len(msgspec.json.encode(document)) > LARGEST:
        yield stops("", "too-large", _("It is too large: shorten its texts."))


def _keys(document: Document) -> Iterator[Problem]:
    for key in _twice(question.key for question in document.questions):
        says = _("Two questions have the key “%(key)s”: their answers could not be told apart.")
        yield stops(f"questions.{key}", "duplicate-key", says, key=key)
    for key in _twice(quota.key for quota in document.quotas):
        yield stops(f"quotas.{key}", "duplicate-key", _("Two quotas have the key “%(key)s”."), key=key)
    for key in _twice(ending.key for ending in document.endings):
        yield stops(f"endings.{key}", "duplicate-key", _("Two endings have the key “%(key)s”."), key=key)
    if any(question.key == END for question in document.questions):
        says = _("No question can have the key “%(key)s”: jumps use it for the end.")
        yield stops(f"questions.{END}", "reserved-key", says, key=END)


def _options(question: AnyQuestion, document: Document) -> Iterator[Problem]:
    if not isinstance(question, Choice | Grid):
        return
    given, part = (question.options, "options") if isinstance(question, Choice) else (question.rows, "rows")
    path, facts = f"questions.{question.key}.{part}", {"question": named(question, document)}
    if not given:
        yield stops(path, f"no-{part}", _("“%(question)s” has nothing to choose from."), **facts)
    if len(given) > MOST_OPTIONS:
        too_many = _("“%(question)s” has more than %(most)s lines.")
        yield stops(path, f"too-many-{part}", too_many, most=MOST_OPTIONS, **facts)
    for key in _twice(option.key for option in given):
        yield stops(path, "duplicate-key", _("“%(question)s” has the key “%(key)s” twice."), key=key, **facts)
    if isinstance(question, Choice):
        yield from _choosing(question, path, facts, given)


def _choosing(choice: Choice, path: str, facts: dict[str, str], given: tuple[Option, ...]) -> Iterator[Problem]:
    if choice.other and any(option.key == OTHER for option in given):
        says = _(
            "“%(question)s” has an option with the key “other” beside the line for other words: give it another key."
        )
        yield stops(path, "reserved-key", says, **facts)
    if choice.most is not None and not 1 <= choice.most <= len(given) + choice.other:
        says = ngettext(
            "“%(question)s” lets people choose at most %(most)s, and has one option.",
            "“%(question)s” lets people choose at most %(most)s, and has %(n)s options.",
            len(given),
        )
        yield stops(f"questions.{choice.key}.most", "most", says, most=choice.most, n=len(given), **facts)


def _bounds(question: AnyQuestion, document: Document) -> Iterator[Problem]:
    path, name = f"questions.{question.key}", named(question, document)
    match question:
        case Number(lowest=float() as low, highest=float() as high) if low > high:
            yield stops(path, "bounds", _("“%(question)s”: no number is at least %(low)g and at most %(high)g."),
                        question=name, low=low, high=high)  # fmt: skip
        case Date(earliest=earliest, latest=latest):
            yield from _days(path, name, earliest, latest)
        case Contact(fields=()):
            yield stops(path, "no-fields", _("“%(question)s” asks for nothing: choose a field."), question=name)
        case Grid(measured_as="csat", points=7):
            says = _("“%(question)s” counts as satisfaction, which is asked on 3, 5 or 10 points.")
            yield stops(path, "no-such-scale", says, question=name)
        case Csat():
            yield from _labels(question, path, name)


def _days(path: str, name: str, earliest: str, latest: str) -> Iterator[Problem]:
    try:
        days = [date.fromisoformat(day) for day in (earliest, latest) if day]
    except ValueError:
        yield stops(path, "bounds", _("“%(question)s”: a day is written as 2026-01-31."), question=name)
        return
    if days != sorted(days):
        yield stops(path, "bounds", _("“%(question)s”: its last day is before its first."), question=name)


def _labels(csat: Csat, path: str, name: str) -> Iterator[Problem]:
    if csat.look == "smileys" and csat.points == 10:
        yield stops(path, "smileys", _("“%(question)s”: smileys have 3 or 5 points."), question=name)
    if len(csat.labels) not in ({csat.points} if csat.look == "smileys" else {0, csat.points}):
        says = _("“%(question)s”: each of its %(points)s points needs words; a face alone says nothing to some.")
        yield stops(f"{path}.labels", "labels", says, question=name, points=csat.points)


def _anonymous(document: Document) -> Iterator[Problem]:
    for question in document.questions:
        if isinstance(question, Contact):
            says = _("It is anonymous, and “%(question)s” asks who they are: take out one of the two.")
            yield stops(f"questions.{question.key}", "not-anonymous", says, question=named(question, document))
    for ending in document.endings:
        if ending.offers_help:
            says = _("It is anonymous: nobody can call back whoever asks for help at the end.")
            yield warns(f"endings.{ending.key}.offers_help", "help-without-name", says)


def _twice(keys: Iterable[str]) -> list[str]:
    return [key for key, times in Counter(keys).items() if times > 1]
