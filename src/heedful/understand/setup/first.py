"""The first number of a new workspace, for the first steps."""

from __future__ import annotations

from datetime import datetime

from heedful.interactions import stores
from heedful.listen.start.numbers import FirstLook, FirstNumber, Missing
from heedful.people.models import Member
from heedful.understand.metrics.screen import Card, Screen, first_screen

MISSING_SHOWN = 6


def tell(member: Member, now: datetime) -> FirstLook:
    """The first measure that has a value; else the first one that is on its way to one."""
    screen = first_screen(member, store=stores.current(), now=now)
    cards = [card for group in screen.groups for card in group.cards]
    known = [card for card in cards if card.first.told.value is not None]
    best = (known or cards or [None])[0]
    return FirstLook(
        as_of=screen.as_of,
        number=best and _number(best, screen),
        others=max(0, len(known) - 1),
        missing=tuple(Missing(each.metric.name, each.reason) for each in screen.waiting[:MISSING_SHOWN]),
    )


def _number(card: Card, screen: Screen) -> FirstNumber:
    reading = card.first
    return FirstNumber(
        name=card.metric.name,
        asks=card.metric.says,
        says=reading.says,
        value=reading.told.value,
        low=reading.told.low,
        high=reading.told.high,
        n=reading.told.n,
        unit=reading.unit,
        of=reading.of,
        minimum_n=reading.minimum_n,
        currency=screen.currency,
        start=card.period.start,
        end=card.period.end,
    )
