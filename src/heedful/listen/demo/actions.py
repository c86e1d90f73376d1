from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from django.db import transaction

from heedful.interactions import loader, spool, stores
from heedful.interactions.schema import Link
from heedful.listen.demo import words
from heedful.listen.demo.answers import eases, recommendations, satisfactions
from heedful.listen.demo.chain import CLUBS, LANGUAGES
from heedful.listen.demo.contracts import contract_rows
from heedful.listen.demo.conversations import conversation_rows, rating_rows
from heedful.listen.demo.hours import to_utc
from heedful.listen.demo.members import Members, members
from heedful.listen.demo.purchases import cost_rows, order_rows, refund_rows, shops_online, web_shop_aliases
from heedful.listen.demo.reviews import review_rows
from heedful.listen.demo.rows import within
from heedful.listen.demo.visits import visit_rows, visits
from heedful.listen.demo.website import joined_online, page_rows
from heedful.people.customers.models import Customer
from heedful.people.customers.words import keep_words
from heedful.people.workspaces.models import Location, Workspace

DAYS = 730
BATCH = 50_000
Progress = Callable[[str, int, int], None]  # what is being done, how much of how much


@dataclass(frozen=True, slots=True)
class Size:
    """How large the chain is; the numbers of the story by default."""

    members: int = 3_250
    strangers: int = 3_700
    conversations: int = 2_300


@dataclass(frozen=True, slots=True)
class Demo:
    """All that the made-up chain would have sent, in the order in which it would have arrived."""

    heard: pa.Table  # columns of HEARD
    links: tuple[Link, ...]
    members: Members


@dataclass(frozen=True, slots=True)
class Built:
    interactions: int
    links: int
    customers: int


def build(
    workspace: Workspace, *, now: datetime, seed: int = 7, size: Size | None = None, progress: Progress | None = None
) -> Built:
    """Fill the workspace with the story of the six clubs: 24 months that end at the last midnight (UTC) before now."""
    told = progress or _quietly
    told("making up the chain", 0, 1)
    demo = story(now=now, seed=seed, time_zone=workspace.time_zone, currency=workspace.currency, size=size or Size())
    told("writing it down", 0, len(demo.heard))
    hear(workspace, demo, seed=seed)
    _load(len(demo.heard), told, now)
    return Built(interactions=len(demo.heard), links=len(demo.links), customers=len(demo.members))


@transaction.atomic
def hear(workspace: Workspace, demo: Demo, *, seed: int) -> None:
    """All of it is in the spool, and the clubs and members have their rows; or nothing is."""
    _introduce(workspace, demo.members, seed)
    for batch in demo.heard.combine_chunks().to_batches(max_chunksize=BATCH):
        spool.hear_batch(workspace.key, batch)
    spool.link(workspace.key, demo.links)


def _load(total: int, told: Progress, now: datetime) -> None:
    done = 0
    while (loaded := loader.load(stores.current(), now=now, rounds=1)).rounds:
        done += loaded.added + loaded.known
        told("loading the log", min(done, total), total)


def story(*, now: datetime, seed: int, time_zone: str, currency: str, size: Size) -> Demo:
    """The same arguments give the same rows to the byte."""
    end = np.datetime64(now.astimezone(UTC).date(), "D")
    start = end - np.timedelta64(DAYS, "D")
    chance = (np.random.default_rng([seed, nth]) for nth in range(100))  # one each: a change in one leaves the others
    who = members(size.members, start, end, next(chance))
    tables = _tables(who, size, start, end, time_zone, currency, chance)
    heard = within(pa.concat_tables(tables), start, end).sort_by([("received_at", "ascending"), ("id", "ascending")])
    return Demo(heard=heard, links=tuple(_links(who, time_zone)), members=who)


def _tables(
    who: Members,
    size: Size,
    start: np.datetime64,
    end: np.datetime64,
    time_zone: str,
    currency: str,
    chance: Iterator[np.random.Generator],
) -> list[pa.Table]:
    seen = visits(who, next(chance))
    orders = order_rows(who, seen, time_zone, currency, next(chance))
    talks = conversation_rows(who, size.conversations, start, end, time_zone, next(chance))
    return [
        visit_rows(who, seen, time_zone),
        contract_rows(who, time_zone, next(chance)),
        orders,
        refund_rows(orders, next(chance)),
        cost_rows(start, end, time_zone, currency, next(chance)),
        recommendations(who, seen, time_zone, next(chance)),
        satisfactions(who, seen, time_zone, next(chance)),
        eases(who, seen, time_zone, next(chance)),
        review_rows(who, seen, time_zone, next(chance)),
        talks,
        rating_rows(within(talks, start, end), next(chance)),
        page_rows(who, size.strangers, start, end, time_zone, next(chance)),
    ]


def _links(who: Members, time_zone: str) -> Iterator[Link]:
    """Who joined on the website is known from then on; who buys on the web shop is the same person as the member."""
    joined_at = to_utc(who.joined_at, time_zone).astype("M8[us]").astype(object)
    keys = who.keys.to_pylist()
    for visitor, member in enumerate(joined_online(who)):
        at = joined_at[member].replace(tzinfo=UTC)
        yield Link(
            id=f"joined-{visitor}", occurred_at=at, received_at=at, alias=keys[member], visitor=f"visitor-{visitor}"
        )
    shoppers = np.flatnonzero(shops_online(who))
    for member, alias in zip(shoppers, web_shop_aliases(shoppers).to_pylist(), strict=True):
        at = joined_at[member].replace(tzinfo=UTC)
        yield Link(id=f"web-shop-{member}", occurred_at=at, received_at=at, alias=alias, into=keys[member])


def _introduce(workspace: Workspace, who: Members, seed: int) -> None:
    """The clubs and the members as rows of their own, so that a page can name them."""
    for club in CLUBS:
        Location.objects.update_or_create(workspace=workspace, key=club.key, defaults={"name": club.name})
    points = np.random.default_rng([seed, 1_000]).random((len(who), 2))
    languages = [LANGUAGES[place] for place in who.language]
    people = zip(who.keys.to_pylist(), languages, who.is_woman, points, strict=True)
    Customer.objects.bulk_create(
        (
            Customer(workspace=workspace, key=key, language=language, name=words.person(language, bool(woman), point))
            for key, language, woman, point in people
        ),
        ignore_conflicts=True,
        batch_size=500,
    )
    keep_words(Customer.objects.filter(workspace=workspace))


def _quietly(what: str, done: int, total: int) -> None:
    """No progress was asked for."""
