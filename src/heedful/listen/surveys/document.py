"""What a survey asks, as one document: questions, logic, words in each language, endings, looks.

Pure: no Django, no database. A document is frozen; a version keeps one for ever as JSON, and answers bind to it.
`parse_document` reads what a stored version, a builder's form or the API holds; `checks.py` says whether it may be
published, `logic.py` walks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

import msgspec

Words = dict[str, str]  # language code → what is said in it; the survey's first language is the one that must be there
# `$` alone would let a line break stand behind the end.
Key = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$(?!\n)")]
Language = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,8})?$(?!\n)")]
Colour = Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-f]{6}$(?!\n)")]
Score = float | str  # a number answered, or the key of an option

FORMAT: Final = 1
MOST_QUESTIONS: Final = 100
MOST_OPTIONS: Final = 200


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A piece of a document: what is not known in it is refused and not lost."""


class Check(Part):
    """One thing looked at: an answer by its question's key, or what is known of the person.

    `about`: "answer" (subject: a question's key; a grid's row as "question.row"), "person" (a property of theirs:
    "segment", or what an audience gave), "location", "product", "channel", "touchpoint", "language".
    `values` are option keys, numbers or words; `between` takes two numbers, both included.
    """

    about: Literal["answer", "person", "location", "product", "channel", "touchpoint", "language"] = "answer"
    subject: str = ""
    verb: Literal["is", "is_not", "between", "includes", "is_answered", "is_not_answered", "contains"] = "is"
    values: tuple[float | str, ...] = ()


class Condition(Part):
    """`all` or `any` of its checks; without any it always holds."""

    match: Literal["all", "any"] = "all"
    checks: tuple[Check, ...] = ()


class Jump(Part):
    """After its question: where to go on, when the condition holds. `to` is a later question's key, or "end"."""

    to: str
    when: Condition = Condition()


class Question(Part, tag_field="type"):
    """What every question has. `key` is the name of its answers in the log, and stays when the words change."""

    key: Key
    title: Words
    hint: Words = {}
    required: bool = False
    touchpoint: str = ""  # else the survey's
    standard: float | None = None  # what its score should not fall below, in the unit of its measure
    shown_if: Condition = Condition()
    jumps: tuple[Jump, ...] = ()  # the first that holds


class Nps(Question, tag="nps"):
    """How likely to recommend. 1–10 is not the standard scale, and is a series of its own."""

    scale: Literal["0-10", "1-10"] = "0-10"
    lowest: Words = {}  # the words at both ends
    highest: Words = {}


class Csat(Question, tag="csat"):
    """How satisfied."""

    points: Literal[3, 5, 10] = 5
    look: Literal["numbers", "stars", "smileys"] = "numbers"
    lowest: Words = {}
    highest: Words = {}
    labels: tuple[Words, ...] = ()  # of each point, from the lowest; what a smiley says


class Ces(Question, tag="ces"):
    """How easy: agreement with "it was easy"."""

    points: Literal[5, 7] = 7
    lowest: Words = {}
    highest: Words = {}


class Option(Part):
    key: Key
    title: Words
    alone: bool = False  # "none of these": chosen, it excludes the others


class Choice(Question, tag="choice"):
    options: tuple[Option, ...] = ()
    many: bool = False
    most: int | None = None  # of many
    other: bool = False  # "other", with a line to write
    shuffled: bool = False  # options in another order for each respondent; those `alone` stay last


class Grid(Question, tag="grid"):
    """Rows rated on one scale of points; each row is an answer of its own in the log, named "key.row"."""

    rows: tuple[Option, ...] = ()
    points: Literal[3, 5, 7, 10] = 5
    lowest: Words = {}
    highest: Words = {}
    measured_as: Literal["", "csat"] = ""  # csat: its rows count as satisfaction (3, 5 or 10 points)


class Text(Question, tag="text"):
    long: bool = False
    longest: Annotated[int, msgspec.Meta(ge=1, le=20_000)] = 2_000


class Number(Question, tag="number"):
    lowest: float | None = None
    highest: float | None = None
    whole: bool = False
    unit: Words = {}


class Date(Question, tag="date"):
    earliest: str = ""  # ISO; "" for any
    latest: str = ""


class Contact(Question, tag="contact"):
    """Who they are, if they like to say. Never in the log: it identifies the customer."""

    fields: tuple[Literal["name", "email", "phone"], ...] = ("name", "email")


class Consent(Question, tag="consent"):
    """A box to tick. `purpose` is what is kept: who agreed to what, in which words, when."""

    purpose: Key = "contact"


class Statement(Question, tag="statement"):
    """Words between questions; nothing to answer."""


AnyQuestion = Nps | Csat | Ces | Choice | Grid | Text | Number | Date | Contact | Consent | Statement


class Shuffle(Part):
    """These questions, neighbours in the document, come in another order for each respondent."""

    questions: tuple[Key, ...]


class Quota(Part):
    """No more than `most` finished responses for which the condition holds; afterwards such people are thanked."""

    key: Key
    most: Annotated[int, msgspec.Meta(ge=1)]
    when: Condition = Condition()
    says: Words = {}  # instead of the questions, once it is full


class Ending(Part):
    """What stands at the end: the first whose condition holds. Review links are offered to everyone, always."""

    key: Key
    title: Words
    text: Words = {}
    offers_help: bool = False  # a way to be called back
    when: Condition = Condition()


class ReviewLink(Part):
    name: str
    href: Annotated[str, msgspec.Meta(pattern=r"^https?://", max_length=500)]
    location: str = ""  # only for answers from there; "" for all


class Theme(Part):
    page: Colour = "#faf8f5"
    text: Colour = "#1f1d1a"
    accent: Colour = "#3a5a78"  # buttons and what is chosen
    on_accent: Colour = "#ffffff"
    rounded: bool = True


class Document(Part):
    format: Literal[1] = FORMAT
    languages: Annotated[tuple[Language, ...], msgspec.Meta(min_length=1)] = (
        "en",
    )  # the first is the one it is written in
    title: Words = {}
    intro: Words = {}
    questions: tuple[AnyQuestion, ...] = ()
    shuffles: tuple[Shuffle, ...] = ()
    quotas: tuple[Quota, ...] = ()
    endings: tuple[Ending, ...] = ()
    reviews: tuple[ReviewLink, ...] = ()
    theme: Theme = Theme()
    layout: Literal["one", "all"] = "one"  # one question a page, or all on one
    shows_progress: bool = True
    touchpoint: str = ""
    anonymous: bool = False  # no link to a person is kept, and the time only by the day
    thanks: Words = {}  # where no ending holds


msgspec.convert({}, type=Document)  # msgspec learns the types now: two threads that did so at once ended the process


class DocumentError(ValueError):
    """It is no document of a survey: where it is wrong, and why."""


def parse_document(given: bytes | str | Mapping[str, Any]) -> Document:
    """A document from JSON or from what JSON holds; raises DocumentError."""
    try:
        if isinstance(given, bytes | str):
            return msgspec.json.decode(given, type=Document)
        return msgspec.convert(given, type=Document)
    except msgspec.DecodeError as error:  # ValidationError is one of these
        raise DocumentError(str(error)) from error


def plain(document: Document) -> dict[str, Any]:
    """The document as JSON holds it."""
    made: dict[str, Any] = msgspec.to_builtins(document)
    return made


def said(words: Mapping[str, str], language: str, document: Document) -> str:
    """The words in the language, or in the survey's own where they are missing; "" where there are none."""
    return words.get(language) or words.get(document.languages[0], "")


def all_words(document: Document) -> Iterator[tuple[str, Words]]:
    """Everything in the document that is said in languages, each with its path: ("questions.nps.title", {…})."""
    yield from (("title", document.title), ("intro", document.intro), ("thanks", document.thanks))
    for question in document.questions:
        yield from _words_of(f"questions.{question.key}", question)
    for quota in document.quotas:
        yield f"quotas.{quota.key}.says", quota.says
    for ending in document.endings:
        yield f"endings.{ending.key}.title", ending.title
        yield f"endings.{ending.key}.text", ending.text


def _words_of(path: str, question: Question) -> Iterator[tuple[str, Words]]:
    for name in ("title", "hint", "lowest", "highest", "unit"):
        words = getattr(question, name, None)
        if isinstance(words, dict):
            yield f"{path}.{name}", words
    for option in (*getattr(question, "options", ()), *getattr(question, "rows", ())):
        yield f"{path}.{option.key}", option.title
    for point, words in enumerate(getattr(question, "labels", ()), start=1):
        yield f"{path}.labels.{point}", words
