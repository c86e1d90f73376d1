"""The file's conditions as ours; what has no words here raises CannotSayError, and whoever asked tells of it."""

from __future__ import annotations

import math
import re
from typing import Any, Final

from django.utils.translation import gettext as _

from heedful.listen.surveys.document import AnyQuestion, Check, Choice, Condition, Contact, Grid, Nps, Number, Statement
from heedful.listen.surveys.qsf.questions import Reader
from heedful.listen.surveys.qsf.values import as_map, as_number, as_words, pairs

_LOCATOR: Final = re.compile(r"^q://(QID\w+)/(\w+)(?:/(\w+))?(?:/(\w+))?$")
_RANGES: Final = ("GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual")
_FURTHEST: Final = 1e15


class CannotSayError(Exception):
    """The condition has no words here; says why."""


def condition_of(reader: Reader, logic: Any) -> Condition:
    """A boolean expression, where all of it is joined by "and", or all by "or"."""
    checks: list[Check] = []
    joins = set()
    for group, terms in pairs(logic):
        if not group.isdigit():
            continue
        if group != "0":
            joins.add("or" if str(as_map(terms).get("Type")).lower().startswith("or") else "and")
        for number, term in pairs(terms):
            if number.isdigit():
                joins |= {str(as_map(term).get("Conjunction") or "and").lower()} if number != "0" else set()
                checks.append(check_of(reader, as_map(term)))
    if len(joins) > 1:
        raise CannotSayError(_("it mixes “and” with “or”"))
    return Condition(match="any" if joins == {"or"} else "all", checks=tuple(checks))


def check_of(reader: Reader, term: dict[str, Any]) -> Check:
    operator, right = str(term.get("Operator")), as_words(term.get("RightOperand"))
    if term.get("LogicType") == "EmbeddedField":
        return _of_person(as_words(term.get("LeftOperand")), operator, right)
    found = _LOCATOR.match(str(term.get("ChoiceLocator") or term.get("LeftOperand") or ""))
    if term.get("LogicType") != "Question" or not found:
        raise CannotSayError(_("it looks at what is not known here"))
    return _of_answer(reader, found[1], found[3] or "", operator, right)


def _of_answer(reader: Reader, qid: str, choice: str, operator: str, right: str) -> Check:
    made = reader.carried.get(qid)
    question = made.questions[0] if made and len(made.questions) == 1 else None
    if question is None or made is None or isinstance(question, Statement):
        raise CannotSayError(_("it looks at a question that is not here, or comes later"))
    if operator in ("Empty", "NotEmpty"):
        return Check(subject=question.key, verb="is_not_answered" if operator == "Empty" else "is_answered")
    if isinstance(question, Choice):
        return _of_choice(question, made.options.get(choice), operator)
    if isinstance(question, Contact):
        raise CannotSayError(_("who somebody is decides nothing"))
    if isinstance(question, Grid):
        raise CannotSayError(_("it looks at one cell of a table"))
    if operator in ("Selected", "NotSelected") and choice in made.points:
        verb = "is" if operator == "Selected" else "is_not"
        return Check(subject=question.key, verb=verb, values=(made.points[choice],))  # type: ignore[arg-type]
    return _compared(question, operator, right)


def both(conditions: list[Condition]) -> Condition:
    """All of them at once; one with "any" of several checks stands only alone."""
    told = [condition for condition in conditions if condition.checks]
    if len(told) <= 1:
        return told[0] if told else Condition()
    if any(condition.match == "any" and len(condition.checks) > 1 for condition in told):
        raise CannotSayError(_("it mixes “and” with “or”"))
    return Condition(checks=tuple(check for condition in told for check in condition.checks))


def _of_person(subject: str, operator: str, right: str) -> Check:
    verbs = {
        "EqualTo": "is",
        "NotEqualTo": "is_not",
        "Contains": "contains",
        "Empty": "is_not_answered",
        "NotEmpty": "is_answered",
    }
    if operator not in verbs or not subject:
        raise CannotSayError(_("it compares in a way that is not known here"))
    values = () if operator in ("Empty", "NotEmpty") else (right,)
    return Check(about="person", subject=subject.lower(), verb=verbs[operator], values=values)  # type: ignore[arg-type]


def _of_choice(question: Choice, option: str | None, operator: str) -> Check:
    if option is None or operator not in ("Selected", "NotSelected"):
        raise CannotSayError(_("it compares in a way that is not known here"))
    if question.many and operator == "NotSelected":
        raise CannotSayError(_("it asks what was not chosen of several"))
    verb = "is_not" if operator == "NotSelected" else "includes" if question.many else "is"
    return Check(subject=question.key, verb=verb, values=(option,))  # type: ignore[arg-type]


def _compared(question: AnyQuestion, operator: str, right: str) -> Check:
    number = as_number(right)
    verbs = {"EqualTo": "is", "NotEqualTo": "is_not", "Contains": "contains"}
    if operator in verbs and right:
        value = number if number is not None and operator != "Contains" else right
        return Check(subject=question.key, verb=verbs[operator], values=(value,))  # type: ignore[arg-type]
    if number is None or not isinstance(question, Nps | Number) or operator not in _RANGES:
        raise CannotSayError(_("it compares in a way that is not known here"))
    return Check(subject=question.key, verb="between", values=_range(operator, number))


def _range(operator: str, number: float) -> tuple[float, float]:
    match operator:
        case "GreaterThan":
            return math.nextafter(number, math.inf), _FURTHEST
        case "GreaterThanOrEqual":
            return number, _FURTHEST
        case "LessThan":
            return -_FURTHEST, math.nextafter(number, -math.inf)
    return -_FURTHEST, number
