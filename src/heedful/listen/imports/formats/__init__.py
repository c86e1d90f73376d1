"""Files of every kind as one thing: names of columns, and rows a bounded chunk at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from heedful.listen.imports.formats import json_lines, parquet, sheets
from heedful.listen.imports.formats.chunks import Chunk, Progress, Source, column_names
from heedful.listen.imports.formats.columns_of_text import ColumnsOfText
from heedful.listen.imports.formats.delimited import Delimited, first_records, named
from heedful.listen.imports.formats.delimiters import settled_delimiter
from heedful.listen.imports.formats.encodings import settled_encoding
from heedful.listen.imports.formats.streams import blocks
from heedful.listen.imports.mapping import FileOptions
from heedful.listen.imports.refusals import refuse

__all__ = ["Chunk", "Layout", "Progress", "Source", "look_at", "opened", "usual_names"]

MOST_COLUMNS = 10_000
_NO_DELIMITER = "\x1f"  # a character that no text has: the whole line is one cell


@dataclass(frozen=True)
class Layout:
    """How a file is written, all of it certain; read to its end where only that can tell."""

    path: Path
    format: str
    names: tuple[str, ...]
    skip: int = 0
    encoding: str = ""
    delimiter: str = ""
    quote: str | None = None
    widths: tuple[int, ...] = ()
    sheet: str = ""
    unresolved: frozenset[str] = frozenset()

    @property
    def is_typed(self) -> bool:
        """Whether numbers and dates come as such, not as text that can be read two ways."""
        return self.format == "parquet"


def format_of(path: Path, declared: str | None) -> str:
    start = next(blocks(path), b"") if path.stat().st_size else b""
    if not start.strip():
        raise refuse(
            _("%(name)s is empty.") % {"name": path.name},
            _("Export the file again; a file needs a header and at least one row."),
        )
    if start.startswith(b"PAR1"):
        found = "parquet"
    elif start.startswith(b"PK\x03\x04"):
        found = "xlsx"
    elif start.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"{"):
        found = "jsonl"
    else:
        found = "csv"
    if declared and declared != found and {declared, found} != {"csv", "jsonl"}:
        raise refuse(
            _("%(name)s is not %(declared)s: it looks like %(found)s.")
            % {"name": path.name, "declared": declared, "found": found},
            _("Mend `format` in [file], or leave it out."),
        )
    return declared or found


def look_at(path: Path, options: FileOptions) -> Layout:
    """Everything about the file that must be known before a row of it is believed; refuses what cannot be."""
    if not path.is_file():
        raise refuse(_("There is no file %(path)s.") % {"path": path}, _("Check the path."))
    kind = format_of(path, options.format)
    layout = {"csv": _csv, "xlsx": _xlsx, "jsonl": _json, "parquet": _parquet}[kind](path, options)
    layout = replace(layout, names=usual_names(layout.names, options))
    if not layout.names:
        raise refuse(
            _("%(name)s has no columns.") % {"name": path.name}, _("A file needs a header and at least one row.")
        )
    if len(layout.names) > MOST_COLUMNS:
        raise refuse(
            _("%(name)s has %(count)s columns; up to %(limit)s can be taken in.")
            % {"name": path.name, "count": f"{len(layout.names):,}", "limit": f"{MOST_COLUMNS:,}"},
            _("Is the delimiter right? Else leave out the columns that the mapping does not name."),
        )
    return layout


def usual_names(names: tuple[str, ...], options: FileOptions) -> tuple[str, ...]:
    """Columns under the names that the mapping uses, where it says what else they may be called."""
    usual = {
        other.casefold(): name
        for name, others in options.also_called.items()
        for other in (*others, name)
        if name not in names
    }
    return tuple(usual.get(name.casefold(), name) for name in names)


def opened(layout: Layout, *, decimal: str = ".", progress: Progress | None = None) -> Source:
    if layout.format == "parquet":
        return parquet.Parquet(layout.path, layout.names, progress)
    if layout.format == "jsonl":
        return json_lines.JsonLines(layout.path, layout.names, decimal, progress)
    if layout.format == "xlsx":
        return sheets.Sheet(layout.path, layout.names, layout.sheet, layout.skip, decimal, layout.unresolved, progress)
    if layout.delimiter == "whitespace" or layout.widths:
        lines = Delimited(layout.path, ("line",), layout.encoding, _NO_DELIMITER, None, layout.skip, progress)
        return ColumnsOfText(lines, layout.names, layout.widths)
    return Delimited(layout.path, layout.names, layout.encoding, layout.delimiter, layout.quote, layout.skip, progress)


def _csv(path: Path, options: FileOptions) -> Layout:
    encoding = settled_encoding(path, options.encoding)
    quote = options.quote or None
    delimiter = "whitespace" if options.widths else settled_delimiter(path, encoding, options)
    cut = _NO_DELIMITER if delimiter == "whitespace" else delimiter
    records = first_records(path, encoding, cut, quote if cut == delimiter else None, options.skip + 2)
    header = records[options.skip] if len(records) > options.skip else []
    if cut != delimiter:
        header = _cut_header(header, options.widths)
    names = _names(path, header, options)
    return Layout(
        path,
        "csv",
        names,
        options.skip + (options.header is not False),
        encoding,
        delimiter,
        quote,
        widths=options.widths,
    )


def _cut_header(header: list[str], widths: tuple[int, ...]) -> list[str]:
    line = header[0] if header else ""
    if not widths:
        return line.split()
    ends = [sum(widths[: place + 1]) for place in range(len(widths))]
    return [line[end - width : end] for end, width in zip(ends, widths, strict=True)]


def _names(path: Path, header: list[str], options: FileOptions) -> tuple[str, ...]:
    if options.columns:
        if len(options.columns) != len(header):
            raise refuse(
                _("%(name)s has %(count)s columns, `columns` in [file] names %(named)s.")
                % {"name": path.name, "count": len(header), "named": len(options.columns)},
                _("Name every column once, in order."),
            )
        return column_names(list(options.columns))
    if options.header is False:
        return tuple(f"column {place}" for place in range(1, len(header) + 1))
    return named(header)


def _xlsx(path: Path, options: FileOptions) -> Layout:
    names = sheets.sheet_names(path)
    sheet = options.sheet or names[0]
    if sheet not in names:
        raise refuse(
            _("%(name)s has no sheet `%(sheet)s`.") % {"name": path.name, "sheet": sheet},
            _("Its sheets: %(list)s.") % {"list": ", ".join(names)},
        )
    if options.sheet is None and len(names) > 1:
        raise refuse(
            _("%(name)s has %(count)s sheets.") % {"name": path.name, "count": len(names)},
            _("Write sheet = … in [file]: one of %(list)s.") % {"list": ", ".join(map(repr, names))},
            "sheet",
            zip(names, names, strict=True),
        )
    unresolved = sheets.unresolved_formulas(path, sheet)
    row = next(sheets.sheet_rows(path, sheet, options.skip + 1), ())
    header = ["" if value is None else str(value) for value in row]
    while options.header is not False and header and not header[-1]:
        header.pop()
    return Layout(
        path,
        "xlsx",
        _names(path, header, options),
        options.skip + (options.header is not False),
        sheet=sheet,
        unresolved=unresolved,
    )


def _json(path: Path, options: FileOptions) -> Layout:
    settled_encoding(path, options.encoding or "utf-8")
    return Layout(path, "jsonl", json_lines.names_in(path))


def _parquet(path: Path, _options: FileOptions) -> Layout:
    return Layout(path, "parquet", column_names(parquet.names_in(path)), 1)
