"""From orders, refunds and costs: who buys again, what a customer is worth, and what one costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from operator import mul
from typing import Any, Final

import narwhals as nw
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from heedful import measures, stats
from heedful.understand.metrics.catalogue.scoping import AT, period, until
from heedful.understand.metrics.metric import Method, Metric, Rough, Scope, Words, no_more


def _columns(counts: nw.DataFrame[Any], *, by: Sequence[str], scope: Scope, **named: str) -> nw.DataFrame[Any]:  # noqa: ARG001
    """Of counts that are shared, the columns that the estimate takes, by its names for them."""
    return counts.select(*by, **{name: nw.col(column) for name, column in named.items()})


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
            counts=measures.purchase_counts,
            own=partial(_columns, customers="customers", repeat_customers="repeat_customers"),
            estimate=stats.repeat_purchase,
            change=lambda before, after, **how: stats.difference_of_shares(_boxes(before), _boxes(after), **how),
        ),
        "orders": Method(
            name=_("Orders per customer"),
            says=_("mean number of orders of a customer in the period"),
            counts=measures.purchase_counts,
            own=partial(_columns, n="customers", total="orders", total_of_squares="orders_squared"),
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


def _simple_value(*, acquisition_cost: float | None, years: float | None, **counts: Any) -> Rough:
    found = stats.clv_simple(**counts, years=years, acquisition_cost=acquisition_cost or 0.0)
    if not found.n:
        return Rough(found)
    cautions = [_("A rough formula: it supposes that the years ahead are as the ones behind.")]
    if years is None:
        days, customers = counts["relationship_days"], counts["customers"]
        seen = sum(map(mul, days, customers)) / sum(customers) / 365.25
        cautions.append(
            format_lazy(_("No years of relationship are set: the {years} seen so far are taken."), years=f"{seen:.2f}")
        )
    if acquisition_cost is None:
        cautions.append(_("No acquisition costs were heard: none are subtracted."))
    return Rough(found, tuple(cautions))


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
            parts={("order", "refund"): measures.clv_simple_counts},
            estimate=_simple_value,
            counting=period,
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
            counting=until,
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


def _spent_on(
    counts: nw.DataFrame[Any],
    *,
    by: Sequence[str],
    scope: Scope,  # noqa: ARG001
    whom: str,
) -> nw.DataFrame[Any]:
    """The costs beside the new customers, or the returning ones; no row of a group that has neither."""
    found = counts.select(*by, "spend", "costs", customers=nw.col(whom))
    return found.filter((nw.col("costs") > 0) | (nw.col("customers") > 0)) if by else found


def _cost(key: str, *, tag: str, whom: str, name: Words, says: Words, of_whom: Words) -> Metric:
    method = Method(
        name=_("Per customer"),
        says=of_whom,
        parts={("cost",): partial(measures.spend_counts, tag=tag), ("order",): measures.buyer_counts},
        own=partial(_spent_on, whom=whom),
        estimate=stats.cost_per_customer,
        counting=period,
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


PURCHASES: Final = (
    REPEAT_PURCHASE,
    CLV,
    _cost(
        "retention_cost",
        tag="retention",
        whom="returning",
        name=_("Cost of keeping a customer"),
        says=_("What do we spend to keep one?"),
        of_whom=_("costs named retention in the period, by customers who bought in it and before it"),
    ),
    _cost(
        "acquisition_cost",
        tag="acquisition",
        whom="new",
        name=_("Cost of winning a customer"),
        says=_("What do we spend to win one?"),
        of_whom=_("costs named acquisition in the period, by customers whose first order lies in it"),
    ),
)
