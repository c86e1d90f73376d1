"""Estimates that rest on many rows a group: curves, models, medians of counted days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import narwhals as nw
import numpy.typing as npt

from heedful.measures.frames import COLUMNS
from heedful.stats import Estimate


def columns_per_group(
    counts: nw.LazyFrame[Any], by: Sequence[str]
) -> list[tuple[tuple[Any, ...], dict[str, npt.NDArray[Any]]]]:
    """Collect counts of many rows a group: each group's key with its columns as arrays.

    Parameters
    ----------
    counts : nw.LazyFrame
        What a `…_counts` function gave whose groups have several rows.
    by : sequence of str
        The group columns.

    Returns
    -------
    list of tuple
        Keys in rising order, those with a missing part last, each with a dictionary from column
        to array, which are the keyword arguments of the matching function of `heedful.stats`.
        Without group columns exactly one, also when there are no rows.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful.measures.frames import lazy
    >>> counts = lazy(pa.table({"club": ["Nord", "Nord"], "days": [7, 30], "gaps": [6, 3]}))
    >>> [(key, columns["gaps"].tolist()) for key, columns in columns_per_group(counts, ["club"])]
    [(('Nord',), [6, 3])]
    """
    collected = counts.collect()
    columns = {name: collected[name].to_numpy() for name in collected.columns if name not in by}
    if not by:
        return [((), columns)]
    places: dict[tuple[Any, ...], list[int]] = {}
    for place, key in enumerate(collected.select(*by).rows()):
        places.setdefault(tuple(None if part != part else part for part in key), []).append(place)
    ordered = sorted(places, key=lambda key: [(part is None, part) for part in key])
    return [(key, {name: column[places[key]] for name, column in columns.items()}) for key in ordered]


def estimated_from_rows(
    counts: nw.LazyFrame[Any], *, by: Sequence[str], estimate: Callable[..., Estimate], **options: Any
) -> Any:
    """Turn counts of many rows a group into one estimate a group.

    Parameters
    ----------
    counts : nw.LazyFrame
        What a `…_counts` function gave whose groups have several rows.
    by : sequence of str
        The group columns, kept and sorted by.
    estimate : callable
        A function of `heedful.stats` that takes the other columns as arrays.
    **options
        Passed on to it, as ``level=0.9``.

    Returns
    -------
    frame
        Eager, with the columns of `by`, then ``value, low, high, n``: a pandas, Polars or
        PyArrow frame for the same input; DuckDB, Ibis and Spark answer with a PyArrow table.

    Raises
    ------
    ValueError
        When a group column is called ``value``, ``low``, ``high`` or ``n``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful import stats
    >>> from heedful.measures.frames import lazy
    >>> counts = lazy(pa.table({"days": [7, 30, 90], "gaps": [6, 3, 1]}))
    >>> estimated_from_rows(counts, by=[], estimate=stats.median_days)["value"].to_pylist()
    [7.0]
    """
    clash = sorted(set(by) & set(COLUMNS))
    if clash:
        raise ValueError(f"Rename the group column {clash[0]!r}: the answer has a column of that name.")
    schema, groups = counts.collect_schema(), columns_per_group(counts, by)
    found = [estimate(**columns, **options) for _, columns in groups]
    answer = {name: [key[place] for key, _ in groups] for place, name in enumerate(by)}
    answer |= {name: [getattr(one, name) for one in found] for name in COLUMNS}
    types: dict[str, Any] = {**{name: schema[name] for name in by}, **COLUMNS}
    return nw.from_dict(answer, schema=types, backend=_backend_of(counts)).to_native()


def _backend_of(counts: nw.LazyFrame[Any]) -> Any:
    """The library in which `collect` answers."""
    library = counts.implementation
    return library if library.is_pandas() or library.is_polars() else nw.Implementation.PYARROW
