"""Visits at the gate: the many rows on which questions, purchases and reviews hang."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from heedful.listen.demo.chain import CLUBS, COMING
from heedful.listen.demo.hours import at_the_gate, month_of, to_utc
from heedful.listen.demo.members import Members
from heedful.listen.demo.rows import numbered, picked, rows

ELSEWHERE = 0.06  # share of visits to another club than one's own
WEEKDAY = np.array([1.15, 1.1, 1.1, 1.05, 0.9, 0.8, 0.7])  # Monday first


@dataclass(frozen=True, slots=True)
class Visits:
    """Arrays with one place per visit, in the order of time; `member` is a place in `Members`."""

    member: np.ndarray
    club: np.ndarray
    came_at: np.ndarray  # wall clock

    def __len__(self) -> int:
        return len(self.member)

    def some(self, share: float, rng: np.random.Generator) -> Visits:
        return self.at(np.flatnonzero(rng.random(len(self)) < share))

    def at(self, places: np.ndarray) -> Visits:
        return Visits(self.member[places], self.club[places], self.came_at[places])


def visits(who: Members, rng: np.random.Generator) -> Visits:
    """Each member comes at random at an own pace; thinned by the season and the day of the week."""
    highest = max(COMING) * WEEKDAY.max()
    stay = (who.gone_at - who.joined_at) / np.timedelta64(7, "D")
    member = np.repeat(np.arange(len(who)), rng.poisson(who.pace * stay * highest))
    share = rng.random(len(member))
    day = (who.joined_at[member] + share * (who.gone_at - who.joined_at)[member]).astype("M8[D]")
    likely = np.array(COMING)[month_of(day)] * WEEKDAY[np.mod(day.astype(int) + 3, 7)]
    kept = rng.random(len(member)) < likely / highest
    return _in_order(who, member[kept], at_the_gate(day[kept], rng), rng)


def _in_order(who: Members, member: np.ndarray, came_at: np.ndarray, rng: np.random.Generator) -> Visits:
    within = (came_at >= who.joined_at[member]) & (came_at < who.gone_at[member])
    member, came_at = member[within], came_at[within]
    abroad = rng.random(len(member)) < ELSEWHERE
    club = np.where(abroad, rng.integers(0, len(CLUBS), len(member)), who.club[member])
    order = np.argsort(came_at, kind="stable")
    return Visits(member[order], club[order], came_at[order])


def visit_rows(who: Members, seen: Visits, time_zone: str) -> pa.Table:
    return rows(
        "event",
        to_utc(seen.came_at, time_zone),
        id=numbered("visit", np.arange(len(seen))),
        name="visit",
        alias=picked(who.keys, seen.member),
        touchpoint="visit",
        channel="club",
        location=picked([club.key for club in CLUBS], seen.club),
        source="turnstiles",
    )
