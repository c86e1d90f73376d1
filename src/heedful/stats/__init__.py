"""Counts in, frozen estimates out. Pure: no dataframe, no Django, no I/O."""

from heedful.stats.bgnbd import BgNbd, expected_purchases, fit_bgnbd, probability_alive
from heedful.stats.business_calendar import (
    BusinessCalendar,
    Opening,
    public_holidays,
)
from heedful.stats.business_time import (
    add_business_seconds,
    business_seconds,
    due_at,
)
from heedful.stats.calibration import Calibration, calibration_table
from heedful.stats.change import Change, correct_for_many
from heedful.stats.churn import churn_model, churn_rate, churn_silence, silence_threshold
from heedful.stats.clusters import Clusters, counts_of, effective_n
from heedful.stats.clv import ModelClv, clv_model, customer_values, fit_clv
from heedful.stats.clv_simple import clv_simple
from heedful.stats.comparing import difference_of_means, difference_of_pairs, difference_of_scores, difference_of_shares
from heedful.stats.consistency import consistency, spread
from heedful.stats.costs import cost_per_customer
from heedful.stats.counts import Boxes, Sums, Thirds
from heedful.stats.cx_index import cx_index
from heedful.stats.drivers import Driver, Drivers, LeftOut, drivers
from heedful.stats.durations import (
    duration_quantile,
    mean_duration,
    median_duration,
    p90_duration,
)
from heedful.stats.estimate import Estimate
from heedful.stats.fitting import CannotFit
from heedful.stats.gamma_gamma import GammaGamma, expected_spend, fit_gamma_gamma, spend_correlation
from heedful.stats.growth import growth
from heedful.stats.histories import Histories, group_histories
from heedful.stats.means import mean
from heedful.stats.mix import Decomposition, Part, mix_and_rate
from heedful.stats.purchases import median_days, repeat_purchase
from heedful.stats.ranking import Ranked, ranking, shrink
from heedful.stats.retention import retention, retention_rate
from heedful.stats.samples import (
    answers_for_margin,
    answers_needed,
    answers_needed_for_share,
    detectable_difference,
    margin_of_error,
)
from heedful.stats.scores import net_score, nps
from heedful.stats.shares import share
from heedful.stats.survival import Survival, churn_survival, count_durations, kaplan_meier, median_lifetime
from heedful.stats.weights import relative_weights, shapley_weights

__all__ = [
    "BgNbd",
    "Boxes",
    "BusinessCalendar",
    "Calibration",
    "CannotFit",
    "Change",
    "Clusters",
    "Decomposition",
    "Driver",
    "Drivers",
    "Estimate",
    "GammaGamma",
    "Histories",
    "LeftOut",
    "ModelClv",
    "Opening",
    "Part",
    "Ranked",
    "Sums",
    "Survival",
    "Thirds",
    "add_business_seconds",
    "answers_for_margin",
    "answers_needed",
    "answers_needed_for_share",
    "business_seconds",
    "calibration_table",
    "churn_model",
    "churn_rate",
    "churn_silence",
    "churn_survival",
    "clv_model",
    "clv_simple",
    "consistency",
    "correct_for_many",
    "cost_per_customer",
    "count_durations",
    "counts_of",
    "customer_values",
    "cx_index",
    "detectable_difference",
    "difference_of_means",
    "difference_of_pairs",
    "difference_of_scores",
    "difference_of_shares",
    "drivers",
    "due_at",
    "duration_quantile",
    "effective_n",
    "expected_purchases",
    "expected_spend",
    "fit_bgnbd",
    "fit_clv",
    "fit_gamma_gamma",
    "group_histories",
    "growth",
    "kaplan_meier",
    "margin_of_error",
    "mean",
    "mean_duration",
    "median_days",
    "median_duration",
    "median_lifetime",
    "mix_and_rate",
    "net_score",
    "nps",
    "p90_duration",
    "probability_alive",
    "public_holidays",
    "ranking",
    "relative_weights",
    "repeat_purchase",
    "retention",
    "retention_rate",
    "shapley_weights",
    "share",
    "shrink",
    "silence_threshold",
    "spend_correlation",
    "spread",
]
