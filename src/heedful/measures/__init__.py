"""Frames in, counts out, on any dataframe or engine; and, for a notebook, estimates at once.

>>> import pyarrow as pa
>>> import heedful.measures as m
>>> df = pa.table({"club": ["Nord", "Nord", "West"], "score": [10, 3, 9]})
>>> m.nps(df, score="score", by=["club"]).column("value").to_pylist()
[0.0, 100.0]
"""

from heedful.measures.calendar import (
    PERIODS,
    is_complete,
    next_period,
    period_start,
    periods,
    utc_offsets,
    with_local,
    with_period,
)
from heedful.measures.churn import churn, churn_contract_counts, churn_silence_counts, churn_survival_counts
from heedful.measures.consistency import consistency, spread
from heedful.measures.contracts import contracts
from heedful.measures.costs import (
    acquisition_cost,
    acquisition_cost_counts,
    buyer_counts,
    retention_cost,
    retention_cost_counts,
    spend_counts,
)
from heedful.measures.drivers import RESPONSE, done_before, driver_counts, themes_said, with_response
from heedful.measures.durations import (
    DURATION_METHODS,
    duration_counts,
    estimated_durations,
)
from heedful.measures.frames import estimated, lazy, per_group
from heedful.measures.groups import columns_per_group, estimated_from_rows
from heedful.measures.histories import history_counts, holdout_counts, spend_history_counts
from heedful.measures.notebook import (
    CES_METHODS,
    CSAT_METHODS,
    NPS_METHODS,
    SENTIMENT_METHODS,
    Method,
    ces,
    csat,
    nps,
    positive_reviews,
    sentiment,
)
from heedful.measures.orders import one_currency
from heedful.measures.pairs import as_given, net_points, pair_counts
from heedful.measures.persons import latest_per_person
from heedful.measures.purchases import (
    days_between_orders_counts,
    orders_per_customer_counts,
    purchase_counts,
    repeat_purchase,
    repeat_purchase_counts,
)
from heedful.measures.recoveries import recovery_counts
from heedful.measures.resolutions import (
    count_reopened,
    first_resolutions,
    full_resolutions,
    handling_cycles,
    resolved_conversations,
)
from heedful.measures.responses import (
    first_responses,
    next_responses,
    waits,
)
from heedful.measures.retention import retention, retention_counts, retention_curve_counts
from heedful.measures.retention_rates import retention_contract_counts, retention_rate_counts
from heedful.measures.reviews import review_counts, sentiment_counts
from heedful.measures.scores import (
    BOXES,
    histogram_counts,
    index_counts,
    mean_counts,
    nps_counts,
    share_counts,
    top_box_counts,
)
from heedful.measures.service import (
    first_resolution,
    first_resolution_counts,
    first_response,
    first_response_counts,
    full_resolution,
    full_resolution_counts,
    handling_cycle_counts,
    next_response,
    next_response_counts,
    reopen,
    reopen_counts,
)
from heedful.measures.settlements import settlement_counts, settlements
from heedful.measures.value import clv, clv_simple_counts
from heedful.measures.voices import FEELINGS, feeling_counts, feelings, theme_counts, theme_sentiment_counts, themes

__all__ = [
    "BOXES",
    "CES_METHODS",
    "CSAT_METHODS",
    "DURATION_METHODS",
    "FEELINGS",
    "NPS_METHODS",
    "PERIODS",
    "RESPONSE",
    "SENTIMENT_METHODS",
    "Method",
    "acquisition_cost",
    "acquisition_cost_counts",
    "as_given",
    "buyer_counts",
    "ces",
    "churn",
    "churn_contract_counts",
    "churn_silence_counts",
    "churn_survival_counts",
    "clv",
    "clv_simple_counts",
    "columns_per_group",
    "consistency",
    "contracts",
    "count_reopened",
    "csat",
    "days_between_orders_counts",
    "done_before",
    "driver_counts",
    "duration_counts",
    "estimated",
    "estimated_durations",
    "estimated_from_rows",
    "feeling_counts",
    "feelings",
    "first_resolution",
    "first_resolution_counts",
    "first_resolutions",
    "first_response",
    "first_response_counts",
    "first_responses",
    "full_resolution",
    "full_resolution_counts",
    "full_resolutions",
    "handling_cycle_counts",
    "handling_cycles",
    "histogram_counts",
    "history_counts",
    "holdout_counts",
    "index_counts",
    "is_complete",
    "latest_per_person",
    "lazy",
    "mean_counts",
    "net_points",
    "next_period",
    "next_response",
    "next_response_counts",
    "next_responses",
    "nps",
    "nps_counts",
    "one_currency",
    "orders_per_customer_counts",
    "pair_counts",
    "per_group",
    "period_start",
    "periods",
    "positive_reviews",
    "purchase_counts",
    "recovery_counts",
    "reopen",
    "reopen_counts",
    "repeat_purchase",
    "repeat_purchase_counts",
    "resolved_conversations",
    "retention",
    "retention_contract_counts",
    "retention_cost",
    "retention_cost_counts",
    "retention_counts",
    "retention_curve_counts",
    "retention_rate_counts",
    "review_counts",
    "sentiment",
    "sentiment_counts",
    "settlement_counts",
    "settlements",
    "share_counts",
    "spend_counts",
    "spend_history_counts",
    "spread",
    "theme_counts",
    "theme_sentiment_counts",
    "themes",
    "themes_said",
    "top_box_counts",
    "utc_offsets",
    "waits",
    "with_local",
    "with_period",
    "with_response",
]
