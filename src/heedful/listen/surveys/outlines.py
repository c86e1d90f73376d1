"""A document to be read by the team: each question with its words, its points and its logic, and what has changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Final

from django.utils.translation import gettext as _

from heedful.listen.surveys.differences import Difference
from heedful.listen.surveys.document import AnyQuestion, Choice, Document, Grid, Statement, Text, said
from heedful.listen.surveys.edits import question_at
from heedful.listen.surveys.phrases import Kind, condition_in_words, kind_of, title_of

SECONDS: Final = {Text: 25, Grid: 20, Statement: 4}  # that a question takes; of any other 8


@dataclass(frozen=True, slots=True)
class Outlined:
    """A question as it was asked."""

    key: str
    kind: Kind
    title: str
    hint: str
    required: bool
    options: tuple[str, ...]
    ends: str
    logic: tuple[str, ...]


def outline(document: Document, language: str) -> list[Outlined]:
    return [
        Outlined(
            key=each.key,
            kind=kind_of(each),
            title=said(each.title, language, document) or title_of(each, document),
            hint=said(each.hint, language, document),
            required=each.required,
            options=tuple(_options(each, document, language)),
            ends=_ends(each, document, language),
            logic=tuple(_logic(each, document)),
        )
        for each in document.questions
    ]


def _options(question: AnyQuestion, document: Document, language: str) -> Iterator[str]:
    if isinstance(question, Choice | Grid):
        listed = question.options if isinstance(question, Choice) else question.rows
        yield from (said(each.title, language, document) for each in listed)
    if isinstance(question, Choice) and question.other:
        yield _("Other")
    for label in getattr(question, "labels", ()):
        yield said(label, language, document)


def _ends(question: AnyQuestion, document: Document, language: str) -> str:
    if not isinstance(getattr(question, "lowest", None), dict):
        return ""
    ends = (said(words, language, document) for words in (question.lowest, question.highest))  # type: ignore[union-attr]
    scale = getattr(question, "scale", None) or f"1-{question.points}"  # type: ignore[union-attr]
    return " · ".join([scale.replace("-", "–"), *(each for each in ends if each)])


def _logic(question: AnyQuestion, document: Document) -> Iterator[str]:
    if question.shown_if.checks:
        yield _("Only if %(condition)s.") % {"condition": condition_in_words(question.shown_if, document)}
    for jump in question.jumps:
        target = question_at(document, jump.to)
        to = _("the end") if jump.to == "end" else f"“{title_of(target, document)}”" if target else jump.to
        when = condition_in_words(jump.when, document)
        named = {"condition": when, "to": to}
        yield (_("If %(condition)s, on with %(to)s.") if when else _("Then on with %(to)s.")) % named


def length_in_minutes(document: Document) -> int:
    """About how long it takes somebody who is asked everything that has no condition."""
    asked = [each for each in document.questions if not each.shown_if.checks]
    seconds = sum(SECONDS.get(type(each), 8) for each in asked)
    return max(1, ceil(seconds / 60))


def difference_in_words(difference: Difference, old: Document, new: Document) -> str:
    """For whoever publishes: what respondents will notice."""
    question = question_at(new, difference.question) or question_at(old, difference.question)
    named = {"title": title_of(question, new) if question else ""}
    sentences = {
        "added": _("New: “%(title)s”"),
        "removed": _("No longer asked: “%(title)s”"),
        "worded": _("Other words: “%(title)s”"),
        "logic": _("Asked of other people, or leading elsewhere: “%(title)s”"),
        "changed": _("Answered differently: “%(title)s”") if question else _("Whether it is anonymous"),
        "order": _("The order of the questions"),
        "languages": _("The languages it can be answered in"),
        "looks": _("How it looks"),
        "ending": _("What stands at the end"),
        "beginning": _("What stands at the beginning"),
    }
    return sentences[difference.what] % named
