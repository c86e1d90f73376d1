"""A chunk of rows as the mapping sees it: columns by name, blanks as null, each parsed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from heedful.listen.imports.conventions import Conventions
from heedful.listen.imports.formats import Chunk
from heedful.listen.imports.templates import template

ROW, LINE, EACH, EACH_WORD = "row", "line", "each", "each.word"
PSEUDO = (ROW, LINE, EACH, EACH_WORD)


@dataclass
class Grid:
    """`lines` is each row's place within its group; `each` names the column that stands in for `{each}`."""

    chunk: Chunk
    conventions: Conventions
    lines: pa.Array | None = None
    each: tuple[str, str] | None = None
    _seen: dict[tuple[str, str], pa.Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.chunk.rows)

    def for_each(self, column: str, word: str) -> Grid:
        return Grid(self.chunk, self.conventions, self.lines, (column, word), self._seen)

    def text(self, name: str) -> pa.Array:
        """Trimmed text; null where blank, by the file's own words for blank."""
        if name in PSEUDO:
            return self._pseudo(name)
        return self._once("text", name, self._text)

    def verbatim(self, name: str) -> pa.Array:
        """The text word for word; null where blank."""
        real = self._real(name)
        return pc.if_else(pc.is_valid(self.text(real)), self._once("verbatim", real, self._string), None)

    def typed(self, name: str) -> pa.Array:
        """A number or date as the file itself types it, else the text."""
        if name in (ROW, LINE, EACH_WORD):
            return self._pseudo(name)
        column = self._column(self._real(name))
        return self.text(name) if pa.types.is_string(column.type) or self.conventions.blank else column

    def made(self, pattern: str) -> pa.Array:
        """A template's text for every row; null where one of its columns is blank."""
        parsed = template(pattern)
        if parsed.column:
            return self.text(parsed.column)
        if parsed.constant is not None:
            return self.constant(parsed.constant or None)
        parts = [self.text(text) if is_column else pa.scalar(text) for text, is_column in parsed.parts]
        return pc.binary_join_element_wise(*parts, "", null_handling="emit_null")

    def constant(self, text: str | None) -> pa.Array:
        return pa.repeat(pa.scalar(text, pa.string()), len(self))

    def _real(self, name: str) -> str:
        return self.each[0] if name == EACH and self.each else name

    def _pseudo(self, name: str) -> pa.Array:
        if name == ROW:
            return pa.array(self.chunk.rows).cast(pa.string())
        if name == LINE:
            return self.lines.cast(pa.string()) if self.lines is not None else self.constant("1")
        column, word = self.each or ("", "")
        return self.text(column) if name == EACH else self.constant(word)

    def _once(self, what: str, name: str, make: Callable[[str], pa.Array]) -> pa.Array:
        if (what, name) not in self._seen:
            self._seen[what, name] = make(name)
        return self._seen[what, name]

    def _column(self, name: str) -> pa.Array:
        if name not in self.chunk.table.column_names:
            return pa.nulls(len(self), pa.string())  # named as `optional` in the mapping, and not in this file
        column = self.chunk.table.column(name)
        column = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
            return column.cast(pa.string())
        return column

    def _string(self, name: str) -> pa.Array:
        column = self._column(name)
        if pa.types.is_string(column.type):
            return column
        if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
            return pa.array([None if item is None else str(item) for item in column.to_pylist()], pa.string())
        return column.cast(pa.string())

    def _text(self, name: str) -> pa.Array:
        trimmed = pc.utf8_trim_whitespace(self._once("verbatim", name, self._string))
        blank = pa.array(["", *self.conventions.blank], pa.string())
        return pc.if_else(pc.is_in(trimmed, blank), None, trimmed)


@dataclass(frozen=True)
class Fault:
    """Rows where a cell cannot be used, and why."""

    where: np.ndarray
    column: str
    texts: pa.Array
    reason: str
    remedy: str
