"""Who is told of what the log has heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a command that loads nothing starts without Arrow
    import pyarrow as pa

    from heedful.interactions.store import Store


@dataclass(frozen=True)
class Round:
    """What a round brought: its rows as they were heard, those that the log knew before among them."""

    store: Store
    rows: pa.Table
    now: datetime


_told: list[Callable[[Round], None]] = []


def told_of(callback: Callable[[Round], None]) -> Callable[[], None]:
    """Hear of each round of interactions once the log has it; gives back what ends that.

    It is called in the transaction that takes the round off the spool: what it writes to the database stands exactly
    once, whatever is killed. If it fails, the round stays in the spool, and is told of again.
    """
    if callback not in _told:
        _told.append(callback)
    return lambda: _told.remove(callback)


def tell(heard: Round) -> None:
    for callback in _told if heard.rows.num_rows else ():
        callback(heard)
