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


class Latest(Generic[Thing]):
    """Of each thing the newest version, until all together weigh too much; then the least used go."""

    def __init__(self, heaviest: int) -> None:
        self._heaviest = heaviest
        self._weight = 0
        self._things: OrderedDict[Hashable, tuple[Hashable, Thing, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, version: Hashable) -> Thing | None:
        with self._lock:
            of_version, thing, _ = self._things.get(key, (None, None, 0))
            if thing is None or of_version != version:
                return None
            self._things.move_to_end(key)
            return thing

    def keep(self, key: Hashable, version: Hashable, thing: Thing, weight: int) -> None:
        with self._lock:
            *_, replaced = self._things.pop(key, (None, None, 0))
            self._weight -= replaced
            if weight > self._heaviest:
                return
            self._things[key] = (version, thing, weight)
            self._weight += weight
            while self._weight > self._heaviest:
                *_, given_up = self._things.popitem(last=False)[1]
                self._weight -= given_up


def timeless(question: Question, *, moves_with_time: bool) -> Question:
    """The question with its `now` cut to what the answer may depend on: a quarter of an hour, or nothing."""
    return replace(question, now=quarter_hour(question.now) if moves_with_time else BEGINNING)


def quarter_hour(now: datetime) -> datetime:
    return now - (now - BEGINNING) % FRESH_FOR
