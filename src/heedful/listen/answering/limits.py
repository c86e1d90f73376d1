"""How much one response, or one address, may send: enough for 200 people in one shop, not for a flood.

Counted in this process, by the minute. What is above is asked to wait, and loses nothing that was saved.
"""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Final

BEGUN_AN_ADDRESS: Final = 600  # new responses a minute: 200 people, three times over
STEPS_A_RESPONSE: Final = 120  # a minute
UNKNOWN_AN_ADDRESS: Final = 120  # codes that stand for nothing: nobody shall try them all

_counts: dict[tuple[str, str], int] = {}
_minute = -1
_lock = threading.Lock()


def is_too_much(what: str, who: str, *, most: int, now: datetime) -> bool:
    """Count one more, and say whether it is beyond what is allowed in a minute."""
    global _minute
    minute = int(now.timestamp()) // 60
    with _lock:
        if minute != _minute:
            _counts.clear()
            _minute = minute
        count = _counts[what, who] = _counts.get((what, who), 0) + 1
    return count > most


def forget() -> None:
    """Begin anew."""
    with _lock:
        _counts.clear()
