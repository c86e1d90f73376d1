"""What a file seems to be, what stays open, and a first mapping to start from."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from heedful.listen.imports.conventions import Conventions
from heedful.listen.imports.formats import Layout, look_at
from heedful.listen.imports.grid import Grid
from heedful.listen.imports.guessing.candidate import candidate_mapping
from heedful.listen.imports.guessing.kinds import ColumnKind, column_kind
from heedful.listen.imports.guessing.settling import Ambiguity, sample, settle_columns
from heedful.listen.imports.mapping import FileOptions

__all__ = ["Ambiguity", "ColumnKind", "Guess", "guess"]

_AS_WRITTEN = {"\t": "tab"}


@dataclass(frozen=True)
class Guess:
    """A file as it looks. `ambiguities` are questions that nobody but a person can answer; `mapping` is a draft."""

    layout: Layout
    conventions: Conventions
    columns: dict[str, ColumnKind]
    rows_seen: int
    mapping: str
    ambiguities: tuple[Ambiguity, ...] = field(default=())


def guess(path: Path, options: FileOptions | None = None) -> Guess:
    """Look at a file. Raises Refused where it cannot even be cut into cells before a question is answered."""
    options = options or FileOptions()
    layout = look_at(path, options)
    chunks = sample(layout)
    grids = [Grid(chunk, Conventions(blank=options.blank)) for chunk in chunks]
    columns = {name: column_kind(grids[0].text(name)) for name in layout.names}
    blank = tuple({word for seen in columns.values() for word in seen.blanks} | set(options.blank))
    grids = [Grid(chunk, Conventions(blank=blank)) for chunk in chunks]
    dates = [name for name, seen in columns.items() if seen.kind == "date"]
    numbers = [name for name, seen in columns.items() if seen.kind in ("number", "score")]
    found = settle_columns(grids, options, dates, numbers, options.time_zone)
    answered = {question.topic for question in found.ambiguities}
    lines = _file_lines(layout, found.conventions, answered, has_dates=bool(dates))
    return Guess(
        layout=layout,
        conventions=found.conventions,
        columns=columns,
        rows_seen=sum(len(chunk.rows) for chunk in chunks),
        mapping=candidate_mapping(path.stem, columns, lines),
        ambiguities=found.ambiguities,
    )


def _file_lines(layout: Layout, conventions: Conventions, asked: set[str], *, has_dates: bool) -> list[str]:
    lines = [f'format = "{layout.format}"']
    if layout.encoding:
        lines.append(f'encoding = "{layout.encoding}"')
        lines.append(f'delimiter = "{_AS_WRITTEN.get(layout.delimiter, layout.delimiter)}"')
    if layout.sheet:
        lines.append(f'sheet = "{layout.sheet}"')
    if not layout.is_typed:
        lines.append(_line("decimal", conventions.decimal, asked, "."))
        if has_dates:
            lines.append(_line("dates", conventions.dates[0], asked, "day-first"))
    if "time_zone" in asked:
        lines.append('# time_zone = "Europe/Vilnius"   on which clocks?')
    return lines


def _line(key: str, value: str, asked: set[str], example: str) -> str:
    return f'# {key} = "{example}"   the file does not tell' if key in asked else f'{key} = "{value}"'
