"""What changed, and is more than chance: of the whole, and at single places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.stats import Change, Estimate
from heedful.ui.numbers import difference
from heedful.understand.metrics.inquiry import Inquiry, against
from heedful.understand.metrics.reasons import contribution, reason_of
from heedful.understand.metrics.verdicts import judged_together
from heedful.understand.overview.headlines import Headline

BY: Final = ("location", "channel")
PLACE: Final = "location"
MOST_PLACES: Final = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """A change that holds among all that were looked at. `place` is empty where it is of the whole."""

    headline: Headline
    change: Change
    estimate: Estimate
    place: str
    against: str
    href: str
    source: str = ""

    @property
    def is_better(self) -> bool:
        return self.change.verdict == self.headline.better


@dataclass(frozen=True, slots=True)
class Looked:
    """All that was looked at. `many`: how many differences could be judged at all."""

    headlines: Sequence[Headline]
    findings: Sequence[Finding]
    many: int


def look(inquiry: Inquiry, headlines: Sequence[Headline]) -> Looked:
    """Judge all differences together; what is worse comes first, and what is surest first of all."""
    whole = [(headline, "", headline.estimate, headline.change) for headline in headlines if headline.change]
    everywhere = [*whole, *_at_places(inquiry, headlines)]
    judged = judged_together([change for *_rest, change in everywhere])
    by_key = {
        headline.metric.key: change
        for (headline, place, *_), change in zip(everywhere, judged, strict=True)
        if not place
    }
    found = [
        _finding(inquiry, headline, place, estimate, change)
        for (headline, place, estimate, _), change in zip(everywhere, judged, strict=True)
        if change.is_one
    ]
    return Looked(
        headlines=[replace(each, change=by_key.get(each.metric.key)) for each in headlines],
        findings=sorted(_told_once(found), key=lambda each: (each.is_better, each.change.q or 0.0)),
        many=sum(change.verdict != "unknown" for change in judged),
    )


def _at_places(inquiry: Inquiry, headlines: Sequence[Headline]) -> list[tuple[Headline, str, Estimate, Change]]:
    """The scores, place by place: where one place moves, the whole may stand still."""
    if any(name == PLACE for name, _values in inquiry.filter.where) or len(inquiry.places) < 2:
        return []
    found = []
    for headline in headlines:
        if headline.metric.room == "scores" and headline.how.counts is not None and headline.before is not None:
            answer = inquiry.ask(
                headline.metric.key, headline.method, headline.period, by=(PLACE,), compare_to=headline.before
            )
            rows = [row for row in answer.rows if row.dims[PLACE] is not None and row.change is not None]
            found += [(headline, row.dims[PLACE], row.estimate, row.change) for row in rows[:MOST_PLACES]]
    return found


def _finding(inquiry: Inquiry, headline: Headline, place: str, estimate: Estimate, change: Change) -> Finding:
    more = {"method": headline.method} | ({PLACE: place} if place else {})
    href = f"{reverse('understand:metric', args=[headline.metric.key])}?{inquiry.filter.address(**more)}#why"
    source = "" if place else source_of(inquiry, headline)
    called = inquiry.called(PLACE, place) if place else ""
    return Finding(headline, change, estimate, called, against(inquiry, headline.period), href, source)


def _told_once(found: Sequence[Finding]) -> list[Finding]:
    """A place's change that goes the same way as that of the whole is told with it."""
    ways = {(each.headline.metric.key, each.change.verdict) for each in found if not each.place}
    return [each for each in found if not each.place or (each.headline.metric.key, each.change.verdict) not in ways]


def source_of(inquiry: Inquiry, headline: Headline) -> str:
    """Where most of a score's change comes from: the place or channel with the largest part in it."""
    best: tuple[float, str] | None = None
    for dimension in BY:
        reason = reason_of(inquiry, headline.metric.key, headline.method, headline.period, dimension)
        largest = reason and reason.largest
        if reason and largest and (best is None or abs(contribution(largest)) > best[0]):
            words = _("%(part)s of %(whole)s comes from %(name)s.") % {
                "part": difference(contribution(largest), headline.unit),
                "whole": difference(reason.taken_apart.change.value or 0.0, headline.unit),
                "name": inquiry.called(dimension, largest.key),
            }
            best = (abs(contribution(largest)), words)
    return best[1] if best else ""
