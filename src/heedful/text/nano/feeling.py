"""What the network hears of a feeling on its way up: the last layer tells what is said, those below also how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heedful.text.nano.encoder import Floats


@dataclass(frozen=True, slots=True)
class Feeling:
    """A few numbers of feeling from the means of all layers (``tools/train_text.py`` learns them).

    Parameters
    ----------
    name : str
        Which weights these are.
    weights, bias : array (layers × width, numbers), (numbers,)
    """

    name: str
    weights: Floats
    bias: Floats

    @property
    def numbers(self) -> int:
        """How many numbers a text gets."""
        return len(self.bias)

    def __call__(self, layers: NDArray[Any]) -> Floats:
        """A row a text, from its mean at each layer."""
        felt: Floats = layers.reshape(-1, len(self.weights)).astype(np.float32) @ self.weights + self.bias
        return felt

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What a file keeps of it."""
        return {"name": np.array(self.name), "weights": self.weights.astype(np.float16), "bias": self.bias}


def feeling_of(arrays: Mapping[str, NDArray[Any]]) -> Feeling:
    """The weights from what a file keeps of them."""
    return Feeling(str(arrays["name"]), arrays["weights"].astype(np.float32), arrays["bias"])


@lru_cache(1)
def packaged_feeling() -> Feeling:
    """The weights that Heedful comes with."""
    with as_file(files("heedful.text") / "weights" / "feeling.npz") as path, np.load(path, allow_pickle=False) as file:
        return feeling_of(dict(file))
