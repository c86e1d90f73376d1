"""The measures for a notebook: any dataframe in, values with intervals out, in one call.

Each takes pandas, Polars, PyArrow, DuckDB, Ibis or PySpark frames. pandas, Polars and PyArrow answer
in kind; the others with a PyArrow table. Columns: those of `by`, then ``value, low, high, n``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from heedful import stats
from heedful.measures.frames import Frame, estimated, lazy
from heedful.measures.persons import latest_per_person
from heedful.measures.reviews import review_counts, sentiment_counts
from heedful.measures.scores import index_counts, mean_counts, nps_counts, top_box_counts


class Method(NamedTuple):
    """Counts, and the statistic that they are the arguments of."""

    counts: Callable[..., Frame]
    estimate: Callable[..., stats.Estimate]


def top(boxes: int, scale: int) -> Method:
    """Share of the top boxes of a scale.

    Examples
    --------
    >>> top(2, 5).estimate is stats.share
    True
    """
    return Method(partial(top_box_counts, scale=scale, boxes=boxes), stats.share)


def average(lowest: float, highest: float) -> Method:
    """Mean on a scale.

    Examples
    --------
    >>> average(1, 5).estimate(n=1, total=4.0, total_of_squares=16.0).value
    4.0
    """
    return Method(
        partial(mean_counts, lowest=lowest, highest=highest), partial(stats.mean, lowest=lowest, highest=highest)
    )


NPS_METHODS: Final = {
    "0-10": Method(nps_counts, stats.nps),
    "1-10": Method(partial(nps_counts, lowest=1), stats.nps),
}
CSAT_METHODS: Final = {
    "top1of3": top(1, 3),
    "top2of5": top(2, 5),
    "top2of10": top(2, 10),
    "mean3": average(1, 3),
    "mean5": average(1, 5),
    "mean10": average(1, 10),
}
CES_METHODS: Final = {
    "agree5": top(2, 5),
    "agree7": top(3, 7),
    "mean5": average(1, 5),
    "mean7": average(1, 7),
    "index7": Method(index_counts, stats.net_score),
    "effort": average(1, 5),
}
SENTIMENT_METHODS: Final = {
    "mean": average(-1, 1),
    "positive": Method(partial(sentiment_counts, side="positive"), stats.share),
    "neutral": Method(partial(sentiment_counts, side="neutral"), stats.share),
    "negative": Method(partial(sentiment_counts, side="negative"), stats.share),
}


def nps(native: Any, *, score: str = "value", by: Sequence[str] = (), method: str = "0-10", **options: Any) -> Any:
    """Net Promoter Score per group: would they recommend us?

    Parameters
    ----------
    native : dataframe
        Answers to one NPS question, one row each.
    score : str
        The column of scores; missing ones and those off the scale are not counted.
    by : sequence of str
        Columns to cut by.
    method : {"0-10", "1-10"}
        The scale it was asked on; never mix them.
    **options
        ``person="customer"``: the column of persons, when some answered several times; the interval
        then rests on persons. ``latest=True`` with it: only each person's latest answer in each group
        counts, by the columns ``order`` (default ``("occurred_at", "received_at", "id")``). ``level=0.95``.

    Returns
    -------
    frame
        ``by…, value, low, high, n``, sorted by `by`. Points, −100…+100. No answers: without `by` one
        row of nulls with n = 0, else no row.

    Raises
    ------
    ValueError
        When the method is unknown, or ``latest`` comes without ``person``.

    Source
    ------
    See `stats.nps`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> answers = pa.table({"club": ["Nord", "Nord", "West"], "score": [10, 3, 9]})
    >>> nps(answers, score="score", by=["club"]).column("value").to_pylist()
    [0.0, 100.0]
    """
    return measured(native, NPS_METHODS, method, score=score, by=by, **options)


def csat(native: Any, *, score: str = "value", by: Sequence[str] = (), method: str = "top2of5", **options: Any) -> Any:
    """Customer satisfaction per group: the share of the satisfied, or the mean score.

    Parameters
    ----------
    native, score, by, **options
        As for `nps`.
    method : {"top2of5", "top1of3", "top2of10", "mean3", "mean5", "mean10"}
        Which boxes of which scale (share, 0–1), or the mean on it.

    Returns
    -------
    frame
        As for `nps`.

    Raises
    ------
    ValueError
        As for `nps`.

    Source
    ------
    See `stats.share` and `stats.mean`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> csat(pa.table({"value": [5, 4, 4, 1]})).column("value").to_pylist()
    [0.75]
    """
    return measured(native, CSAT_METHODS, method, score=score, by=by, **options)


def ces(native: Any, *, score: str = "value", by: Sequence[str] = (), method: str = "agree7", **options: Any) -> Any:
    """Customer effort per group: how easy was it?

    Parameters
    ----------
    native, score, by, **options
        As for `nps`.
    method : {"agree7", "agree5", "mean7", "mean5", "index7", "effort"}
        Share who found it easy (5–7 of 7, 4–5 of 5), the mean, %(6–7) − %(1–3) in points; or the mean
        of the older question "how much effort" on 1–5, where high is bad.

    Returns
    -------
    frame
        As for `nps`.

    Raises
    ------
    ValueError
        As for `nps`.

    Source
    ------
    Dixon, Freeman & Toman (2010), "Stop trying to delight your customers", *Harvard Business Review*
    88(7/8). One list of answers has a value per method; never compare across.

    Examples
    --------
    >>> import pyarrow as pa
    >>> ces(pa.table({"value": [7, 6, 5, 2]}), method="index7").column("value").to_pylist()
    [25.0]
    """
    return measured(native, CES_METHODS, method, score=score, by=by, **options)


def positive_reviews(native: Any, *, score: str = "value", by: Sequence[str] = (), **options: Any) -> Any:
    """Share of reviews with four or five stars, per group.

    Parameters
    ----------
    native, score, by, **options
        As for `nps`; `score` holds the stars.

    Returns
    -------
    frame
        As for `nps`; a share, 0–1. How fast `n` grows: `stats.growth`.

    Raises
    ------
    ValueError
        As for `nps`.

    Source
    ------
    See `stats.share`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> positive_reviews(pa.table({"value": [5, 4, 2, 1]})).column("value").to_pylist()
    [0.5]
    """
    return measured(native, {"stars": Method(review_counts, stats.share)}, "stars", score=score, by=by, **options)


def sentiment(
    native: Any, *, score: str = "sentiment", by: Sequence[str] = (), method: str = "mean", **options: Any
) -> Any:
    """Feeling in what people wrote, per group.

    Parameters
    ----------
    native, score, by, **options
        As for `nps`; `score` holds a sentiment −1…+1.
    method : {"mean", "positive", "neutral", "negative"}
        The mean, or the share of such texts.

    Returns
    -------
    frame
        As for `nps`.

    Raises
    ------
    ValueError
        As for `nps`.

    Source
    ------
    See `sentiment_counts`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> sentiment(pa.table({"sentiment": [0.5, -0.5, 0.6]}), method="negative").column("n").to_pylist()
    [3]
    """
    return measured(native, SENTIMENT_METHODS, method, score=score, by=by, **options)


def measured(
    native: Any,
    methods: dict[str, Method],
    method: str,
    *,
    by: Sequence[str],
    latest: bool = False,
    person: str | None = None,
    order: Sequence[str] | None = None,
    level: float = 0.95,
    **columns: str,
) -> Any:
    """Count and estimate by a named method: what the functions above share.

    Examples
    --------
    >>> import pyarrow as pa
    >>> measured(pa.table({"value": [5]}), CSAT_METHODS, "top2of5", by=[], score="value").num_rows
    1
    """
    if method not in methods:
        raise ValueError(f"method must be one of {', '.join(methods)}, not {method!r}")
    frame = lazy(native)
    if latest:
        if person is None:
            raise ValueError("latest=True needs the column of persons: person='customer'")
        frame = latest_per_person(frame, person=person, within=by, **({"order": order} if order else {}))
        person = None
    chosen = methods[method]
    counts = chosen.counts(frame, by=by, person=person, **columns)
    return estimated(counts, by=by, estimate=chosen.estimate, level=level)
