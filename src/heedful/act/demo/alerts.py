"""Rules of the made-up clubs, and what they fired for in the last days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import narwhals as nw
import pyarrow as pa
from django.db import transaction
from django.utils.translation import gettext as _

from heedful.act.alerts.actions import Wanted, acknowledge_firing, create_rule, resolve_firing, switch_rule
from heedful.act.alerts.conditions import AnyCondition, Change, Detractor, Stars
from heedful.act.alerts.gathering import Hit, gather
from heedful.act.alerts.hearing import COLUMNS, hits_in
from heedful.act.alerts.models import Firing, Rule
from heedful.act.alerts.telling import follow
from heedful.interactions.store import Store
from heedful.listen.demo.chain import CLUBS, NORD
from heedful.measures import lazy
from heedful.people.models import Member

DAYS: Final = 70  # since when the rules are on
DAY_MINUTES: Final = 1440
WEEK_MINUTES: Final = 10_080
MOST: Final = 6  # items of each rule
LEFT: Final = 3  # alerts that are not over
HIGHEST: Final = 6
MOST_STARS: Final = 2
A_DAY: Final = timedelta(days=1)


@transaction.atomic
def let_rules_fire(owner: Member, *, store: Store, end: datetime) -> None:
    """For unhappy members of Nord and bad reviews elsewhere, each when it was heard; most of it is over."""
    nord, began = CLUBS[NORD].key, end - DAYS * A_DAY
    unhappy = _rule(owner, _("Unhappy at Nord"), Detractor(), store, began, locations=[nord], opens_case=True,
                    priority=2, window_minutes=DAY_MINUTES)  # fmt: skip
    reviews = _rule(owner, _("Bad reviews"), Stars(), store, began, opens_case=True, window_minutes=DAY_MINUTES)
    _rule(owner, _("Recommendation moves"), Change(metric="nps", method="0-10"), store, end, minimum_n=10,
          window_minutes=WEEK_MINUTES)  # fmt: skip
    low = (nw.col("scale") == "nps:0-10") & (nw.col("value") <= HIGHEST) & (nw.col("location") == nord)
    poor = (nw.col("value") <= MOST_STARS) & (nw.col("location") != nord)
    found = [(unhappy, hit) for hit in _heard(store, owner, "answer", low, began)]
    found += [(reviews, hit) for hit in _heard(store, owner, "review", poor, began)]
    for rule, hit in sorted(found, key=lambda each: (each[1].at, each[1].id)):
        _fire(rule, hit, store)
    _resolve_all_but_the_last(owner)


def _rule(owner: Member, name: str, condition: AnyCondition, store: Store, at: datetime, **more: Any) -> Rule:
    tells = [{"to": "members", "members": [owner.pk]}]
    rule = create_rule(owner.workspace, Wanted(name, condition, tells=tells, **more), by=owner, store=store, now=at)
    return switch_rule(rule, on=True, by=owner, now=at)


def _heard(store: Store, owner: Member, kind: str, which: nw.Expr, since: datetime) -> list[Hit]:
    """The newest with words, the oldest of them first."""
    rows: nw.LazyFrame[Any] = lazy(store.frame(owner.workspace.key, kinds=[kind]))
    lately = nw.col("occurred_at") >= since.replace(tzinfo=None)
    kept = rows.filter(which, lately, ~nw.col("text").is_null()).select(*COLUMNS).collect(backend="pyarrow")
    table: pa.Table = kept.to_native().sort_by([("occurred_at", "ascending"), ("id", "ascending")])
    return list(hits_in(table))[-MOST:]


def _fire(rule: Rule, hit: Hit, store: Store) -> None:
    now = hit.at + timedelta(minutes=1)
    for each in gather(rule, [hit], now=now):
        follow(each, store=store, now=now)


def _resolve_all_but_the_last(owner: Member) -> None:
    firings = list(Firing.objects.filter(workspace=owner.workspace, rule__about=Rule.About.ITEM).order_by("began_at"))
    for firing in firings[:-LEFT]:
        acknowledge_firing(firing, by=owner, now=firing.began_at + timedelta(hours=1))
        why = _("They were called.")
        resolve_firing(firing, by=owner, why=why, now=firing.began_at + timedelta(hours=6))
