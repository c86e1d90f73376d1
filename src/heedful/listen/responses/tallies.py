"""How often each answer was given: counted in the log, or, where the log cannot tell which are meant, one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any

import narwhals as nw

from heedful.listen.responses.heard import scale_of, source_of_survey
from heedful.listen.surveys import document as asked
from heedful.listen.surveys.logic import OTHER
from heedful.measures import lazy

Given = float | str


@dataclass(frozen=True, slots=True)
class Tally:
    """By the name of the answer ("nps", "grid.row"): how many gave one, and how many gave each."""

    n: Counter[str] = field(default_factory=Counter)
    given: dict[str, Counter[Given]] = field(default_factory=dict)

    def of(self, name: str) -> Counter[Given]:
        return self.given.get(name, Counter())

    def add(self, name: str, pieces: Iterable[Given], n: int = 1) -> None:
        self.n[name] += n
        counted = self.given.setdefault(name, Counter())
        for piece in pieces:
            counted[piece] += n

    def __add__(self, other: Tally) -> Tally:
        names = [*self.n, *(name for name in other.n if name not in self.n)]
        return Tally(self.n + other.n, {name: self.of(name) + other.of(name) for name in names})

    def __sub__(self, other: Tally) -> Tally:
        """Without those of the other, all of which are among these; what nobody gave any more is gone."""
        n = self.n - other.n
        return Tally(n, {name: self.of(name) - other.of(name) for name in n})

    @property
    def size(self) -> int:
        """How many different answers there are."""
        return sum(map(len, self.given.values()))


@dataclass(frozen=True, slots=True)
class Where:
    """Which answers in the log. `locations` are keys; None for everywhere."""

    workspace: str
    survey: str
    begin: datetime | None = None
    end: datetime | None = None
    locations: tuple[str, ...] | None = None
    channel: str = ""

    def among(self, answers: Any) -> nw.LazyFrame[Any]:
        """Of a frame of the log."""
        rows = lazy(answers).filter(nw.col("source") == source_of_survey(self.survey))
        for moment, is_end in ((self.begin, False), (self.end, True)):
            if moment is not None:
                naive = moment.astimezone(UTC).replace(tzinfo=None)
                rows = rows.filter(nw.col("occurred_at") < naive if is_end else nw.col("occurred_at") >= naive)
        if self.locations is not None:
            rows = rows.filter(nw.col("location").is_in(list(self.locations)))
        return rows.filter(nw.col("channel") == self.channel) if self.channel else rows


Titles = tuple[tuple[str, str], ...]  # of a version's options: what the log calls each, and its key


@dataclass(frozen=True, slots=True)
class Asks:
    """How the log's words and numbers are read: on which scale each question is asked, what its options were called."""

    scales: tuple[tuple[str, str | None], ...]
    choices: tuple[tuple[str, tuple[Titles, ...]], ...]


def asks_of(today: Mapping[str, asked.Question], documents: Sequence[asked.Document]) -> Asks:
    choices = (key for key, question in today.items() if isinstance(question, asked.Choice))
    return Asks(
        tuple((key, scale_of(question)) for key, question in today.items()),
        tuple((key, tuple(titles_of(key, documents))) for key in choices),
    )


def tally_in_log(rows: nw.LazyFrame[Any], asks: Asks) -> Tally:
    """Each distinct answer comes with its number from the log's engine; only those on today's scale are counted."""
    scales, choices, tally = dict(asks.scales), dict(asks.choices), Tally()
    for name, scale, value, n in _counted(_but(rows, choices), "name", "scale", "value"):
        question = str(name).partition(".")[0]
        if question in scales and scale == scales[question]:
            tally.add(name, [] if value is None else [float(value)], n)
    for name, said, n in _counted(_only(rows, choices), "name", "text") if choices else ():
        tally.add(name, chosen_in(said or "", choices[name]), n)
    return tally


def tally_of(answers: Iterable[tuple[asked.Document, Mapping[str, Any]]], today: Mapping[str, asked.Question]) -> Tally:
    """The same from responses: each with the document it answers."""
    tally = Tally()
    for document, given in answers:
        for question in document.questions:
            if question.key in given and _is_same(question, today.get(question.key)):
                for name, pieces in _pieces(question, given[question.key]):
                    tally.add(name, pieces)
    return tally


def _counted(rows: nw.LazyFrame[Any], *columns: str) -> Iterator[tuple[Any, ...]]:
    return rows.select(*columns).group_by(*columns).agg(n=nw.len()).collect(backend="pyarrow").iter_rows()


def _only(rows: nw.LazyFrame[Any], names: Iterable[str]) -> nw.LazyFrame[Any]:
    """Name by name: an engine compares words much faster than it looks them up in a list."""
    return rows.filter(reduce(or_, (nw.col("name") == name for name in names)))


def _but(rows: nw.LazyFrame[Any], names: Iterable[str]) -> nw.LazyFrame[Any]:
    for name in names:
        rows = rows.filter(nw.col("name") != name)
    return rows


def _is_same(then: asked.Question, now: asked.Question | None) -> bool:
    """Whether answers to the two can be counted together."""
    return now is not None and type(now) is type(then) and scale_of(now) == scale_of(then)


def _pieces(question: asked.Question, answer: Any) -> Iterator[tuple[str, list[Given]]]:
    match question:
        case asked.Choice():
            yield question.key, [*answer["chosen"], *([OTHER] if answer.get("other") else [])]
        case asked.Grid():
            yield from ((f"{question.key}.{row}", [float(point)]) for row, point in answer.items())
        case asked.Text() | asked.Date() | asked.Contact():
            yield question.key, []
        case _:
            yield question.key, [float(answer)]


def titles_of(key: str, documents: Iterable[asked.Document]) -> list[Titles]:
    """What the options of a question were called, version by version."""
    found: dict[Titles, None] = {}
    for document in documents:
        for question in document.questions:
            if question.key == key and isinstance(question, asked.Choice):
                first = document.languages[0]
                found[tuple((option.title.get(first) or option.key, option.key) for option in question.options)] = None
    return list(found)


def chosen_in(said: str, versions: Iterable[Titles]) -> list[Given]:
    """The options that the log's words name, as the version called them that explains most of these words."""
    readings = [_read(said, titles) for titles in versions] or [([], said)]
    chosen, rest = min(readings, key=lambda reading: len(reading[1]))
    return [*chosen, OTHER] if rest else list(chosen)


def _read(said: str, titles: Titles) -> tuple[list[str], str]:
    """The titles in the document's order; what is left is the person's own."""
    chosen = []
    for title, key in titles:
        if said == title or said.startswith(f"{title}; "):
            chosen.append(key)
            said = said[len(title) + 2 :]
    return chosen, said
