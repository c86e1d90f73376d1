"""The made-up chain: six clubs, its trainers and front desks, what it sells, and how each club fares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LANGUAGES: Final = ("lt", "en", "ru", "uk")
LANGUAGE_SHARES: Final = (0.42, 0.23, 0.20, 0.15)

TRAINERS: Final = (
    "ieva", "tomas", "daria", "mark", "oksana", "lukas", "greta", "andrius", "olena", "simon", "vaida", "pavel",
)  # fmt: skip
DESK: Final = ("ruta", "jonas", "marta", "ilja", "sofia", "edvinas")

TOUCHPOINTS: Final = ("reception", "changing-rooms", "class", "equipment", "app")


@dataclass(frozen=True, slots=True)
class Club:
    key: str
    name: str
    share: float  # of all members
    liking: float  # the mean of what its members would answer on 0–10, before it is rounded
    drift: float  # what the liking gains or loses from the first day to the last
    leaving: float  # chance that a member leaves, a month
    patience: float  # how long its desk takes to answer, against the others


CLUBS: Final = (
    Club("nord", "Nord", 0.17, 7.50, -0.40, 0.062, 1.7),
    Club("old-town", "Old Town", 0.20, 8.85, 0.05, 0.030, 1.0),
    Club("riverside", "Riverside", 0.18, 8.70, 0.10, 0.032, 0.9),
    Club("station", "Station", 0.17, 8.50, 0.00, 0.036, 1.1),
    Club("park", "Park", 0.15, 8.78, 0.10, 0.031, 1.0),
    Club("hill", "Hill", 0.13, 8.58, -0.05, 0.034, 1.0),
)
NORD: Final = 0  # the club of the story: its changing rooms are why people are unhappy
RENOVATED_DAYS: Final = 112  # before the last day they were done up, not all of them: since then Nord is liked better
RENOVATED_LIKING: Final = 1.0  # so much, on 0–10
RENOVATED_ROOMS: Final = 0.5  # and the changing rooms themselves, on 1–5

PLANS: Final = (("membership-basic", 29.0), ("membership-standard", 39.0), ("membership-premium", 55.0))
PLAN_SHARES: Final = (0.35, 0.45, 0.20)
SHELF: Final = (("protein-shake", 4.5), ("water", 1.8), ("towel", 12.0), ("bottle", 15.0), ("t-shirt", 25.0))
SHELF_SHARES: Final = (0.42, 0.33, 0.08, 0.09, 0.08)
PERSONAL_TRAINING: Final = ("personal-training", 35.0)

# By month, January first: how many join, how often members come, and what crowding does to a score.
JOINING: Final = (2.1, 1.3, 1.0, 0.9, 0.8, 0.6, 0.5, 0.7, 1.6, 1.1, 0.8, 0.6)
COMING: Final = (1.25, 1.15, 1.08, 1.0, 0.95, 0.85, 0.72, 0.75, 1.05, 1.08, 1.02, 0.85)
MOOD: Final = (-0.28, -0.18, -0.05, 0.05, 0.08, 0.12, 0.15, 0.12, -0.08, 0.0, 0.03, 0.04)
