"""What is known of each answer beside its score: the themes it speaks of, what the person did in the time before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import narwhals as nw

from heedful.measures.frames import Frame

RESPONSE: Final = "response"
STEPS: Final = (0, 1, 2, 4, 8, 16)
"""Where the steps of "how often" begin: never, once, 2–3, 4–7, 8–15, 16 times and more."""


def with_response(frame: Frame) -> Frame:
    """Name what belongs together: all answers of one response, else the row alone.

    Parameters
    ----------
    frame : nw.LazyFrame
        Rows of the log with ``thread`` and ``id``.

    Returns
    -------
    nw.LazyFrame
        The same rows, with ``response``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> rows = lazy(pa.table({"id": ["1", "2"], "thread": ["r1", None]}))
    >>> with_response(rows).collect()["response"].to_list()
    ['r1', '2']
    """
    return frame.with_columns(nw.coalesce("thread", "id").alias(RESPONSE))


def themes_said(texts: Frame, hits: Frame, themes: Sequence[str]) -> Frame:
    """Of each response in which something was written, whether it speaks of each theme.

    Parameters
    ----------
    texts : nw.LazyFrame
        The rows that hold texts, with ``id`` and ``thread``.
    hits : nw.LazyFrame
        The themes found in them: ``id, theme``, any number of rows a text.
    themes : sequence of str
        Those to look at.

    Returns
    -------
    nw.LazyFrame
        ``response, theme_0, theme_1, …``: 1 or 0 for each theme, in their order; one row a response. Texts that speak
        of none of them have a row, too.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> texts = lazy(pa.table({"id": ["1", "2"], "thread": pa.array([None, None], pa.string())}))
    >>> hits = lazy(pa.table({"id": ["1", "1"], "theme": ["queue", "music"]}))
    >>> themes_said(texts, hits, ["queue"]).collect().sort("response").rows()
    [('1', 1), ('2', 0)]
    """
    of_text = with_response(texts).select(RESPONSE, _text=nw.col("id"))
    wrote = of_text.select(RESPONSE).unique()
    if not themes:
        return wrote
    spoken = hits.filter(nw.col("theme").is_in(list(themes))).select("theme", _text=nw.col("id"))
    flags = {
        _column(at): nw.when(nw.col("theme") == theme).then(nw.lit(1)).otherwise(nw.lit(0))
        for at, theme in enumerate(themes)
    }
    found = spoken.join(of_text, on="_text", how="inner").with_columns(**flags)
    of_response = found.group_by(RESPONSE).agg(nw.col(*flags).max())
    none = {name: nw.col(name).fill_null(0).cast(nw.Int64) for name in flags}
    return wrote.join(of_response, on=RESPONSE, how="left").with_columns(**none)


def _column(at: int) -> str:
    return f"theme_{at}"


def done_before(answers: Frame, events: Mapping[str, Frame], *, days: int = 90) -> Frame:
    """How often each answer's customer did this and that in the days before, in steps.

    Parameters
    ----------
    answers : nw.LazyFrame
        With ``id, customer, occurred_at``.
    events : mapping of str to nw.LazyFrame
        What was done, with ``customer, occurred_at``, by the name that its new column gets.
    days : int
        How long before the answer.

    Returns
    -------
    nw.LazyFrame
        The answers with a column for each: 0 never, 1 once, 2 for 2–3 times, 3 for 4–7, 4 for 8–15, 5 for more; null
        for answers of nobody known.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> from heedful.measures import lazy
    >>> answers = lazy(pa.table({"id": ["1"], "customer": ["Ana"], "occurred_at": [datetime(2026, 3, 2)]}))
    >>> days = [datetime(2026, 3, 1), datetime(2026, 2, 1), datetime(2025, 1, 1)]
    >>> visits = lazy(pa.table({"customer": ["Ana"] * 3, "occurred_at": days}))
    >>> done_before(answers, {"visits": visits}).collect()["visits"].to_list()
    [2]
    """
    known = ~nw.col("customer").is_null()
    asked = answers.filter(known).select("customer", _answer=nw.col("id"), _asked_at=nw.col("occurred_at"))
    told = answers
    for name, done in events.items():  # side by side: one on top of the other, each would be worked out twice again
        told = told.join(_often(asked, done.filter(known), name, days), on="id", how="left")
    steps = {name: nw.when(known).then(_step(nw.col(name).fill_null(0))) for name in events}
    return told.with_columns(**steps) if steps else told


def _often(asked: Frame, events: Frame, name: str, days: int) -> Frame:
    done = events.select("customer", _done_at=nw.col("occurred_at"))
    first = nw.col("_asked_at") - timedelta(days=days)
    near = asked.join(done, on="customer", how="inner").filter(
        nw.col("_done_at") < nw.col("_asked_at"), nw.col("_done_at") >= first
    )
    return near.group_by("_answer").agg(nw.len().alias(name)).rename({"_answer": "id"})


def _step(often: nw.Expr) -> nw.Expr:
    step = nw.lit(0)
    for place, begin in enumerate(STEPS[1:], 1):
        step = nw.when(often >= begin).then(nw.lit(place)).otherwise(step)
    return step.cast(nw.Int64)


def driver_counts(answers: Frame, *, of: Sequence[str], lowest: int, highest: int, score: str = "value") -> Frame:
    """How many answers are alike in their score and in all that is known of them: what `stats.drivers` takes.

    Parameters
    ----------
    answers : nw.LazyFrame
        One row an answer.
    of : sequence of str
        The columns of what is known.
    lowest, highest : int
        The ends of the scale; what lies off it is not counted.
    score : str
        The column of scores.

    Returns
    -------
    nw.LazyFrame
        ``of…, score, answers``: one row for each different one.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> answers = lazy(pa.table({"value": [9.0, 9.0, 3.0], "theme_0": [0, 0, 1]}))
    >>> sorted(driver_counts(answers, of=["theme_0"], lowest=0, highest=10).collect().rows())
    [(0, 9, 2), (1, 3, 1)]
    """
    value = nw.col(score)
    given = answers.filter(value.is_between(lowest, highest)).select(*of, _score=value.round().cast(nw.Int64))
    counted = given.group_by(*of, "_score").agg(nw.len().alias("answers"))
    return counted.select(*of, nw.col("_score").alias("score"), nw.col("answers").cast(nw.Int64))
