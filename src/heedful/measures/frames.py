"""Any dataframe in, one lazy frame inside; counts out, an eager frame of the reader's own library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import narwhals as nw

from heedful.stats import Estimate, counts_of

Frame = nw.LazyFrame[Any]

COLUMNS = {"value": nw.Float64, "low": nw.Float64, "high": nw.Float64, "n": nw.Int64}


def lazy(native: Any) -> Frame:
    """Look at any dataframe through one lazy door; nothing is computed.

    Parameters
    ----------
    native : pandas, Polars, PyArrow, DuckDB, PySpark or Ibis frame, or a Narwhals frame
        The interactions, one row each.

    Raises
    ------
    TypeError
        When it is no dataframe that Narwhals knows.

    Examples
    --------
    >>> import pyarrow as pa
    >>> lazy(pa.table({"value": [9, 10]})).columns
    ['value']
    """
    frame = nw.from_native(native)
    if isinstance(frame, nw.LazyFrame):
        return frame
    # PyArrow has no windows (what came before, per person); DuckDB reads its tables in place.
    opened: Frame = frame.lazy(backend="duckdb") if frame.implementation.is_pyarrow() else frame.lazy()
    return opened


def per_group(frame: Frame, by: Sequence[str], **counts: nw.Expr) -> Frame:
    """Count per group: one row a group, or exactly one row when nothing is to be told apart.

    Engines answer sums of integers in types of their own (DuckDB in 128 bits), so a caller who
    wants integers back casts the few result rows, not the many input rows.

    Parameters
    ----------
    frame : nw.LazyFrame
        The rows to count.
    by : sequence of str
        Columns to group by; rows without a value form a group of their own. Empty: one row for
        all, also when there are no rows.
    **counts : nw.Expr
        Name of the result column and the plain aggregation behind it.

    Examples
    --------
    >>> import pyarrow as pa
    >>> frame = lazy(pa.table({"club": ["Nord", "Nord", "Süd"]}))
    >>> per_group(frame, [], n=nw.len()).collect().rows()
    [(3,)]
    """
    return frame.group_by(*by).agg(**counts) if by else frame.select(**counts)


def estimated(counts: Frame, *, by: Sequence[str], estimate: Callable[..., Estimate], **options: Any) -> Any:
    """Turn counts into estimates: the front that the notebook functions share.

    Parameters
    ----------
    counts : nw.LazyFrame
        One row per group; every column beside `by` is a keyword argument of `estimate`
        (the four of `stats.Clusters` together are its `clusters`).
    by : sequence of str
        The group columns, kept as they are and sorted by.
    estimate : callable
        A function of `heedful.stats`.
    **options
        Passed on to it, as ``level=0.9``.

    Returns
    -------
    frame
        Eager, with the columns of `by`, then ``value, low, high, n``: a pandas, Polars or PyArrow
        frame for the same input; DuckDB, Ibis and Spark answer with a PyArrow table.

    Raises
    ------
    ValueError
        When a group column is called ``value``, ``low``, ``high`` or ``n``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from heedful import stats
    >>> counts = lazy(pa.table({"club": ["Nord"], "successes": [13], "n": [19]}))
    >>> estimated(counts, by=["club"], estimate=stats.share).to_pylist()[0]["n"]
    19
    """
    collected = counts.collect()
    if by:
        collected = collected.sort(*by, nulls_last=True)
    found = [
        estimate(**counts_of({name: count for name, count in row.items() if name not in by}), **options)
        for row in collected.iter_rows(named=True)
    ]
    return eager(collected.select(*by), found)


def eager(groups: nw.DataFrame[Any], found: Sequence[Estimate]) -> Any:
    """Put estimates beside their groups, as a frame of the groups' own library.

    Raises
    ------
    ValueError
        When a group column is called ``value``, ``low``, ``high`` or ``n``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> groups = nw.from_native(pa.table({"club": ["Nord"]}), eager_only=True)
    >>> eager(groups, [Estimate.unknown()]).column_names
    ['club', 'value', 'low', 'high', 'n']
    """
    clash = sorted(set(groups.columns) & set(COLUMNS))
    if clash:
        raise ValueError(f"Rename the group column {clash[0]!r}: the answer has a column of that name.")
    columns = {
        name: nw.new_series(name, [getattr(one, name) for one in found], dtype, backend=groups.implementation)
        for name, dtype in COLUMNS.items()
    }
    answer = groups.with_columns(**columns) if groups.columns else nw.from_dict(columns)
    return answer.to_native()
