"""What a rule looks for: documents, checked when they are written and compiled once when they are used."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, Literal

import msgspec

from heedful.act.alerts.models import Rule

MOST_WORDS: Final = 60
LONGEST_WORD: Final = 60

Sign = Literal["angry", "urgent", "negative", "complaint"]
Heard = Literal["answer", "review", "message", "mention", "order", "event"]


class Condition(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="looks_for",
):
    """What is looked for; `touchpoint` empty: at any."""

    touchpoint: str = ""


class Detractor(Condition, frozen=True, tag="detractor"):
    """Somebody would not recommend us: 6 or less on a scale to 10."""

    at_most: int = 6


class Score(Condition, frozen=True, tag="score"):
    """An answer on another scale is low: `scale` as it stands in the log."""

    scale: str
    at_most: float


class Stars(Condition, frozen=True, tag="stars"):
    at_most: float = 2


class WordsSaid(Condition, frozen=True, tag="words"):
    """A text has one of these words, or one that begins so, however it is typed; several in a row are a phrase."""

    words: tuple[str, ...]


class Sounds(Condition, frozen=True, tag="sounds"):
    """What a text was read to be; `theme`: only where it is about that."""

    sign: Sign
    theme: str = ""


class Unanswered(Condition, frozen=True, tag="unanswered"):
    """A customer wrote, and nobody here has answered for so long."""

    minutes: int


class Level(Condition, frozen=True, tag="level"):
    """A measure misses its standard by more than chance; without limits here, the touchpoint's standard counts."""

    metric: str
    method: str
    at_least: float | None = None
    at_most: float | None = None
    false_alarm_days: int = 90
    apart: bool = False  # each place by itself


class Change(Condition, frozen=True, tag="change"):
    """A measure leaves the limits in which it usually lies."""

    metric: str
    method: str
    false_alarm_days: int = 90
    apart: bool = False


class Spike(Condition, frozen=True, tag="spike"):
    """More is heard in an hour than usual in this hour of the week."""

    kinds: tuple[Heard, ...]
    false_alarm_days: int = 90
    apart: bool = False


class NewTheme(Condition, frozen=True, tag="new theme"):
    """Many texts have something in common that nobody named."""


AtOnce = Detractor | Score | Stars | WordsSaid
Watched = Level | Change | Spike
AnyCondition = Detractor | Score | Stars | WordsSaid | Sounds | Unanswered | Level | Change | Spike | NewTheme
AT_ONCE: Final = (Detractor, Score, Stars, WordsSaid)
WATCHED: Final = (Level, Change, Spike)

_decoder = msgspec.json.Decoder(AnyCondition)


class ConditionError(ValueError):
    """The document is none, or cannot be meant."""


def condition_of(rule: Rule) -> AnyCondition:
    return read(rule.condition)


def read(document: dict[str, Any]) -> AnyCondition:
    """Raises ConditionError with what is wrong."""
    return _read(msgspec.json.encode(document, order="sorted"))


def written(condition: AnyCondition) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(condition)
    return document


def about(condition: AnyCondition) -> str:
    """Whether it is about single items or about a number."""
    return Rule.About.MEASURE if isinstance(condition, (*WATCHED, NewTheme)) else Rule.About.ITEM


@lru_cache(maxsize=4096)
def _read(document: bytes) -> AnyCondition:
    try:
        found: AnyCondition = _decoder.decode(document)
    except msgspec.MsgspecError as error:
        raise ConditionError(str(error)) from error
    return found
