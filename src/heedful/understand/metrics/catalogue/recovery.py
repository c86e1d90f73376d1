"""From cases: whether unhappy customers are won back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import narwhals as nw
from django.utils.translation import gettext_lazy as _

from heedful import measures, stats
from heedful.understand.metrics.metric import Method, Metric

PERSON: Final = "customer"


def _counts(frame: nw.LazyFrame[Any], *, by: Sequence[str]) -> nw.LazyFrame[Any]:
    return measures.recovery_counts(frame, by=by, person=PERSON)


RECOVERY: Final = Metric(
    key="recovery",
    kinds=("case",),
    unit="share",
    better="higher",
    room="service",
    of="customers",
    methods={
        "share": Method(
            name=_("Share won back"),
            says=_("of the unhappy who scored again after their case was closed, those who are unhappy no more"),
            counts=_counts,
            estimate=stats.share,
            change=stats.difference_of_shares,
        )
    },
    name=_("Recovery"),
    says=_("Are unhappy customers won back?"),
)
