"""What the made-up members say: sentences of the four languages with their slots filled in."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from heedful.listen.demo.chain import LANGUAGES, NORD, TRAINERS

TONES = ("bad", "fair", "good")

# What people speak of, by tone. At Nord a low score speaks of the changing rooms.
THEMES = {
    "bad": {
        "crowding": 0.19, "price": 0.16, "app": 0.12, "equipment": 0.11, "classes": 0.11, "changing_rooms": 0.09,
        "showers": 0.07, "reception": 0.06, "trainers": 0.05, "music": 0.04,
    },
    "fair": {"general": 1.0},
    "good": {
        "trainers": 0.30, "classes": 0.19, "equipment": 0.13, "reception": 0.11, "app": 0.07, "price": 0.06,
        "crowding": 0.05, "music": 0.03, "showers": 0.03, "changing_rooms": 0.03,
    },
}  # fmt: skip
NORD_CHANGING_ROOMS = 0.60
TOUCHPOINT_THEMES = {
    "reception": "reception",
    "changing-rooms": "changing_rooms",
    "class": "classes",
    "equipment": "equipment",
    "app": "app",
}


@cache
def book(language: str) -> dict[str, Any]:
    text = (files("heedful.listen.demo") / "sentences" / f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def themes(tone: np.ndarray, club: np.ndarray, rng: np.random.Generator) -> list[str]:
    """What each text is about."""
    drawn = rng.random((len(tone), 2))
    return [
        "changing_rooms"
        if TONES[feel] == "bad" and place == NORD and drawn[i, 0] < NORD_CHANGING_ROOMS
        else _weighted(THEMES[TONES[feel]], drawn[i, 1])
        for i, (feel, place) in enumerate(zip(tone, club, strict=True))
    ]


def _weighted(weights: dict[str, float], point: float) -> str:
    bounds = np.cumsum(list(weights.values()))
    return list(weights)[min(int(np.searchsorted(bounds, point * bounds[-1], side="right")), len(weights) - 1)]


def texts(
    tone: np.ndarray, about: Sequence[str], language: np.ndarray, trainer: np.ndarray, rng: np.random.Generator
) -> list[str]:
    """One comment each: a sentence about its theme, often a second one, sometimes a last word."""
    drawn = rng.random((len(tone), 8))
    drawn[:, 1] = (trainer + 0.5) / len(TRAINERS)  # who is praised is who gave the hour
    return [comment(LANGUAGES[language[i]], TONES[tone[i]], about[i], list(drawn[i])) for i in range(len(tone))]


def comment(language: str, tone: str, theme: str, points: list[float]) -> str:
    said = [_sentence(language, tone, theme, points[0], points[1:4])]
    if tone == "fair" and points[4] < 0.5:
        said.insert(0, _sentence(language, "good", _weighted(THEMES["good"], points[5]), points[6], points[1:4]))
    if tone != "fair" and points[4] < 0.28 and (other := _weighted(THEMES[tone], points[5])) != theme:
        said.append(_sentence(language, tone, other, points[6], points[1:4]))
    if tone != "fair" and points[7] < 0.45:
        said.append(_nth(book(language)["after"][tone]["general"], points[7] / 0.45))
    return " ".join(said)


def _sentence(language: str, tone: str, theme: str, point: float, slots: Sequence[float]) -> str:
    pool = book(language)[tone]
    return filled(language, _nth(pool.get(theme) or pool["general"], point), slots)


def filled(language: str, sentence: str, points: Sequence[float]) -> str:
    words = book(language)
    return sentence.format(
        **{slot: _nth(words["slots"][slot], point) for slot, point in zip(words["slots"], points, strict=False)},
        trainer=words["trainers"][_nth(TRAINERS, points[0])],
    )


def question(language: str, topic: str, points: Sequence[float]) -> str:
    return filled(language, _nth(book(language)["ask"][topic], points[0]), points[1:4])


def answer(language: str, topic: str, points: Sequence[float]) -> str:
    return _nth(book(language)["answer"][topic], points[0])


def person(language: str, is_woman: bool, points: Sequence[float]) -> str:
    people = book(language)["people"]
    first, last = ("women", "women_surnames") if is_woman else ("men", "men_surnames")
    return f"{_nth(people[first], points[0])} {_nth(people[last], points[1])}"


def _nth(pool: Sequence[str], point: float) -> str:
    """The word at this point of [0, 1) of the pool."""
    return pool[min(int(point * len(pool)), len(pool) - 1)]
