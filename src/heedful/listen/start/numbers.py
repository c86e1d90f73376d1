"""The first number of a new workspace, told by whoever can measure: this room only hears."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

from heedful.people.members.models import Member

Words = str | Promise


@dataclass(frozen=True, slots=True)
class FirstNumber:
    """A number with its honesty, and what it means; without a value, how many more it takes."""

    name: Words
    asks: Words
    says: Words
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    of: str
    minimum_n: int
    currency: str
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A measure that what was heard does not allow yet, and why."""

    name: Words
    reason: Words


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What the first data allow: a number, if any, and what else waits for what."""

    as_of: datetime
    number: FirstNumber | None
    others: int
    missing: tuple[Missing, ...]


Tell = Callable[[Member, datetime], FirstLook]
_tellers: list[Tell] = []


def tell_first_number_by(tell: Tell) -> None:
    _tellers[:] = [tell]


def first_look(member: Member, now: datetime) -> FirstLook | None:
    """None where nobody measures."""
    return _tellers[0](member, now) if _tellers else None
