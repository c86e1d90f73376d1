"""The way through: jumps, conditions, what can be reached, and where a way ends in nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from heedful.listen.surveys.checking import Problem, conditions, named, stops, titles, warns
from heedful.listen.surveys.document import (
    Ces,
    Check,
    Choice,
    Contact,
    Csat,
    Document,
    Grid,
    Nps,
    Question,
    Statement,
)
from heedful.listen.surveys.logic import END, OTHER, subject_of
from heedful.listen.surveys.reach import reach

NEEDS_VALUES = ("is", "is_not", "between", "includes", "contains")


def flow(document: Document) -> Iterator[Problem]:
    """What can be reached is asked only where everything is found where it is looked for."""
    found = [*_jumps(document), *_shuffles(document), *_checks(document)]
    yield from found
    keys = [question.key for question in document.questions]
    if len(keys) == len(set(keys)) and keys and not any(problem.severity == "stops" for problem in found):
        yield from _unreachable(document)


def _jumps(document: Document) -> Iterator[Problem]:
    places = {question.key: place for place, question in enumerate(document.questions)}
    for place, question in enumerate(document.questions):
        for number, jump in enumerate(question.jumps):
            path, facts = f"questions.{question.key}.jumps.{number}", {"question": named(question, document)}
            if jump.to == END:
                continue
            if jump.to not in places:
                says = _("After “%(question)s” it jumps to “%(to)s”, which there is not.")
                yield stops(path, "jump-nowhere", says, to=jump.to, **facts)
            elif places[jump.to] <= place:
                says = _("After “%(question)s” it jumps back to “%(to)s”: people would go round in a circle.")
                yield stops(path, "jump-back", says, to=titles(document)[jump.to], **facts)


def _shuffles(document: Document) -> Iterator[Problem]:
    order = [question.key for question in document.questions]
    seen: set[str] = set()
    for number, shuffle in enumerate(document.shuffles):
        path, group = f"shuffles.{number}", [key for key in order if key in shuffle.questions]
        if unknown := [key for key in shuffle.questions if key not in order]:
            yield stops(path, "shuffle-unknown", _("It shuffles “%(key)s”, which there is not."), key=unknown[0])
        if seen & set(group):
            yield stops(path, "shuffle-twice", _("A question is shuffled with two groups."))
        first = order.index(group[0]) if group else 0
        if order[first : first + len(group)] != group:
            yield stops(path, "shuffle-apart", _("Questions that are shuffled together must stand side by side."))
        seen |= set(group)
        yield from _depending(document, path, frozenset(group))


def _depending(document: Document, path: str, group: frozenset[str]) -> Iterator[Problem]:
    """In a shuffled group no question comes before another, so none can lean on another."""
    for question in document.questions:
        leans = {subject_of(check)[0] for check in question.shown_if.checks if check.about == "answer"}
        if question.key in group and (question.jumps or leans & group):
            says = _("“%(question)s” is shuffled with its neighbours, so it can neither jump nor depend on them.")
            yield stops(path, "shuffle-depends", says, question=named(question, document))
        if any(jump.to in group for jump in question.jumps):
            says = _("After “%(question)s” it jumps into questions that are shuffled: where it lands would be chance.")
            yield stops(path, "shuffle-jump", says, question=named(question, document))


def _checks(document: Document) -> Iterator[Problem]:
    questions = {question.key: question for question in document.questions}
    places = {question.key: place for place, question in enumerate(document.questions)}
    for path, condition, behind in conditions(document):
        for check in condition.checks:
            yield from _values(path, check)
            if check.about != "answer":
                continue
            key, row = subject_of(check)
            if key not in questions:
                says = _("A condition looks at “%(key)s”, which there is not.")
                yield stops(path, "condition-unknown", says, key=check.subject)
            elif places[key] >= behind:
                says = _("A condition looks at “%(question)s”, which comes only later.")
                yield stops(path, "condition-later", says, question=named(questions[key], document))
            else:
                yield from _fit(path, check, questions[key], row, document)


def _values(path: str, check: Check) -> Iterator[Problem]:
    if check.verb in NEEDS_VALUES and not check.values:
        yield stops(path, "condition-without-values", _("A condition compares with nothing: say with what."))
    elif check.verb == "between" and not _is_range(check):
        yield stops(path, "condition-range", _("A condition from … to … needs two numbers, the lower one first."))
    if check.about == "person" and not check.subject:
        yield stops(path, "condition-unknown", _("A condition looks at a person, and does not say at what of them."))


def _is_range(check: Check) -> bool:
    low, high = check.values if len(check.values) == 2 else (1, 0)
    return isinstance(low, str) == isinstance(high, str) and low <= high  # type: ignore[operator]


def _fit(path: str, check: Check, question: Question, row: str, document: Document) -> Iterator[Problem]:
    """Whether what is asked of the answer is something that the question can answer."""
    facts = {"question": named(question, document)}
    if isinstance(question, Statement):
        yield stops(
            path, "condition-unanswered", _("A condition looks at “%(question)s”, which nobody answers."), **facts
        )
    if isinstance(question, Contact) and check.verb not in ("is_answered", "is_not_answered"):
        says = _("A condition can only ask whether “%(question)s” was answered: who somebody is decides nothing.")
        yield stops(path, "condition-contact", says, **facts)
    rows = [option.key for option in question.rows] if isinstance(question, Grid) else []
    if row and row not in rows:
        says = _("A condition looks at “%(key)s”, which there is not.")
        yield stops(path, "condition-unknown", says, key=check.subject)
    known = _answers_to(question)
    if known is not None and check.verb in ("is", "is_not", "includes"):
        for value in check.values:
            if value not in known:
                says = _("A condition compares “%(question)s” with “%(value)s”, which nobody can answer.")
                yield stops(path, "condition-value", says, value=_plainly(value), **facts)


def _answers_to(question: Question) -> frozenset[float | str] | None:
    match question:
        case Nps():
            return frozenset(map(float, range(1 if question.scale == "1-10" else 0, 11)))
        case Csat() | Ces() | Grid():
            return frozenset(map(float, range(1, question.points + 1)))
        case Choice():
            return frozenset(option.key for option in question.options) | ({OTHER} if question.other else set())
    return None


def _plainly(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _unreachable(document: Document) -> Iterator[Problem]:
    found, names = reach(document), titles(document)
    for question in document.questions:
        if question.key not in found.questions:
            yield _never_shown(question, names)
        else:
            yield from _never_jumps(question, found.jumps, names)
    for quota in document.quotas:
        if quota.key not in found.quotas:
            yield stops(
                f"quotas.{quota.key}",
                "quota-never",
                _("Nobody can ever fall under the quota “%(key)s”."),
                key=quota.key,
            )
    for ending in document.endings:
        if ending.key not in found.endings:
            yield warns(
                f"endings.{ending.key}", "ending-never", _("Nobody ever comes to the ending “%(key)s”."), key=ending.key
            )
    if found.asks_nothing:
        yield warns("questions", "asks-nothing", _("Some people come to the end without being asked anything."))
    if found.ends_without_ending and not any(document.thanks.values()):
        says = _("Some people come to the end, and nothing is said there: write the thanks, or an ending for everyone.")
        yield stops("thanks", "dead-end", says)


def _never_shown(question: Question, names: Mapping[str, str]) -> Problem:
    says = _("Nobody can ever be shown “%(question)s”: its condition cannot hold, or everybody jumps over it.")
    if question.required:
        says = _("“%(question)s” must be answered, and nobody can ever be shown it.")
    path, code = f"questions.{question.key}", "required-unreachable" if question.required else "never-shown"
    return stops(path, code, says, question=names[question.key])


def _never_jumps(question: Question, taken: frozenset[tuple[str, int]], names: Mapping[str, str]) -> Iterator[Problem]:
    for number, _jump in enumerate(question.jumps):
        if (question.key, number) not in taken:
            says = _("The jump number %(number)s after “%(question)s” is never taken: its condition cannot hold there.")
            path = f"questions.{question.key}.jumps.{number}"
            yield warns(path, "jump-never", says, number=number + 1, question=names[question.key])
