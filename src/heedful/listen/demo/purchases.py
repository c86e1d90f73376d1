"""Money: memberships paid each month, personal training, the shelf, refunds, and what the chain spends."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from heedful.listen.demo.chain import CLUBS, PERSONAL_TRAINING, PLANS, SHELF, SHELF_SHARES, TRAINERS
from heedful.listen.demo.hours import seconds, to_utc
from heedful.listen.demo.members import MONTH_DAYS, Members
from heedful.listen.demo.rows import numbered, picked, rows
from heedful.listen.demo.visits import Visits

CLUB_KEYS = [club.key for club in CLUBS]
GOODS = [*(key for key, _ in PLANS), PERSONAL_TRAINING[0], *(key for key, _ in SHELF)]
PRICES = np.array([*(price for _, price in PLANS), PERSONAL_TRAINING[1], *(price for _, price in SHELF)])
TRAINING, FIRST_ON_SHELF = len(PLANS), len(PLANS) + 1
ONLINE = 0.06  # members who also buy on the web shop, under their e-mail address


def order_rows(who: Members, seen: Visits, time_zone: str, currency: str, rng: np.random.Generator) -> pa.Table:
    paid = [
        _memberships(who, time_zone, currency),
        _personal_training(who, seen, time_zone, currency, rng),
        _shelf(who, seen, time_zone, currency, rng),
    ]
    return pa.concat_tables(paid)


def _memberships(who: Members, time_zone: str, currency: str) -> pa.Table:
    days = (who.gone_at - who.joined_at) / np.timedelta64(1, "D")
    count = 1 + np.floor(np.maximum(days - 0.5, 0) / MONTH_DAYS).astype(int)
    member = np.repeat(np.arange(len(who)), count)
    month = np.arange(len(member)) - np.repeat(np.cumsum(count) - count, count)
    ids = numbered("payment", np.arange(len(member)))
    return _orders(
        ids, who, member, who.club[member], who.plan[member],
        to_utc(who.joined_at[member] + seconds(month * MONTH_DAYS * 86_400 + 60), time_zone),
        thread=ids, touchpoint="membership", channel="direct-debit", source="billing", currency=currency,
    )  # fmt: skip


def _personal_training(who: Members, seen: Visits, time_zone: str, currency: str, rng: np.random.Generator) -> pa.Table:
    some = seen.some(0.02, rng)
    ids = numbered("training", np.arange(len(some)))
    return _orders(
        ids, who, some.member, some.club, np.full(len(some), TRAINING), to_utc(some.came_at, time_zone), thread=ids,
        employee=picked(TRAINERS, 2 * some.club + rng.integers(0, 2, len(some))),
        touchpoint="training", channel="club", source="till", currency=currency,
    )  # fmt: skip


def _shelf(who: Members, seen: Visits, time_zone: str, currency: str, rng: np.random.Generator) -> pa.Table:
    some = seen.some(0.035, rng)
    order = np.repeat(np.arange(len(some)), 1 + rng.binomial(2, 0.15, len(some)))
    bought = some.at(order)
    online = shops_online(who)[bought.member]
    return _orders(
        numbered("till", np.arange(len(order))), who, bought.member, bought.club,
        FIRST_ON_SHELF + rng.choice(len(SHELF), len(order), p=SHELF_SHARES), to_utc(bought.came_at, time_zone),
        thread=numbered("sale", order),
        alias=pc.if_else(pa.array(online), web_shop_aliases(bought.member), picked(who.keys, bought.member)),
        touchpoint="shop", channel=picked(["club", "web-shop"], online.astype(int)), source="till", currency=currency,
    )  # fmt: skip


def _orders(
    ids: pa.Array,
    who: Members,
    member: np.ndarray,
    club: np.ndarray,
    goods: np.ndarray,
    at: np.ndarray,
    **columns: object,
) -> pa.Table:
    alias = columns.pop("alias", None) or picked(who.keys, member)
    return rows(
        "order", at, id=ids, name="order", alias=alias, location=picked(CLUB_KEYS, club),
        product=picked(GOODS, goods), value=PRICES[goods], **columns,
    )  # fmt: skip


def shops_online(who: Members) -> np.ndarray:
    """Which members the web shop knows by their e-mail address."""
    return np.arange(len(who)) % round(1 / ONLINE) == 7


def web_shop_aliases(member: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(numbered("member", 10_000 + member), "example.org", "@")


def refund_rows(orders: pa.Table, rng: np.random.Generator) -> pa.Table:
    """A few orders are paid back some days later, more often what was bought than a membership."""
    is_membership = pc.equal(orders["source"], "billing").to_numpy(zero_copy_only=False)
    given = np.flatnonzero(rng.random(len(orders)) < np.where(is_membership, 0.004, 0.03))
    back = orders.take(pa.array(given))
    at = back["occurred_at"].to_numpy() + seconds(rng.uniform(1, 9, len(given)) * 86_400)
    same = {name: back[name] for name in ("thread", "alias", "touchpoint", "channel", "location", "product", "value")}
    return rows(
        "refund", at, id=numbered("refund", np.arange(len(given))), name="refund",
        currency=back["currency"], source=back["source"], **same,
    )  # fmt: skip


def cost_rows(
    start: np.datetime64, end: np.datetime64, time_zone: str, currency: str, rng: np.random.Generator
) -> pa.Table:
    """Each month and club: two advertisements that win members, one programme that keeps them."""
    months = np.arange(start.astype("M8[M]"), end.astype("M8[M]"), dtype="M8[M]")
    month, club, use = (
        grid.ravel() for grid in np.meshgrid(np.arange(len(months)), np.arange(len(CLUBS)), np.arange(3))
    )
    at = months[month].astype("M8[us]") + np.timedelta64(4 * 24 + 10, "h")
    spent = np.array([520.0, 340.0, 260.0])[use] * rng.uniform(0.8, 1.25, len(use))
    return rows(
        "cost", to_utc(at, time_zone), id=numbered("cost", np.arange(len(use))),
        name=picked(["acquisition", "acquisition", "retention"], use), touchpoint="marketing",
        channel=picked(["search-ads", "social-ads", "email"], use), location=picked(CLUB_KEYS, club),
        value=np.round(spent, 2), currency=currency, source="accounting",
    )  # fmt: skip
