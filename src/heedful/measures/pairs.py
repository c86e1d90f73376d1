"""The same customers, asked twice: how did each one's answer move?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import narwhals as nw

from heedful.measures.frames import Frame, per_group
from heedful.measures.persons import ORDER, latest_per_person


def net_points(score: nw.Expr) -> nw.Expr:
    """What an answer adds to an NPS: 100 for 9–10, −100 for 0–6, else 0.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> lazy(pa.table({"value": [10, 8, 3]})).select(points=net_points(nw.col("value"))).collect()["points"].to_list()
    [100, 0, -100]
    """
    return 100 * ((score >= 9).cast(nw.Int64) - (score <= 6).cast(nw.Int64))


def as_given(score: nw.Expr) -> nw.Expr:
    """What an answer adds to a mean: itself.

    Examples
    --------
    >>> as_given(nw.col("value")) is not None
    True
    """
    return score


def pair_counts(
    before: Frame,
    after: Frame,
    *,
    by: Sequence[str] = (),
    score: str = "value",
    lowest: float = 0,
    highest: float = 10,
    worth: Callable[[nw.Expr], nw.Expr] = net_points,
    person: str = "customer",
    order: Sequence[str] = ORDER,
) -> Frame:
    """Compare each customer who answered in both periods with themselves.

    Parameters
    ----------
    before, after : nw.LazyFrame
        Answers to the same question in two periods. Each customer's latest in each counts; nobody
        known cannot be paired.
    by : sequence of str
        Columns to group by, of customers who answered in the same group both times; rows without a
        value in one of them are left out.
    score, person, order
        Columns, as for `nps_counts` and `latest_per_person`.
    lowest, highest : float
        Ends of the scale; what lies beyond is no answer.
    worth : callable
        What an answer is worth: `net_points` for an NPS, `as_given` for a mean.

    Returns
    -------
    nw.LazyFrame
        ``by…, n, total, total_of_squares``, the arguments of `stats.difference_of_pairs`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> may = lazy(pa.table({"customer": ["a", "b"], "value": [3, 9], "id": [1, 2]}))
    >>> june = lazy(pa.table({"customer": ["a", "c"], "value": [10, 9], "id": [3, 4]}))
    >>> pair_counts(may, june, order=["id"]).collect().rows()
    [(1, 200.0, 40000.0)]
    """
    keys = [person, *by]

    def worths(frame: Frame, name: str) -> Frame:
        known = [~nw.col(key).is_null() for key in keys]
        answered = frame.filter(nw.col(score).is_between(lowest, highest), *known)
        latest = latest_per_person(answered, person=person, within=by, order=order)
        return latest.select(*keys, worth(nw.col(score)).cast(nw.Float64).alias(name))

    pairs = worths(before, "_old").join(worths(after, "_new"), on=keys, how="inner")
    moved = pairs.with_columns(_moved=nw.col("_new") - nw.col("_old"))
    moved = moved.with_columns(_square=nw.col("_moved") * nw.col("_moved"))
    sums = {"total": nw.col("_moved").sum(), "total_of_squares": nw.col("_square").sum()}
    return per_group(moved, by, n=nw.len(), **sums).with_columns(nw.col("n").cast(nw.Int64))
