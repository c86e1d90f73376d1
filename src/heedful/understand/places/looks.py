"""One measure at all places, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.understand.filters.queries import Choice
from heedful.understand.metrics.inquiry import Inquiry
from heedful.understand.metrics.looks import SORTS, Look, cards_of
from heedful.understand.metrics.screen import Card

PLACE = "location"


@dataclass(frozen=True, slots=True)
class PlacesLook(Look):
    """A look that is always cut by place; the measure stands in the address, too."""

    @property
    def kept(self) -> dict[str, str]:
        named = {"measure": self.metric.key, "sort": self.sort, "a": self.first, "b": self.second}
        return {name: value for name, value in named.items() if value}

    def group_href(self, key: str) -> str:
        query = self.inquiry.filter.address()
        return reverse("understand:place", args=[key]) + (f"?{query}" if query else "")

    @property
    def measures(self) -> list[Choice]:
        cards = cards_by_place(self.inquiry)
        return [Choice(card.metric.key, card.metric.name, card.metric.key == self.metric.key) for card in cards]

    @property
    def hidden_but_measure(self) -> list[tuple[str, str]]:
        return self.hidden("measure", "sort", "a", "b")


def cards_by_place(inquiry: Inquiry) -> list[Card]:
    """The measures that can be cut by place, as the workspace's data allow them."""
    return [card for card in cards_of(inquiry) if card.metric.methods[card.first.method].counts is not None]


def places_look(asked: QueryDict, inquiry: Inquiry) -> PlacesLook | None:
    """None while there is no measure at all."""
    cards = {card.metric.key: card for card in cards_by_place(inquiry)}
    if not cards:
        return None
    named, sort = asked.get("measure", ""), asked.get("sort", "")
    problems = {"measure": _("This is none of the choices.")} if named and named not in cards else {}
    card = cards.get(named) or next(iter(cards.values()))
    return PlacesLook(
        inquiry=inquiry,
        metric=card.metric,
        name=card.first.method,
        by=PLACE,
        every="",
        sort=sort if sort.lstrip("-") in SORTS else "",
        first=asked.get("a", ""),
        second=asked.get("b", ""),
        cuts=(PLACE,),
        problems=problems,
    )
