"""Tallies of the log that are kept in this process, and counted on from where they end.

What was answered since is added; what was set aside since is taken off, what was taken back is added again. Where an
answer was removed from the log for good, all are counted anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from heedful.interactions.extents import Digests, Extent, InOrder
from heedful.interactions.remembered import Remembered
from heedful.interactions.store import Store
from heedful.listen.responses.tallies import Asks, Tally, Where, tally_in_log

KIND: Final = "answer"
MOST: Final = 64
LARGEST: Final = 100_000  # different answers and withdrawn ones: what has more is kept no further
AT_ONCE: Final = 20_000  # withdrawn or taken back since: more are counted no sooner than all


@dataclass(frozen=True, slots=True)
class Kept:
    """What the rows up to a place were counted to."""

    extent: Extent
    tally: Tally

    @property
    def weight(self) -> int:
        return self.tally.size + len(self.extent.withdrawn)


_kept: WeakKeyDictionary[Store, Remembered[Kept]] = WeakKeyDictionary()


def tally_now(store: Store, where: Where, asks: Asks) -> Tally:
    """At every moment the same as counted anew; where the engine keeps no order, it is."""
    if not isinstance(store, InOrder):
        return tally_in_log(where.among(store.frame(where.workspace, kinds=[KIND])), asks)
    kept, key = _kept.setdefault(store, Remembered(most=MOST)), (where, asks)
    with store.reading():
        counted = _Counting(store, where, asks).after(kept.known(key))
    if counted.weight <= LARGEST:
        kept.keep(key, counted)
    return counted.tally


@dataclass(frozen=True, slots=True)
class _Counting:
    store: InOrder
    where: Where
    asks: Asks

    def after(self, known: Kept | None) -> Kept:
        if known is None:
            return self._anew()
        before = self.store.extent(KIND, end=known.extent.end)
        aside = np.setdiff1d(before.withdrawn, known.extent.withdrawn)
        back = np.setdiff1d(known.extent.withdrawn, before.withdrawn)
        if not before.has_rows_of(known.extent) or len(aside) + len(back) > AT_ONCE:
            return self._anew()
        later = self.store.extent(KIND, begin=known.extent.end)
        came = self._came(known.extent.end) if later.rows else Tally()
        return Kept(before.then(later), known.tally + came + self._with(back) - self._with(aside))

    def _anew(self) -> Kept:
        return Kept(self.store.extent(KIND), self._came(0))

    def _came(self, begin: int) -> Tally:
        return self._read(self.store.stretch(self.where.workspace, KIND, begin=begin))

    def _with(self, digests: Digests) -> Tally:
        if not len(digests):
            return Tally()
        return self._read(self.store.rows_with(self.where.workspace, KIND, digests.tolist()))

    def _read(self, rows: object) -> Tally:
        return tally_in_log(self.where.among(rows), self.asks)
