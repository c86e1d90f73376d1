"""Who the members are: their club, language and plan, when they join and leave, how often they come, their mood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from heedful.listen.demo.chain import (
    CLUBS,
    JOINING,
    LANGUAGE_SHARES,
    LANGUAGES,
    NORD,
    PLAN_SHARES,
    PLANS,
)
from heedful.listen.demo.hours import DAY, at_the_gate, month_of
from heedful.listen.demo.rows import numbered

MONTH_DAYS = 30.4375
OPENING_SHARE = 0.28  # of all members join in the chain's first two months


@dataclass(frozen=True, slots=True)
class Members:
    """Arrays with one place per member; times are wall-clock times at the clubs."""

    keys: pa.Array
    club: np.ndarray
    language: np.ndarray
    plan: np.ndarray
    joined_at: np.ndarray
    gone_at: np.ndarray  # the end of the demo for those who are still members
    left: np.ndarray
    pace: np.ndarray  # visits a week
    mood: np.ndarray
    is_woman: np.ndarray

    def __len__(self) -> int:
        return len(self.club)


def members(count: int, start: np.datetime64, end: np.datetime64, rng: np.random.Generator) -> Members:
    club = rng.choice(len(CLUBS), count, p=[club.share for club in CLUBS])
    joined_at = at_the_gate(_joining_days(count, start, end, rng), rng)
    mood = rng.normal(0, 1, count)
    gone_at, left = _leaving(club, mood, joined_at, end, rng)
    return Members(
        keys=numbered("member", 10_000 + np.arange(count)),
        club=club,
        language=rng.choice(len(LANGUAGES), count, p=LANGUAGE_SHARES),
        plan=rng.choice(len(PLANS), count, p=PLAN_SHARES),
        joined_at=joined_at,
        gone_at=gone_at,
        left=left,
        pace=np.minimum(rng.lognormal(-0.02, 0.65, count) * np.where(club == NORD, 0.85, 1.0), 6.0),
        mood=mood,
        is_woman=rng.random(count) < 0.54,
    )


def _joining_days(count: int, start: np.datetime64, end: np.datetime64, rng: np.random.Generator) -> np.ndarray:
    days = np.arange(start, end - 2 * DAY, dtype="M8[D]")
    weight = np.array(JOINING)[month_of(days)]
    weight *= (1 - OPENING_SHARE) / weight.sum()
    weight[:60] += OPENING_SHARE / 60
    return np.sort(rng.choice(days, count, p=weight / weight.sum()))


def _leaving(
    club: np.ndarray, mood: np.ndarray, joined_at: np.ndarray, end: np.datetime64, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    monthly = np.array([club.leaving for club in CLUBS])[club] * np.exp(-0.35 * mood)
    months = 1 + rng.exponential(1 / monthly)  # the first month is paid for
    gone_at = joined_at + (months * MONTH_DAYS * 86_400).astype("m8[s]").astype("m8[us]")
    left = gone_at < end
    return np.where(left, gone_at, end.astype("M8[us]")), left
