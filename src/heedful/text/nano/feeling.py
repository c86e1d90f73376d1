"""How a text is felt: some layers of the network once more, taught to hear how a thing is said.

The network tells matters apart; on its way up it forgets how they are told. So some layers go on beside its own from
its middle, with small changes to their weights (of low rank), and end in a few numbers; a few more are read off the
means of all its own layers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heedful.text.nano.layers import Dense, Floats, Layer, Norm

Arrays = Mapping[str, NDArray[Any]]
MATRICES, NORMS = ("asks", "answers", "widens", "narrows"), ("after_attention", "after")


@dataclass(frozen=True, slots=True)
class Feeling:
    """What is changed of the network, and what is made of it (``tools/train_feeling.py`` learns both).

    Parameters
    ----------
    name : str
        Which weights these are.
    begins : int
        After so many layers of the network the changed ones go on.
    weights : mapping of str to array
        For each matrix of a layer ``.down``, ``.up`` and ``.bias``, which are added to it; for each norm ``.scale``
        and ``.shift``, which stand in its place; all with one row a layer. ``end.weights`` and ``end.bias`` turn what
        the last of these layers says into numbers, ``all.weights`` and ``all.bias`` what all layers of the network say.
    """

    name: str
    begins: int
    weights: Arrays

    @property
    def numbers(self) -> int:
        """How many numbers a text gets."""
        return len(self.weights["end.bias"]) + len(self.weights["all.bias"])

    def layers(self, network: list[Layer]) -> list[Layer]:
        """The changed layers."""
        ends = self.begins + len(self.weights["asks.up"])
        return [self._changed(layer, n) for n, layer in enumerate(network[self.begins : ends])]

    def __call__(self, means: Floats, changed: Floats) -> Floats:
        """A row a text, from its mean at each layer of the network and after the last of the changed layers."""
        taught = np.tanh(changed @ self._array("end.weights") + self.weights["end.bias"])
        heard = means.reshape(len(means), -1) @ self._array("all.weights") + self.weights["all.bias"]
        return np.hstack([taught, heard])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What a file keeps of it."""
        return {"name": np.array(self.name), "begins": np.array(self.begins), **self.weights}

    def _changed(self, layer: Layer, n: int) -> Layer:
        return Layer(
            asks=self._moved(layer.asks, "asks", n),
            answers=self._moved(layer.answers, "answers", n),
            after_attention=self._norm(layer.after_attention, "after_attention", n),
            widens=self._moved(layer.widens, "widens", n),
            narrows=self._moved(layer.narrows, "narrows", n),
            after=self._norm(layer.after, "after", n),
        )

    def _moved(self, dense: Dense, part: str, n: int) -> Dense:
        moved = self._array(f"{part}.down")[n] @ self._array(f"{part}.up")[n]
        return Dense(dense.weights + moved, dense.bias + self.weights[f"{part}.bias"][n])

    def _norm(self, norm: Norm, part: str, n: int) -> Norm:
        return Norm(self.weights[f"{part}.scale"][n], self.weights[f"{part}.shift"][n], norm.epsilon)

    def _array(self, name: str) -> Floats:
        """Large ones are kept with half the digits."""
        return self.weights[name].astype(np.float32)


def feeling_of(arrays: Arrays) -> Feeling:
    """The weights from what a file keeps of them."""
    return Feeling(str(arrays["name"]), int(arrays["begins"]), arrays)


@lru_cache(1)
def packaged_feeling() -> Feeling:
    """The weights that Heedful comes with."""
    with as_file(files("heedful.text") / "weights" / "feeling.npz") as path, np.load(path, allow_pickle=False) as file:
        return feeling_of(dict(file))
