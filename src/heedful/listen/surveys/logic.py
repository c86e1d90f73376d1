"""The way through a survey: what a person is shown given what they answered, and in which order.

Pure. Conditions look only at answers to questions that are on the way: what somebody answered before they went back
and took another turn does not count. Jumps go forward only, so that every way ends, even that of an unchecked draft.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from heedful.listen.surveys.document import (
    Check,
    Choice,
    Condition,
    Document,
    Ending,
    Option,
    Part,
    Question,
    Quota,
)
from heedful.listen.surveys.piping import piped

__all__ = [
    "END",
    "NO",
    "OTHER",
    "YES",
    "Known",
    "as_walked",
    "ending_of",
    "holds",
    "is_answered",
    "next_question",
    "option_order",
    "path",
    "piped",
    "previous_question",
    "question_order",
    "quotas_of",
    "subject_of",
]

END: Final = "end"
OTHER: Final = "other"  # what a condition calls an answer in the person's own words
YES, NO = "yes", "no"  # what a condition calls a box that was ticked, and one that was not

_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")


class Known(Part):
    """What is known while somebody answers. `location` is a key, `location_name` what a person calls it."""

    answers: Mapping[str, Any] = {}
    person: Mapping[str, str] = {}
    location: str = ""
    location_name: str = ""
    product: str = ""
    channel: str = ""
    touchpoint: str = ""
    language: str = ""


def holds(condition: Condition, known: Known) -> bool:
    """Without checks it always holds. What was not answered is none of any values, so `is_not` holds of it."""
    if not condition.checks:
        return True
    passed = (_passes(check, known) for check in condition.checks)
    return all(passed) if condition.match == "all" else any(passed)


def question_order(document: Document, *, seed: str) -> tuple[str, ...]:
    """The questions' keys; those that are shuffled together stand in their places in an order of this seed's own."""
    order = list(dict.fromkeys(question.key for question in document.questions))
    for shuffle in document.shuffles:
        places = [place for place, key in enumerate(order) if key in shuffle.questions]
        shuffled = _shuffled([order[place] for place in places], seed)
        for place, key in zip(places, shuffled, strict=True):
            order[place] = key
    return tuple(order)


def option_order(choice: Choice, *, seed: str) -> tuple[Option, ...]:
    """The options as this respondent sees them; those that stand alone ("none of these") stay last."""
    if not choice.shuffled:
        return choice.options
    last = tuple(option for option in choice.options if option.alone)
    keys = _shuffled([option.key for option in choice.options if not option.alone], f"{seed}:{choice.key}")
    by_key = {option.key: option for option in choice.options}
    return (*(by_key[key] for key in keys), *last)


def path(document: Document, known: Known, *, order: Iterable[str]) -> tuple[str, ...]:
    """Every question this person is shown, given these answers, in order; no question twice."""
    return tuple(_walk(document, known, tuple(dict.fromkeys(order)), {}))


def next_question(document: Document, known: Known, *, after: str | None, order: Iterable[str]) -> str | None:
    """The question after this one on the person's way; None is the end. After None comes the first.

    If the question is no longer on the way (an earlier answer changed), the next is the first beyond where it stood.
    """
    order = tuple(order)
    way = path(document, known, order=order)
    if after is None or after not in order:
        return next(iter(way), None)
    behind = frozenset(order[: order.index(after) + 1])
    return next((key for key in way if key not in behind), None)


def previous_question(document: Document, known: Known, *, before: str, order: Iterable[str]) -> str | None:
    """The question to go back to; None from the first."""
    order = tuple(order)
    ahead = frozenset(order[order.index(before) :]) if before in order else frozenset()
    behind = [key for key in path(document, known, order=order) if key not in ahead]
    return behind[-1] if behind else None


def as_walked(document: Document, known: Known, *, order: Iterable[str] = ()) -> Known:
    """The same, with only the answers to questions that are on the way."""
    said: dict[str, Any] = {}
    way = tuple(dict.fromkeys(order or (question.key for question in document.questions)))
    for _ in _walk(document, known, way, said):
        pass
    return replace(known, answers=said)


def ending_of(document: Document, known: Known) -> Ending | None:
    """The first ending whose condition holds; None where the document's `thanks` are to be said."""
    walked = as_walked(document, known)
    return next((ending for ending in document.endings if holds(ending.when, walked)), None)


def quotas_of(document: Document, known: Known, *, finished: bool) -> tuple[Quota, ...]:
    """The quotas this person falls under. Before they finish, only those that no answer to come can change."""
    walked = as_walked(document, known)
    settled = None if finished else walked.answers
    return tuple(quota for quota in document.quotas if _is_settled(quota, settled) and holds(quota.when, walked))


def is_answered(answer: Any) -> bool:
    return bool(_pieces(answer))


def subject_of(check: Check) -> tuple[str, str]:
    """Whose answer is looked at: the question's key, and the row's for a grid."""
    key, _, row = check.subject.partition(".")
    return key, row


def _is_settled(quota: Quota, answers: Collection[str] | None) -> bool:
    asked = {subject_of(check)[0] for check in quota.when.checks if check.about == "answer"}
    return answers is None or asked <= set(answers)


def _walk(document: Document, known: Known, order: tuple[str, ...], said: dict[str, Any]) -> Iterator[str]:
    """Keys on the way; `said` is filled with the answers that count."""
    questions = {question.key: question for question in document.questions}
    places = {key: place for place, key in enumerate(order)}
    seen = replace(known, answers=said)
    place = 0
    while place < len(order):
        question = questions.get(order[place])
        place += 1
        if question is None or not holds(question.shown_if, seen):
            continue
        yield question.key
        if question.key in known.answers:
            said[question.key] = known.answers[question.key]
        place = max(place, _target(question, seen, places))


def _target(question: Question, seen: Known, places: Mapping[str, int]) -> int:
    """Where the first jump that holds leads; one that leads backwards or nowhere is none."""
    for jump in question.jumps:
        if holds(jump.when, seen):
            return len(places) if jump.to == END else places.get(jump.to, 0)
    return 0


def _shuffled(keys: list[str], seed: str) -> list[str]:
    """The same seed gives the same order, on any machine and in any release."""
    return sorted(keys, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).digest())


def _passes(check: Check, known: Known) -> bool:
    given = _looked_at(check, known)
    pieces = frozenset(_plain(piece) for piece in _pieces(given))
    values = [_plain(value) for value in check.values]
    match check.verb:
        case "is":
            return bool(pieces) and pieces <= frozenset(values)
        case "is_not":
            return not (pieces and pieces <= frozenset(values))
        case "includes":
            return not pieces.isdisjoint(values)
        case "between":
            return any(_lies_between(piece, values) for piece in pieces)
        case "contains":
            return any(str(value) in text for text in _texts(given) for value in values)
        case "is_answered":
            return bool(pieces)
    return not pieces


def _looked_at(check: Check, known: Known) -> Any:
    if check.about == "answer":
        key, row = subject_of(check)
        answer = known.answers.get(key)
        return answer.get(row) if row and isinstance(answer, Mapping) else answer
    if check.about == "person":
        return known.person.get(check.subject)
    return getattr(known, check.about)


def _pieces(given: Any) -> tuple[float | str, ...]:
    """What was said, piece by piece: chosen options, rows, a number, words; () where nothing was."""
    match given:
        case None:
            return ()
        case bool():
            return (YES if given else NO,)
        case int() | float():
            return (float(given),)
        case str():
            return (given,) if given.strip() else ()
        case Mapping() if "chosen" in given:
            other = (OTHER,) if str(given.get("other") or "").strip() else ()
            return (*map(str, given["chosen"]), *other)
        case Mapping():
            return tuple(piece for value in given.values() for piece in _pieces(value))
    return ()


def _plain(value: float | str) -> float | str:
    """As it is compared: numbers as numbers, however they were written, and words without case."""
    if isinstance(value, str):
        word = value.strip().casefold()
        return float(word) if _NUMBER.match(word) else word
    return float(value)


def _texts(given: Any) -> list[str]:
    if isinstance(given, Mapping) and "chosen" in given:
        given = given.get("other") or ""
    return [piece.casefold() for piece in _pieces(given) if isinstance(piece, str)]


def _lies_between(piece: float | str, values: list[float | str]) -> bool:
    """Both ends included; days are compared as they are written."""
    if len(values) != 2 or any(type(value) is not type(piece) for value in values):
        return False
    return values[0] <= piece <= values[1]  # type: ignore[operator]
