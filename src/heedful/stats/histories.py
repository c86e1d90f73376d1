"""What a customer's purchases come down to for a model: how often, when last, observed how long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Histories:
    """Purchase histories, equal ones counted: repeat purchases, day of the last, days observed."""

    frequency: Floats
    recency: Floats
    age: Floats
    customers: Floats


def group_histories(
    frequency: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike, customers: npt.ArrayLike | None = None
) -> Histories:
    """Check purchase histories and count equal ones once, with how many customers have them.

    Parameters
    ----------
    frequency : array_like of int
        Days with a purchase after the first one.
    recency : array_like of int
        Days from the first purchase to the last; 0 if there was one only.
    age : array_like of int
        Days from the first purchase to the end of observation.
    customers : array_like of int, optional
        How many customers each row stands for; one if left out.

    Returns
    -------
    Histories
        One row per distinct history.

    Raises
    ------
    ValueError
        If lengths differ, something is negative, not whole or not a number, or a last purchase
        lies after the end of observation.

    Examples
    --------
    >>> group_histories([0, 2, 0], [0, 30, 0], [90, 90, 90]).customers.tolist()
    [2.0, 1.0]
    """
    columns = [np.asarray(each, dtype=np.float64) for each in (frequency, recency, age)]
    weights = np.ones_like(columns[0]) if customers is None else np.asarray(customers, dtype=np.float64)
    if len({each.shape for each in (*columns, weights)}) > 1:
        raise ValueError("frequency, recency, age and customers must be of one length")
    if not len(weights):
        return Histories(columns[0], columns[1], columns[2], weights)
    if not all(np.isfinite(each).all() for each in columns):
        raise ValueError("frequency, recency and age must be known of every customer")
    whole = [each.astype(np.int64) for each in columns]
    if not all(map(np.array_equal, columns, whole)) or min(int(each.min()) for each in whole) < 0:
        raise ValueError("frequency, recency and age must be whole numbers (days) and not negative")
    x, last, end = whole
    if (last > end).any() or last[x == 0].any():
        raise ValueError("recency must not be beyond the age, and 0 without a repeat purchase")
    return _counted(x, last, end, None if customers is None else weights)


def _counted(x: Days, last: Days, end: Days, weights: Floats | None) -> Histories:
    span = int(end.max()) + 1
    if int(x.max()) >= 2**62 // span**2:
        raise ValueError("the numbers of purchases and days are too large to be true")
    code = (x * span + last) * span + end  # one number per history, so that equal ones are found by one sort
    if weights is None:
        code, counts = np.unique(code, return_counts=True)
        customers = counts.astype(np.float64)
    else:
        code, place = np.unique(code, return_inverse=True)
        customers = np.bincount(place, weights=weights).astype(np.float64)
    x, last, end = code // span**2, code // span % span, code % span
    return Histories(x.astype(float), last.astype(float), end.astype(float), customers)
