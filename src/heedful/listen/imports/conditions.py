"""Which rows a `when` lets through."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from heedful.listen.imports.grid import Grid
from heedful.listen.imports.mapping import Condition, Words
from heedful.listen.imports.moments import moments
from heedful.listen.imports.numbers import numbers
from heedful.listen.imports.templates import template


def passing(grid: Grid, conditions: Sequence[Condition]) -> np.ndarray:
    """True where every condition holds."""
    mask = np.ones(len(grid), bool)
    for condition in conditions:
        mask &= _holds(grid, condition)
    return mask


def columns_in(condition: Condition) -> list[str]:
    others = (condition.above, condition.below, condition.at_least, condition.at_most)
    patterns = [*others, condition.later_than, condition.not_later_than]
    return [condition.column, *(c for text in patterns if isinstance(text, str) for c in template(text).columns)]


def _holds(grid: Grid, condition: Condition) -> np.ndarray:
    text = grid.text(condition.column)
    tests = [
        _texts(text, condition),
        *(_compared(grid, condition, name, compare) for name, compare in _NUMBERS.items()),
        *(_in_time(grid, condition, name, compare) for name, compare in _TIMES.items()),
    ]
    mask = np.ones(len(grid), bool)
    for test in tests:
        if test is not None:
            mask &= pc.fill_null(test, False).to_numpy(zero_copy_only=False)
    return mask


def _texts(text: pa.Array, condition: Condition) -> pa.Array:
    test = pa.repeat(pa.scalar(True), len(text))
    if condition.is_ is not None:
        test = pc.and_(test, pc.is_in(text, _set(condition.is_)))
    if condition.is_not is not None:
        test = pc.and_(test, pc.invert(pc.is_in(text, _set(condition.is_not))))
    if condition.starts_with is not None:
        test = pc.and_(test, _starts(text, condition.starts_with))
    if condition.starts_not_with is not None:
        test = pc.and_(test, pc.invert(_starts(text, condition.starts_not_with)))
    if condition.filled is not None:
        test = pc.and_(test, pc.is_valid(text) if condition.filled else pc.is_null(text))
    return test


def _set(words: Words) -> pa.Array:
    return pa.array([words] if isinstance(words, str) else list(words), pa.string())


def _starts(text: pa.Array, words: Words) -> pa.Array:
    test = pa.repeat(pa.scalar(False), len(text))
    for word in [words] if isinstance(words, str) else words:
        test = pc.or_(test, pc.fill_null(pc.starts_with(text, word), False))
    return test


_NUMBERS: dict[str, Callable[[pa.Array, pa.Array], pa.Array]] = {
    "above": pc.greater,
    "below": pc.less,
    "at_least": pc.greater_equal,
    "at_most": pc.less_equal,
}
_TIMES: dict[str, Callable[[pa.Array, pa.Array], pa.Array]] = {
    "later_than": pc.greater,
    "not_later_than": pc.less_equal,
}


def _compared(grid: Grid, condition: Condition, name: str, compare: Callable) -> pa.Array | None:
    bound = getattr(condition, name)
    if bound is None:
        return None
    left, _ = numbers(grid.typed(condition.column), grid.conventions)
    if isinstance(bound, str):
        column = template(bound).column
        bound, _ = numbers(grid.typed(column) if column else grid.made(bound), grid.conventions)
    return compare(left, bound)


def _in_time(grid: Grid, condition: Condition, name: str, compare: Callable) -> pa.Array | None:
    bound = getattr(condition, name)
    if bound is None:
        return None
    column = template(bound).column
    left = moments(grid.typed(condition.column), grid.conventions)
    right = moments(grid.typed(column) if column else grid.made(bound), grid.conventions)
    return compare(left.values, right.values)
