"""Whether a model of purchases can be trusted: what it expected, beside what then happened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heedful.stats.bgnbd import BgNbd, expected_purchases
from heedful.stats.estimate import Estimate
from heedful.stats.means import mean


@dataclass(frozen=True, slots=True)
class Calibration:
    """Customers with so many repeat purchases before: their purchases in the time held out.

    Attributes
    ----------
    frequency : int
        Repeat purchases before; for the last row, so many or more.
    is_or_more : bool
        Whether the row stands for that number or more.
    expected : float
        Purchases per customer that the model expected.
    actual : Estimate
        Purchases per customer that came, with a t interval over `n` customers.
    """

    frequency: int
    is_or_more: bool
    expected: float
    actual: Estimate


def calibration_table(
    model: BgNbd,
    frequency: npt.ArrayLike,
    recency: npt.ArrayLike,
    age: npt.ArrayLike,
    customers: npt.ArrayLike,
    bought: npt.ArrayLike,
    bought_squared: npt.ArrayLike,
    *,
    days: float,
    upto: int = 7,
    level: float = 0.95,
) -> tuple[Calibration, ...]:
    """Compare expected with actual purchases in a time held out, by purchases before.

    To be shown before any money is: a model that misses these misses the value, too.

    Parameters
    ----------
    model : BgNbd
        Fitted on the histories before the time held out.
    frequency, recency, age, customers : array_like
        These histories.
    bought, bought_squared : array_like
        Purchases of each row's customers in the time held out, and the sum of their squares.
    days : float
        How long the time held out was.
    upto : int
        Numbers of purchases from this on share the last row.
    level : float
        Confidence level.

    Returns
    -------
    tuple of Calibration
        A row per number of repeat purchases that occurs, from 0; empty for nobody.

    Notes
    -----
    Source: Fader, Hardie & Lee (2005), figure 3 (conditional expectations).

    Examples
    --------
    >>> from heedful.stats import fit_bgnbd
    >>> histories = [0, 1, 3, 8], [0, 30, 60, 80], [90, 90, 90, 90], [60, 20, 15, 5]
    >>> rows = calibration_table(fit_bgnbd(*histories), *histories, [6, 5, 9, 12], [6, 7, 11, 40], days=90)
    >>> [(row.frequency, row.is_or_more, row.actual.value) for row in rows]
    [(0, False, 0.1), (1, False, 0.25), (3, False, 0.6), (7, True, 2.4)]
    """
    x, weight, came, squares = (
        np.asarray(each, dtype=np.float64) for each in (frequency, customers, bought, bought_squared)
    )
    expected = weight * expected_purchases(model, x, recency, age, days=days)
    bucket = np.minimum(x, upto).astype(np.int64)
    rows = []
    for number in np.unique(bucket):
        here = bucket == number
        n = int(weight[here].sum())
        actual = mean(n, float(came[here].sum()), float(squares[here].sum()), lowest=0.0, level=level)
        rows.append(Calibration(int(number), bool(number == upto), float(expected[here].sum()) / n, actual))
    return tuple(rows)
