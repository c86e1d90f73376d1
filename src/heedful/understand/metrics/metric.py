"""How a measure is declared. The catalogue holds the declarations; nothing else names a measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import narwhals as nw
from django.utils.functional import Promise

from heedful.stats import Change, Estimate
from heedful.understand.metrics.setup import Setup

Words = str | Promise
Unit = Literal["points", "share", "seconds", "money", "score", "days", "orders"]
Better = Literal["higher", "lower"]
Reads = Literal["period", "history", "cohorts", "conversations"]
Room = Literal["scores", "behaviour", "service"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What the functions of a method may be told beyond the rows.

    `start` and `end` are the period's local days, `first` and `last` its bounds as naive UTC (`end` and
    `last` excluded; None: open). `heard_from` is the first moment of the rows, `heard_until` the one up
    to which everything is known: now, or the day after the log fell silent;
    an open `end` is the day after the last one heard, and `whole` is the end, but not before today is over.
    """

    by: tuple[str, ...]
    where: tuple[tuple[str, tuple[str, ...]], ...]
    start: date | None
    end: date
    first: datetime | None
    last: datetime | None
    whole: date
    heard_from: datetime
    heard_until: datetime
    every: str | None
    tz: str
    level: float
    setup: Setup


class NotPossibleError(Exception):
    """The data do not allow the measure; says why, in the user's words."""


@dataclass(frozen=True, slots=True)
class Rough:
    """A number with what to mind about it."""

    estimate: Estimate
    cautions: tuple[Words, ...] = ()


def no_more(_: Scope) -> Mapping[str, Any]:
    """A function of the method needs no more than the rows."""
    return {}


def level(scope: Scope) -> Mapping[str, Any]:
    return {"level": scope.level}


@dataclass(frozen=True, slots=True)
class Method:
    """One exact definition of a measure.

    `counts(frame, by=…, **counting(scope))` runs lazily in the log's engine and gives one row a
    group; `estimate(**row, **estimating(scope))` turns it into a number. Where a number needs many
    rows (a model, a quantile), `many_rows` hands `estimate` a column for each name instead.

    `reads` says which rows the method is given, and what a series means to it:

    - `period`: those of the period asked for; a series groups by a column `period`.
    - `history`: what came before, too; the period is in the scope, and a series asks for each of
      its periods anew. `closed`: where an end of the period is open, the last year heard is meant.
    - `cohorts`: the same, and `every` is the length of a cohort's periods.
    - `conversations`: all rows, unfiltered, as a conversation would be torn apart; the method
      itself applies the scope's conditions and period, and adds `period` to a series.

    Instead of `counts`, a method may ask other questions (`asks(question, setup)`) and count what was
    answered (`judged(question, answers, setup)`: counts by dimensions and period).

    `voiced`: the rows are the texts of these kinds with their labels, counted anew also after texts were labelled.

    `local`: the rows come with `local_at`, what the clock on the wall showed. `eager`: `counts` runs
    in part before it returns, so it cannot be kept as a plan.

    Methods with the same `counts` and scope are counted once; `own(counts, by=…, scope=…)` is what
    each of them takes out of it. `parts` stands for `counts` where a number rests on kinds that need
    not be looked at together: each part is counted over its own kinds, and anew only after rows of
    these have changed; then the parts are put side by side, group by group. A part whose kinds name
    `labels`, too, counts the texts of these kinds, as in a voiced method.

    `extras`: columns of the counts that tell rows apart beside the dimensions, as a cohort and its
    age do; `headline` names the one row that may stand for the method on the first screen (None:
    there is none), `last_resort` that it does only where no other does. `moves_with_time`: the answer
    changes though nothing was heard. `needs` says what the workspace has to set up first. `money`:
    amounts of one currency only. `also`: numbers of other measures over the same rows, by the
    argument that takes them.

    `estimate` gives an Estimate, or an object with an `estimate` and `cautions` to tell beside it; it
    raises CannotFit with the reason where it knows nothing.
    """

    name: Words
    says: Words
    estimate: Callable[..., Any]
    counts: Callable[..., nw.LazyFrame[Any]] | None = None
    note: Words = ""
    minimum_n: int = 10
    scales: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    unit: Unit | None = None
    better: Better | None = None
    counting: Callable[[Scope], Mapping[str, Any]] = no_more
    estimating: Callable[[Scope], Mapping[str, Any]] = level
    many_rows: bool = False
    own: Callable[..., nw.DataFrame[Any]] | None = None
    parts: Mapping[tuple[str, ...], Callable[..., nw.LazyFrame[Any]]] = field(default_factory=dict)
    reads: Reads = "period"
    closed: bool = False
    voiced: bool = False
    local: bool = False
    eager: bool = False
    extras: tuple[str, ...] = ()
    headline: Mapping[str, Any] | None = field(default_factory=dict)
    last_resort: bool = False
    moves_with_time: bool = False
    asks: Callable[..., Any] | None = None
    judged: Callable[..., Any] | None = None
    of: str | None = None
    needs: Callable[[Setup], Words | None] | None = None
    money: bool = False
    also: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    change: Callable[..., Change] | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """A measure: its methods (the first is the default), its unit and what it tells an owner.

    `of` is what n counts, by the names of `ui/templatetags/numbers.py`; `days` is how far back the
    first screen looks.
    """

    key: str
    kinds: tuple[str, ...]
    unit: Unit
    better: Better
    room: Room
    methods: Mapping[str, Method]
    name: Words
    says: Words
    of: str = "observations"
    days: int = 365
    aliases: Mapping[str, str] = field(default_factory=dict)

    @property
    def default(self) -> str:
        return next(iter(self.methods))

    def unit_of(self, method: str) -> Unit:
        return self.methods[method].unit or self.unit

    def of_what(self, method: str) -> str:
        return self.methods[method].of or self.of

    def kinds_of(self, method: str) -> tuple[str, ...]:
        return self.methods[method].kinds or self.kinds
