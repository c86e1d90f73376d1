"""Text in columns: of fixed widths, or with any run of spaces between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from heedful.listen.imports.formats.chunks import Chunk
from heedful.listen.imports.formats.delimited import Delimited
from heedful.listen.imports.rejects import SHOWN_LENGTH, Reject


@dataclass(frozen=True)
class ColumnsOfText:
    """`lines` gives whole lines in one column; they are cut here, by width or at spaces."""

    lines: Delimited
    names: tuple[str, ...]
    widths: tuple[int, ...] = ()

    def chunks(self) -> Iterator[Chunk]:
        for chunk in self.lines.chunks():
            yield self._cut(chunk)

    def _cut(self, chunk: Chunk) -> Chunk:
        lines = pc.utf8_trim_whitespace(chunk.table.column(0)) if not self.widths else chunk.table.column(0)
        filled = pc.not_equal(pc.utf8_trim_whitespace(lines), "")
        chunk = Chunk(chunk.table.filter(filled), chunk.rows[filled.to_numpy()], chunk.rejects)
        return (
            self._by_width(chunk, lines.filter(filled)) if self.widths else self._at_spaces(chunk, lines.filter(filled))
        )

    def _by_width(self, chunk: Chunk, lines: pa.ChunkedArray) -> Chunk:
        start, cells = 0, []
        for width in self.widths:
            cells.append(pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(lines, start, start + width)))
            start += width
        return Chunk(pa.table(cells, names=list(self.names)), chunk.rows, chunk.rejects)

    def _at_spaces(self, chunk: Chunk, lines: pa.ChunkedArray) -> Chunk:
        cells = pc.utf8_split_whitespace(lines)
        whole = pc.equal(pc.list_value_length(cells), len(self.names))
        ragged = pc.invert(whole)
        rejects = [
            Reject(
                int(row),
                "",
                line[:SHOWN_LENGTH],
                _("the row has %(count)s cells, the header %(header)s")
                % {"count": len(line.split()), "header": len(self.names)},
                _("Mend the row, or write `widths` in [file] where a cell may be blank."),
            )
            for row, line in zip(chunk.rows[ragged.to_numpy()], lines.filter(ragged).to_pylist(), strict=True)
        ]
        kept = cells.filter(whole)
        table = pa.table([pc.list_element(kept, place) for place in range(len(self.names))], names=list(self.names))
        return Chunk(table, chunk.rows[whole.to_numpy()], [*chunk.rejects, *rejects])
