"""What a case is about: one interaction of the log, as whoever opens the case has it at hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Item:
    """`interaction` is its id in the log; the score and its scale are kept so that a recovery can be told."""

    interaction: str
    kind: str
    occurred_at: datetime
    thread: str = ""
    value: float | None = None
    scale: str = ""

    @property
    def is_message(self) -> bool:
        """Whether the customer wrote it in a conversation, which the log holds as such."""
        return self.kind == "message" and bool(self.thread)
