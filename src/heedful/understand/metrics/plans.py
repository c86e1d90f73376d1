"""Queries as the engine takes them, kept to be run again: building one costs more than running it on a small log."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, Final
from weakref import WeakKeyDictionary

import narwhals as nw

from heedful.interactions.store import Store

KEPT: Final = 256
Plan = nw.LazyFrame[Any]


class Plans:
    """The most recently used lazy queries of one thread; they hold no rows, and read the log anew each time."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._plans: OrderedDict[Hashable, Plan] = OrderedDict()

    def get(self, key: Hashable) -> Plan | None:
        plan = self._plans.get(key)
        if plan is not None:
            self._plans.move_to_end(key)
        return plan

    def keep(self, key: Hashable, plan: Plan) -> Plan:
        self._plans[key] = plan
        if len(self._plans) > self._kept:
            self._plans.popitem(last=False)
        return plan


class _OfThisThread(threading.local):
    """A store reads through a connection of each thread, and so does a plan."""

    def __init__(self) -> None:
        self.by_store: WeakKeyDictionary[Store, Plans] = WeakKeyDictionary()


_mine = _OfThisThread()


def plans_of(store: Store) -> Plans:
    return _mine.by_store.setdefault(store, Plans())
