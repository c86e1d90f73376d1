"""Answers in, counts of scores out: one row a group, on the engine that holds the answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import narwhals as nw

from heedful.measures.frames import Frame, per_group
from heedful.measures.persons import CLUSTERS, per_person, per_person_and_group

BOXES: Final = {3: 1, 5: 2, 7: 3, 10: 2}
"""How many of a scale's top boxes count as satisfied: 3 of 3, 4–5 of 5, 5–7 of 7, 9–10 of 10."""


def nps_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    score: str = "value",
    lowest: int = 0,
    person: str | None = None,
) -> Frame:
    """Promoters (9–10), passives (7–8) and detractors (6 and below) per group.

    Parameters
    ----------
    frame : nw.LazyFrame
        Answers to one NPS question. Missing answers and scores off the scale are not counted.
    by : sequence of str
        Columns to group by; none: one row for all.
    score : str
        The column of scores.
    lowest : {0, 1}
        Where the scale begins. From 1 it is not the standard scale, and a series of its own.
    person : str, optional
        The column of persons, when some answered several times: adds the columns of `stats.Clusters`.

    Returns
    -------
    nw.LazyFrame
        ``by…, promoters, passives, detractors``, the arguments of `stats.nps`. No answers: one row of
        zeros without groups, else no row.

    Raises
    ------
    ValueError
        When `lowest` is neither 0 nor 1.

    Source
    ------
    Reichheld (2003), "The one number you need to grow", *Harvard Business Review* 81(12).

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> frame = lazy(pa.table({"value": [10, 9, 8, 3, 11, None]}))
    >>> nps_counts(frame).collect().rows(named=True)
    [{'promoters': 2, 'passives': 1, 'detractors': 1}]
    """
    if lowest not in (0, 1):
        raise ValueError(f"an NPS scale begins at 0 or 1, not {lowest!r}")
    thirds = _thirds(frame, by=by, score=score, scale=(lowest, 10), top=9, bottom=6, person=person)
    return thirds.rename({"top": "promoters", "middle": "passives", "bottom": "detractors"})


def index_counts(frame: Frame, *, by: Sequence[str] = (), score: str = "value", person: str | None = None) -> Frame:
    """Customer effort on 1–7 ("it was easy") as an index: counts of 6–7, 4–5 and 1–3 per group.

    Parameters
    ----------
    frame, by, score, person
        As for `nps_counts`.

    Returns
    -------
    nw.LazyFrame
        ``by…, top, middle, bottom``, the arguments of `stats.net_score`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> index_counts(lazy(pa.table({"value": [7, 6, 5, 4, 3, 0]}))).collect().rows()
    [(2, 2, 1)]
    """
    return _thirds(frame, by=by, score=score, scale=(1, 7), top=6, bottom=3, person=person)


def top_box_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    score: str = "value",
    scale: int = 5,
    boxes: int | None = None,
    person: str | None = None,
) -> Frame:
    """How many answered in the top boxes of a scale from 1, of how many: the satisfied, the at ease.

    Parameters
    ----------
    frame, by, score, person
        As for `nps_counts`.
    scale : int
        The highest score.
    boxes : int, optional
        How many of the top scores count; by default those of `BOXES`.

    Returns
    -------
    nw.LazyFrame
        ``by…, successes, n``, the arguments of `stats.share`.

    Raises
    ------
    ValueError
        When the scale has no customary boxes and none are given, or as many as it has scores.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> answers = [5] * 9 + [4] * 4 + [3] * 3 + [2] * 2 + [1]
    >>> top_box_counts(lazy(pa.table({"value": answers}))).collect().rows(named=True)
    [{'successes': 13, 'n': 19}]
    """
    boxes = BOXES.get(scale) if boxes is None else boxes
    if boxes is None or not 0 < boxes < scale:
        raise ValueError(f"say how many of the {scale} boxes count: at least 1, and not all")
    answer = nw.col(score)
    answered = frame.filter(answer.is_between(1, scale))
    return share_counts(answered, answer > scale - boxes, by=by, person=person)


def share_counts(frame: Frame, success: nw.Expr, *, by: Sequence[str] = (), person: str | None = None) -> Frame:
    """How many rows of each group answer yes to `success`, of how many.

    Parameters
    ----------
    frame, by, person
        As for `nps_counts`; every row counts.
    success : nw.Expr
        Boolean, never null.

    Returns
    -------
    nw.LazyFrame
        ``by…, successes, n``, the arguments of `stats.share`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> share_counts(lazy(pa.table({"late": [1, 0, 0]})), nw.col("late") == 1).collect().rows()
    [(1, 3)]
    """
    coded = _flag(frame, by, person, successes=success)
    if person is None:
        counts = per_group(coded, by, successes=nw.col("successes").sum(), n=nw.len())
        return _integers(counts, "successes", "n")
    persons = per_person(coded, by, person, score=nw.col("successes"))
    return _integers(per_person_and_group(persons, by, successes="score_total", n="answers"), "successes", "n")


def mean_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    score: str = "value",
    lowest: float = 1,
    highest: float = 5,
    person: str | None = None,
) -> Frame:
    """Number of scores, their sum and the sum of their squares, per group.

    Parameters
    ----------
    frame, by, score, person
        As for `nps_counts`.
    lowest, highest : float
        Ends of the scale; what lies beyond is not counted.

    Returns
    -------
    nw.LazyFrame
        ``by…, n, total, total_of_squares``, the arguments of `stats.mean`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> mean_counts(lazy(pa.table({"value": [5, 4, 9]}))).collect().rows()
    [(2, 9.0, 41.0)]
    """
    answer = nw.col(score)
    found = frame.filter(answer.is_between(lowest, highest))
    found = found.select(*_kept(by, person), score=answer.cast(nw.Float64)).with_columns(square=nw.col("score") ** 2)
    if person is None:
        sums = {"total": nw.col("score").sum(), "total_of_squares": nw.col("square").sum()}
        return _integers(per_group(found, by, n=nw.len(), **sums), "n")
    persons = per_person(found, by, person, score=nw.col("score"))
    named = {"n": "answers", "total": "score_total", "total_of_squares": "score_squares"}
    return _integers(per_person_and_group(persons, by, **named), "n")


def histogram_counts(
    frame: Frame, *, by: Sequence[str] = (), score: str = "value", lowest: int = 0, highest: int = 10
) -> Frame:
    """How often each score was given, per group: the distribution behind a score.

    Parameters
    ----------
    frame, by, score
        As for `nps_counts`.
    lowest, highest : int
        Ends of the scale; what lies beyond is not counted.

    Returns
    -------
    nw.LazyFrame
        ``by…, score, answers``: a row per group and score that was given.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> histogram_counts(lazy(pa.table({"value": [9, 9, 10]}))).sort("score").collect().rows()
    [(9, 2), (10, 1)]
    """
    answer = nw.col(score)
    found = frame.filter(answer.is_between(lowest, highest)).select(*by, score=answer)
    counts = _integers(found.group_by(*by, "score").agg(answers=nw.len()), "answers")
    return counts.with_columns(score=nw.col("score").cast(nw.Int64))


def _thirds(
    frame: Frame,
    *,
    by: Sequence[str],
    score: str,
    scale: tuple[int, int],
    top: int,
    bottom: int,
    person: str | None,
) -> Frame:
    answer = nw.col(score)
    answered = frame.filter(answer.is_between(*scale))
    coded = _flag(answered, by, person, top=answer >= top, bottom=answer <= bottom)
    if person is None:
        counts = per_group(coded, by, n=nw.len(), top=nw.col("top").sum(), bottom=nw.col("bottom").sum())
    else:
        persons = per_person(coded, by, person, top=nw.col("top"), bottom=nw.col("bottom"), score=NET)
        counts = per_person_and_group(persons, by, n="answers", top="top_total", bottom="bottom_total")
    counts = _integers(counts, "n", "top", "bottom").with_columns(middle=nw.col("n") - nw.col("top") - nw.col("bottom"))
    return counts.select(*by, "top", "middle", "bottom", *(CLUSTERS if person else ()))


NET: Final = nw.col("top") - nw.col("bottom")


def _flag(frame: Frame, by: Sequence[str], person: str | None, **flags: nw.Expr) -> Frame:
    """Booleans as 1 and 0 (not every engine sums truth), beside the columns that are still needed."""
    ones = {name: flag.cast(nw.Int64) for name, flag in flags.items()}
    return frame.select(*_kept(by, person), **ones)


def _kept(by: Sequence[str], person: str | None) -> list[str]:
    return list(dict.fromkeys([*by, *([person] if person else [])]))


def _integers(counts: Frame, *names: str) -> Frame:
    """Few rows, so the cast costs nothing; without it DuckDB answers sums as 128-bit decimals."""
    return counts.with_columns(nw.col(*names).cast(nw.Int64))
