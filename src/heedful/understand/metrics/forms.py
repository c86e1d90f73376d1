"""From strings to a frozen Question: the one parser of the command line, HTTP and the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Final

from heedful.interactions.schema import DIMENSIONS
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.metric import Metric
from heedful.understand.metrics.question import EVERY, Period, Question

FIELDS: Final = ("method", "by", "where", "from", "to", "every", "compare_to", "level")
COMPARISONS: Final = ("previous", "year_before")
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
LONGEST_VALUE: Final = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one part of a question, and what would be right."""

    field: str
    reason: str
    allowed: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


class QuestionError(ValueError):
    """The question cannot be understood; holds every problem found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class UnknownMetricError(QuestionError):
    """No measure has this key."""


def question(
    key: str,
    fields: Mapping[str, Sequence[str]],
    *,
    workspace: str,
    now: datetime,
    tz: str,
    locations: tuple[str, ...] | None,
) -> Question:
    """The question that `key` and `fields` (names of FIELDS to the strings given) ask."""
    metric = _metric(key)
    problems: list[Problem] = _unknown_fields(fields)
    parts = _Parts(fields, problems)
    method = _method(metric, parts)
    by = _dimensions(parts)
    where = _conditions(parts)
    period = _period(parts)
    every = parts.one_of("every", EVERY)
    compare_to = _comparison(parts, period)
    level = _level(parts)
    if every and compare_to:
        problems.append(Problem("compare_to", "a series compares itself: leave out `every` or `compare_to`"))
    if problems:
        raise QuestionError(problems)
    return Question(
        workspace=workspace,
        metric=metric.key,
        method=method,
        now=now,
        by=by,
        where=where,
        period=period,
        compare_to=compare_to,
        every=every,
        tz=tz,
        locations=None if locations is None else tuple(sorted(locations)),
        level=level,
    )


class _Parts:
    """The strings given, by field; notes problems instead of stopping at the first."""

    def __init__(self, fields: Mapping[str, Sequence[str]], problems: list[Problem]) -> None:
        self._fields = fields
        self._problems = problems

    def refuse(self, field: str, reason: str, allowed: Sequence[str] = ()) -> None:
        self._problems.append(Problem(field, reason, tuple(allowed)))

    def all(self, field: str) -> list[str]:
        return [text.strip() for text in self._fields.get(field, ()) if text is not None and text.strip()]

    def one(self, field: str) -> str | None:
        texts = self.all(field)
        if len(texts) > 1:
            self.refuse(field, f"given {len(texts)} times, once is allowed")
        return texts[0] if texts else None

    def one_of(self, field: str, allowed: Sequence[str]) -> str | None:
        text = self.one(field)
        if text is None or text in allowed:
            return text
        self.refuse(field, f"“{_shown(text)}” is not one of {', '.join(allowed)}", allowed)
        return None

    def day(self, field: str) -> date | None:
        text = self.one(field)
        if text is None:
            return None
        day = _day(text)
        if day is None:
            self.refuse(field, f"“{_shown(text)}” is not a date like 2026-01-31 between 1900 and 2199")
        return day


def _metric(key: str) -> Metric:
    if key in METRICS:
        return METRICS[key]
    near = get_close_matches(key[:100], METRICS, n=1)
    hint = f": did you mean “{near[0]}”?" if near else f": the measures are {', '.join(METRICS)}"
    raise UnknownMetricError([Problem("metric", f"no measure is called “{_shown(key)}”{hint}", tuple(METRICS))])


def _unknown_fields(fields: Mapping[str, Sequence[str]]) -> list[Problem]:
    return [
        Problem(_shown(name), f"no such parameter: {', '.join(FIELDS)} are known", FIELDS)
        for name in fields
        if name not in FIELDS
    ]


def _method(metric: Metric, parts: _Parts) -> str:
    text = parts.one("method")
    if text is None:
        return metric.default
    name = metric.aliases.get(text, text)
    if name not in metric.methods:
        known = ", ".join(metric.methods)
        parts.refuse("method", f"{metric.key} has no method “{_shown(text)}”: it has {known}", tuple(metric.methods))
    return name


def _dimensions(parts: _Parts) -> tuple[str, ...]:
    names = dict.fromkeys(name.strip() for text in parts.all("by") for name in text.split(",") if name.strip())
    for name in names:
        _check_dimension("by", name, parts)
    return tuple(names)


def _conditions(parts: _Parts) -> tuple[tuple[str, tuple[str, ...]], ...]:
    wanted: dict[str, dict[str, None]] = {}
    for text in parts.all("where"):
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not value:
            parts.refuse("where", f"“{_shown(text)}” is not DIMENSION=VALUE, like location=nord")
        elif len(value) > LONGEST_VALUE or "\x00" in value:
            parts.refuse("where", f"the value of {_shown(name)} is not a name (at most {LONGEST_VALUE} characters)")
        elif _check_dimension("where", name, parts):
            wanted.setdefault(name, {})[value] = None
    return tuple((name, tuple(sorted(values))) for name, values in sorted(wanted.items()))


def _check_dimension(field: str, name: str, parts: _Parts) -> bool:
    if name in DIMENSIONS:
        return True
    near = get_close_matches(name[:100], DIMENSIONS, n=1)
    hint = f": did you mean “{near[0]}”?" if near else f": it is one of {', '.join(DIMENSIONS)}"
    parts.refuse(field, f"unknown dimension “{_shown(name)}”{hint}", DIMENSIONS)
    return False


def _period(parts: _Parts) -> Period:
    start, end = parts.day("from"), parts.day("to")
    if start and end and end < start:
        parts.refuse("to", f"the period ends on {end}, before it starts on {start}")
    return Period(start, end)


def _comparison(parts: _Parts, period: Period) -> Period | None:
    text = parts.one("compare_to")
    if text is None:
        return None
    if text in COMPARISONS:
        if period.days is None or period.days < 1:
            parts.refuse("compare_to", f"“{text}” needs a period with `from` and `to`")
            return None
        return period.previous() if text == "previous" else period.year_before()
    start, slash, end = text.partition("/")
    first, last = _day(start), _day(end)
    if not slash or first is None or last is None or last < first:
        allowed = (*COMPARISONS, "2026-01-01/2026-03-31")
        parts.refuse("compare_to", f"“{_shown(text)}” is not previous, year_before or START/END", allowed)
        return None
    return Period(first, last)


def _level(parts: _Parts) -> float:
    text = parts.one("level")
    try:
        level = 0.95 if text is None else float(text)
    except ValueError:
        level = 0.0
    if not 0.5 <= level <= 0.999:
        parts.refuse("level", f"“{_shown(text or '')}” is not a number from 0.5 to 0.999")
    return level


def _day(text: str) -> date | None:
    if len(text) != 10 or not text.isascii():
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _shown(text: str) -> str:
    """The user's own words, short and printable, to be repeated in a message."""
    printable = "".join(letter if letter.isprintable() else "�" for letter in text)
    return printable if len(printable) <= 60 else f"{printable[:59]}…"
