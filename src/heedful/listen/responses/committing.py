"""Many at a time into one transaction: whoever comes while another writes is written with the next ones.

A commit waits for the disk, and SQLite has one writer. Each caller gets its answer only after the commit it is part of.
Where several processes write, they take turns by a lock on a file: SQLite itself would have them look again and again.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

from django.conf import settings
from django.db import connection, transaction

TURNS: Final = "answers.lock"
What, Made = TypeVar("What"), TypeVar("Made")


class _Waiting(Generic[What, Made]):
    def __init__(self, what: What) -> None:
        self.what = what
        self.is_done = False
        self.made: Made | None = None
        self.error: BaseException | None = None
        self._called = threading.Lock()
        self._called.acquire()

    def wait(self) -> None:
        """Until it is written, or its turn to write for all who wait."""
        self._called.acquire()

    def call(self) -> None:
        self._called.release()


class Together(Generic[What, Made]):
    """Writes what several threads bring at once; `write` gets them in one transaction, and may be given them again.

    `apart` names what must not be written twice in one transaction: the second waits for the next.
    """

    def __init__(self, write: Callable[[Sequence[What]], list[Made]], *, apart: Callable[[What], object]) -> None:
        self._write_all, self._apart = write, apart
        self._queue: list[_Waiting[What, Made]] = []
        self._queued = threading.Lock()
        self._is_writing = False

    def commit(self, what: What) -> Made:
        """Written and committed; raises what writing it alone raises."""
        if connection.in_atomic_block:  # the caller commits
            with transaction.atomic():
                return self._write_all([what])[0]
        mine: _Waiting[What, Made] = _Waiting(what)
        if not self._begins(mine):
            mine.wait()
        if not mine.is_done:
            self._write_for_all(mine)
        if mine.error is not None:
            raise mine.error
        return mine.made  # type: ignore[return-value]

    def _begins(self, mine: _Waiting[What, Made]) -> bool:
        """Into the queue; whether nobody writes, so that it is this one's turn."""
        with self._queued:
            self._queue.append(mine)
            begins, self._is_writing = not self._is_writing, True
        return begins

    def _write_for_all(self, mine: _Waiting[What, Made]) -> None:
        """What waits by now, the first of which is the writer's own; then the next has its turn."""
        batch = self._taken()
        try:
            self._write(batch)
        finally:
            for each in batch:
                if each is not mine:
                    each.call()
            with self._queued:
                self._is_writing = bool(self._queue)
                if self._queue:
                    self._queue[0].call()

    def _taken(self) -> list[_Waiting[What, Made]]:
        taken: dict[object, _Waiting[What, Made]] = {}
        with self._queued:
            for each in list(self._queue):
                if self._apart(each.what) not in taken:
                    taken[self._apart(each.what)] = each
                    self._queue.remove(each)
        return list(taken.values())

    def _write(self, batch: list[_Waiting[What, Made]]) -> None:
        """All in one transaction; if that fails, each in its own, so that one's fault is nobody else's."""
        try:
            with _turn(), transaction.atomic():
                made = self._write_all([each.what for each in batch])
        except BaseException:
            for each in batch:
                self._write_alone(each)
            return
        for each, its in zip(batch, made, strict=True):
            each.made, each.is_done = its, True

    def _write_alone(self, each: _Waiting[What, Made]) -> None:
        try:
            with transaction.atomic():
                each.made = self._write_all([each.what])[0]
        except BaseException as error:
            each.error = error
        each.is_done = True


@contextmanager
def _turn() -> Iterator[None]:
    """Nobody else writes answers meanwhile; whoever waits is woken at once. It ends with the process at the latest."""
    if connection.vendor != "sqlite":
        yield
        return
    with (settings.HOME / TURNS).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
