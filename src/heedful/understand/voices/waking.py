"""Who is woken when texts may wait: nothing here is slow to import, for every process that loads comes by."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from heedful.interactions.telling import Round

_wakers: list[Callable[[], None]] = []


def woken_by(wake: Callable[[], None]) -> Callable[[], None]:
    """Call this whenever texts may wait; gives back what ends that."""
    _wakers.append(wake)
    return lambda: _wakers.remove(wake)


def label_later(heard: Round) -> None:
    """Texts were loaded: whoever labels in this process begins once the round is off the spool."""
    if _wakers and heard.rows["text"].null_count < heard.rows.num_rows:
        transaction.on_commit(_wake)


def _wake() -> None:
    for wake in _wakers:
        wake()
