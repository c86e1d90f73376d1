"""Counts in, frozen estimates out. Pure: no dataframe, no Django, no I/O."""

from heedful.stats.bgnbd import BgNbd, expected_purchases, fit_bgnbd, probability_alive
from heedful.stats.churn import churn_model, churn_rate, churn_silence, silence_threshold
from heedful.stats.estimate import Estimate
from heedful.stats.fitting import CannotFit
from heedful.stats.gamma_gamma import GammaGamma, expected_spend, fit_gamma_gamma, spend_correlation
from heedful.stats.retention import retention, retention_rate
from heedful.stats.survival import Survival, churn_survival, count_durations, kaplan_meier, median_lifetime

__all__ = [
    "BgNbd",
    "CannotFit",
    "Estimate",
    "GammaGamma",
    "Survival",
    "churn_model",
    "churn_rate",
    "churn_silence",
    "churn_survival",
    "count_durations",
    "expected_purchases",
    "expected_spend",
    "fit_bgnbd",
    "fit_gamma_gamma",
    "kaplan_meier",
    "median_lifetime",
    "probability_alive",
    "retention",
    "retention_rate",
    "silence_threshold",
    "spend_correlation",
]
