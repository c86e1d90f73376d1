"""Which character stands between the cells: seen where only one fits, asked where two do."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from heedful.listen.imports.formats.delimited import first_records
from heedful.listen.imports.mapping import FileOptions
from heedful.listen.imports.refusals import refuse

CANDIDATES: Final = {",": '","', ";": '";"', "\t": '"tab"', "|": '"|"'}
_SAMPLE = 200


def settled_delimiter(path: Path, encoding: str, options: FileOptions) -> str:
    if options.delimiter is not None:
        return _declared(options.delimiter)
    fitting = [mark for mark in CANDIDATES if _fits(path, encoding, options, mark)]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        return _of_one_column(path, encoding, options)
    raise refuse(
        _("%(name)s can be cut into columns in more than one way.") % {"name": path.name},
        _("Write delimiter = %(list)s in [file].") % {"list": _(" or ").join(CANDIDATES[mark] for mark in fitting)},
        "delimiter",
        [(CANDIDATES[mark].strip('"'), " | ".join(_header(path, encoding, options, mark)[:8])) for mark in fitting],
    )


def _declared(delimiter: str) -> str:
    if delimiter in ("tab", "whitespace"):
        return {"tab": "\t"}.get(delimiter, delimiter)
    if len(delimiter) == 1:
        return delimiter
    raise refuse(
        _("A delimiter is one character, not %(delimiter)s.") % {"delimiter": repr(delimiter)},
        _('Write ",", ";", "|", "tab" or "whitespace".'),
    )


def _fits(path: Path, encoding: str, options: FileOptions, mark: str) -> bool:
    """Whether the header has more than one cell under this mark, and most rows as many as the header."""
    records = first_records(path, encoding, mark, options.quote or None, options.skip + _SAMPLE)[options.skip :]
    records = [record for record in records if any(cell.strip() for cell in record)]
    if not records or len(records[0]) < 2:
        return False
    same = sum(len(record) == len(records[0]) for record in records)
    return same > 0.5 * len(records)


def _header(path: Path, encoding: str, options: FileOptions, mark: str) -> list[str]:
    return first_records(path, encoding, mark, options.quote or None, options.skip + 1)[-1]


def _of_one_column(path: Path, encoding: str, options: FileOptions) -> str:
    lines = first_records(path, encoding, "\x1f", None, options.skip + _SAMPLE)[options.skip :]
    counts = {len(line[0].split()) for line in lines if line and line[0].strip()}
    marked = any(mark in line[0] for line in lines[:1] if line for mark in CANDIDATES)
    if len(counts) == 1 and counts != {1} and not marked:
        raise refuse(
            _("%(name)s has no commas, semicolons or tabs, but %(count)s words on every line.")
            % {"name": path.name, "count": counts.pop()},
            _(
                'Write delimiter = "whitespace" in [file] if spaces stand between its columns, '
                'or delimiter = "," if not.'
            ),
            "delimiter",
            [("whitespace", " | ".join(lines[0][0].split())), (",", lines[0][0])],
        )
    return ","
