"""How are we doing, what changed and is it real, what to do next: one look at all measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from weakref import WeakKeyDictionary

from heedful.interactions.store import Store
from heedful.understand.goals.queries import visible_goals
from heedful.understand.metrics.cache import Kept
from heedful.understand.metrics.inquiry import Inquiry
from heedful.understand.metrics.screen import Waiting, first_screen
from heedful.understand.norms.queries import norms_by_measure
from heedful.understand.overview.findings import Finding, look
from heedful.understand.overview.headlines import Headline, compared, plain_headlines, split, with_goals
from heedful.understand.overview.steps import Step, next_steps

_wholes: WeakKeyDictionary[Store, Kept[Overview]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Overview:
    """`is_whole`: whether what changed, the last year and the next steps were worked out, too."""

    as_of: datetime
    heard_until: date | None
    currency: str
    large: Sequence[Headline]
    others: Sequence[Headline]
    findings: Sequence[Finding] = ()
    many: int = 0
    steps: Sequence[Step] = ()
    waiting: Sequence[Headline] = ()
    is_whole: bool = False

    @property
    def headlines(self) -> list[Headline]:
        return [*self.large, *self.others]

    @property
    def knows_nothing(self) -> bool:
        """Whether the filter leaves nothing."""
        return not any(headline.estimate.n for headline in self.headlines)


def overview_of(inquiry: Inquiry, *, whole: bool) -> Overview:
    """The numbers at once; the whole where it is wanted, or was worked out already."""
    screen = first_screen(inquiry.member, store=inquiry.store, now=inquiry.now)
    if screen.heard_until is None:
        return Overview(inquiry.now, None, inquiry.currency, (), ())
    goals = visible_goals(inquiry.member)
    norms = norms_by_measure(inquiry.member.workspace)
    key = (inquiry.key, _shown(goals, norms))
    kept = _wholes.setdefault(inquiry.store, Kept(most=64))
    found = kept.get(key)
    if found is None:
        headlines = plain_headlines(inquiry, screen)
        headlines = list(with_goals(headlines, goals, norms, inquiry.filter.where))
        if not whole:
            return _overview(inquiry, headlines)
        known = [headline for headline in headlines if not headline.is_waiting]
        looked = look(inquiry, [compared(inquiry, headline) for headline in known])
        waiting = [headline for headline in headlines if headline.is_waiting]
        found = _overview(
            inquiry, looked.headlines, waiting=waiting, findings=looked.findings, many=looked.many, is_whole=True
        )
        kept.keep(key, found)
    waiting = [*screen.waiting, *(Waiting(each.metric, each.needs) for each in found.waiting)]
    return replace(found, steps=next_steps(inquiry, found.headlines, waiting, goals))


def _overview(inquiry: Inquiry, headlines: Sequence[Headline], **more: Any) -> Overview:
    large, others = split(headlines)
    return Overview(inquiry.now, inquiry.filter.heard_until, inquiry.currency, large, others, **more)


def _shown(goals: Sequence[Any], norms: dict[Any, Any]) -> tuple[Any, ...]:
    """What of the goals and norms stands on the page."""
    goal = tuple((each.pk, each.target, each.due_on, str(each.where), each.baseline) for each in goals)
    return goal, tuple((norm.pk, norm.value) for norm in norms.values())
