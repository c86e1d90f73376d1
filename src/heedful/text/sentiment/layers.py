"""The head and the calibration that read a workspace's texts: the packaged ones, or those it taught."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from heedful.text.sentiment.calibrating import UNTOUCHED, Calibration
from heedful.text.sentiment.heads import Head, head_of, packaged_arrays
from heedful.text.sentiment.quick import QuickHead


@dataclass(frozen=True, slots=True)
class Layer:
    """What turns vectors into feelings.

    Parameters
    ----------
    head : Head
    calibration : Calibration
    """

    head: Head
    calibration: Calibration

    @property
    def name(self) -> str:
        """The model's name, kept with each label."""
        return self.head.name

    def to_bytes(self) -> bytes:
        """The layer as a file of numbers, to keep in a database."""
        file = io.BytesIO()
        arrays: dict[str, Any] = self.head.arrays()
        np.savez_compressed(file, stated=self.calibration.stated, right=self.calibration.right, **arrays)
        return file.getvalue()


def layer_from(kept: bytes) -> Layer:
    """A layer from what ``Layer.to_bytes`` kept; never anything that could run."""
    with np.load(io.BytesIO(kept), allow_pickle=False) as file:
        arrays = {key: file[key] for key in file.files}
    return Layer(head_of(arrays), Calibration(arrays["stated"], arrays["right"]))


@lru_cache(1)
def packaged_layer() -> Layer:
    """What Heedful comes with (``docs/reference/sentiment-model.md``)."""
    arrays = packaged_arrays("sentiment")
    return Layer(head_of(arrays), Calibration(arrays["stated"], arrays["right"]))


@lru_cache(1)
def packaged_quick() -> tuple[QuickHead, Calibration, str]:
    """The head on words alone, its calibration and its name."""
    arrays = packaged_arrays("quick")
    curve = Calibration(arrays["stated"], arrays["right"]) if "stated" in arrays else UNTOUCHED
    return QuickHead(arrays["table"], arrays["beside"], arrays["bias"]), curve, str(arrays["name"])
