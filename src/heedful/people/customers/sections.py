"""What other rooms show on a customer's page: each says once how to draw its part."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:  # it comes with all that counts, and rooms register before anybody asks for a page
    from datetime import datetime

    from heedful.people.customers.person import Person
    from heedful.people.members.models import Member

Section: TypeAlias = "Callable[[Member, Person, datetime], str]"
"""The section as safe HTML; "" where there is nothing to show, or nothing that this member may see."""

_sections: dict[str, Section] = {}


def add_section(name: str, section: Section) -> None:
    _sections[name] = section


def sections_of(member: Member, person: Person, now: datetime) -> list[str]:
    return [drawn for section in _sections.values() if (drawn := section(member, person, now))]
