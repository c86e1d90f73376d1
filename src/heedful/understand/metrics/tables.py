"""An answer as text: a table for a terminal, JSON for a program, CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from heedful.ui.numbers import shown
from heedful.understand.metrics.answer import Answer, Row

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_json(answer: Answer) -> str:
    """An array with an object for each row; what is unknown is null."""
    return msgspec.json.format(msgspec.json.encode(answer.as_rows()), indent=2).decode()


def as_csv(answer: Answer) -> str:
    """The rows with a header. What a spreadsheet would take for a formula is made plain text by an apostrophe."""
    return "".join(csv_lines(answer))


def csv_lines(answer: Answer) -> Iterator[str]:
    """The same, line by line."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")
    for row in (answer.columns, *([cell(row[name]) for name in answer.columns] for row in answer.as_rows())):
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def write_table(answer: Answer, *, currency: str) -> None:
    """The rows as a person reads them: rounded, with units, and in words where nothing is known yet."""
    question = answer.question
    table = Table()
    extras = tuple(answer.rows[0].extras) if answer.rows else ()
    for name in (*question.by, "period", *extras):
        table.add_column(name)
    for name in ("value", "low", "high", "n"):
        table.add_column(name, justify="right")
    table.add_column("change" if question.compare_to else "")
    for row in answer.rows:
        names = [*row.dims.values(), row.period, *row.extras.values()]
        shown_names = ("–" if name is None else str(name) for name in names)
        table.add_row(*map(Text, shown_names), *_numbers(row, answer, currency))
    console = Console(markup=False, highlight=False)
    console.print(f"{question.metric} · {question.method}: {answer.definition}")
    console.print(table)
    console.print(f"As of {answer.as_of:%Y-%m-%d %H:%M %Z}; intervals of {question.level:.0%}.")


def _numbers(row: Row, answer: Answer, currency: str) -> list[str]:
    estimate = row.estimate
    values = (estimate.value, estimate.low, estimate.high)
    return [
        *("–" if value is None else shown(value, answer.unit, currency) for value in values),
        str(estimate.n),
        _remark(row, answer, currency),
    ]


def _remark(row: Row, answer: Answer, currency: str) -> str:
    if row.needed:
        return f"not enough yet: {row.needed} more"
    if row.change is None or row.change.value is None:
        return ""
    return f"{shown(row.change.value, answer.unit, currency)} ({row.change.verdict})"


def cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return msgspec.json.encode(value).decode() if isinstance(value, dict) else value
