"""Touchpoint by touchpoint: does each keep its own standard, and how far apart are they?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import narwhals as nw

from heedful import stats
from heedful.measures.frames import Frame, eager, lazy
from heedful.measures.notebook import CES_METHODS, CSAT_METHODS, NPS_METHODS, Method
from heedful.measures.scores import histogram_counts

METHODS: Final = {
    **{f"nps.{name}": method for name, method in NPS_METHODS.items()},
    **{f"csat.{name}": method for name, method in CSAT_METHODS.items()},
    **{f"ces.{name}": method for name, method in CES_METHODS.items()},
}
"""A measure and its method, as the touchpoints are scored by."""

SCALES: Final = {"nps.0-10": (0, 10), "nps.1-10": (1, 10), "csat.top2of5": (1, 5), "csat.mean5": (1, 5)}
POINTS: Final[dict[str, Callable[[int], float]]] = {
    "nps.0-10": lambda score: 100.0 * ((score >= 9) - (score <= 6)),
    "nps.1-10": lambda score: 100.0 * ((score >= 9) - (score <= 6)),
    "csat.top2of5": lambda score: float(score >= 4),
    "csat.mean5": float,
}
"""What an answer is worth, where the spread of touchpoints is asked for."""


def consistency(
    native: Any,
    *,
    standards: Mapping[str, float],
    touchpoint: str = "touchpoint",
    score: str = "value",
    by: Sequence[str] = (),
    method: str = "csat.top2of5",
    minimum_n: int = 10,
    level: float = 0.95,
) -> Any:
    """Share of touchpoints that meet the standard set for each, per group.

    Parameters
    ----------
    native : dataframe
        Answers to one question, one row each.
    standards : mapping of touchpoint to float
        The value each is to reach, in the unit of `method` (a share 0–1, points, a mean). Touchpoints
        without one are not judged.
    touchpoint, score : str
        The columns of touchpoints and of scores.
    by : sequence of str
        Columns to cut by, as ``period``.
    method : str
        A key of `METHODS`.
    minimum_n : int
        Touchpoints with fewer answers are not judged.
    level : float
        Confidence level.

    Returns
    -------
    frame
        ``by…, value, low, high, n``: a share 0–1, `n` touchpoints judged; null where none was.

    Raises
    ------
    ValueError
        When the method is unknown.

    Source
    ------
    See `stats.consistency`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> answers = pa.table({"touchpoint": ["visit"] * 10 + ["till"] * 10, "value": [5] * 13 + [2] * 7})
    >>> consistency(answers, standards={"visit": 0.8, "till": 0.8}).to_pylist()[0]["value"]
    0.5
    """
    chosen = _method(method)
    counts = chosen.counts(_touched(native, touchpoint), by=[*by, touchpoint], score=score)

    def judged(rows: list[dict[str, Any]]) -> stats.Estimate:
        scores = {row[touchpoint]: chosen.estimate(**_without(row, [*by, touchpoint]), level=level) for row in rows}
        return stats.consistency(scores, standards, minimum_n=minimum_n, level=level)

    return _per_group(counts, by, judged)


def spread(
    native: Any,
    *,
    touchpoint: str = "touchpoint",
    score: str = "value",
    by: Sequence[str] = (),
    method: str = "csat.top2of5",
    level: float = 0.95,
) -> Any:
    """How far the best touchpoint's score is above the worst's, per group.

    Parameters
    ----------
    native, touchpoint, score, by, level
        As for `consistency`.
    method : str
        A key of `POINTS`.

    Returns
    -------
    frame
        ``by…, value, low, high, n``, in the method's unit; `n` counts answers. Null for fewer than two
        touchpoints with answers.

    Raises
    ------
    ValueError
        When the method is unknown.

    Source
    ------
    See `stats.spread`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> answers = pa.table({"touchpoint": ["visit"] * 10 + ["till"] * 10, "value": [5] * 13 + [2] * 7})
    >>> round(spread(answers).to_pylist()[0]["value"], 2)
    0.7
    """
    if method not in POINTS:
        raise ValueError(f"method must be one of {', '.join(POINTS)}, not {method!r}")
    lowest, highest = SCALES[method]
    steps = range(lowest, highest + 1)
    points = [POINTS[method](step) for step in steps]
    counts = histogram_counts(
        _touched(native, touchpoint), by=[*by, touchpoint], score=score, lowest=lowest, highest=highest
    )

    def apart(rows: list[dict[str, Any]]) -> stats.Estimate:
        found: dict[str, list[int]] = {}
        for row in rows:
            found.setdefault(row[touchpoint], [0] * len(steps))[row["score"] - lowest] += row["answers"]
        worths = sorted(set(points))
        grouped = {
            key: [sum(n for n, point in zip(own, points, strict=True) if point == worth) for worth in worths]
            for key, own in found.items()
        }
        return stats.spread(grouped, worths, level=level)

    return _per_group(counts, by, apart)


def _method(method: str) -> Method:
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, not {method!r}")
    return METHODS[method]


def _touched(native: Any, touchpoint: str) -> Frame:
    return lazy(native).filter(~nw.col(touchpoint).is_null())


def _without(row: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _per_group(counts: Frame, by: Sequence[str], estimate: Callable[[list[dict[str, Any]]], stats.Estimate]) -> Any:
    """One estimate of each group's several rows."""
    collected = counts.collect()
    if not by:
        return eager(collected.select(), [estimate(list(collected.iter_rows(named=True)))])
    collected = collected.sort(*by, nulls_last=True)
    groups = collected.select(*by).unique(maintain_order=True)
    rows = groupby(collected.iter_rows(named=True), key=itemgetter(*by))
    return eager(groups, [estimate(list(own)) for _, own in rows])
