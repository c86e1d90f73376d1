"""Unhappy customers who were won back after their case was closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals as nw

from heedful.measures.frames import Frame
from heedful.measures.scores import share_counts

RECOVERY: Final = "recovery"


def recovery_counts(frame: Frame, *, by: Sequence[str] = (), score: str = "value", person: str | None = None) -> Frame:
    """How many unhappy customers scored again after their case was closed, and how many are unhappy no more.

    Parameters
    ----------
    frame : nw.LazyFrame
        Events of cases; those named ``recovery`` count: 1 for who is unhappy no more, 0 for who still is.
    by, score, person
        As for `nps_counts`.

    Returns
    -------
    nw.LazyFrame
        ``by…, successes, n``, the arguments of `stats.share`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> log = pa.table({"name": ["recovery", "recovery", "resolved"], "value": [1.0, 0.0, None]})
    >>> recovery_counts(lazy(log)).collect().rows()
    [(1, 2)]
    """
    told = frame.filter(nw.col("name") == RECOVERY, ~nw.col(score).is_null())
    return share_counts(told, nw.col(score) > 0.5, by=by, person=person)
