"""Why a score changed: did groups answer differently, or did other groups answer?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from heedful.stats import Decomposition, mix_and_rate
from heedful.stats.mix import Part
from heedful.understand.metrics.answers_given import answers_given
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.inquiry import Inquiry
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.scales import scale_of

MOST_PARTS: Final = 30  # beyond so many groups, the parts are too small to be told from chance


@dataclass(frozen=True, slots=True)
class Reason:
    """A change taken apart by one dimension; the parts are in the unit of the measure."""

    dimension: str
    taken_apart: Decomposition[str | None]
    shares: Mapping[str | None, tuple[float, float]]

    def grew(self, key: str | None) -> bool:
        """Whether a greater share of the answers came from the group than before."""
        before, after = self.shares[key]
        return after > before

    @property
    def largest(self) -> Part[str | None] | None:
        """The group with the largest part in the direction of the change."""
        change = self.taken_apart.change.value
        if not change or len(self.taken_apart.parts) < 2:
            return None
        return max(self.taken_apart.parts, key=lambda part: contribution(part) * (1 if change > 0 else -1))


def contribution(part: Part[str | None]) -> float:
    return (part.rate.value or 0.0) + (part.mix.value or 0.0)


def reason_of(inquiry: Inquiry, metric: str, method: str, period: Period, dimension: str) -> Reason | None:
    """None where the measure is no score, there is nothing before, or there is only one group, or far too many."""
    scale, before = scale_of(METRICS[metric], method), inquiry.before(period)
    if scale is None or before is None:
        return None
    asked = inquiry.question(metric, method, period, by=(dimension,))
    now, then = (answers_given(inquiry, each, scale) for each in (asked, asked.about(before)))
    if not 2 <= len({*now, *then}) <= MOST_PARTS:
        return None
    all_then, all_now = (max(1, sum(map(sum, given.values()))) for given in (then, now))
    shares = {key: (sum(then.get(key, ())) / all_then, sum(now.get(key, ())) / all_now) for key in {*now, *then}}
    points = [scale.worth(score) for score in scale.scores]
    return Reason(dimension, mix_and_rate(_in_order(then), _in_order(now), points=points), shares)


def _in_order(given: Mapping[str | None, tuple[int, ...]]) -> dict[str | None, tuple[int, ...]]:
    return dict(sorted(given.items(), key=lambda pair: (pair[0] is None, pair[0] or "")))
