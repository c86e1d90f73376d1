"""From texts that were heard to labels: at once by their words, then by what their sentences mean, the newest first.

What waits is asked of the log itself, which keeps a text and its labels side by side: so nothing is lost or done twice,
wherever the process is killed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar
from weakref import WeakKeyDictionary

from heedful.interactions.labels import VOICED
from heedful.interactions.store import Store
from heedful.people.models import Workspace
from heedful.text.labels import Labels, Said, Tier
from heedful.understand.voices.apart import ReadingStoppedError
from heedful.understand.voices.labelled import tell_labelled
from heedful.understand.voices.models import Correction
from heedful.understand.voices.overlay import corrections_of
from heedful.understand.voices.readers import Reader, reader_of
from heedful.understand.voices.waiting import Text, texts_called, texts_in, texts_waiting, unread_texts
from heedful.understand.voices.written import tables_of, vectors_in, vectors_table

LOOKED_UP: Final = 20_000  # texts at once that wait for the first pass: finding them costs more than reading them
AT_ONCE: Final = 1_000  # of these written together
NEWEST: Final = 2_000  # texts at once that wait for the second pass
IN_FULL: Final = 64  # of these written together: about a second of work

Progress = Callable[[int], None]  # so many texts more are labelled
Steps = Callable[[str, int, int], None]  # what is being done, how much of how much
KeepOn = Callable[[], bool]
State = tuple[int, str]  # the version of the rows in which somebody may say something, and who reads
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Done:
    """Texts labelled by their words, labelled in full, and labelled anew because somebody corrected them."""

    quick: int = 0
    full: int = 0
    laid: int = 0

    def __add__(self, other: Done) -> Done:
        return Done(self.quick + other.quick, self.full + other.full, self.laid + other.laid)

    def __bool__(self) -> bool:
        return bool(self.quick or self.full or self.laid)


def always() -> bool:
    return True


def silently(_texts: int) -> None:
    """Nobody watches."""


def no_steps(_what: str, _done: int, _whole: int) -> None:
    """Nobody watches."""


_writing = threading.Lock()


def label_due(
    store: Store,
    now: datetime,
    limit: int | None = None,
    *,
    keep_on: KeepOn = always,
    progress: Progress = silently,
) -> Done:
    """Label what waits in all workspaces: first every text by its words, then at most `limit` in full.

    Between two batches `keep_on` is asked; the newest texts come first, also those that were heard meanwhile.
    """
    done, keys = Done(), workspaces()
    for key in keys:
        done += label_quickly(store, key, now, keep_on=keep_on, progress=progress)
        done += lay_corrections(store, key, now)
    for key in keys:
        left = None if limit is None else limit - done.full
        done += _label_in_full(store, key, now, left, keep_on=keep_on, progress=progress)
    return done


def label_all(store: Store, clock: Callable[[], datetime], *, quick: bool = False, progress: Steps = no_steps) -> Done:
    """Label all that waits, however long it takes; `quick`: by their words alone."""
    waits = [texts_waiting(store, key, reader_of(key)) for key in workspaces()]
    whole = sum(each.unread + (0 if quick else each.not_in_full) for each in waits)
    read = 0

    def told(texts: int) -> None:
        nonlocal read
        read += texts
        progress("reading what customers say", min(read, whole), whole)

    done = more = label_due(store, clock(), 0 if quick else AT_ONCE, progress=told)
    while more and not quick:
        more = label_due(store, clock(), AT_ONCE, progress=told)
        done += more
    return done


def workspaces() -> list[str]:
    return list(Workspace.objects.order_by("pk").values_list("key", flat=True))


def label_quickly(
    store: Store, workspace: str, now: datetime, *, keep_on: KeepOn = always, progress: Progress = silently
) -> Done:
    """The first pass: every text that nothing is known of yet."""
    done = Done()
    while keep_on() and (state := _changed(store, workspace, "quick")):
        reader = reader_of(workspace)
        waiting = unread_texts(store, workspace, reader, LOOKED_UP)
        for texts in _batches(waiting, AT_ONCE):
            if not keep_on():
                return done
            labels = reader.away(in_full=False).quick(_said(texts))
            _write(store, workspace, texts, labels, reader, "quick", now)
            done += Done(quick=len(texts))
            progress(len(texts))
        if not waiting:
            _remember(store, workspace, "quick", state)
    return done


def _label_in_full(
    store: Store, workspace: str, now: datetime, limit: int | None, *, keep_on: KeepOn, progress: Progress
) -> Done:
    """The second pass, the newest first; what is heard meanwhile is newer, and interrupts it."""
    done, state, reader = Done(), _changed(store, workspace, "full"), reader_of(workspace)
    if not state or not reader.embedder:
        return done
    most = NEWEST if limit is None else min(NEWEST, limit)
    waiting = texts_in(store.unlabelled(workspace, reader.model, most, tier="full")) if most > 0 else []
    for texts in _batches(waiting, IN_FULL):
        if not keep_on() or _state(store, workspace) != state:
            return done
        read_in_full(store, workspace, texts, reader, now)
        done += Done(full=len(texts))
        progress(len(texts))
    if not waiting and most > 0:
        _remember(store, workspace, "full", state)
    return done


def read_in_full(store: Store, workspace: str, texts: Sequence[Text], reader: Reader, now: datetime) -> None:
    """Read them with their sentences' vectors: those kept are used again, the others are kept from now on."""
    ids = [text.key for text in texts]
    kept = vectors_in(store.vectors(workspace, ids), reader.embedder)
    labels, vectors = reader.away(in_full=True).full(_said(texts), [kept.get(key) for key in ids])
    new = {key: each for key, each in zip(ids, vectors, strict=True) if len(each) and each is not kept.get(key)}
    if new:
        store.keep_vectors(workspace, vectors_table(workspace, list(new), list(new.values()), reader.embedder))
    _write(store, workspace, texts, labels, reader, "full", now)


def lay_corrections(store: Store, workspace: str, now: datetime) -> Done:
    """Label anew what people corrected, or took a correction back of, and the labels do not say yet."""
    waiting = Correction.objects.filter(workspace__key=workspace, laid_at=None)
    pairs = list(waiting.values_list("pk", "interaction"))
    ids = list(dict.fromkeys(interaction for _, interaction in pairs))
    with suppress(ReadingStoppedError):  # they still wait, and are laid at the next start
        for some in _batches(ids, AT_ONCE):
            label_anew(store, workspace, some, now)
        waiting.filter(pk__in=[number for number, _ in pairs]).update(laid_at=now)
        return Done(laid=len(ids))
    return Done()


def label_anew(store: Store, workspace: str, ids: Sequence[str], now: datetime) -> None:
    """Read these texts again: with their vectors where they are kept, else by their words until the second pass."""
    reader = reader_of(workspace)
    texts = texts_called(store, workspace, ids)
    kept = vectors_in(store.vectors(workspace, list(ids)), reader.embedder) if reader.embedder else {}
    known = [text for text in texts if text.key in kept]
    others = [text for text in texts if text.key not in kept]
    if known:
        labels, _ = reader.away(in_full=True).full(_said(known), [kept[text.key] for text in known])
        _write(store, workspace, known, labels, reader, "full", now)
    if others:
        _write(store, workspace, others, reader.away(in_full=False).quick(_said(others)), reader, "quick", now)


def _said(texts: Sequence[Text]) -> list[Said]:
    return [text.said for text in texts]


def _write(
    store: Store,
    workspace: str,
    texts: Sequence[Text],
    labels: Sequence[Labels],
    reader: Reader,
    tier: Tier,
    now: datetime,
) -> None:
    ids = [text.key for text in texts]
    read = dict(zip(ids, labels, strict=True))
    with _writing:  # or a correction made in between would be written over
        said = corrections_of(workspace, ids)
        rows, hits = tables_of(workspace, read, said, model=reader.model, tier=tier, now=now)
        store.label(workspace, rows, hits)
    tell_labelled(store, workspace, ids, now)


def _batches(things: Sequence[Thing], size: int) -> Iterator[Sequence[Thing]]:
    return (things[start : start + size] for start in range(0, len(things), size))


# Where nothing waited, nothing is looked for until something is heard or another model reads.
_nothing_waited: WeakKeyDictionary[Store, dict[tuple[str, str], State]] = WeakKeyDictionary()


def _state(store: Store, workspace: str) -> State:
    return store.version(workspace, VOICED), reader_of(workspace).model


def _changed(store: Store, workspace: str, tier: Tier) -> State | None:
    """How it is now; None where nothing was ever heard, or nothing waited when it was so."""
    state = _state(store, workspace)
    return None if not state[0] or _nothing_waited.setdefault(store, {}).get((workspace, tier)) == state else state


def _remember(store: Store, workspace: str, tier: Tier, state: State) -> None:
    _nothing_waited.setdefault(store, {})[workspace, tier] = state
