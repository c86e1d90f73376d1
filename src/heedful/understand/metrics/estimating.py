"""The part of a question that runs in Python: counts in, rows with their honesty out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from math import hypot, isfinite
from typing import Any

import numpy as np
import pyarrow as pa
from django.utils.translation import gettext_lazy as _

from heedful import measures
from heedful.stats import CannotFit, Change, Estimate, counts_of
from heedful.stats.change import Verdict
from heedful.understand.metrics.answer import Row, State
from heedful.understand.metrics.counting import Counted
from heedful.understand.metrics.metric import Method, Scope, Words
from heedful.understand.metrics.question import Question
from heedful.understand.metrics.rows import label


def rows(found: Iterable[Counted], question: Question, method: Method) -> list[Row]:
    """One row a group, sorted by its dimensions (what has no name comes last), period and extras."""
    unsorted = [_row(keys, counts, each, question, method) for each in found for keys, counts in _groups(each, method)]
    return sorted(unsorted, key=_place)


def judged_rows(judged: Mapping[tuple[Any, ...], Mapping[str, Any]], question: Question, method: Method) -> list[Row]:
    """Rows of what was counted among other answers, by the dimensions' values and the period."""
    found = []
    for (*values, period), counts in judged.items():
        estimate = method.estimate(**counts, level=question.level)
        state, needed = _state(estimate, method)
        dims = dict(zip(question.by, values, strict=True))
        found.append(Row(dims=dims, period=period, estimate=estimate, state=state, needed=needed, counts=counts))
    return sorted(found, key=_place)


def nothing(question: Question, method: Method, period: str | None = None) -> Row:
    """The row that says that nothing is known: no value, never 0."""
    return Row(
        dims=dict.fromkeys(question.by),
        period=period or question.period.label,
        estimate=Estimate.unknown(),
        state="none",
        needed=method.minimum_n,
        extras=dict.fromkeys(method.extras),
    )


def without_gaps(found: Sequence[Row], question: Question, method: Method) -> list[Row]:
    """A series without holes: a period in which nothing was heard has a row that says so."""
    if question.every is None or question.by or method.extras or method.reads == "cohorts" or not found:
        return list(found)
    by_label = {row.period: row for row in found}
    return [by_label.get(name) or nothing(question, method, name) for name in _labels(question, found)]


def with_changes(now: Sequence[Row], before: Sequence[Row], method: Method, level: float) -> list[Row]:
    """Each row beside the same group in the period compared with."""
    earlier = {_identity(row): row for row in before}
    return [_with_change(row, earlier.get(_identity(row)), method, level) for row in now]


def _with_change(now: Row, before: Row | None, method: Method, level: float) -> Row:
    if before is None:
        return replace(now, change=Change.unknown(0, now.estimate.n, minimum_n=method.minimum_n))
    if method.change is None:
        change = difference(before.estimate, now.estimate, minimum_n=method.minimum_n)
    else:
        change = method.change(before.counts, now.counts, level=level, minimum_n=method.minimum_n)
    return replace(now, change=change, before=before.estimate.value)


def _row(keys: Mapping[str, Any], counts: Mapping[str, Any], found: Counted, question: Question, method: Method) -> Row:
    estimate, cautions = _estimated(counts, found.scope, method)
    state, needed = _state(estimate, method)
    return Row(
        dims={name: keys[name] for name in question.by},
        period=found.label or label(_day(keys["period"]), question.every or "day"),
        estimate=estimate,
        state=state,
        needed=needed,
        extras={name: _plain(keys[name]) for name in method.extras},
        counts=counts,
        cautions=cautions,
    )


def _estimated(counts: Mapping[str, Any], scope: Scope, method: Method) -> tuple[Estimate, Sequence[Words]]:
    """The number and what to mind about it; or that it is unknown, and why."""
    try:
        with np.errstate(all="ignore"):  # what comes of it is looked at below
            found = method.estimate(**counts, **method.estimating(scope))
    except CannotFit as reason:
        customers = counts.get("customers")
        return Estimate.unknown(0 if customers is None else int(np.sum(customers))), (str(reason),)
    estimate, cautions = (found, ()) if isinstance(found, Estimate) else (found.estimate, found.cautions)
    return (estimate, cautions) if _is_sound(estimate) else (Estimate.unknown(estimate.n), (NOT_SOUND,))


NOT_SOUND = _("The model gives no number on these data.")


def _is_sound(estimate: Estimate) -> bool:
    """No number is ever NaN or infinite on its way out."""
    return all(part is None or isfinite(part) for part in (estimate.value, estimate.low, estimate.high))


def _groups(found: Counted, method: Method) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """What tells a group apart, and its counts."""
    names = [*found.scope.by, *([] if found.label else ["period"]), *method.extras]
    if method.many_rows:
        yield from _columns_by_group(found.counts.to_native(), names)
        return
    for row in found.counts.iter_rows(named=True):
        yield {name: row.pop(name) for name in names}, counts_of(row)


def _columns_by_group(table: pa.Table, names: list[str]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each group's columns as arrays; without keys there is one group, of no rows where nothing was counted."""
    if names and not table.num_rows:
        return
    code = np.zeros(table.num_rows, dtype=np.int64)
    for name in names:
        encoded = table[name].combine_chunks().dictionary_encode(null_encoding="encode")
        code = code * max(1, len(encoded.dictionary)) + encoded.indices.to_numpy()
    counts = {name: table[name].to_numpy() for name in table.column_names if name not in names}
    order = np.lexsort((*reversed(counts.values()), code))  # a bootstrap draws rows by their place: let it be certain
    starts = np.flatnonzero(np.diff(code[order], prepend=-1)) if names else np.zeros(1, dtype=np.int64)
    for start, end in zip(starts, [*starts[1:], table.num_rows], strict=True):
        at = order[start:end]
        keys = {name: table[name][int(at[0])].as_py() for name in names}
        yield keys, {name: values[at] for name, values in counts.items()}


def _state(estimate: Estimate, method: Method) -> tuple[State, int]:
    needed = max(0, method.minimum_n - estimate.n)
    if estimate.value is None:
        return "none", needed
    return ("too few", needed) if needed else ("known", 0)


def difference(before: Estimate, after: Estimate, *, minimum_n: int) -> Change:
    """Of any two independent estimates, with the interval that follows from theirs (square and add).

    Zou and Donner (2008), *Statistics in Medicine* 27, 1693-1702; for shares it is Newcombe's.
    """
    if before.value is None or after.value is None:
        return Change.unknown(before.n, after.n, minimum_n=minimum_n)
    value = after.value - before.value
    if min(before.n, after.n) < minimum_n or None in (before.low, before.high, after.low, after.high):
        return Change.unknown(before.n, after.n, value=value, minimum_n=minimum_n)
    low = value - hypot(after.value - (after.low or 0.0), (before.high or 0.0) - before.value)
    high = value + hypot((after.high or 0.0) - after.value, before.value - (before.low or 0.0))
    verdict: Verdict = "higher" if low > 0 else "lower" if high < 0 else "unclear"
    return Change(value, low, high, None, before.n, after.n, verdict)


def _labels(question: Question, found: Sequence[Row]) -> list[str]:
    every = question.every or "day"
    seen = sorted(_first_day(row.period, every) for row in found)
    first = question.period.start or seen[0]
    last = min(question.period.end or seen[-1], max(question.today, seen[-1]))
    return [label(start, every) for start in measures.periods(first, last, every)]


def _first_day(name: str, every: str) -> date:
    """The day on which the period of that label begins."""
    if every == "week":
        return date.fromisoformat(f"{name}-1")
    if every == "quarter":
        year, quarter = name.split("-Q")
        return date(int(year), 3 * int(quarter) - 2, 1)
    return date.fromisoformat({"year": f"{name}-01-01", "month": f"{name}-01"}.get(every, name))


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _plain(value: Any) -> Any:
    return value.isoformat()[:10] if isinstance(value, date) else value


def _identity(row: Row) -> tuple[Any, ...]:
    return (*row.dims.values(), *row.extras.values())


def _place(row: Row) -> list[tuple[bool, Any]]:
    parts = (*row.dims.values(), row.period, *row.extras.values())
    return [(part is None, "" if part is None else part) for part in parts]
