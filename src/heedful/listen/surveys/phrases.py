"""A survey's logic and its kinds of questions in the words of whoever builds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.listen.surveys.document import AnyQuestion, Check, Condition, Document, Question, said
from heedful.listen.surveys.edits import question_at

NAMED: dict[str, str | Promise] = {  # within a sentence
    "location": gettext_lazy("the place"),
    "product": gettext_lazy("the product"),
    "channel": gettext_lazy("the channel"),
    "touchpoint": gettext_lazy("the touchpoint"),
    "language": gettext_lazy("the language"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question, as the list of kinds offers it."""

    name: str
    title: str | Promise
    says: str | Promise
    icon: str


KINDS: tuple[Kind, ...] = (
    Kind("nps", gettext_lazy("Recommendation (NPS)"), gettext_lazy("0 to 10: would they recommend you?"), "megaphone"),
    Kind("csat", gettext_lazy("Satisfaction (CSAT)"), gettext_lazy("Stars, smileys or numbers"), "smile"),
    Kind("ces", gettext_lazy("Effort (CES)"), gettext_lazy("Was it easy? 5 or 7 points"), "feather"),
    Kind("text", gettext_lazy("Own words"), gettext_lazy("A line or a paragraph"), "message-square"),
    Kind("choice", gettext_lazy("Choice"), gettext_lazy("One or several of a list"), "list-checks"),
    Kind("grid", gettext_lazy("Rating of several things"), gettext_lazy("Rows on one scale"), "grid-3x3"),
    Kind("number", gettext_lazy("Number"), gettext_lazy("With limits and a unit"), "hash"),
    Kind("date", gettext_lazy("Date"), gettext_lazy("A day of the calendar"), "calendar"),
    Kind("contact", gettext_lazy("Contact"), gettext_lazy("Who they are, if they like to say"), "user"),
    Kind("consent", gettext_lazy("Consent"), gettext_lazy("A box to tick, kept with its words"), "shield-check"),
    Kind("statement", gettext_lazy("Statement"), gettext_lazy("Words between questions"), "pilcrow"),
)
KIND_OF = {kind.name: kind for kind in KINDS}

VERBS: dict[str, str | Promise] = {
    "is": gettext_lazy("is"),
    "is_not": gettext_lazy("is not"),
    "between": gettext_lazy("is from … to …"),
    "includes": gettext_lazy("includes"),
    "contains": gettext_lazy("contains the words"),
    "is_answered": gettext_lazy("is answered"),
    "is_not_answered": gettext_lazy("is not answered"),
}
WITHOUT_VALUES = ("is_answered", "is_not_answered")
ABOUTS: dict[str, str | Promise] = {
    "location": gettext_lazy("The place"),
    "product": gettext_lazy("The product"),
    "channel": gettext_lazy("The channel"),
    "touchpoint": gettext_lazy("The touchpoint"),
    "language": gettext_lazy("The language"),
    "person": gettext_lazy("Of the person"),
}


def kind_of(question: Question) -> Kind:
    return KIND_OF[str(question.__struct_config__.tag)]


def title_of(question: AnyQuestion, document: Document) -> str:
    return said(question.title, document.languages[0], document) or str(kind_of(question).title)


def condition_in_words(condition: Condition, document: Document, *, numbered: bool = False) -> str:
    """“Would you recommend us?” is from 0 to 6; where it is `numbered`, question 1 is. Empty where it always holds."""
    parts = [check_in_words(check, document, numbered=numbered) for check in condition.checks]
    return (_(" or ") if condition.match == "any" else _(" and ")).join(parts)


def check_in_words(check: Check, document: Document, *, numbered: bool = False) -> str:
    named = {"what": subject_in_words(check, document, numbered=numbered), "values": values_in_words(check, document)}
    if check.verb == "between" and len(check.values) == 2:
        low, high = (written(each) for each in check.values)
        return _("%(what)s is from %(low)s to %(high)s") % (named | {"low": low, "high": high})
    sentences = {
        "is": _("%(what)s is %(values)s"),
        "is_not": _("%(what)s is not %(values)s"),
        "includes": _("%(what)s includes %(values)s"),
        "contains": _("%(what)s contains the words %(values)s"),
        "is_answered": _("%(what)s is answered"),
        "is_not_answered": _("%(what)s is not answered"),
    }
    return sentences.get(check.verb, sentences["is"]) % named


def subject_in_words(check: Check, document: Document, *, numbered: bool = False) -> str:
    if check.about == "person":
        return f"“{check.subject}”"
    if check.about != "answer":
        return str(NAMED[check.about])
    key, _dot, row = check.subject.partition(".")
    question = question_at(document, key)
    if question is None:
        return f"“{check.subject}”"
    if numbered:
        return _("question %(number)d") % {"number": document.questions.index(question) + 1}
    title = title_of(question, document)
    rows = {each.key: each.title for each in getattr(question, "rows", ())}
    return f"“{title}: {said(rows[row], document.languages[0], document)}”" if row in rows else f"“{title}”"


def values_in_words(check: Check, document: Document, *, between: str = "") -> str:
    """The values as people write them, the options of a choice by their titles."""
    question = question_at(document, check.subject.partition(".")[0]) if check.about == "answer" else None
    titles = {each.key: said(each.title, document.languages[0], document) for each in getattr(question, "options", ())}
    words = [titles.get(each, each) if isinstance(each, str) else written(each) for each in check.values]
    return (between or _(" or ")).join(words)


def written(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, float | int) else value


def listed(words: Iterable[str]) -> str:
    return ", ".join(words)
