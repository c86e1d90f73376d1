"""What can be reached in a survey: which questions, jumps, quotas and endings somebody can come to at all.

Pure. Every source that a condition looks at is cut into the few classes of values that the document's own conditions
tell apart (`domains.py`); then all ways through are walked at once, question by question, and of each way only what a
later condition looks at is kept. That is exact. Where a source has too many classes, or too many ways are open at
once, its value counts as "anything": then more is called reachable than is, and never less, so that what is called
unreachable always is. (Three answers about one person are looked at as three: so is a grid and each of its rows.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, Final

from heedful.listen.surveys.document import Condition, Document, Part, Question, Statement
from heedful.listen.surveys.domains import Source, checks_by_source, classes_of, source_of
from heedful.listen.surveys.logic import END, Known, holds

MOST_WAYS: Final = 2_000  # open at once

Way = frozenset[tuple[Source, int]]  # of each source that still matters, the class of its value
Ways = set[tuple[Way, bool]]  # and whether anything was asked on it


class Reach(Part):
    questions: frozenset[str] = frozenset()
    jumps: frozenset[tuple[str, int]] = frozenset()  # the question's key, and the number of its jump from 0
    quotas: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    asks_nothing: bool = False  # somebody comes to the end without a question
    ends_without_ending: bool = False  # to somebody no ending fits


def reach(document: Document) -> Reach:
    """Of a document whose keys are each used once and whose conditions and jumps point to what there is.

    Shuffled questions are taken as written: none of them may depend on another of its group, or jump.
    """
    return _Walk(document).all_ways()


class _Walk:
    def __init__(self, document: Document) -> None:
        self.document, self.end = document, len(document.questions)
        self.places = {question.key: place for place, question in enumerate(document.questions)}
        self.classes = {
            source: classes_of(source, checks, document) for source, checks in checks_by_source(document).items()
        }
        self.last_use = _last_uses(document)
        self.arriving: list[Ways] = [set() for _ in range(self.end + 1)]
        self.questions: set[str] = set()
        self.jumps: set[tuple[str, int]] = set()

    def all_ways(self) -> Reach:
        self.arriving[0].add((frozenset(), False))
        for place, question in enumerate(self.document.questions):
            for way, is_asked in self._bounded(self.arriving[place]):
                self._pass(place, question, way, is_asked)
        ends = self._bounded(self.arriving[self.end])
        endings, is_speechless = self._endings(way for way, _ in ends)
        return Reach(
            questions=frozenset(self.questions),
            jumps=frozenset(self.jumps),
            quotas=frozenset(self._quotas(way for way, _ in ends)),
            endings=frozenset(endings),
            asks_nothing=any(not is_asked for _, is_asked in ends),
            ends_without_ending=is_speechless,
        )

    def _pass(self, place: int, question: Question, way: Way, is_asked: bool) -> None:
        for is_shown, looked in self._outcomes(question.shown_if, way):
            if not is_shown:
                self._arrive(place + 1, looked, is_asked)
                continue
            self.questions.add(question.key)
            asks = is_asked or not isinstance(question, Statement)
            for answered in self._answers(question, looked):
                for target, then in self._turns(place, question, answered):
                    self._arrive(target, then, asks)

    def _arrive(self, place: int, way: Way, is_asked: bool) -> None:
        """Without what no condition from here on looks at."""
        kept = frozenset((source, number) for source, number in way if self.last_use[source] >= place)
        self.arriving[place].add((kept, is_asked))

    def _turns(self, place: int, question: Question, way: Way) -> Iterator[tuple[int, Way]]:
        """Where it goes on: by the first jump that holds, or to the next question."""
        staying = [way]
        for number, jump in enumerate(question.jumps):
            target = self.end if jump.to == END else self.places[jump.to]
            outcomes = [outcome for each in staying for outcome in self._outcomes(jump.when, each)]
            staying = [each for is_taken, each in outcomes if not is_taken]
            if len(staying) < len(outcomes):
                self.jumps.add((question.key, number))
            yield from ((target, each) for is_taken, each in outcomes if is_taken)
        yield from ((place + 1, each) for each in staying)

    def _quotas(self, ways: Iterable[Way]) -> set[str]:
        ways = list(ways)
        return {
            quota.key
            for quota in self.document.quotas
            if any(is_held for way in ways for is_held, _ in self._outcomes(quota.when, way))
        }

    def _endings(self, ways: Iterable[Way]) -> tuple[set[str], bool]:
        """The endings that are said to somebody, and whether to somebody none is."""
        found, waiting = set(), set(ways)
        for ending in self.document.endings:
            outcomes = {outcome for way in waiting for outcome in self._outcomes(ending.when, way)}
            if any(is_said for is_said, _ in outcomes):
                found.add(ending.key)
            waiting = {way for is_said, way in outcomes if not is_said}
        return found, bool(waiting)

    def _answers(self, question: Question, way: Way) -> Iterator[Way]:
        """The way after each class of answers; a grid's rows are answered each for itself."""
        mine = [source for source in self.classes if source[0] == "answer" and _key(source) == question.key]
        yield from self._settled([source for source in mine if self.classes[source] is not None], way)

    def _outcomes(self, condition: Condition, way: Way) -> Iterator[tuple[bool, Way]]:
        """Whether it holds, and the way on which it does: what was open about the person is settled by looking."""
        sources = dict.fromkeys(map(source_of, condition.checks))
        if any(self.classes[source] is None for source in sources):
            yield from ((True, way), (False, way))
            return
        settled = {source for source, _ in way}
        yet_open = [source for source in sources if source not in settled and source[0] != "answer"]
        for looked in self._settled(yet_open, way):
            yield holds(condition, self._known(looked)), looked

    def _settled(self, sources: list[Source], way: Way) -> Iterator[Way]:
        for numbers in product(*(range(len(self.classes[source] or ())) for source in sources)):
            yield way | frozenset(zip(sources, numbers, strict=True))

    def _known(self, way: Way) -> Known:
        answers: dict[str, Any] = {}
        person: dict[str, str] = {}
        places: dict[str, str] = {}
        for (about, subject), number in way:
            value = (self.classes[about, subject] or ())[number]
            if value is None:
                continue
            if about == "answer":
                key, _, row = subject.partition(".")
                answers[key] = {**answers.get(key, {}), row: value} if row else value
            elif about == "person":
                person[subject] = value
            else:
                places[about] = value
        return Known(answers=answers, person=person, **places)

    def _bounded(self, ways: Ways) -> Ways:
        """No more than can be walked: what makes most ways counts as anything from here on."""
        ways = self._without_unknown(ways)
        while len(ways) > MOST_WAYS:
            settled = {source for way, _ in ways for source, _ in way}
            self.classes[max(settled, key=lambda source: (len(self.classes[source] or ()), source))] = None
            ways = self._without_unknown(ways)
        return ways

    def _without_unknown(self, ways: Ways) -> Ways:
        return {
            (frozenset(item for item in way if self.classes[item[0]] is not None), is_asked) for way, is_asked in ways
        }


def _key(source: Source) -> str:
    return source[1].partition(".")[0]


def _last_uses(document: Document) -> dict[Source, int]:
    """Of each source, the last place where a condition looks at it; quotas and endings look from the end."""
    uses: dict[Source, int] = {}
    for place, question in enumerate(document.questions):
        for condition in (question.shown_if, *(jump.when for jump in question.jumps)):
            uses |= {source_of(check): place for check in condition.checks}
    for part in (*document.quotas, *document.endings):
        uses |= {source_of(check): len(document.questions) for check in part.when.checks}
    return uses
