"""What the room of acting tells of its plans: it stands above, and says once how to ask it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from heedful.people.models import Member


@dataclass(frozen=True, slots=True)
class PlanTold:
    """`state`: being written, to begin, running or over; `is_measured`: whether its effect was."""

    name: str
    href: str
    state: str
    is_measured: bool


@dataclass(frozen=True, slots=True)
class PlansTold:
    plans: Sequence[PlanTold]
    href: str  # all of them
    new: str  # where one is begun; empty for who may not


Tell = Callable[[Member, datetime], PlansTold]
_told_by: list[Tell] = []


def tell_plans_by(tell: Tell) -> None:
    _told_by[:] = [tell]


def plans_told(member: Member, now: datetime) -> PlansTold | None:
    """None where nobody tells of plans."""
    return _told_by[0](member, now) if _told_by else None
