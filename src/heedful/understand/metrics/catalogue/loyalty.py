"""From orders and events: who stays, and who leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Final

import narwhals as nw
import numpy as np
from django.utils.translation import gettext_lazy as _

from heedful import measures, stats
from heedful.understand.metrics.catalogue.scoping import AT, period, until
from heedful.understand.metrics.metric import Method, Metric, Rough, Scope

Frame = nw.LazyFrame[Any]
Columns = np.ndarray[Any, Any]
A_YEAR_OF_DAYS: Final = 365
AGES: Final = 24


def _contracts(scope: Scope) -> Mapping[str, Any]:
    return {"started": scope.setup.opening_event, "ended": scope.setup.closing_event}


def _contracts_in_period(scope: Scope) -> Mapping[str, Any]:
    return {**_contracts(scope), **period(scope)}


def _contracts_until(scope: Scope) -> Mapping[str, Any]:
    return {**_contracts(scope), **until(scope)}


def _active(frame: Frame, scope: Scope) -> Frame:
    """What counts as being there: orders, and events but those that open or close a contract."""
    signs = (scope.setup.opening_event, scope.setup.closing_event)
    return frame.filter((nw.col("kind") == "order") | ~nw.col("name").is_in(signs))


def _scoped(scope: Scope) -> Mapping[str, Any]:
    return {"scope": scope}


def _cohorts(frame: Frame, *, by: Sequence[str], scope: Scope, rule: str) -> Frame:
    cells = measures.retention_counts(
        _active(frame, scope),
        by=by,
        every=scope.every or "month",
        end=scope.whole,
        ages=AGES,
        rule=rule,
        at=AT,
    )
    return cells if scope.start is None else cells.filter(nw.col("cohort") >= datetime.combine(scope.start, time()))


def _curve(frame: Frame, *, by: Sequence[str], scope: Scope) -> Frame:
    complete = _cohorts(frame, by=by, scope=scope, rule="bounded").filter(nw.col("complete") == 1)
    sums = {name: nw.col(name).sum().cast(nw.Int64) for name in ("active", "size")}
    return complete.group_by(*by, "age").agg(**sums)


def _rate(frame: Frame, *, by: Sequence[str], scope: Scope) -> Frame:
    return measures.retention_rate_counts(_active(frame, scope), by=by, start=scope.first, end=scope.last)


def _base_is_heard(scope: Scope) -> Mapping[str, Any]:
    """Whether the log was there for the whole period before, out of which the customers at the start are counted."""
    if scope.first is None or scope.last is None:
        return {"base_is_heard": True, "level": scope.level}
    begins = scope.first - (scope.last - scope.first)
    return {"base_is_heard": scope.heard_from < begins + timedelta(days=1), "level": scope.level}


def _retention_rate(*, base_is_heard: bool, **counts: Any) -> Rough:
    if base_is_heard:
        return Rough(stats.retention_rate(**counts))
    return Rough(stats.Estimate.unknown(), (_("The log begins too late to know who was there in the period before."),))


RETENTION: Final = Metric(
    key="retention",
    kinds=("order", "event"),
    unit="share",
    better="higher",
    room="behaviour",
    of="customers",
    days=30,
    methods={
        "bounded": Method(
            name=_("By cohort, in each period"),
            says=_("of those who first came in one period, the share that was there in each later one"),
            counts=partial(_cohorts, rule="bounded"),
            estimate=stats.retention,
            counting=_scoped,
            reads="cohorts",
            local=True,
            extras=("cohort", "age"),
            headline=None,
        ),
        "on-or-after": Method(
            name=_("By cohort, in each period or later"),
            says=_("of those who first came in one period, the share that was there in each later one or after it"),
            counts=partial(_cohorts, rule="on_or_after"),
            estimate=stats.retention,
            counting=_scoped,
            reads="cohorts",
            local=True,
            extras=("cohort", "age"),
            headline=None,
        ),
        "curve": Method(
            name=_("All cohorts together"),
            says=_("all cohorts together: the share that was there so many periods after its first"),
            counts=_curve,
            estimate=stats.retention,
            counting=_scoped,
            reads="cohorts",
            local=True,
            extras=("age",),
            headline=None,
        ),
        "rate": Method(
            name=_("Retention rate"),
            says=_("customers at the end less new ones, of the customers in the period before"),
            counts=_rate,
            estimate=_retention_rate,
            counting=_scoped,
            estimating=_base_is_heard,
            reads="history",
            closed=True,
        ),
        "contract-rate": Method(
            name=_("Retention rate of contracts"),
            says=_("customers under contract at the end less new ones, of those at the start"),
            counts=measures.retention_contract_counts,
            estimate=stats.retention_rate,
            last_resort=True,
            counting=_contracts_in_period,
            reads="history",
            closed=True,
            kinds=("event",),
        ),
    },
    name=_("Retention"),
    says=_("Do they stay?"),
)


def _churned_by_model(**counts: Any) -> stats.Estimate:
    """Unknown is not enough for an answer: where the model does not fit, fitting it says why."""
    found = stats.churn_model(**counts)
    if found.value is None:
        counts.pop("level")
        stats.fit_bgnbd(**counts)
    return found


def _percentile(scope: Scope) -> Mapping[str, Any]:
    return {"percentile": 100 * scope.setup.silence_percentile, "level": scope.level}


CHURN: Final = Metric(
    key="churn",
    kinds=("order",),
    unit="share",
    better="lower",
    room="behaviour",
    of="customers",
    days=30,
    methods={
        "contractual": Method(
            name=_("Cancelled"),
            says=_("of those under contract at the start of the period, the share that cancelled in it"),
            counts=measures.churn_contract_counts,
            estimate=stats.churn_rate,
            counting=_contracts_in_period,
            reads="history",
            closed=True,
            kinds=("event",),
        ),
        "survival": Method(
            name=_("Gone within a year"),
            says=_("share of contracts that ended within 365 days, those that still run counted fairly (Kaplan–Meier)"),
            counts=measures.churn_survival_counts,
            estimate=partial(stats.churn_survival, at_age=A_YEAR_OF_DAYS),
            headline=None,
            counting=_contracts_until,
            local=True,
            many_rows=True,
            reads="history",
            kinds=("event",),
        ),
        "model": Method(
            name=_("Probably gone"),
            says=_("of customers with a repeat purchase, the mean of 1 − P(alive) by BG/NBD"),
            counts=measures.history_counts,
            estimate=_churned_by_model,
            headline=None,
            counting=until,
            local=True,
            many_rows=True,
            reads="history",
        ),
        "silence": Method(
            name=_("Silent for long"),
            says=_(
                "share of customers silent for longer than nine of ten gaps between purchases here; not proof of a loss"
            ),
            counts=measures.churn_silence_counts,
            estimate=stats.churn_silence,
            last_resort=True,
            counting=until,
            local=True,
            estimating=_percentile,
            many_rows=True,
            reads="history",
        ),
    },
    name=_("Churn"),
    says=_("How many do we lose?"),
)

LOYALTY: Final = (RETENTION, CHURN)
