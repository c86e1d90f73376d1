"""Clubs whose guests answer each week, and a plan for one of them."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest

from heedful.act.plans.actions import commit_plan, compare_plan, write_plan
from heedful.act.plans.aims import Aim
from heedful.act.plans.models import Plan
from heedful.interactions import loader, spool
from heedful.interactions.schema import Heard
from tests.factories import make_location

BEGINS = date(2026, 3, 2)  # a Monday
ENDS = date(2026, 5, 24)
BEFORE = datetime(2026, 2, 27, 12, tzinfo=UTC)
AFTER = datetime(2026, 5, 25, 12, tzinfo=UTC)
CLUBS = ("nord", "sud", "ost", "west", "alt", "hafen")
WORDS = {"name": "Changing rooms renovated", "problem": "Nord scores low", "action": "Renovate the changing rooms"}


@pytest.fixture
def clubs(workspace) -> tuple[str, ...]:
    for key in CLUBS[2:]:
        make_location(workspace, key)
    return CLUBS


@pytest.fixture
def answered(workspace, store, clubs) -> Callable[..., None]:
    """Every week some guests of each club answer; `better` says how much more they like it where and since when."""

    def put(
        *, from_on: date = BEGINS - timedelta(weeks=26), to_on: date = ENDS, each_week: int = 20,
        better: Mapping[str, float] | None = None, name: str = "a", touchpoint: str | None = None,
    ) -> None:  # fmt: skip
        rows, day, week = [], from_on, 0
        while day <= to_on:
            for club in clubs:
                lift = (better or {}).get(club, 0.0) if day >= BEGINS else 0.0
                rows += [_answer(name, club, day, week, n, lift, touchpoint) for n in range(each_week)]
            day, week = day + timedelta(weeks=1), week + 1
        spool.hear(workspace.key, rows)
        loader.load(store, now=AFTER)

    return put


def _answer(name: str, club: str, day: date, week: int, n: int, lift: float, touchpoint: str | None) -> Heard:
    """A score by chance, the same in every run; `lift` is how much more they like it."""
    by_chance = Random(f"{name}-{club}-{day}-{n}").triangular(0, 10, 8)
    at_time = datetime.combine(day + timedelta(days=n % 7), time(10), UTC)
    return Heard(id=f"{name}-{club}-{day}-{n}", kind="answer", name="recommend", scale="nps:0-10",
                 value=min(10.0, float(int(by_chance + lift))), location=club, occurred_at=at_time,
                 received_at=at_time, alias=f"{club}-{week}-{n}", touchpoint=touchpoint)  # fmt: skip


def aim(*places: str, **more: Any) -> Aim:
    given = {"metric": "nps", "method": "0-10", "starts_on": BEGINS, "ends_on": ENDS, "expected": 20.0} | more
    return Aim(places=places or ("nord",), **given)


@pytest.fixture
def written(alice) -> Plan:
    return write_plan(alice.workspace, WORDS, aim("nord", owner=alice), by=alice, now=BEFORE)


@pytest.fixture
def committed(answered, written, alice, store) -> Plan:
    """Nord, against the other five; of what was heard before it began."""
    answered(better={"nord": 3.0})
    compare_plan(written, ("alt", "hafen", "ost", "sud", "west"), store=store, by=alice, now=BEFORE)
    commit_plan(written, by=alice, now=BEFORE)
    return written
