"""Counts in, frozen estimates out. Pure: no dataframe, no Django, no I/O."""

from heedful.stats.estimate import Estimate

__all__ = [
    "Estimate",
]
