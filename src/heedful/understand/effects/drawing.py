"""Which places it is done at, left to chance: the one way to be sure that they differ in nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np


def draw(places: Iterable[str], how_many: int, seed: int) -> tuple[str, ...]:
    """Every choice of so many places is as likely. The same seed draws the same, in whatever order they are named."""
    named = sorted(set(places))
    if not 0 < how_many < len(named):
        raise ValueError(f"{how_many} of {len(named)} places cannot be drawn: some must be, and some must be left")
    drawn = np.random.default_rng(seed).choice(len(named), how_many, replace=False)
    return tuple(named[place] for place in sorted(drawn))
