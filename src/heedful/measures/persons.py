"""One person, several answers: keep the latest, or count how answers spread over persons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals as nw

from heedful.measures.frames import Frame, per_group

CLUSTERS: Final = ("persons", "sum_squares", "sum_cross", "sum_sizes_squared")
ORDER: Final = ("occurred_at", "received_at", "id")


def latest_per_person(
    frame: Frame, *, person: str = "customer", within: Sequence[str] = (), order: Sequence[str] = ORDER
) -> Frame:
    """Keep each person's latest answer, so that nobody counts twice.

    Parameters
    ----------
    frame : nw.LazyFrame
        Answers to one question, already cut to the window of time.
    person : str
        The column of persons. Answers of nobody known are all kept.
    within : sequence of str
        Columns that each person has a latest answer in, as ``period`` for a series over time.
    order : sequence of str
        Columns that say what is later; they must leave no ties for the result to be certain.

    Returns
    -------
    nw.LazyFrame
        The same columns, fewer rows.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> frame = lazy(pa.table({"customer": ["a", "a", None], "id": [1, 2, 3], "value": [3, 9, 10]}))
    >>> latest_per_person(frame, order=["id"]).sort("id").collect()["value"].to_list()
    [9, 10]
    """
    known = ~nw.col(person).is_null()
    latest = frame.filter(known).unique([person, *within], keep="last", order_by=list(order))
    return nw.concat([latest, frame.filter(~known)])


def per_person(frame: Frame, by: Sequence[str], person: str, *, score: nw.Expr, **coded: nw.Expr) -> Frame:
    """Each person's answers in each group: how many, their sum, the sum of their squares.

    Parameters
    ----------
    frame : nw.LazyFrame
        Answers.
    by, person
        Group columns, and the column of persons; all answers of nobody known come as one row.
    score : nw.Expr
        The answer as the measure codes it; gives ``score_total`` and ``score_squares``.
    **coded : nw.Expr
        Further columns to sum, each to ``<name>_total``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> frame = lazy(pa.table({"customer": ["a", "a"], "value": [3, 4]}))
    >>> per_person(frame, [], "customer", score=nw.col("value")).collect().rows(named=True)
    [{'_person': 'a', 'answers': 2, 'score_total': 7.0, 'score_squares': 25.0}]
    """
    named = {f"{name}_total": expression for name, expression in coded.items()}
    wide = frame.select(*by, _person=nw.col(person), **named, score_total=score)
    wide = wide.with_columns(score_squares=nw.col("score_total") * nw.col("score_total"))
    sums = [*named, "score_total", "score_squares"]
    grouped = wide.group_by(*by, "_person").agg(nw.len().alias("answers"), nw.col(*sums).sum())
    return grouped.with_columns(nw.col("answers").cast(nw.Int64), nw.col(*sums).cast(nw.Float64))


def per_person_and_group(persons: Frame, by: Sequence[str], **sums: str) -> Frame:
    """Fold persons into groups, with the columns of `stats.Clusters`; an unknown person's answers stand alone.

    Parameters
    ----------
    persons : nw.LazyFrame
        From `per_person`.
    by : sequence of str
        Group columns.
    **sums : str
        Name of a result column, and the column of `persons` that it sums.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> frame = lazy(pa.table({"customer": ["a", "a", None, None], "value": [3, 4, 5, 5]}))
    >>> persons = per_person(frame, [], "customer", score=nw.col("value"))
    >>> per_person_and_group(persons, [], n="answers").collect().rows()[0][1:]
    (3, 99.0, 24.0, 6.0)
    """
    alone, n, total = nw.col("_person").is_null(), nw.col("answers"), nw.col("score_total")
    spread = persons.with_columns(
        persons=nw.when(alone).then(n).otherwise(1),
        sum_squares=nw.when(alone).then(nw.col("score_squares")).otherwise(total * total),
        sum_cross=nw.when(alone).then(total).otherwise(total * n),
        sum_sizes_squared=nw.when(alone).then(n).otherwise(n * n),
    )
    wanted = {name: nw.col(column).sum() for name, column in sums.items()}
    counts = per_group(spread, by, **wanted, **{name: nw.col(name).sum() for name in CLUSTERS})
    return counts.with_columns(nw.col("persons").cast(nw.Int64), nw.col(*CLUSTERS[1:]).cast(nw.Float64))
