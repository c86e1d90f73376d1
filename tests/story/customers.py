"""What the clubs' customers do: they come, they are asked, and they say what they think."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from heedful.listen.answering import limits
from tests.listen.answering.conftest import Respondent

CLUBS: Final = ("nord", "sud", "ost", "west", "alt", "hafen")
ASKED_WEEKLY: Final = 14  # answers of each club in a week, through an older program
# How many of a hundred are detractors, passives and promoters.
HAPPY, UNHAPPY, BETTER = (17, 28, 55), (45, 30, 25), (24, 29, 47)
DIRTY: Final = (
    "The changing rooms are dirty.", "The changing rooms are far too small.", "The changing room smells.",
)  # fmt: skip
SAID: Final = {
    "low": ("Too crowded in the evening.", "The music is far too loud.", ""),
    "middle": ("It is all right.", "", ""),
    "high": ("Great trainers!", "Friendly people at the reception.", ""),
}


def weekly_answers(first: date, last: date, *, nord: tuple[int, int, int]) -> Iterator[dict[str, Any]]:
    """Would you recommend us? From each club's visitors, week by week; the same in every run."""
    chance, day = random.Random(f"{first}"), first
    while day <= last:
        for club in CLUBS:
            for number in range(ASKED_WEEKLY):
                yield _answer(chance, club, day, number, nord if club == "nord" else HAPPY)
        day += timedelta(weeks=1)


def _answer(chance: random.Random, club: str, day: date, number: int, shares: tuple[int, int, int]) -> dict[str, Any]:
    (mood,) = chance.choices(("low", "middle", "high"), shares)
    score = {"low": chance.randint(1, 6), "middle": chance.randint(7, 8), "high": chance.randint(9, 10)}[mood]
    is_about_rooms = club == "nord" and mood == "low" and chance.random() < 0.7
    at = datetime.combine(day + timedelta(days=number % 6), time(18), UTC)
    return {
        "kind": "answer", "name": "recommend", "scale": "nps:0-10", "value": score, "occurred_at": at.isoformat(),
        "id": f"{club}-{day}-{number}", "customer": f"{club}-{chance.randrange(10_000)}", "location": club,
        "text": chance.choice(DIRTY if is_about_rooms else SAID[mood]) or None, "touchpoint": "visit",
    }  # fmt: skip


def visit(name: str, club: str, at: datetime) -> dict[str, Any]:
    """They pass the turnstile."""
    return {"kind": "event", "name": "visit", "id": f"visit-{name}-{at:%m%d}", "customer": f"{name}@example.org",
            "location": club, "occurred_at": at.isoformat()}  # fmt: skip


def answers(house, letter: str, *steps: dict[str, str]) -> Respondent:
    """They follow the link of a letter and answer step by step, a minute each; the page that they see at the end."""
    limits.forget()  # each has an address of their own
    token = re.search(r"/s/([\w-]+)", letter)[1]
    page = Respondent(token)
    for step in steps:
        house.now += timedelta(minutes=1)
        page.send(**step)
    return page
