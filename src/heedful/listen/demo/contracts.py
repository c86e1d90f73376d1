"""Memberships as events: when each began, and when it was cancelled."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from heedful.listen.demo.chain import CLUBS, PLANS
from heedful.listen.demo.hours import to_utc
from heedful.listen.demo.members import Members
from heedful.listen.demo.rows import numbered, picked, rows
from heedful.listen.demo.website import joined_online

CLUB_KEYS = [club.key for club in CLUBS]
CAME_BY = ["website", "club", "friend"]


def contract_rows(who: Members, time_zone: str, rng: np.random.Generator) -> pa.Table:
    everyone, gone = np.arange(len(who)), np.flatnonzero(who.left)
    came_by = rng.choice([1, 2], len(who), p=[0.6, 0.4])
    came_by[joined_online(who)] = 0
    begun = _events("subscribed", everyone, who.joined_at, who, time_zone, came_by)
    ended = _events("cancelled", gone, who.gone_at[gone], who, time_zone, np.zeros(len(gone), int))
    return pa.concat_tables([begun, ended])


def _events(
    name: str, member: np.ndarray, at: np.ndarray, who: Members, time_zone: str, channel: np.ndarray
) -> pa.Table:
    return rows(
        "event",
        to_utc(at, time_zone),
        id=numbered(name, member),
        name=name,
        alias=picked(who.keys, member),
        touchpoint="membership",
        channel=picked(CAME_BY, channel),
        location=picked(CLUB_KEYS, who.club[member]),
        product=picked([key for key, _ in PLANS], who.plan[member]),
        source="billing",
    )
