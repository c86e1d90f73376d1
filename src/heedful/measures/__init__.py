"""Frames in, counts out, on any dataframe or engine; and, for a notebook, estimates at once.

>>> import heedful.measures as m
>>> m.PERIODS
('day', 'week', 'month', 'quarter', 'year')
"""

from heedful.measures.calendar import (
    PERIODS,
    is_complete,
    next_period,
    period_start,
    periods,
    utc_offsets,
    with_local,
    with_period,
)
from heedful.measures.frames import estimated, lazy, per_group

__all__ = [
    "PERIODS",
    "estimated",
    "is_complete",
    "lazy",
    "next_period",
    "per_group",
    "period_start",
    "periods",
    "utc_offsets",
    "with_local",
    "with_period",
]
