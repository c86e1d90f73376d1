"""The values that a document's own conditions tell apart: of each class of values, one that stands for it.

Pure. `None` among the classes stands for no answer; no classes at all (None) for "too many to look at".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, combinations, pairwise
from typing import Any, Final

from heedful.listen.surveys.document import (
    AnyQuestion,
    Ces,
    Check,
    Choice,
    Condition,
    Consent,
    Contact,
    Csat,
    Date,
    Document,
    Grid,
    Nps,
    Number,
    Text,
)
from heedful.listen.surveys.logic import OTHER, Known, holds

MOST_NAMED: Final = 8  # options of several, or words to contain: of more, all subsets are not looked at
SOMETHING_ELSE: Final = "·"  # what no condition names

Source = tuple[str, str]  # what is looked at, and which: ("answer", "grid.row"), ("person", "segment")
Classes = list[Any] | None


def source_of(check: Check) -> Source:
    return check.about, check.subject if check.about in ("answer", "person") else ""


def checks_by_source(document: Document) -> dict[Source, list[Check]]:
    found: dict[Source, list[Check]] = {}
    looking = [(question.shown_if, *(jump.when for jump in question.jumps)) for question in document.questions]
    ends = [part.when for part in (*document.quotas, *document.endings)]
    for condition in (*chain.from_iterable(looking), *ends):
        for check in condition.checks:
            found.setdefault(source_of(check), []).append(check)
    return found


def classes_of(source: Source, checks: Sequence[Check], document: Document) -> Classes:
    """One value of each kind that these checks tell apart."""
    if source[0] != "answer":
        values = _words(checks)
        return None if values is None else _distinct([None, *values], source, checks)
    key, _, row = source[1].partition(".")
    question = next((question for question in document.questions if question.key == key), None)
    if question is None:
        return [None]
    values = _answers(question, row, checks)
    if values is None:
        return None
    unanswered = [] if question.required and values else [None]
    return _distinct([*unanswered, *values], source, checks)


def _distinct(values: list[Any], source: Source, checks: Sequence[Check]) -> list[Any]:
    """The first of those that all checks see alike."""
    seen: dict[tuple[bool, ...], Any] = {}
    for value in values:
        known = _known(source, value)
        seen.setdefault(tuple(holds(Condition(checks=(check,)), known) for check in checks), value)
    return list(seen.values())


def _known(source: Source, value: Any) -> Known:
    about, subject = source
    if value is None:
        return Known()
    if about == "answer":
        key, _, row = subject.partition(".")
        return Known(answers={key: {row: value} if row else value})
    return Known(person={subject: value}) if about == "person" else Known(**{about: value})


def _answers(question: AnyQuestion, row: str, checks: Sequence[Check]) -> list[Any] | None:
    match question:
        case Nps():
            return list(range(1 if question.scale == "1-10" else 0, 11))
        case Csat() | Ces():
            return list(range(1, question.points + 1))
        case Grid():
            return list(range(1, question.points + 1)) if row else None
        case Choice():
            return _choices(question, checks)
        case Number():
            return list(_numbers(question, checks))
        case Date():
            return list(_days(question, checks))
        case Text():
            return _words(checks)
        case Consent():
            return [True, False]
        case Contact():
            return [{"name": SOMETHING_ELSE}]
    return []


def _choices(choice: Choice, checks: Sequence[Check]) -> list[Any] | None:
    """Of several, each set of the options that conditions name, with and without one that they do not."""
    if any(check.verb == "contains" for check in checks):
        return None
    own = [OTHER] if choice.other else []
    keys = [option.key for option in choice.options] + own
    if not choice.many:
        return [_chosen([key]) for key in keys]
    named = {value for check in checks for value in check.values}
    kept = [key for key in keys if key in named]
    kept += [key for key in keys if key not in named][:1]
    if len(kept) > MOST_NAMED:
        return None
    alone = {option.key for option in choice.options if option.alone}
    most = choice.most or len(keys)
    sets = (chosen for size in range(1, len(kept) + 1) for chosen in combinations(kept, size) if size <= most)
    return [_chosen(chosen) for chosen in sets if len(chosen) == 1 or alone.isdisjoint(chosen)]


def _chosen(keys: Iterable[str]) -> dict[str, Any]:
    keys = list(keys)
    return {"chosen": [key for key in keys if key != OTHER], "other": SOMETHING_ELSE if OTHER in keys else ""}


def _numbers(question: Number, checks: Sequence[Check]) -> Iterator[float]:
    """Each number named, one between every two, one beyond both ends: as far as the question takes them."""
    edges = _edges(checks)
    bounds = [bound for bound in (question.lowest, question.highest) if bound is not None]
    steps = sorted({*edges, *bounds}) or [0.0]
    near = (number + by for number in steps for by in (-1.0, 0.0, 1.0))
    between = ((one + other) / 2 for one, other in pairwise(steps))
    for number in chain(near, between):
        number = float(int(number // 1)) if question.whole else number
        if (question.lowest is None or number >= question.lowest) and (
            question.highest is None or number <= question.highest
        ):
            yield number


def _edges(checks: Sequence[Check]) -> set[float]:
    return {float(value) for check in checks for value in check.values if _is_number(value)}


def _is_number(value: float | str) -> bool:
    try:
        return abs(float(value)) < 1e15
    except ValueError:
        return False


def _days(question: Date, checks: Sequence[Check]) -> Iterator[str]:
    named = {str(value) for check in checks for value in check.values}
    days = {day for word in {*named, question.earliest, question.latest} if (day := _day(word))}
    for day in sorted(days) or [date(2000, 1, 1)]:
        for near in (day - timedelta(days=1), day, day + timedelta(days=1)):
            if (question.earliest or "") <= near.isoformat() <= (question.latest or "9999"):
                yield near.isoformat()


def _day(word: str) -> date | None:
    try:
        day = date.fromisoformat(word)
    except ValueError:
        return None
    return day if date(1, 1, 2) <= day <= date(9999, 12, 30) else None


def _words(checks: Sequence[Check]) -> list[Any] | None:
    """Each word named, each set of the words to contain, each number named and its neighbours, and something else."""
    parts = sorted({str(value) for check in checks if check.verb == "contains" for value in check.values})
    if len(parts) > MOST_NAMED:
        return None
    sets = ("\n".join(chosen) for size in range(1, len(parts) + 1) for chosen in combinations(parts, size))
    named = {str(value) for check in checks for value in check.values}
    edges = sorted(_edges(checks))
    near = [number + by for number in edges for by in (-1.0, 0.0, 1.0)]
    between = [(one + other) / 2 for one, other in pairwise(edges)]
    return [SOMETHING_ELSE, *sorted(named), *sets, *(f"{number:g}" for number in (*near, *between))]
