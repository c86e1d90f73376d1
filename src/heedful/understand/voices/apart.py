"""Texts read in a process of their own: while a model thinks, no page waits for the interpreter.

The process is told once how each reader is made, then gets texts and gives labels. It ends with the one that began it,
also where that is killed: their pipe breaks. Nothing is kept in it that is not in the log or the database.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # slow to import, and only the process apart needs them
    from heedful.text.embedding import Vectors
    from heedful.text.labelling import Labeller
    from heedful.text.labels import Labels, Said
    from heedful.text.sentiment.layers import Layer
    from heedful.text.themes.lessons import Lesson
    from heedful.text.themes.taxonomy import Taxonomy

NICENESS = 19
MOST_READERS = 16
STOP_SECONDS = 5.0


class Reads(Protocol):
    """A labeller, here or elsewhere."""

    def quick(self, said: Sequence[Said]) -> list[Labels]: ...

    def full(
        self, said: Sequence[Said], vectors: Sequence[Vectors | None] | None = None
    ) -> tuple[list[Labels], list[Vectors]]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Recipe:
    """How a labeller is made, wherever it is."""

    themes: Taxonomy
    layer: Layer | None
    lessons: Sequence[Lesson]  # of the themes
    with_vectors: bool

    def labeller(self) -> Labeller:
        from heedful.text.embedding import packaged
        from heedful.text.labelling import Labeller
        from heedful.text.themes.lessons import learnt
        from heedful.text.themes.named import Finder

        embedder = packaged() if self.with_vectors else None
        finder = learnt(Finder(self.themes, embedder=embedder), self.lessons)
        return Labeller(embedder=embedder, themes=finder, layer=self.layer)


class ReadingEndedError(RuntimeError):
    """The process that reads ended in the middle of it; nothing was written, and the next one begins another."""


class ReadingStoppedError(RuntimeError):
    """Everything is to end, also in the middle of reading; nothing was written, and it is read at the next start."""


class Apart:
    """A process that reads; several threads may ask, one at a time."""

    def __init__(self) -> None:
        self._asking = Lock()
        self._closing = Event()
        self._process: Any = None
        self._pipe: Connection | None = None
        self._known: list[Recipe] = []

    def reads(self, recipe: Recipe) -> Reads:
        return _Elsewhere(self, recipe)

    def ask(self, recipe: Recipe, how: str, *given: object) -> Any:
        """What a labeller so made answers; raises what it raises."""
        with self._asking:
            try:
                answer = self._asked(recipe, how, given)
            except (EOFError, OSError) as error:
                self._end()
                if self._closing.is_set():
                    raise ReadingStoppedError("No text is read any more: all is to end.") from error
                raise ReadingEndedError("The process that reads texts ended, and is begun anew.") from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """End it at once, whatever it reads: who waits for it gives up, and who asks from now on gets nothing."""
        self._closing.set()
        if process := self._process:
            process.kill()  # it keeps nothing, and leaves all signals to the server but this one
        with self._asking:
            self._end()

    def _asked(self, recipe: Recipe, how: str, given: tuple[object, ...]) -> Any:
        pipe = self._opened()
        if recipe not in self._known:
            self._known = [*self._known, recipe][-MOST_READERS:]
            pipe.send((id(recipe), recipe, how, given))
        else:
            pipe.send((id(recipe), None, how, given))
        return pipe.recv()

    def _opened(self) -> Connection:
        if self._pipe is None and not self._closing.is_set():
            self._pipe, theirs = get_context("spawn").Pipe()
            process = get_context("spawn").Process(target=_read_for, args=(theirs,), name="labels", daemon=True)
            process.start()
            self._process = process
            theirs.close()
        if self._pipe is None or self._closing.is_set():  # it may have been closed while the process began
            raise EOFError
        return self._pipe

    def _end(self) -> None:
        if self._pipe is None:
            return
        self._pipe.close()
        self._process.kill()
        self._process.join(STOP_SECONDS)
        self._process, self._pipe, self._known = None, None, []


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    apart: Apart
    recipe: Recipe

    def quick(self, said: Sequence[Said]) -> list[Labels]:
        labels: list[Labels] = self.apart.ask(self.recipe, "quick", said)
        return labels

    def full(
        self, said: Sequence[Said], vectors: Sequence[Vectors | None] | None = None
    ) -> tuple[list[Labels], list[Vectors]]:
        both: tuple[list[Labels], list[Vectors]] = self.apart.ask(self.recipe, "full", said, vectors)
        return both


_running: list[Apart] = []


@contextmanager
def apart() -> Iterator[Apart]:
    """Meanwhile, who labels texts reads them in a process of its own."""
    one = Apart()
    _running.append(one)
    try:
        yield one
    finally:
        _running.remove(one)
        one.close()


def running() -> Apart | None:
    return _running[-1] if _running else None


def stop_reading() -> None:
    """At once: nobody who ends has to wait for a batch, however slow the machine is."""
    for one in _running:
        one.close()


def _read_for(pipe: Connection) -> None:
    """The process: it gives way to all others, and leaves it to them when all is to end."""
    for number in (signal.SIGINT, signal.SIGTERM):  # these are the server's, which closes the pipe in time
        signal.signal(number, signal.SIG_IGN)
    with suppress(OSError, AttributeError):  # where there is no such thing, it runs like the others
        os.nice(NICENESS)
    labellers: dict[int, Labeller] = {}
    with suppress(EOFError, OSError):
        while True:
            number, recipe, how, given = pipe.recv()
            pipe.send(_answer(labellers, number, recipe, how, given))


def _answer(
    labellers: dict[int, Labeller], number: int, recipe: Recipe | None, how: str, given: tuple[Any, ...]
) -> object:
    try:
        if recipe is not None:
            while len(labellers) >= MOST_READERS:
                del labellers[next(iter(labellers))]
            labellers[number] = recipe.labeller()
            gc.freeze()  # dictionaries of a million words are no litter, and slow to look through for it
        return getattr(labellers[number], how)(*given)
    except Exception as error:
        return error
