"""Whether a model of purchases can be believed: what it was fitted to, and what it would have foretold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import narwhals as nw
from django.utils.translation import gettext as _

from heedful import measures
from heedful.stats import BgNbd, Calibration, CannotFit, GammaGamma, calibration_table, fit_bgnbd, fit_gamma_gamma
from heedful.ui.numbers import plain
from heedful.understand.metrics.looks import Look
from heedful.understand.metrics.rows import LOCAL_WITHIN, conditions, narrowed, span_of

MODELS: Final = (("clv", "model"), ("churn", "model"))
AT: Final = "local_at"
HISTORY: Final = ("frequency", "recency", "age")
NEVER, ALWAYS = 0.01, 0.99  # a chance to leave beyond these is an edge of the model, not a finding


@dataclass(frozen=True, slots=True)
class Trust:
    """`held_out_from`: the days from then on were kept from the model, and foretold by it."""

    parameters: Sequence[tuple[str, str]]
    calibration: Sequence[Calibration]
    held_out_from: date | None
    cautions: Sequence[str]

    @property
    def missed(self) -> int:
        """Rows in which what the model expected lies outside of what came."""
        return sum(not _within(row) for row in self.calibration)


def trust_of(look: Look) -> Trust | None:
    """None where the method is no model, or nobody bought."""
    if (look.metric.key, look.name) not in MODELS:
        return None
    orders = _Orders.of(look)
    if orders is None:
        return None
    try:
        model = fit_bgnbd(**orders.histories())
    except CannotFit as reason:
        return Trust((), (), None, (str(reason),))
    spend = orders.spend() if look.metric.key == "clv" else None
    held_out_from, calibration = orders.calibrated()
    return Trust(_parameters(model, spend), calibration, held_out_from, _cautions(model, calibration))


@dataclass(frozen=True, slots=True)
class _Orders:
    """The orders that may be seen, with the days they were made on."""

    frame: nw.LazyFrame[Any]
    first: date
    end: date  # the day after the last one

    @classmethod
    def of(cls, look: Look) -> _Orders | None:
        inquiry = look.inquiry
        question = inquiry.question(look.metric.key, look.name, look.period)
        kinds = look.metric.kinds_of(look.name)
        frame = narrowed(measures.lazy(inquiry.store.frame(question.workspace, kinds=kinds)), conditions(question))
        span = span_of(frame)
        if span is None:
            return None
        first, last = (moment.replace(tzinfo=UTC).astimezone(ZoneInfo(inquiry.tz)).date() for moment in span)
        local = measures.with_local(frame, inquiry.tz, span[0] - LOCAL_WITHIN, span[1] + LOCAL_WITHIN)
        return cls(local, first, min(last, look.period.end or last) + timedelta(days=1))

    def histories(self) -> Mapping[str, Any]:
        rows = measures.history_counts(self.frame.filter(nw.col("kind") == "order"), end=self.end, at=AT)
        return _columns(rows, (*HISTORY, "customers"))

    def spend(self) -> GammaGamma | None:
        columns = _columns(
            measures.spend_history_counts(self.frame, end=self.end, at=AT), ("frequency", "spend", "customers")
        )
        try:
            return fit_gamma_gamma(**columns)
        except CannotFit:
            return None

    def calibrated(self) -> tuple[date | None, Sequence[Calibration]]:
        """The last third of the time is held out, and foretold from the first two."""
        days = (self.end - self.first).days // 3
        split = self.end - timedelta(days=days)
        rows = measures.holdout_counts(self.frame, split=split, end=self.end, at=AT)
        columns = _columns(rows, (*HISTORY, "customers", "bought", "bought_squared"))
        try:
            model = fit_bgnbd(**{name: columns[name] for name in (*HISTORY, "customers")})
        except CannotFit:
            return None, ()
        return split, calibration_table(model, **columns, days=days)


def _columns(rows: nw.LazyFrame[Any], names: Sequence[str]) -> dict[str, Any]:
    found = rows.collect(backend="pyarrow")
    return {name: found[name].to_numpy() for name in names}


def _parameters(model: BgNbd, spend: GammaGamma | None) -> list[tuple[str, str]]:
    found = [("r", model.r), ("α", model.alpha), ("a", model.a), ("b", model.b)]
    found += [("p", spend.p), ("q", spend.q), ("v", spend.v)] if spend else []
    return [(name, plain(value, 3)) for name, value in found]


def _cautions(model: BgNbd, calibration: Sequence[Calibration]) -> list[str]:
    leaves = model.a / (model.a + model.b)
    cautions = []
    if not NEVER <= leaves <= ALWAYS:
        cautions.append(
            _(
                "The model gives a customer a chance of %(percent)s %% to leave after a purchase: it cannot tell "
                "leaving from a long silence here. Do not rely on how many it says are gone."
            )
            % {"percent": plain(100 * leaves, 2)}
        )
    if calibration and sum(not _within(row) for row in calibration) > len(calibration) / 2:
        cautions.append(_("For most groups of customers the model foretold other purchases than then came."))
    return cautions


def _within(row: Calibration) -> bool:
    low, high = row.actual.low, row.actual.high
    return low is None or high is None or low <= row.expected <= high
