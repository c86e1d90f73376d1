"""Of each measure: its formula, how its interval comes about, and whose work that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from heedful.understand.metrics.metric import Words

LATEST: Final = "-latest"


@dataclass(frozen=True, slots=True)
class Source:
    formula: Words
    interval: Words
    work: str = ""


_WILSON = "Wilson (1927), Journal of the American Statistical Association 22, 209–212"
_BGNBD = "Fader, Hardie & Lee (2005), Marketing Science 24(2), 275–284"
_ROCKS = "Rocks (2016), The American Statistician 70(4), 365–372"
_KAPLAN = "Kaplan & Meier (1958), Journal of the American Statistical Association 53, 457–481"

_SHARE = _("Wilson's interval for a share; where people answered several times, clustered on the person")
_MEAN = _("Student's t, cut at the ends of the scale")
_NET = _("adjusted Wald: 3 answers are added, of which ¾ of one is good and ¾ of one bad, around the plain score")
_WAITS = _("from the curve of waits, in which those still open count as “at least so long”")
_COUNTED = _("none: both are counted in full")
_BY_MODEL = _(
    "from what the fit of the model does not know; that the future may differ from the past is in no interval"
)


def _nps(low: str) -> Source:
    return Source(f"NPS = 100 × (n(9–10) − n({low}–6)) ÷ n", _NET, _ROCKS)


def _share(formula: Words) -> Source:
    return Source(formula, _SHARE, _WILSON)


def _mean(formula: Words = "Σ x ÷ n") -> Source:
    return Source(formula, _MEAN)


_MEDIAN = Source(_("the time within which half of them were over"), _WAITS, _KAPLAN)
_P90 = Source(_("the time within which nine of ten were over"), _WAITS, _KAPLAN)
_TIMES: Final = {
    "median": _MEDIAN,
    "p90": _P90,
    "mean": _mean(_("total time ÷ those that are over")),
    "business-median": _MEDIAN,
    "business-p90": _P90,
    "business-mean": _mean(_("total working time ÷ those that are over")),
}
_COHORT = _share(_("those there in the period ÷ those who first came in the cohort's period"))

SOURCES: Final[dict[str, dict[str, Source]]] = {
    "nps": {"0-10": _nps("0"), "1-10": _nps("1")},
    "csat": {
        "top2of5": _share("n(4–5) ÷ n"),
        "top1of3": _share("n(3) ÷ n"),
        "top2of10": _share("n(9–10) ÷ n"),
        "mean5": _mean(),
        "mean3": _mean(),
        "mean10": _mean(),
    },
    "ces": {
        "agree7": _share("n(5–7) ÷ n"),
        "agree5": _share("n(4–5) ÷ n"),
        "mean7": _mean(),
        "mean5": _mean(),
        "index7": Source("100 × (n(6–7) − n(1–3)) ÷ n", _NET, _ROCKS),
        "effort": _mean(),
    },
    "positive_reviews": {"share": _share("n(4–5) ÷ n")},
    "sentiment": {
        "mean": _mean(_("Σ sentiment ÷ texts")),
        "positive": _share(_("texts at +0.25 or more ÷ texts with a sentiment")),
        "neutral": _share(_("texts between −0.25 and +0.25 ÷ texts with a sentiment")),
        "negative": _share(_("texts at −0.25 or less ÷ texts with a sentiment")),
    },
    "cx_index": {
        "index": Source(
            _("(mean sentiment + 1) ÷ 2 × n(4–5) ÷ n × 100"),
            _("bootstrap of both parts, taken as independent; none where the sentiment has no spread"),
        )
    },
    "consistency": {
        "share": _share(
            _("touchpoints that keep every standard of theirs ÷ touchpoints that have one and answers enough")
        ),
        "spread": Source(
            _("satisfied share of the best touchpoint − that of the worst"),
            _("bootstrap; its low end takes away what chance alone reaches"),
        ),
    },
    "retention": {
        "bounded": _COHORT,
        "on-or-after": _share(_("those there in the period or later ÷ those who first came in the cohort's period")),
        "curve": _share(_("those there so many periods after their first ÷ those whose period of that age is over")),
        "rate": _share(_("(customers at the end − new ones) ÷ customers at the start")),
        "contract-rate": _share(_("(contracts at the end − new ones) ÷ contracts at the start")),
    },
    "churn": {
        "contractual": _share(_("cancelled in the period ÷ under contract at its start")),
        "survival": Source(
            _("1 − share of contracts still running after 365 days"),
            _("log(−log), from the Kaplan–Meier curve; running contracts are censored"),
            _KAPLAN,
        ),
        "model": Source(_("mean of 1 − P(alive)"), _BY_MODEL, _BGNBD),
        "silence": _share(_("customers silent for longer than nine of ten gaps between purchases ÷ all customers")),
    },
    "repeat_purchase": {
        "share": _share(_("customers with two orders or more ÷ customers with an order")),
        "orders": _mean(_("orders ÷ customers with an order")),
        "days": Source(_("median of the days between one order and the next"), _("from order statistics")),
    },
    "clv": {
        "simple": Source(
            _("revenue of a customer a year × years of relationship × margin − cost of winning a customer"),
            _("bootstrap over customers"),
        ),
        "model": Source(
            _("purchases expected in the next 12 months × expected spend × margin, discounted"),
            _BY_MODEL,
            f"{_BGNBD}; Fader & Hardie (2013), The Gamma-Gamma Model of Monetary Value",
        ),
    },
    "retention_cost": {
        "per-customer": Source(_("costs named retention ÷ customers who bought in it and before it"), _COUNTED)
    },
    "acquisition_cost": {
        "per-customer": Source(_("costs named acquisition ÷ customers whose first order lies in it"), _COUNTED)
    },
    "first_response": _TIMES,
    "next_response": _TIMES,
    "first_resolution": _TIMES,
    "full_resolution": _TIMES,
    "reopen": {"share": _share(_("conversations opened again ÷ conversations ever resolved"))},
    "recovery": {"share": _share(_("unhappy no more ÷ unhappy who scored again after their case was closed"))},
}


def source_of(metric: str, method: str) -> Source | None:
    """None for a measure that was declared without one."""
    return SOURCES.get(metric, {}).get(method.removesuffix(LATEST))
