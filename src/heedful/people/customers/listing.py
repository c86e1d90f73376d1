"""The list of customers: one page of those whom the log has heard, in an order, and what each row says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.interactions.customers import (
    MONEY,
    People,
    Rank,
    Ranked,
    Wanted,
    customers_beginning,
    dimensions,
    in_order,
    page_among,
    ranked_customers,
)
from heedful.interactions.store import Store
from heedful.interactions.stories import Fact, facts_of
from heedful.people.customers.models import Customer
from heedful.people.customers.queries import absorbed_among, customers_called, keys_today, names_of_customers
from heedful.people.customers.wording import Score, score
from heedful.people.members.models import Member
from heedful.people.members.queries import visible_locations
from heedful.people.workspaces.queries import visible_places
from heedful.ui.keyset import Page, Place, page_of, place_of

SIZE = 50
MOST_FOUND = 60  # each costs the engine a look at what they did
LONGEST_TYPED = 200
ORDERS: dict[str, str | Promise] = {
    "heard": gettext_lazy("Last heard of"),
    "value": gettext_lazy("Orders, net"),
    "number": gettext_lazy("Interactions"),
}


@dataclass(frozen=True, slots=True)
class Money:
    amount: float
    currency: str


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    name: str
    first_at: datetime
    last_at: datetime
    n: int
    money: Sequence[Money]
    score: Score | None
    scored_at: datetime | None
    places: Sequence[str]


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: where it leads, and how it is sorted now."""

    title: str | Promise
    href: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Listing:
    page: Page[Row]
    order: str
    heads: Mapping[str, Head]
    typed: str
    place: str
    places: Sequence[tuple[str, str]]
    problem: str
    currency: str
    never_heard: Sequence[Customer]
    has_more: bool  # were found than are shown
    is_part: bool
    as_of: datetime


def customer_listing(member: Member, asked: QueryDict, *, store: Store, now: datetime) -> Listing:
    """One page of the people, with at most three questions to the log and a fixed number to the database."""
    workspace, locations = member.workspace, visible_locations(member)
    called = dict(visible_places(member).values_list("key", "name"))
    known = dimensions(store, workspace.key, now=now)
    choices = {key: called.get(key, key) for key in (locations or {*known.locations, *called})}
    typed = asked.get("q", "").replace("\x00", "").strip()[:LONGEST_TYPED]
    place, problem = _place_asked(asked.get("location", "").strip(), choices)
    found = customers_called(member, typed, whole=locations is None, most=MOST_FOUND) if typed else []
    order = asked.get("sort", "") if asked.get("sort") in ORDERS else "heard"
    wanted = Wanted(
        workspace.key,
        order=order,
        locations=(place,) if place else locations,
        currency=_main(known.currencies, workspace.currency),
        size=SIZE,
    )
    if typed:
        page, seen = _searched(member, wanted, asked, store, called, typed, found)
    else:
        page, seen = _page(member, wanted, asked, store, called), set[str]()
    return Listing(
        page=page,
        order=order,
        heads={key: _head(asked, key, title, order) for key, title in ORDERS.items()},
        typed=typed,
        place=place,
        places=sorted(choices.items(), key=lambda each: each[1].casefold()),
        problem=problem,
        currency=wanted.currency or "",
        never_heard=_never_heard(found, seen) if locations is None and not place else [],
        has_more=len(found) >= MOST_FOUND or len(seen) >= MOST_FOUND,
        is_part=locations is not None,
        as_of=now,
    )


def rows_of(facts: Sequence[Fact], names: Mapping[str, Customer], called: Mapping[str, str]) -> dict[str, Row]:
    """What each person's row says, by key."""
    by_customer: dict[str, list[Fact]] = {}
    for fact in facts:
        by_customer.setdefault(fact.customer, []).append(fact)
    return {key: _row(key, theirs, names, called) for key, theirs in by_customer.items()}


def money_of(facts: Sequence[Fact]) -> list[Money]:
    """Orders minus refunds, currency by currency."""
    sums: dict[str, float] = {}
    for fact in facts:
        if fact.kind in MONEY and fact.total is not None:
            signed = fact.total if fact.kind == "order" else -fact.total
            sums[fact.currency or ""] = sums.get(fact.currency or "", 0.0) + signed
    return [Money(amount, currency) for currency, amount in sorted(sums.items())]


def aware(moment: datetime) -> datetime:
    """The log keeps naive UTC; pages show the workspace's own time."""
    return moment.replace(tzinfo=UTC)


def _row(key: str, facts: Sequence[Fact], names: Mapping[str, Customer], called: Mapping[str, str]) -> Row:
    scored = max((fact for fact in facts if fact.scored_at), key=lambda fact: fact.scored_at, default=None)
    locations = {fact.location for fact in facts if fact.location is not None}
    return Row(
        key=key,
        name=names[key].name if key in names else "",
        first_at=aware(min(fact.first_at for fact in facts)),
        last_at=aware(max(fact.last_at for fact in facts)),
        n=sum(fact.n for fact in facts),
        money=money_of(facts),
        score=score(scored.score, scored.scale) if scored and scored.score is not None else None,
        scored_at=aware(scored.scored_at) if scored and scored.scored_at else None,
        places=sorted(called.get(location, location) for location in locations),
    )


def _page(member: Member, wanted: Wanted, asked: QueryDict, store: Store, called: Mapping[str, str]) -> Page[Row]:
    place = _checked(place_of(asked), wanted.order)
    ranked = ranked_customers(store, _at(wanted, place))
    page: Page[Ranked] = page_of(ranked, place, size=SIZE, key=_key, asked=asked)
    shown = [key for key, _rank in page.rows]
    facts = facts_of(store, wanted.workspace, shown, locations=wanted.locations)
    return _drawn(page, rows_of(facts, names_of_customers(member, shown), called))


def _searched(
    member: Member,
    wanted: Wanted,
    asked: QueryDict,
    store: Store,
    called: Mapping[str, str],
    typed: str,
    found: Sequence[Customer],
) -> tuple[Page[Row], set[str]]:
    """The page of those found by what we know of them, or by an id in the log; and who of them was heard at all.

    They are few: put in order here, because an engine looks through all of its rows once for each of them.
    """
    beginnings = tuple(dict.fromkeys((typed, typed.casefold())))
    by_id = customers_beginning(store, wanted.workspace, beginnings, locations=wanted.locations, most=MOST_FOUND)
    keys = tuple(dict.fromkeys([*by_id, *keys_today(found)]))
    facts = facts_of(store, wanted.workspace, keys, locations=wanted.locations)
    rows = rows_of(facts, names_of_customers(member, keys), called)
    ranks = {key: _rank(row, wanted) for key, row in rows.items()}
    people = in_order((key, rank) for key, rank in ranks.items() if rank is not None)
    place = _checked(place_of(asked), wanted.order)
    ranked = page_among(People(people, is_all=True), _at(wanted, place)) or []
    return _drawn(page_of(ranked, place, size=SIZE, key=_key, asked=asked), rows), set(rows)


def _drawn(page: Page[Ranked], rows: Mapping[str, Row]) -> Page[Row]:
    """One of them may have been erased in between."""
    return Page([rows[key] for key, _rank in page.rows if key in rows], page.earlier, page.later)


def _rank(row: Row, wanted: Wanted) -> Rank | None:
    """What the row is ranked by; None where it has no such thing."""
    if wanted.order == "heard":
        return row.last_at.replace(tzinfo=None)
    if wanted.order == "number":
        return row.n
    return next((round(money.amount, 2) for money in row.money if money.currency == wanted.currency), None)


def _never_heard(found: Sequence[Customer], seen: set[str]) -> list[Customer]:
    silent = [customer for customer in found if customer.key not in seen]
    if not silent:
        return []
    absorbed = absorbed_among(silent)
    return [customer for customer in silent if customer.pk not in absorbed]


def _place_asked(given: str, choices: Mapping[str, str]) -> tuple[str, str]:
    if given and given not in choices:
        return "", _("There is no such place any more.")
    return given, ""


def _main(currencies: Sequence[str], own: str) -> str | None:
    """The currency to sort by: the workspace's own where orders came in it, else the first there is."""
    return own if own in currencies else next(iter(currencies), None)


def _head(asked: QueryDict, key: str, title: str | Promise, order: str) -> Head:
    kept = {name: asked[name] for name in ("q", "location") if asked.get(name)}
    return Head(title, f"?{urlencode(kept | {'sort': key})}", "descending" if key == order else "")


def _key(ranked: Ranked) -> tuple[Any, ...]:
    customer, rank = ranked
    return (rank.isoformat() if isinstance(rank, datetime) else rank, customer)


def _checked(place: Place, order: str) -> Place:
    """The place, if it is one of this order; an address put together by hand begins at the beginning."""
    if place.key is None or len(place.key) != 2 or not isinstance(place.key[1], str):
        return Place()
    rank = place.key[0]
    if order == "heard":
        moment = _moment(rank)
        return Place((moment, place.key[1]), place.backwards) if moment else Place()
    return place if isinstance(rank, int | float) and not isinstance(rank, bool) else Place()


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo is None else None


def _at(wanted: Wanted, place: Place) -> Wanted:
    if place.key is None:
        return wanted
    return replace(wanted, behind=(place.key[1], place.key[0]), backwards=place.backwards)
