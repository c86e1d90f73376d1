"""What became of an attempt to tell somebody outside, whoever they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

LONGEST_SAID: Final = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """It arrived; or it is tried again, `after` a while if they said so; or never: `refused` is all that goes there,
    `unfit` this one alone. `moved_to` is the chat that took the place of this one.
    """

    arrived: bool = False
    said: str = ""
    refused: bool = False
    unfit: bool = False
    after: timedelta | None = None
    moved_to: str = ""


def without(secret: str, text: str) -> str:
    """What may be kept and shown: never what lets somebody write there."""
    for part in (secret, *filter(None, secret.rsplit("/", 3)[1:])):
        text = text.replace(part, "…")
    return text.replace("\x00", "")[:LONGEST_SAID]


def seconds(said: object) -> timedelta | None:
    """How long to wait, as another server says it; None for what is no reasonable number."""
    try:
        wait = int(str(said))
    except ValueError:
        return None
    return timedelta(seconds=wait) if 0 <= wait <= 24 * 3600 else None
