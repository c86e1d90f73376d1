"""Who is woken when a notice waits to be sent: nothing here is slow to import."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

_wakers: list[Callable[[], None]] = []


def woken_by(wake: Callable[[], None]) -> Callable[[], None]:
    """Call this whenever a notice may wait; gives back what ends that."""
    _wakers.append(wake)
    return lambda: _wakers.remove(wake)


def send_soon() -> None:
    """Once the transaction stands, whoever sends in this process begins."""
    if _wakers:
        transaction.on_commit(_wake)


def _wake() -> None:
    for wake in _wakers:
        wake()
