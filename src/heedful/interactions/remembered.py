"""What was read from the log, kept in this process until the rows it rests on change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Remembered(Generic[Thing]):
    """The most recently used things; the key holds the version of the rows that each rests on."""

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._things: OrderedDict[Hashable, Thing] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        made = make()
        self.keep(key, made)
        return made

    def known(self, key: Hashable) -> Thing | None:
        with self._lock:
            return self._things.get(key)

    def keep(self, key: Hashable, thing: Thing) -> None:
        with self._lock:
            self._things[key] = thing
            self._things.move_to_end(key)
            while len(self._things) > self._most:
                self._things.popitem(last=False)
