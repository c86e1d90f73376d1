"""What a question is answered with: rows with their honesty, and what to know about all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from heedful.stats import Change, Estimate
from heedful.understand.metrics.metric import Words
from heedful.understand.metrics.question import Question

State = Literal["known", "too few", "none"]


@dataclass(frozen=True, slots=True)
class Row:
    """One group's number, and the counts behind it. `needed`: how many more it takes until it may be told."""

    dims: Mapping[str, str | None]
    period: str
    estimate: Estimate
    state: State
    needed: int
    extras: Mapping[str, Any] = field(default_factory=dict)
    change: Change | None = None
    before: float | None = None
    counts: Mapping[str, Any] = field(default_factory=dict)
    cautions: Sequence[Words] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """All rows of one question, as of one moment. `impossible` says why no row has a value."""

    question: Question
    unit: str
    definition: Words
    rows: tuple[Row, ...]
    as_of: datetime
    warnings: tuple[Words, ...] = ()
    impossible: Words | None = None

    @property
    def n(self) -> int:
        return sum(row.estimate.n for row in self.rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of a row's parts, in the order of every table, JSON and CSV."""
        extras = tuple(self.rows[0].extras) if self.rows else ()
        change = ("change",) if self.question.compare_to else ()
        head = ("key", "method", "unit", *self.question.by, "period", *extras)
        return (*head, "value", "low", "high", "n", "state", "needed", *change)

    def as_rows(self) -> list[dict[str, Any]]:
        return [self._as_row(row) for row in self.rows]

    def _as_row(self, row: Row) -> dict[str, Any]:
        parts: dict[str, Any] = {"key": self.question.metric, "method": self.question.method, "unit": self.unit}
        parts |= {**row.dims, "period": row.period, **row.extras}
        estimate = row.estimate
        parts |= {"value": estimate.value, "low": estimate.low, "high": estimate.high, "n": estimate.n}
        parts |= {"state": row.state, "needed": row.needed}
        if self.question.compare_to:
            parts["change"] = row.change and _change(row.change, row.before)
        return parts


def _change(change: Change, before: float | None) -> dict[str, Any]:
    return {
        "value": change.value,
        "low": change.low,
        "high": change.high,
        "p": change.p,
        "verdict": change.verdict,
        "before": before,
        "n_before": change.n_before,
        "more_needed": change.more_needed,
    }
