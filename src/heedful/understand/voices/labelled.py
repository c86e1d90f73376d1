"""Who is told that texts were read: nothing here is slow to import."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from heedful.interactions.store import Store

Told = Callable[[Store, str, Sequence[str], datetime], object]
_told: list[Told] = []


def labelled_told_of(callback: Told) -> Callable[[], None]:
    """Be told which texts of which workspace were just labelled; gives back what ends that.

    It is called after the log has the labels, and outside of any transaction: who must not miss one looks again.
    """
    if callback not in _told:
        _told.append(callback)
    return lambda: _told.remove(callback)


def tell_labelled(store: Store, workspace: str, ids: Sequence[str], now: datetime) -> None:
    for callback in _told:
        callback(store, workspace, ids, now)
