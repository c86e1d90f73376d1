"""From what customers say: how they feel."""

from __future__ import annotations

from functools import partial
from typing import Any, Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful import measures, stats
from heedful.understand.metrics.catalogue.scores import all_answers
from heedful.understand.metrics.metric import Better, Method, Metric

Side = Literal["positive", "neutral", "negative"]


def _share(title: Promise, says: Promise, side: Side, better: Better, **more: Any) -> Method:
    return Method(
        name=title,
        says=says,
        counts=partial(all_answers, partial(measures.sentiment_counts, side=side)),
        estimate=stats.share,
        change=stats.difference_of_shares,
        unit="share",
        better=better,
        voiced=True,
        **more,
    )


SENTIMENT: Final = Metric(
    key="sentiment",
    kinds=("answer", "review", "mention", "message"),
    unit="score",
    better="higher",
    room="scores",
    of="texts",
    days=90,
    methods={
        "mean": Method(
            name=_("Mean sentiment"),
            says=_("the mean over all texts of how they sound, from −1 to +1"),
            counts=partial(all_answers, partial(measures.mean_counts, score="sentiment", lowest=-1, highest=1)),
            estimate=partial(stats.mean, lowest=-1, highest=1),
            change=stats.difference_of_means,
            voiced=True,
        ),
        "positive": _share(
            _("Happy texts"), _("of all texts that sound like anything, those that sound happy"), "positive", "higher"
        ),
        "neutral": _share(
            _("Neutral texts"),
            _("of all texts that sound like anything, those that sound neither happy nor unhappy"),
            "neutral",
            "higher",
            headline=None,
        ),
        "negative": _share(
            _("Unhappy texts"),
            _("of all texts that sound like anything, those that sound unhappy"),
            "negative",
            "lower",
        ),
    },
    name=_("Sentiment"),
    says=_("How does it sound when they speak?"),
)
