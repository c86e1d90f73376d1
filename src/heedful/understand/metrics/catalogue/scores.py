"""From answers and reviews: scores, each with its scale and boxes in the method's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import narwhals as nw
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful import measures, stats
from heedful.understand.metrics.metric import Method, Metric

Counts = Callable[..., nw.LazyFrame[Any]]
PERSON: Final = "customer"
RESPONDENT: Final = "respondent"


def all_answers(counts: Counts, frame: nw.LazyFrame[Any], *, by: Sequence[str]) -> nw.LazyFrame[Any]:
    """Everybody's every answer; how they spread over respondents comes along, for the interval."""
    return counts(_by_respondent(frame), by=by, person=RESPONDENT)


def _latest_answers(counts: Counts, frame: nw.LazyFrame[Any], *, by: Sequence[str]) -> nw.LazyFrame[Any]:
    """Everybody's latest answer in the window (in each period of a series): a person counts once."""
    given = _by_respondent(frame.filter(~nw.col("value").is_null()))
    window = [name for name in by if name == "period"]
    return counts(measures.latest_per_person(given, person=RESPONDENT, within=window), by=by)


def _by_respondent(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Who gave twenty ratings in one response is one respondent, also where nobody knows who it was."""
    return frame.with_columns(nw.coalesce(PERSON, "thread").alias(RESPONDENT))


def _answers(
    name: str,
    title: Promise,
    says: Promise,
    counts: Counts,
    estimate: Callable[..., stats.Estimate],
    *,
    scale: str,
    **more: Any,
) -> Mapping[str, Method]:
    """Both readings of one question: every answer, and only the latest one of each person."""
    shared: dict[str, Any] = {"name": title, "says": says, "estimate": estimate, "scales": (scale,), **more}
    every = Method(note=_("all answers"), counts=partial(all_answers, counts), **shared)
    latest = Method(
        note=_("latest answer of each person"), counts=partial(_latest_answers, counts), headline=None, **shared
    )
    return {name: every, f"{name}-latest": latest}


def _nps(scale: str, says: Promise, counts: Counts) -> Mapping[str, Method]:
    title = _("On the standard scale 0–10") if scale == "0-10" else _("On a scale 1–10, not the standard one")
    change = stats.difference_of_scores
    return _answers(scale, title, says, counts, stats.nps, scale=f"nps:{scale}", change=change)


def _top_box(name: str, title: Promise, says: Promise, *, scale: str, highest: int, boxes: int) -> Mapping[str, Method]:
    counts = partial(measures.top_box_counts, scale=highest, boxes=boxes)
    return _answers(name, title, says, counts, stats.share, scale=scale, change=stats.difference_of_shares)


def _mean(name: str, title: Promise, *, scale: str, highest: int, **more: Any) -> Mapping[str, Method]:
    return _answers(
        name,
        title,
        _("the mean of the scores"),
        partial(measures.mean_counts, lowest=1, highest=highest),
        partial(stats.mean, lowest=1, highest=highest),
        scale=scale,
        unit="score",
        change=stats.difference_of_means,
        **more,
    )


NPS: Final = Metric(
    key="nps",
    kinds=("answer",),
    unit="points",
    better="higher",
    room="scores",
    of="answers",
    days=90,
    methods={
        **_nps("0-10", _("share of 9–10 less share of 0–6, in points"), measures.nps_counts),
        **_nps("1-10", _("share of 9–10 less share of 1–6, in points"), partial(measures.nps_counts, lowest=1)),
    },
    name=_("Net Promoter Score"),
    says=_("Would they recommend us?"),
)

CSAT: Final = Metric(
    key="csat",
    kinds=("answer",),
    unit="share",
    better="higher",
    room="scores",
    of="answers",
    days=90,
    methods={
        **_top_box(
            "top2of5", _("Satisfied, 4–5 of 5"), _("share of answers 4–5"), scale="csat:1-5", highest=5, boxes=2
        ),
        **_top_box("top1of3", _("Satisfied, 3 of 3"), _("share of answers 3"), scale="csat:1-3", highest=3, boxes=1),
        **_top_box(
            "top2of10", _("Satisfied, 9–10 of 10"), _("share of answers 9–10"), scale="csat:1-10", highest=10, boxes=2
        ),
        **_mean("mean5", _("Mean of 1–5"), scale="csat:1-5", highest=5),
        **_mean("mean3", _("Mean of 1–3"), scale="csat:1-3", highest=3),
        **_mean("mean10", _("Mean of 1–10"), scale="csat:1-10", highest=10),
    },
    name=_("Customer satisfaction"),
    says=_("Are they content with what they got?"),
    aliases={"top-box": "top2of5", "mean": "mean5"},
)

CES: Final = Metric(
    key="ces",
    kinds=("answer",),
    unit="share",
    better="higher",
    room="scores",
    of="answers",
    days=90,
    methods={
        **_top_box("agree7", _("Easy, 5–7 of 7"), _("share of answers 5–7"), scale="ces:agree7", highest=7, boxes=3),
        **_top_box("agree5", _("Easy, 4–5 of 5"), _("share of answers 4–5"), scale="ces:agree5", highest=5, boxes=2),
        **_mean("mean7", _("Ease, mean of 1–7"), scale="ces:agree7", highest=7),
        **_mean("mean5", _("Ease, mean of 1–5"), scale="ces:agree5", highest=5),
        **_answers(
            "index7",
            _("Ease index, 1–7"),
            _("share of 6–7 less share of 1–3, in points"),
            measures.index_counts,
            stats.net_score,
            scale="ces:agree7",
            unit="points",
        ),
        **_mean("effort", _("Effort, 1–5, less is better"), scale="ces:effort5", highest=5, better="lower"),
    },
    name=_("Customer effort"),
    says=_("Was it easy for them?"),
    aliases={"mean": "mean7"},
)


POSITIVE_REVIEWS: Final = Metric(
    key="positive_reviews",
    kinds=("review",),
    unit="share",
    better="higher",
    room="scores",
    of="reviews",
    methods={
        "share": Method(
            name=_("Share of 4–5 stars"),
            says=_("of all reviews with stars, those with 4 or 5"),
            counts=partial(all_answers, measures.review_counts),
            estimate=stats.share,
            change=stats.difference_of_shares,
        ),
    },
    name=_("Positive reviews"),
    says=_("Do they praise us in public?"),
)

SCORES: Final = (NPS, CSAT, CES, POSITIVE_REVIEWS)
