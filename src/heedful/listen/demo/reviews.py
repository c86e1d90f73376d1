"""Public reviews: stars and words; few reviewers can be told to be a member."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from heedful.listen.demo import words
from heedful.listen.demo.answers import BAD, CLUB_KEYS, FAIR, GOOD, liking
from heedful.listen.demo.hours import seconds, to_utc
from heedful.listen.demo.members import Members
from heedful.listen.demo.rows import numbered, picked, rows
from heedful.listen.demo.visits import Visits

STARS = (3.5, 5.5, 7.2, 8.9)  # a visit liked more than this is worth a star more


def review_rows(who: Members, seen: Visits, time_zone: str, rng: np.random.Generator) -> pa.Table:
    wrote = seen.some(0.0085, rng)
    stars = 1 + np.searchsorted(STARS, liking(who, wrote, rng))
    tone = np.where(stars <= 2, BAD, np.where(stars == 3, FAIR, GOOD))
    trainer = 2 * wrote.club + rng.integers(0, 2, len(wrote))
    about = words.themes(tone, wrote.club, rng)
    site = rng.choice(2, len(wrote), p=[0.8, 0.2])
    known = rng.random(len(wrote)) < 0.25
    return rows(
        "review",
        to_utc(wrote.came_at + seconds(rng.lognormal(11.2, 0.8, len(wrote))), time_zone),
        id=numbered("review", np.arange(len(wrote))),
        name="review",
        scale="stars:1-5",
        alias=pc.if_else(pa.array(known), picked(who.keys, wrote.member), None),
        touchpoint="visit",
        channel=picked(["google", "facebook"], site),
        location=picked(CLUB_KEYS, wrote.club),
        value=stars.astype(float),
        text=pa.array(words.texts(tone, about, who.language[wrote.member], trainer, rng)),
        source=picked(["google-reviews", "facebook-page"], site),
    )
