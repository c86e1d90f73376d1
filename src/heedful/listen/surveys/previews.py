"""A survey on a phone that is only drawn: the way through it with the answers clicked so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from heedful.listen.answering.forms import answer_in_form, field_of, in_form
from heedful.listen.answering.showing import ShownQuestion, shown_question
from heedful.listen.responses.answers import AnswerError
from heedful.listen.surveys.document import AnyQuestion, Document, Ending, ReviewLink, said
from heedful.listen.surveys.edits import question_at
from heedful.listen.surveys.lengths import longest_way
from heedful.listen.surveys.logic import (
    Known,
    ending_of,
    next_question,
    path,
    piped,
    previous_question,
    question_order,
)
from heedful.listen.surveys.pictures import BEGINNING, END

SEED = "preview"


@dataclass(frozen=True, slots=True)
class Phone:
    """What stands on it. `carried` are the answers to the other questions; `number` of `of` how far one has come."""

    language: str
    languages: tuple[str, ...]
    title: str
    intro: str
    at: str
    questions: tuple[ShownQuestion, ...]
    carried: tuple[tuple[str, str], ...]
    number: int
    of: int
    shows_progress: bool
    is_first: bool
    thanks: str = ""
    text: str = ""
    ending: Ending | None = None
    reviews: tuple[ReviewLink, ...] = ()


def preview(document: Document, asked: QueryDict, *, at: str = "") -> Phone:
    """The page that is asked for: `at` with `go`, which is "next" or "back"."""
    language = asked.get("language", "")
    language = language if language in document.languages else document.languages[0]
    answers = _answers(document, asked)
    known = Known(answers=answers, language=language, location_name=_("your place"), person={"name": "Ona"})
    order = question_order(document, seed=SEED)
    at, error = _place(document, known, order, at or asked.get("at", ""), asked)
    return _phone(document, known, order, at, asked, error)


def _place(
    document: Document, known: Known, order: tuple[str, ...], at: str, asked: QueryDict
) -> tuple[str, dict[str, AnswerError]]:
    go = asked.get("go", "")
    if at != END and question_at(document, at) is None:
        at = BEGINNING  # it is gone, or was never there
    if at == BEGINNING or go == "again":
        return next_question(document, known, after=None, order=order) or END, {}
    if go == "back":
        before = None if at == END else at
        back = (
            previous_question(document, known, before=before, order=order) if before else _last(document, known, order)
        )
        return back or at, {}
    if go != "next":
        return at, {}
    keys = path(document, known, order=order) if document.layout == "all" else (at,)
    wrong = _wrong(document, keys, asked)
    if wrong:
        return at, wrong
    return (END if document.layout == "all" else next_question(document, known, after=at, order=order) or END), {}


def _last(document: Document, known: Known, order: tuple[str, ...]) -> str | None:
    return next(reversed(path(document, known, order=order)), None)


def _wrong(document: Document, keys: tuple[str, ...], asked: QueryDict) -> dict[str, AnswerError]:
    wrong = {}
    for key in keys:
        try:
            answer_in_form(question_at(document, key), asked)
        except AnswerError as error:
            wrong[key] = error
    return wrong


def _answers(document: Document, asked: QueryDict) -> dict[str, Any]:
    answers = {}
    for question in document.questions:
        try:
            answer = answer_in_form(question, asked)
        except AnswerError:
            continue
        if answer is not None:
            answers[question.key] = answer
    return answers


def _phone(
    document: Document,
    known: Known,
    order: tuple[str, ...],
    at: str,
    asked: QueryDict,
    wrong: Mapping[str, AnswerError],
) -> Phone:
    def words(of: Mapping[str, str]) -> str:
        return piped(said(of, known.language, document), known, document)

    way = path(document, known, order=order)
    keys = () if at == END else way if document.layout == "all" else (at,)
    shown = tuple(_shown(question_at(document, key), document, known, asked, wrong) for key in keys)
    ending = ending_of(document, known) if at == END else None
    return Phone(
        language=known.language,
        languages=document.languages,
        title=words(document.title),
        intro=words(document.intro),
        at=at,
        questions=shown,
        carried=tuple(_carried(document, asked, keys)),
        number=way.index(at) + 1 if at in way else len(way),
        of=len(way) if at == END else longest_way(document, known, order=order),
        shows_progress=document.shows_progress and document.layout == "one",
        is_first=at != END and (document.layout == "all" or at in way[:1]),
        thanks=(words(ending.title) if ending else words(document.thanks)) or _("Thank you!"),
        text=words(ending.text) if ending else "",
        ending=ending,
        reviews=document.reviews,
    )


def _shown(
    question: AnyQuestion,
    document: Document,
    known: Known,
    asked: QueryDict,
    wrong: Mapping[str, AnswerError],
) -> ShownQuestion:
    error = wrong.get(question.key)
    given = in_form(question, asked) if field_of(question) in asked or question.key in wrong else None
    given = known.answers.get(question.key) if given is None else given
    about = {"error": error.says, "part": error.part} if error else {}
    return shown_question(question, document, known, seed=SEED, given=given, **about)


def _carried(document: Document, asked: QueryDict, keys: tuple[str, ...]) -> list[tuple[str, str]]:
    """The answers given on the other pages, as fields."""
    shown = {field_of(each) for each in document.questions if each.key in keys}
    kept = []
    for name, values in asked.lists():
        is_here = any(name == field or name.startswith(f"{field}-") for field in shown)
        if name.startswith("a-") and not is_here:
            kept += [(name, value) for value in values]
    return kept
