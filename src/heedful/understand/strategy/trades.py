"""Trades that a strategy can begin from: personas, key moments with their standards, goals and surveys."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from django.utils.translation import get_language

Words = Mapping[str, str]
GENERAL: Final = "general"
OTHERWISE: Final = "en"
KEYS: Final = ("clubs", "salon", "cafe", "store", "software")


@dataclass(frozen=True, slots=True)
class TypicalPerson:
    name: Words
    wants: Words
    worries: Words


@dataclass(frozen=True, slots=True)
class Promised:
    metric: str
    method: str
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True)
class KeyMoment:
    """A touchpoint as the log will know it. `survey`: the template that asks about it; empty: none of its own."""

    key: str
    stage: str
    channel: str
    name: Words
    words: Words
    standard: Promised | None = None
    survey: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A goal. `target` as one would write it, mostly from what was before; `otherwise` where nothing was heard yet."""

    metric: str
    method: str
    target: str
    otherwise: str
    months: int


@dataclass(frozen=True, slots=True)
class Trade:
    key: str
    name: Words
    audience: Words
    plan: Words
    roll_out: Words
    personas: Sequence[TypicalPerson]
    touchpoints: Sequence[KeyMoment]
    goals: Sequence[Proposed]

    @property
    def surveys(self) -> list[KeyMoment]:
        """The moments that have a survey of their own."""
        return [each for each in self.touchpoints if each.survey]


@cache
def trades() -> tuple[Trade, ...]:
    general = _read(GENERAL)
    return tuple(_trade(key, _read(key), general) for key in KEYS)


def trade(key: str) -> Trade | None:
    return next((each for each in trades() if each.key == key), None)


def in_words(words: Words) -> str:
    """In the reader's language."""
    return words.get((get_language() or OTHERWISE).split("-")[0]) or words[OTHERWISE]


def _read(key: str) -> dict[str, Any]:
    file = files("heedful.understand.strategy").joinpath("packs", f"{key}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _trade(key: str, written: Mapping[str, Any], general: Mapping[str, Any]) -> Trade:
    return Trade(
        key=key,
        name=written["name"],
        audience=written["audience"],
        plan=general["plan"],
        roll_out=general["roll_out"],
        personas=tuple(TypicalPerson(**each) for each in written["personas"]),
        touchpoints=tuple(_moment(each) for each in written["touchpoints"]),
        goals=tuple(Proposed(**each) for each in written["goals"]),
    )


def _moment(written: Mapping[str, Any]) -> KeyMoment:
    promised = written.get("standard")
    return KeyMoment(**{**written, "standard": Promised(**promised) if promised else None})
