"""Which words may stand in a text, in two numbers: most texts need not be read to know that a word is not there.

Each word sets one of 64 bits by its first three letters, and one by its first five where it has as many. A text whose
numbers lack a bit of what is looked for does not hold it; one that has them all is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

LETTERS: Final = (3, 5)
NAMES: Final = ("begins_3", "begins_5")


def signatures(folded: pa.ChunkedArray) -> dict[str, pa.Array]:
    """The numbers of folded texts, a column each."""
    words = pc.split_pattern(pc.fill_null(folded, ""), " ").combine_chunks()
    of_text = pc.list_parent_indices(words).to_numpy()
    return {
        name: _bits(pc.list_flatten(words), of_text, len(words), letters)
        for name, letters in zip(NAMES, LETTERS, strict=True)
    }


def masks(words: Iterable[str]) -> tuple[int, ...]:
    """The bits that a text must have in each number, if all these beginnings of words stand in it."""
    looked_for = list(words)
    found = []
    for letters in LETTERS:
        mask = 0
        for word in looked_for:
            mask |= _bit(word[:letters]) if len(word) >= letters else 0
        found.append(mask)
    return tuple(found)


def _bits(words: pa.Array, of_text: np.ndarray, texts: int, letters: int) -> pa.Array:
    beginnings = pc.utf8_slice_codeunits(words, 0, letters).dictionary_encode()
    known = beginnings.dictionary.to_pylist()
    bits = np.array([_bit(each) if len(each) == letters else 0 for each in known], np.uint64)
    found = np.zeros(texts, np.uint64)
    if len(words):
        np.bitwise_or.at(found, of_text, bits[beginnings.indices.to_numpy()])
    return pa.array(found, pa.uint64())


def _bit(beginning: str) -> int:
    return 1 << (crc32(beginning.encode()) & 63)
