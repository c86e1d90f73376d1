"""What people say, counted: how their texts feel, and of what they speak."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import narwhals as nw

from heedful import stats
from heedful.measures.frames import Frame, estimated, lazy, per_group
from heedful.measures.scores import share_counts

FEELINGS: Final = ("negative", "neutral", "positive", "unclear")


def feeling_counts(
    frame: Frame,
    *,
    by: Sequence[str] = (),
    side: Literal["negative", "neutral", "positive", "unclear"] = "negative",
    feeling: str = "feeling",
    person: str | None = None,
) -> Frame:
    """How many texts feel so, of how many that were read: the unclear ones are counted, too.

    Parameters
    ----------
    frame : nw.LazyFrame
        Texts, one row each; those that were not read have no feeling and are not counted.
    by, person
        As for `nps_counts`.
    side : {"negative", "neutral", "positive", "unclear"}
        Which to count.
    feeling : str
        The column of feelings.

    Returns
    -------
    nw.LazyFrame
        ``by…, successes, n``, the arguments of `stats.share`.

    Raises
    ------
    ValueError
        When `side` is another word.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> texts = lazy(pa.table({"feeling": ["negative", "unclear", "positive", None]}))
    >>> feeling_counts(texts, side="unclear").collect().rows()
    [(1, 3)]
    """
    if side not in FEELINGS:
        raise ValueError(f"side must be one of {', '.join(FEELINGS)}, not {side!r}")
    felt = nw.col(feeling)
    return share_counts(frame.filter(~felt.is_null()), felt == side, by=by, person=person)


def theme_counts(texts: Frame, hits: Frame, *, by: Sequence[str] = (), key: str = "id", theme: str = "theme") -> Frame:
    """How many texts speak of each theme, of how many in the group; a theme is counted once a text.

    Parameters
    ----------
    texts : nw.LazyFrame
        All texts that were read, one row each, also those without a theme.
    hits : nw.LazyFrame
        A row for each time a theme was found; those of other texts are left out.
    by : sequence of str
        Columns of `texts` to group by.
    key : str
        The column that says which text, in both frames.
    theme : str
        The column of themes in `hits`.

    Returns
    -------
    nw.LazyFrame
        ``by…, theme, successes, n``, the arguments of `stats.share`: a row for each group and theme that any text
        speaks of, with 0 where none of the group does.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> texts = lazy(pa.table({"id": [1, 2, 3]}))
    >>> hits = lazy(pa.table({"id": [1, 1, 3, 9], "theme": ["cold", "cold", "price", "price"]}))
    >>> theme_counts(texts, hits).sort("theme").collect().rows()
    [('cold', 1, 3), ('price', 1, 3)]
    """
    read = texts.select(key, *by)
    once = hits.select(key, theme).unique()
    groups = [*by, theme]
    found = read.join(once, on=key, how="inner").group_by(groups).agg(successes=nw.len())
    each = per_group(read, by, n=nw.len()).join(found.select(theme).unique(), how="cross")
    # Added up, not joined: a group without a name is a group, and null joins nothing. A zero of the same type as a
    # count is the count times 0: ClickHouse adds up no column of two types.
    parts = [
        each.select(*groups, successes=nw.col("n") * 0, n=nw.col("n")),
        found.select(*groups, successes=nw.col("successes"), n=nw.col("successes") * 0),
    ]
    sums = nw.concat(parts, how="vertical").group_by(groups).agg(nw.col("successes", "n").sum())
    return sums.with_columns(nw.col("successes", "n").cast(nw.Int64))


def theme_sentiment_counts(
    texts: Frame,
    hits: Frame,
    *,
    by: Sequence[str] = (),
    key: str = "id",
    theme: str = "theme",
    sentiment: str = "sentiment",
) -> Frame:
    """How the texts that speak of each theme feel about it: a text has one voice, the mean of its sentences.

    Parameters
    ----------
    texts, hits, by, key, theme
        As for `theme_counts`.
    sentiment : str
        The column of sentiments −1…+1 in `hits`; hits without one are not counted.

    Returns
    -------
    nw.LazyFrame
        ``by…, theme, n, total, total_of_squares``, the arguments of `stats.mean`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures import lazy
    >>> hits = lazy(pa.table({"id": [1, 1, 2], "theme": ["cold"] * 3, "sentiment": [-1.0, 0.0, 0.5]}))
    >>> theme_sentiment_counts(lazy(pa.table({"id": [1, 2]})), hits).collect().rows()
    [('cold', 2, 0.0, 0.5)]
    """
    felt = hits.filter(~nw.col(sentiment).is_null()).select(key, theme, felt=nw.col(sentiment).cast(nw.Float64))
    voice = felt.group_by(key, theme).agg(felt=nw.col("felt").mean())
    together = texts.select(key, *by).join(voice, on=key, how="inner").with_columns(square=nw.col("felt") ** 2)
    sums = together.group_by([*by, theme]).agg(
        n=nw.len(), total=nw.col("felt").sum(), total_of_squares=nw.col("square").sum()
    )
    return sums.with_columns(nw.col("n").cast(nw.Int64))


def feelings(
    native: Any, *, by: Sequence[str] = (), side: str = "negative", feeling: str = "feeling", **options: Any
) -> Any:
    """Share of texts that feel so, per group.

    Parameters
    ----------
    native : dataframe
        Texts, one row each, with the feeling that was read off them.
    by, side, feeling
        As for `feeling_counts`.
    **options
        ``person="customer"``: the interval then rests on persons. ``level=0.95``.

    Returns
    -------
    frame
        ``by…, value, low, high, n``, sorted by `by`; a share, 0–1.

    Raises
    ------
    ValueError
        When `side` is none of the four.

    Source
    ------
    See `stats.share`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> feelings(pa.table({"feeling": ["negative", "unclear"]}), side="unclear").column("value").to_pylist()
    [0.5]
    """
    level = {"level": options.pop("level")} if "level" in options else {}
    counts = feeling_counts(lazy(native), by=by, side=side, feeling=feeling, **options)  # type: ignore[arg-type]
    return estimated(counts, by=by, estimate=stats.share, **level)


def themes(texts: Any, hits: Any, *, by: Sequence[str] = (), theme: str = "theme", **options: Any) -> Any:
    """Share of texts that speak of each theme, per group.

    Parameters
    ----------
    texts, hits : dataframe
        Of one library: the texts that were read, and a row for each time a theme was found in one.
    by, theme
        As for `theme_counts`.
    **options
        ``key="id"``: the column that says which text. ``level=0.95``.

    Returns
    -------
    frame
        ``by…, theme, value, low, high, n``, sorted by `by` and theme; a share, 0–1.

    Source
    ------
    See `stats.share`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> texts = pa.table({"id": [1, 2]})
    >>> themes(texts, pa.table({"id": [2], "theme": ["cold"]})).column("value").to_pylist()
    [0.5]
    """
    level = {"level": options.pop("level")} if "level" in options else {}
    counts = theme_counts(lazy(texts), lazy(hits), by=by, theme=theme, **options)
    return estimated(counts, by=[*by, theme], estimate=stats.share, **level)
