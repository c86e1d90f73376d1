"""What changed between two times, and why: the score, its parts, and the themes whose share or feeling moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.urls import reverse

from heedful.stats import Change, Estimate
from heedful.understand.metrics.inquiry import in_days
from heedful.understand.metrics.looks import Look
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.reasons import Reason, reason_of
from heedful.understand.metrics.verdicts import judged_together
from heedful.understand.themes.counting import Counts, Scope, theme_counts
from heedful.understand.themes.queries import theme_names
from heedful.understand.themes.quotes import Quote, quotes_of

FEWEST: Final = 10  # texts in both times together, for a theme to be looked at
MOST_QUOTES: Final = 3
MOST_TOLD: Final = 6


@dataclass(frozen=True, slots=True)
class Moved:
    """A theme whose share of the texts, or how it is felt, changed by more than chance; `share` or `felt` is one."""

    key: str
    name: str
    before: Estimate
    after: Estimate
    share: Change
    felt_before: Estimate
    felt_after: Estimate
    felt: Change
    quotes: Sequence[Quote]
    href: str

    @property
    def surest(self) -> float:
        return min(change.q if change.q is not None else 1.0 for change in (self.share, self.felt) if change.is_one)


@dataclass(frozen=True, slots=True)
class Part:
    """What one group did to the score: its own answers (`rate`), or their share among all (`mix`)."""

    key: str | None
    name: str
    kind: str
    change: Change
    grew: bool


@dataclass(frozen=True, slots=True)
class WhatMoved:
    """All that moved by more than chance, of all that was looked at (`many` differences judged together)."""

    before: Period
    whole: Change | None
    level: Estimate
    level_before: Estimate
    parts: Sequence[Part]
    themes: Sequence[Moved]
    texts: int
    texts_before: int
    many: int

    @property
    def is_nothing(self) -> bool:
        return not (self.parts or self.themes or (self.whole and self.whole.is_one))

    @property
    def days_before(self) -> str:
        return in_days(self.before)


def what_moved(look: Look) -> WhatMoved | None:
    """None where there is no time before, or the measure is no score that texts stand beside."""
    before = look.held_against
    if before is None or look.metric.room != "scores" or look.method.estimate is None:
        return None
    inquiry, key, name = look.inquiry, look.metric.key, look.name
    row = inquiry.ask(key, name, look.period, compare_to=before).rows[0]
    level_before = inquiry.ask(key, name, before).rows[0].estimate
    reason = reason_of(inquiry, key, name, look.period, look.by) if look.by else None
    scope = scope_of(look)
    now, then = theme_counts(scope, look.period), theme_counts(scope, before)
    themes = _looked_at(now, then)
    parts = list(_parts(look, reason))
    shares = [now.change_from(then, theme) for theme in themes]
    feelings = [now.sentiment_from(then, theme) for theme in themes]
    whole = row.change if row.change is not None else Change.unknown(0, 0)
    judged = iter(judged_together([whole, *(part.change for part in parts), *shares, *feelings]))
    whole = next(judged)
    parts = [replace(part, change=next(judged)) for part in parts]
    shares, feelings = [next(judged) for _ in themes], [next(judged) for _ in themes]
    moved = [
        _moved(look, scope, theme, (then, now), share, felt)
        for theme, share, felt in zip(themes, shares, feelings, strict=True)
        if share.is_one or felt.is_one
    ]
    return WhatMoved(
        before=before,
        whole=whole if row.change is not None else None,
        level=row.estimate,
        level_before=level_before,
        parts=[part for part in parts if part.change.is_one],
        themes=sorted(moved, key=lambda each: each.surest)[:MOST_TOLD],
        texts=now.texts,
        texts_before=then.texts,
        many=sum(
            change.verdict != "unknown" for change in (whole, *(part.change for part in parts), *shares, *feelings)
        ),
    )


def scope_of(look: Look) -> Scope:
    """The texts that stand where the measure's answers stand, within the filter and what may be seen."""
    inquiry = look.inquiry
    seen = () if inquiry.locations is None else (("location", inquiry.locations),)
    kinds = ("kind", tuple(look.metric.kinds_of(look.name)))
    return Scope(inquiry.store, inquiry.member.workspace.key, inquiry.tz, (*inquiry.filter.where, *seen, kinds))


def _looked_at(now: Counts, then: Counts) -> list[str]:
    every = {*now.themes, *then.themes}
    return sorted(theme for theme in every if now.of(theme).texts + then.of(theme).texts >= FEWEST)


def _parts(look: Look, reason: Reason | None) -> Iterator[Part]:
    if reason is None:
        return
    for part in reason.taken_apart.parts:
        for kind in ("rate", "mix"):
            estimate: Estimate = getattr(part, kind)
            if estimate.value:
                name = look.inquiry.called(look.by, part.key)
                yield Part(part.key, name, kind, _as_change(estimate), reason.grew(part.key))


def _as_change(estimate: Estimate) -> Change:
    value = estimate.value or 0.0
    sure = estimate.low is not None and estimate.high is not None and not estimate.low <= 0 <= estimate.high
    verdict: Any = ("higher" if value > 0 else "lower") if sure else "unclear"
    return Change(value, estimate.low, estimate.high, None, estimate.n, estimate.n, verdict)


def _moved(look: Look, scope: Scope, theme: str, sides: tuple[Counts, Counts], share: Change, felt: Change) -> Moved:
    then, now = sides
    gone = now.of(theme).texts == 0 or (share.verdict == "lower" and not felt.is_one)
    shown = look.held_against if gone and look.held_against else look.period
    return Moved(
        key=theme,
        name=theme_names(look.inquiry.member).get(theme, theme),
        before=then.share(theme),
        after=now.share(theme),
        share=share,
        felt_before=then.of(theme).sentiment,
        felt_after=now.of(theme).sentiment,
        felt=felt,
        quotes=quotes_of(scope, shown, theme, most=MOST_QUOTES),
        href=voices_href(look, shown, theme),
    )


def voices_href(look: Look, period: Period, theme: str) -> str:
    """The texts of a theme in a time, within the same filter."""
    return f"{reverse('understand:voices')}?{look.inquiry.filter.address(theme=theme, compare='', **period.address)}"
