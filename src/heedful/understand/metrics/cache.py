"""What was answered, kept in this process until a row it rests on, or the workspace's setup, changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final, Generic, TypeVar

from heedful.understand.metrics.question import Question

MOST: Final = 1024
FRESH_FOR: Final = timedelta(minutes=15)
Thing = TypeVar("Thing")
BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Kept(Generic[Thing]):
    """The most recently used things. The key holds all that each depends on, so nothing is ever invalidated."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._things: OrderedDict[Hashable, Thing] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Thing | None:
        with self._lock:
            thing = self._things.get(key)
            if thing is not None:
                self._things.move_to_end(key)
            return thing

    def keep(self, key: Hashable, thing: Thing) -> None:
        with self._lock:
            self._things[key] = thing
            self._things.move_to_end(key)
            while len(self._things) > self._most:
                self._things.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._things.clear()


def timeless(question: Question, *, moves_with_time: bool) -> Question:
    """The question with its `now` cut to what the answer may depend on: a quarter of an hour, or nothing."""
    return replace(question, now=quarter_hour(question.now) if moves_with_time else BEGINNING)


def quarter_hour(now: datetime) -> datetime:
    return now - (now - BEGINNING) % FRESH_FOR
