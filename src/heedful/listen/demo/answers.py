"""Answers to surveys: recommendation after visits, satisfaction at touchpoints, ease of booking and of leaving."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from heedful.listen.demo import words
from heedful.listen.demo.chain import (
    CLUBS,
    DESK,
    MOOD,
    NORD,
    RENOVATED_DAYS,
    RENOVATED_LIKING,
    RENOVATED_ROOMS,
    TOUCHPOINTS,
    TRAINERS,
)
from heedful.listen.demo.hours import month_of, seconds, to_utc
from heedful.listen.demo.members import Members
from heedful.listen.demo.rows import numbered, picked, rows
from heedful.listen.demo.visits import Visits

CLUB_KEYS = [club.key for club in CLUBS]
REST = np.timedelta64(21, "D")  # nobody answers the same survey twice within three weeks
BAD, FAIR, GOOD = range(3)
CHANNELS = ["email", "sms", "app"]
CHANNEL_SHARES = [0.5, 0.2, 0.3]

# What is added to a club's satisfaction (1–5) at each touchpoint, and at Nord.
TOUCHPOINT_LIKING = np.array([4.35, 4.05, 4.50, 4.20, 3.95])
NORD_LIKING = np.array([4.15, 2.45, 4.35, 3.85, 3.95])


def liking(who: Members, seen: Visits, rng: np.random.Generator) -> np.ndarray:
    """How much each of these visits was liked on 0–10, before rounding: club, drift, season, member and chance."""
    drift = np.array([club.drift for club in CLUBS])[seen.club]
    passed = (seen.came_at - seen.came_at.min()) / max(np.ptp(seen.came_at), np.timedelta64(1, "s"))
    club = np.array([club.liking for club in CLUBS])[seen.club] + drift * passed
    club = club + RENOVATED_LIKING * is_renovated(who, seen)
    return club + np.array(MOOD)[month_of(seen.came_at)] + 0.9 * who.mood[seen.member] + rng.normal(0, 1.75, len(seen))


def is_renovated(who: Members, seen: Visits) -> np.ndarray:
    """Visits to Nord since its changing rooms were done up."""
    return (seen.club == NORD) & (seen.came_at >= who.gone_at.max() - np.timedelta64(RENOVATED_DAYS, "D"))


def recommendations(who: Members, seen: Visits, time_zone: str, rng: np.random.Generator) -> pa.Table:
    """Would you recommend us? 0–10, a few hours after a visit, the comment on the same row."""
    asked = rested(seen.some(0.062, rng))
    score = np.clip(np.round(liking(who, asked, rng)), 0, 10)
    tone = np.where(score <= 6, BAD, np.where(score <= 8, FAIR, GOOD))
    trainer = 2 * asked.club + rng.integers(0, 2, len(asked))
    return rows(
        "answer",
        to_utc(asked.came_at + seconds(rng.lognormal(10.0, 0.9, len(asked))), time_zone),
        id=numbered("nps", np.arange(len(asked))),
        name="recommend",
        scale="nps:0-10",
        alias=picked(who.keys, asked.member),
        touchpoint="visit",
        channel=picked(CHANNELS, rng.choice(3, len(asked), p=CHANNEL_SHARES)),
        location=picked(CLUB_KEYS, asked.club),
        value=score,
        text=comments(who, asked, tone, None, trainer, 0.46, rng),
        source="after-visit",
    )


def rested(seen: Visits) -> Visits:
    """Without the visits that came too soon after the same member's last one."""
    order = np.lexsort((seen.came_at, seen.member))
    member, came_at = seen.member[order], seen.came_at[order]
    soon = np.concatenate([[False], (np.diff(member) == 0) & (np.diff(came_at) < REST)])
    return seen.at(np.sort(order[~soon]))


def comments(
    who: Members,
    seen: Visits,
    tone: np.ndarray,
    about: list[str] | None,
    trainer: np.ndarray,
    share: float,
    rng: np.random.Generator,
) -> pa.Array:
    """What this share of them wrote; the others left the field empty. The angry write more often."""
    about = about or words.themes(tone, seen.club, rng)
    said = words.texts(tone, about, who.language[seen.member], trainer, rng)
    wrote = rng.random(len(seen)) < share * np.where(tone == BAD, 1.4, 0.9)
    return pa.array([text if kept else None for text, kept in zip(said, wrote, strict=True)], pa.string())


def satisfactions(who: Members, seen: Visits, time_zone: str, rng: np.random.Generator) -> pa.Table:
    """How satisfied were you with …? 1–5 at a touchpoint of the visit."""
    asked = seen.some(0.048, rng)
    touchpoint = rng.choice(len(TOUCHPOINTS), len(asked), p=[0.24, 0.24, 0.24, 0.16, 0.12])
    mean = np.where(asked.club == NORD, NORD_LIKING[touchpoint], TOUCHPOINT_LIKING[touchpoint])
    mean = mean + RENOVATED_ROOMS * (is_renovated(who, asked) & (touchpoint == TOUCHPOINTS.index("changing-rooms")))
    score = np.clip(np.round(mean + 0.3 * who.mood[asked.member] + rng.normal(0, 0.85, len(asked))), 1, 5)
    tone = np.where(score <= 2, BAD, np.where(score == 3, FAIR, GOOD))
    trainer = 2 * asked.club + rng.integers(0, 2, len(asked))
    return rows(
        "answer",
        to_utc(asked.came_at + seconds(rng.uniform(1_800, 9_000, len(asked))), time_zone),
        id=numbered("csat", np.arange(len(asked))),
        name="satisfaction",
        scale="csat:1-5",
        alias=picked(who.keys, asked.member),
        touchpoint=picked(TOUCHPOINTS, touchpoint),
        channel=picked(["kiosk", "app"], (touchpoint == TOUCHPOINTS.index("app")).astype(int)),
        location=picked(CLUB_KEYS, asked.club),
        employee=_served_by(touchpoint, asked.club, trainer),
        value=score,
        text=comments(
            who, asked, tone, [words.TOUCHPOINT_THEMES[TOUCHPOINTS[t]] for t in touchpoint], trainer, 0.2, rng
        ),
        source="touchpoints",
    )


def _served_by(touchpoint: np.ndarray, club: np.ndarray, trainer: np.ndarray) -> pa.Array:
    staff = pa.array([*TRAINERS, *DESK, None], pa.string())
    nobody = len(TRAINERS) + len(DESK)
    return picked(staff, np.select([touchpoint == 0, touchpoint == 2], [len(TRAINERS) + club, trainer], nobody))


def eases(who: Members, seen: Visits, time_zone: str, rng: np.random.Generator) -> pa.Table:
    """It was easy to book (to leave): 1–7, how far they agree."""
    booked = seen.some(0.009, rng)
    gone = np.flatnonzero(who.left & (rng.random(len(who)) < 0.55))
    member = np.concatenate([booked.member, gone])
    leaving = np.arange(len(member)) >= len(booked)
    at = np.concatenate([booked.came_at - np.timedelta64(2, "D"), who.gone_at[gone] + np.timedelta64(3, "h")])
    mean = np.where(leaving, 4.6, 5.7) + 0.3 * who.mood[member]
    return rows(
        "answer",
        to_utc(at, time_zone),
        id=numbered("ces", np.arange(len(member))),
        name="easy",
        scale="ces:agree7",
        alias=picked(who.keys, member),
        touchpoint=picked(["booking", "cancelling"], leaving.astype(int)),
        channel="app",
        location=picked(CLUB_KEYS, who.club[member]),
        value=np.clip(np.round(mean + rng.normal(0, 1.3, len(member))), 1, 7),
        source="ease",
    )
