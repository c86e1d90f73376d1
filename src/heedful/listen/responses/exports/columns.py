"""The columns of an export: what every response has, then a column or more for each question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from heedful.listen.responses.answers import points_of
from heedful.listen.surveys import document as asked

Kind = Literal["text", "number", "moment", "flag"]
Cell = str | float | int | bool | None
OTHER: Final = "other"
OTHER_WORDS: Final = "other.words"  # no key has a dot


@dataclass(frozen=True, slots=True)
class Column:
    """`read` finds the cell in a question's answer. `labels`: what its values stand for."""

    name: str
    kind: Kind
    label: str
    question: str = ""
    labels: tuple[tuple[Cell, str], ...] = ()
    read: Callable[[Any], Cell] = lambda answer: answer


# Of every response, in the order in which reading.py reads them.
EVERY: Final = (
    Column("response", "text", "The response's key"),
    Column("survey", "text", "The survey's key"),
    Column("version", "number", "The version that was shown"),
    Column("started_at", "moment", "When it was begun (UTC)"),
    Column("updated_at", "moment", "When it was last answered (UTC)"),
    Column("finished_at", "moment", "When it was finished (UTC)"),
    Column("channel", "text", "How they came"),
    Column("place", "text", "The place's key"),
    Column("employee", "text", "Who served them"),
    Column("product", "text", "What it was about"),
    Column("language", "text", "The language it was answered in"),
    Column("customer", "text", "The customer's key"),
    Column("score", "number", "The score of the first scored question"),
    Column("wants_help", "flag", "They asked to be called back"),
    Column("set_aside", "text", "Why it does not count"),
    Column("tags", "text", "The team's tags"),
    Column("given", "text", "What the address or the occasion gave along (JSON)"),
    Column("seconds", "text", "How long each question took (JSON)"),
)
ALL_ANSWERS: Final = Column("answers", "text", "All answers (JSON)")


def columns_of(documents: Sequence[asked.Document]) -> list[Column]:
    """Of the questions of these versions, the newest first; what was asked alike in several is one column."""
    found: dict[tuple[str, Kind], Column] = {}
    kinds: dict[str, Kind] = {}
    for document in reversed(documents):
        for column in columns_of_one(document):
            is_other = kinds.setdefault(column.name, column.kind) != column.kind
            named = replace(column, name=name_of_other(column)) if is_other else column
            found.setdefault((named.name, named.kind), named)
    return list(found.values())


def name_of_other(column: Column) -> str:
    """Where an earlier version asked something of another kind under the same key."""
    return f"{column.name}.as_{column.kind}"


def columns_of_one(document: asked.Document) -> list[Column]:
    return [column for question in document.questions for column in _of_question(question, document.languages[0])]


def _of_question(question: asked.Question, language: str) -> Iterable[Column]:
    key, title = question.key, _in(question.title, language) or question.key
    match question:
        case asked.Nps() | asked.Csat() | asked.Ces():
            yield Column(f"q.{key}", "number", title, key, _points(question, language))
        case asked.Number():
            yield Column(f"q.{key}", "number", title, key)
        case asked.Text() | asked.Date():
            yield Column(f"q.{key}", "text", title, key)
        case asked.Consent():
            yield Column(f"q.{key}", "flag", title, key)
        case asked.Contact():
            for part in question.fields:
                yield Column(f"q.{key}.{part}", "text", f"{title}: {part}", key, read=_part(part))
        case asked.Grid():
            for row in question.rows:
                label = f"{title}: {_in(row.title, language) or row.key}"
                yield Column(f"q.{key}.{row.key}", "number", label, key, read=_part(row.key))
        case asked.Choice():
            yield from _of_choice(question, title, language)


def _of_choice(question: asked.Choice, title: str, language: str) -> Iterable[Column]:
    titles = {option.key: _in(option.title, language) or option.key for option in question.options}
    if question.many:
        for key, called in titles.items():
            chosen = ((1, "chosen"), (0, "not chosen"))
            yield Column(
                f"q.{question.key}.{key}", "number", f"{title}: {called}", question.key, chosen, _is_chosen(key)
            )
    else:
        yield Column(f"q.{question.key}", "text", title, question.key, tuple(titles.items()), _the_chosen)
    if question.other:
        yield Column(
            f"q.{question.key}.{OTHER_WORDS}", "text", f"{title}: in their own words", question.key, (), _part(OTHER)
        )


def _part(name: str) -> Callable[[Any], Cell]:
    return lambda answer: answer.get(name)


def _is_chosen(key: str) -> Callable[[Any], Cell]:
    return lambda answer: int(key in answer["chosen"])


def _the_chosen(answer: Mapping[str, Any]) -> Cell:
    return answer["chosen"][0] if answer["chosen"] else None


def _points(question: asked.Question, language: str) -> tuple[tuple[Cell, str], ...]:
    """What the ends, or all points, are called."""
    if isinstance(question, asked.Csat) and question.labels:
        return tuple((point, _in(words, language)) for point, words in enumerate(question.labels, start=1))
    ends = points_of(question)[0], points_of(question)[-1]
    named = zip(ends, (question.lowest, question.highest), strict=True)  # type: ignore[attr-defined]
    return tuple((point, _in(words, language)) for point, words in named if words)


def _in(words: asked.Words, language: str) -> str:
    return words.get(language) or next(iter(words.values()), "")
