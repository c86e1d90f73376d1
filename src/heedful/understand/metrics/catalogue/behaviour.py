"""From orders, events and costs: who stays, who leaves, who comes back, and what they are worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from typing import Any, Final

import narwhals as nw
import numpy as np
from django.utils.translation import gettext_lazy as _

from heedful import measures, stats
from heedful.understand.metrics.metric import Method, Metric, Scope, Words, no_more

Frame = nw.LazyFrame[Any]
Columns = np.ndarray[Any, Any]
AT: Final = "local_at"
A_YEAR_OF_DAYS: Final = 365
AGES: Final = 24


def _period(scope: Scope) -> Mapping[str, Any]:
    """By its bounds in UTC: where no day is told from another, no local time is needed."""
    return {"start": scope.first, "end": scope.last}


def _until(scope: Scope) -> Mapping[str, Any]:
    return {"end": scope.end, "at": AT}


def _contracts(scope: Scope) -> Mapping[str, Any]:
    return {"started": scope.setup.opening_event, "ended": scope.setup.closing_event}


def _contracts_in_period(scope: Scope) -> Mapping[str, Any]:
    return {**_contracts(scope), **_period(scope)}


def _contracts_until(scope: Scope) -> Mapping[str, Any]:
    return {**_contracts(scope), **_until(scope)}


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


RETENTION: Final = Metric(
    key="retention",
    kinds=("order", "event"),
    unit="share",
    better="higher",
    room="behaviour",
    of="customers",
    days=90,
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
            estimate=stats.retention_rate,
            counting=_scoped,
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
    days=90,
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
            counting=_until,
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
            counting=_until,
            local=True,
            estimating=_percentile,
            many_rows=True,
            reads="history",
        ),
    },
    name=_("Churn"),
    says=_("How many do we lose?"),
)

REPEAT_PURCHASE: Final = Metric(
    key="repeat_purchase",
    kinds=("order",),
    unit="share",
    better="higher",
    room="behaviour",
    of="customers",
    days=90,
    methods={
        "share": Method(
            name=_("Bought at least twice"),
            says=_("of customers with an order in the period, those with two or more"),
            counts=measures.repeat_purchase_counts,
            estimate=stats.repeat_purchase,
            change=lambda before, after, **how: stats.difference_of_shares(_boxes(before), _boxes(after), **how),
        ),
        "orders": Method(
            name=_("Orders per customer"),
            says=_("mean number of orders of a customer in the period"),
            counts=measures.orders_per_customer_counts,
            estimate=partial(stats.mean, lowest=1.0),
            unit="orders",
            change=stats.difference_of_means,
        ),
        "days": Method(
            name=_("Days between orders"),
            says=_("half of the returns come within so many days of the order before"),
            counts=measures.days_between_orders_counts,
            estimate=stats.median_days,
            counting=lambda _scope: {"at": AT},
            local=True,
            many_rows=True,
            unit="days",
            better="lower",
            of="observations",
            headline=None,
        ),
    },
    name=_("Repeat purchase"),
    says=_("Do they buy again?"),
)


def _boxes(counts: Mapping[str, Any]) -> stats.Boxes:
    return {"successes": counts["repeat_customers"], "n": counts["customers"]}


@dataclass(frozen=True, slots=True)
class Rough:
    """A number with what to mind about it."""

    estimate: stats.Estimate
    cautions: tuple[Words, ...]


def _simple_value(*, acquisition_cost: float | None, **counts: Any) -> Rough:
    found = stats.clv_simple(**counts, acquisition_cost=acquisition_cost or 0.0)
    unknown = (_("No acquisition costs were heard: none are subtracted."),) if acquisition_cost is None else ()
    return Rough(found, (_("A rough formula: it supposes that the years ahead are as the ones behind."), *unknown))


def _of_simple(scope: Scope) -> Mapping[str, Any]:
    return {"years": scope.setup.relationship_years, "margin": scope.setup.margin, "level": scope.level}


def _of_model(scope: Scope) -> Mapping[str, Any]:
    monthly = (1 + scope.setup.yearly_discount) ** (1 / 12) - 1
    return {"monthly_discount": monthly, "margin": scope.setup.margin, "level": scope.level}


CLV: Final = Metric(
    key="clv",
    kinds=("order", "refund"),
    unit="money",
    better="higher",
    room="behaviour",
    of="customers",
    days=90,
    methods={
        "simple": Method(
            name=_("Rough formula"),
            says=_("revenue of a customer a year × years of relationship × margin, less the cost of winning one"),
            counts=measures.clv_simple_counts,
            estimate=_simple_value,
            counting=_period,
            estimating=_of_simple,
            many_rows=True,
            reads="history",
            closed=True,
            money=True,
            kinds=("order", "refund", "cost"),
            also={"acquisition_cost": ("acquisition_cost", "per-customer")},
        ),
        "model": Method(
            name=_("By model, next 12 months"),
            says=_("BG/NBD × Gamma-Gamma, discounted, × margin"),
            counts=measures.spend_history_counts,
            estimate=stats.fit_clv,
            headline=None,
            counting=_until,
            local=True,
            estimating=_of_model,
            many_rows=True,
            reads="history",
            money=True,
        ),
    },
    name=_("Customer lifetime value"),
    says=_("What is a customer worth?"),
)


def _cost(key: str, counts: Any, *, name: Words, says: Words, of_whom: Words) -> Metric:
    method = Method(
        name=_("Per customer"),
        says=of_whom,
        counts=counts,
        estimate=stats.cost_per_customer,
        counting=_period,
        estimating=no_more,
        reads="history",
        closed=True,
        money=True,
        minimum_n=1,
    )
    return Metric(
        key=key,
        kinds=("order", "cost"),
        unit="money",
        better="lower",
        room="behaviour",
        of="customers",
        days=90,
        methods={"per-customer": method},
        name=name,
        says=says,
    )


BEHAVIOUR: Final = (
    RETENTION,
    CHURN,
    REPEAT_PURCHASE,
    CLV,
    _cost(
        "retention_cost",
        measures.retention_cost_counts,
        name=_("Cost of keeping a customer"),
        says=_("What do we spend to keep one?"),
        of_whom=_("costs named retention in the period, by customers who bought in it and before it"),
    ),
    _cost(
        "acquisition_cost",
        measures.acquisition_cost_counts,
        name=_("Cost of winning a customer"),
        says=_("What do we spend to win one?"),
        of_whom=_("costs named acquisition in the period, by customers whose first order lies in it"),
    ),
)
